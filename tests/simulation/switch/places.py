"""The store of a region as a process far away sees it: behind wires, one writer at a time, and nobody stands still in it.

Whoever decides waits for writers at their last moment only, as on PostgreSQL: a transaction begins when it is used.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from releve.domain.errors import Unavailable
from releve.domain.say import say
from releve.domain.store import Tx
from releve.stores.regional.store import SqlRegionalStore
from releve.stores.regional.transaction import SqlTx
from tests.simulation.switch.stage import Actor, Process, Stage
from tests.simulation.switch.wires import Wires

#: How long one waits for the writer before, how long a writer may stand still, and how long a dead place is waited for.
PATIENCE_S, STILL_S_MAX, CONNECT_S = 10.0, 8.0, 2.0


@dataclass(eq=False)
class Writer:
    actor: Actor
    tx: SqlTx
    thrown_out: bool = False
    last_moment: str = ""  # of this tenant


@dataclass(eq=False)
class Place:
    """One for each region. `committed` hears of the commit of a writer that came to its last moment."""

    stage: Stage
    wires: Wires
    store: SqlRegionalStore
    committed: Callable[[str], None] = lambda tenant: None
    writer: Writer | None = None
    decider: Actor | None = None

    def seen_from(self, process: Process) -> "Far":
        return Far(self, process)


@dataclass(eq=False)
class Far:
    """Implements `RegionalStore` for one process."""

    place: Place
    process: Process

    @property
    def region(self) -> str:
        return self.place.store.region

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        self._travel()
        with self.place.store.reading() as tx:
            yield tx

    @contextmanager
    def glancing(self) -> Iterator[Tx]:
        self._travel()
        with self.place.store.glancing() as tx:
            yield tx

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        self._travel()
        with ExitStack() as leaving:
            yield cast(Tx, Opening(self, leaving))
        self.place.stage.pause()
        if not self._reached() or self.place.wires.bad_luck():
            raise self._silent()  # committed, and nobody was told

    @contextmanager
    def begun(self) -> Iterator[SqlTx]:
        self._wait_for_the_one_before()
        with self.place.store.writing() as tx:
            mine = self.place.writer = Writer(self.place.stage.me, tx)
            tx.last_moment = partial(self._come_to, mine)  # type: ignore[method-assign]
            try:
                yield tx
                self.place.stage.pause()
                if mine.thrown_out or not self._reached():
                    raise self._silent()
                if mine.last_moment:
                    self.place.committed(mine.last_moment)
            finally:
                if self.place.writer is mine:
                    self.place.writer = None

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """Nobody is at a last moment, and nobody comes to one."""
        self._wait_for_the_one_before(at_last_moment=True)
        self.place.decider = self.place.stage.me
        try:
            yield
        finally:
            self.place.decider = None

    def _come_to(self, mine: Writer, tenant: str) -> None:
        while (other := self.place.decider) is not None and not other.done:
            self.place.stage.sleep(0.02)
        mine.last_moment = tenant
        self.place.stage.pause()

    def close(self) -> None:
        pass

    def _reached(self) -> bool:
        return self.place.wires.both(self.process.site, self.region)

    def _travel(self) -> None:
        self.place.stage.pause()
        if not self._reached():
            self.place.stage.sleep(CONNECT_S)
            raise self._silent()

    def _wait_for_the_one_before(self, *, at_last_moment: bool = False) -> None:
        stage, began = self.place.stage, self.place.stage.now
        while (other := self.place.writer) is not None:
            if at_last_moment and not other.last_moment:
                return
            if stage.now - began > STILL_S_MAX and _is_still(other.actor, stage):
                other.thrown_out = True
                other.tx.connection.connection.driver_connection.rollback()  # type: ignore[union-attr]
                self.place.writer = None
                return
            if stage.now - began > PATIENCE_S:
                raise self._silent()
            stage.sleep(0.02)

    def _silent(self) -> Unavailable:
        return Unavailable(say("The region {region} does not answer.", region=self.region))


class Opening:
    """A writing transaction before it has begun: all but `past_last_moments` begins it."""

    def __init__(self, far: Far, leaving: ExitStack) -> None:
        self._far, self._leaving = far, leaving
        self._tx: SqlTx | None = None

    def __getattr__(self, name: str) -> Any:
        if self._tx is None:
            self._tx = self._leaving.enter_context(self._far.begun())
        return getattr(self._tx, name)

    def past_last_moments(self, tenant: str) -> None:
        self._leaving.enter_context(self._far.deciding())


def _is_still(actor: Actor, stage: Stage) -> bool:
    return actor.process is not None and actor.process.frozen_until > stage.now
