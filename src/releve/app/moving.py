"""The house as the mover sees it: where traffic is wanted, and what the regions remember of the far ends."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from releve.app.house import House
from releve.domain.directory import Record
from releve.domain.errors import Unavailable
from releve.domain.say import say
from releve.domain.store import Tx
from releve.domain.tenancy import Activation, Pair, Tenant
from releve.domain.traffic import DriverState, Wanted

#: The versions of the records that something was made of.
Versions = tuple[int, ...]


@dataclass(slots=True)
class HouseStage:
    """`activation.mover.Stage`, in one house, for one thread."""

    house: House
    _known: dict[str, tuple[Versions, Wanted]] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.house.clock()

    def wanted(self) -> Sequence[Wanted]:
        records = self.house.whereabouts.records()
        found = {}
        for key in records:
            if key.startswith("pair/"):
                known = self._wanted(key.removeprefix("pair/"), records)
                if known is not None:
                    found[key] = known
        self._known = found
        return [one for _, one in found.values()]

    def _wanted(self, pair: str, records: Mapping[str, Record]) -> tuple[Versions, Wanted] | None:
        of_pair, active = records[f"pair/{pair}"], records.get(f"activation/{pair}")
        primary = records.get(f"tenant/{of_pair.value['primary']}")
        bcp = records.get(f"tenant/{of_pair.value['bcp']}")
        if active is None or primary is None or bcp is None:
            return None
        versions = (of_pair.version, active.version, primary.version, bcp.version)
        known = self._known.get(of_pair.key)
        if known is not None and known[0] == versions:
            return known
        return versions, wanted_of(
            Pair.of(of_pair.value),
            Activation.of(active.value),
            Tenant.of(primary.value),
            Tenant.of(bcp.value),
        )

    def state(self, wanted: Wanted, driver: str) -> DriverState:
        fault: Unavailable | None = None
        for region in self._order(wanted):
            try:
                with self.house.regions.of(region).reading() as tx:
                    found = tx.driver_states.of(wanted.primary.id)
            except Unavailable as unavailable:
                fault = fault or unavailable
                continue
            for one in found:
                if (one.pair, one.driver) == (wanted.pair, driver):
                    return one
            return DriverState(wanted.primary.id, wanted.pair, driver)
        raise fault or Unavailable(say("No region answers."))

    def change(
        self, wanted: Wanted, driver: str, change: Callable[[DriverState], DriverState]
    ) -> DriverState:
        def act(tx: Tx) -> DriverState:
            held = tx.driver_states.held(wanted.primary.id, wanted.pair, driver)
            tx.driver_states.keep([new := change(held)])
            return new

        return self.house.somewhere(act, wanted.bcp.region, wanted.primary.region)

    def _order(self, wanted: Wanted) -> Sequence[str]:
        """The regions in which what is remembered may stand: the first that answers is asked."""
        house = self.house
        named = (wanted.bcp.region, wanted.primary.region, house.home, *house.regions.names)
        return tuple(dict.fromkeys(named))


def wanted_of(pair: Pair, activation: Activation, primary: Tenant, bcp: Tenant) -> Wanted:
    """Where the traffic of a pair belongs."""
    return Wanted(pair.id, activation.epoch, activation.active, primary, bcp, activation.at)
