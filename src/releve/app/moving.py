"""The house as the mover sees it: where traffic is wanted, and what the regions remember of the far ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from releve.app.bonds import Bonds
from releve.app.house import House
from releve.app.pairing import Bond
from releve.domain.errors import Unavailable
from releve.domain.say import say
from releve.domain.store import Tx
from releve.domain.traffic import DriverState, Wanted


@dataclass(slots=True)
class HouseStage:
    """`activation.mover.Stage`, in one house, for one thread."""

    house: House
    _pairs: Bonds[Wanted] = field(init=False)

    def __post_init__(self) -> None:
        self._pairs = Bonds(self.house.whereabouts, wanted_of)

    def now(self) -> datetime:
        return self.house.clock()

    def wanted(self) -> Sequence[Wanted]:
        return self._pairs.read()

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


def wanted_of(bond: Bond) -> Wanted:
    """Where the traffic of a pair belongs."""
    activation = bond.activation
    return Wanted(
        bond.pair.id, activation.epoch, activation.active, bond.primary, bond.bcp, activation.at
    )
