"""Outages: a region whose server is gone, or whose disk is full, for as long as a test wants."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from releve.app.house import House
from releve.domain.errors import ReleveError
from releve.domain.say import say
from releve.domain.store import RegionalStore, Tx
from releve.stores.sql.faults import unreachable


@dataclass
class Dead:
    """A store that was open and does not answer any more; with `reads`, it can only not write."""

    store: RegionalStore
    reads: bool = False

    @property
    def region(self) -> str:
        return self.store.region

    def reading(self) -> AbstractContextManager[Tx]:
        if self.reads:
            return self.store.reading()
        raise self._fault()

    glancing = reading

    def writing(self) -> AbstractContextManager[Tx]:
        raise self._fault()

    def _fault(self) -> ReleveError:
        """What the store itself says when its database is gone."""
        return unreachable(say("region {region}", region=self.region))

    def close(self) -> None:
        self.store.close()


@contextmanager
def outage(house: House, region: str, *, reads: bool = False) -> Iterator[None]:
    """While this lasts the region does not answer; with `reads`, it answers and cannot write."""
    stores = house.regions._open
    alive = house.regions.of(region)
    stores[region] = Dead(alive, reads)
    try:
        yield
    finally:
        stores[region] = alive
