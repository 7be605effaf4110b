"""The house as the mover sees it: where traffic is wanted, and what the regions remember of the far ends."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from releve.app.bonds import Bonds
from releve.app.house import House
from releve.app.pairing import Bond
from releve.domain.errors import Conflict, Unavailable
from releve.domain.say import say
from releve.domain.store import Tx
from releve.domain.switch_reports import Followed, followed_change
from releve.domain.traffic import DriverState, Wanted

#: So many notes of what has followed are written between two turns.
NOTES_AT_ONCE = 5


@dataclass(slots=True)
class HouseStage:
    """`activation.mover.Stage`, in one house, for one thread."""

    house: House
    _pairs: Bonds[Wanted] = field(init=False)
    _noted: dict[tuple[str, str], int] = field(default_factory=dict)
    _to_note: dict[tuple[str, str], DriverState] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._pairs = Bonds(self.house.whereabouts, wanted_of)

    def now(self) -> datetime:
        return self.house.clock()

    def wanted(self) -> Sequence[Wanted]:
        found = self._pairs.read()
        self._note_some()
        return found

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
                    self._has_followed(wanted, one)
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

        after = self.house.somewhere(act, wanted.bcp.region, wanted.primary.region)
        self._has_followed(wanted, after)
        return after

    def _has_followed(self, wanted: Wanted, state: DriverState) -> None:
        """Have it noted beside the report of the switch, if a switch has brought it where it is. Looked at again and again, so
        that whoever dies before the note leaves it to the next one."""
        place, epoch = (wanted.pair, state.driver), wanted.epoch
        if (
            state.took_ms is None
            or state.epoch_observed != epoch
            or self._noted.get(place) == epoch
        ):
            return
        self._to_note[place] = state

    def _note_some(self) -> None:
        """Between two turns and few at a time: no far end waits for a note."""
        if self.house.whereabouts.fault is not None:
            return
        directory = self.house.registry.directory
        sorts = {driver.name: driver.sort for driver in self.house.drivers}
        for place in list(self._to_note)[:NOTES_AT_ONCE]:
            state, epoch = self._to_note[place], self._to_note[place].epoch_observed
            followed = Followed(
                state.driver, sorts.get(state.driver, ""), state.observed_at, state.took_ms or 0
            )
            note = followed_change(state.pair, epoch, followed)
            try:
                if directory.get(note.key) is None:
                    with suppress(Conflict):  # somebody else has noted it just now
                        directory.commit(note)
            except Unavailable:
                return
            self._noted[place] = epoch
            del self._to_note[place]

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
