"""Far ends that stand in for name servers and load balancers, and the stage on which a mover drives them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from releve.domain.errors import Conflict, ReleveError
from releve.domain.say import say
from releve.domain.tenancy import Side, Tenant
from releve.domain.traffic import DriverState, Observed, Trial, Wanted
from tests.helpers.bombs import Bomb

PRIMARY = Tenant("0a000000-0000-4000-8000-00000000acee", "Acme", "ca1", 40)
BCP = Tenant("0b000000-0000-4000-8000-0000000000b1", "Acme BCP", "eu1", 41)
AT = "2026-11-22T08:59:59.000Z"


def wanted(epoch: int, pair: str = "p", at: str = AT) -> Wanted:
    """Odd epochs belong to the primary, as if somebody had switched each time."""
    active = Side.PRIMARY if epoch % 2 else Side.BCP
    return Wanted(pair, epoch, active, PRIMARY, BCP, at)


@dataclass
class Hands:
    """A clock that stands still until somebody turns it."""

    at: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def turn(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass
class FarEnd:
    """Shows the epoch and region of each pair. `fault` is raised instead, while there is one; `compares` false: it takes
    whatever comes, as far ends do that cannot refuse. `meanwhile` happens while the driver waits for it."""

    name: str = "names"
    sort: str = "dns"
    check_s: float | None = 10.0
    compares: bool = True
    fault: ReleveError | None = None
    bomb: Bomb = field(default_factory=lambda: Bomb(0))
    meanwhile: Callable[[], None] = lambda: None
    shows: dict[str, tuple[int, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    changes: int = 0

    def converge(self, wanted: Wanted) -> Observed:
        self.asked.append(wanted.pair)
        self.bomb.tick("ask")
        self.meanwhile()
        if self.fault is not None:
            raise self.fault
        there = self.shows.get(wanted.pair, (0, ""))
        if there == (wanted.epoch, wanted.region):
            return Observed(wanted.epoch, False, say("It leads to {region}.", region=wanted.region))
        if self.compares and there[0] > wanted.epoch:
            raise Conflict(say("It shows epoch {epoch}.", epoch=there[0]))
        self.bomb.tick("change")
        self.shows[wanted.pair] = (wanted.epoch, wanted.region)
        self.changes += 1
        self.bomb.tick("changed, and nobody heard of it")
        return Observed(wanted.epoch, True, say("It leads to {region}.", region=wanted.region))


@dataclass
class Board:
    """What a directory says, and what the regions remember, as several movers see it: a `Stage`."""

    wants: list[Wanted]
    hands: Hands = field(default_factory=Hands)
    states: dict[tuple[str, str], DriverState] = field(default_factory=dict)
    bomb: Bomb = field(default_factory=lambda: Bomb(0))
    fault: ReleveError | None = None

    def now(self) -> datetime:
        return self.hands.at

    def wanted(self) -> Sequence[Wanted]:
        return list(self.wants)

    def state(self, wanted: Wanted, driver: str) -> DriverState:
        self.bomb.tick("state")
        if self.fault is not None:
            raise self.fault
        fresh = DriverState(wanted.primary.id, wanted.pair, driver)
        return self.states.get((wanted.pair, driver), fresh)

    def change(
        self, wanted: Wanted, driver: str, change: Callable[[DriverState], DriverState]
    ) -> DriverState:
        held = self.state(wanted, driver)
        self.states[wanted.pair, driver] = new = change(held)
        self.bomb.tick("written")
        return new


def later(wanted: Wanted) -> Wanted:
    """After one more switch."""
    return replace(wanted, epoch=wanted.epoch + 1, active=wanted.active.other)


@dataclass
class Rehearsed(FarEnd):
    """A far end that can be rehearsed: it notes what was written for trial and not taken away."""

    trials: list[Wanted] = field(default_factory=list)

    def rehearse(self, now: Wanted, mark: str) -> Trial:
        if self.fault is not None:
            raise self.fault
        self.trials.append(now)
        epoch, _ = self.shows.get(now.pair, (None, ""))
        return Trial(epoch, say("It could lead to {region}.", region=now.after_a_switch().region))
