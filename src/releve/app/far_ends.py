"""What the far ends show of a pair: whether the traffic has followed the active side, and if not, why."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.domain.clock import seconds_between
from releve.domain.errors import Unavailable
from releve.domain.ids import TenantId
from releve.domain.people import Caller
from releve.domain.say import Message, say, say_n
from releve.domain.store import Tx
from releve.domain.tenancy import Activation
from releve.domain.traffic import DriverState

#: pair and driver → what is remembered.
States = dict[tuple[str, str], DriverState]


@dataclass(frozen=True, slots=True)
class FarEnd:
    """One driver and one pair. `built_in`: it answers from the memory of this process, and is nobody's to move. `observed` is the epoch that the far end showed last (0: none), `since` the stamp of when it
    began to be so ("": never looked at), `took_ms` how long after the order of the switch it was there."""

    driver: str
    sort: str
    wanted: int
    observed: int
    sentence: Message
    since: str = ""
    took_ms: int | None = None
    tries: int = 0
    built_in: bool = False

    @property
    def behind(self) -> bool:
        return self.observed != self.wanted

    @property
    def failing(self) -> bool:
        return self.tries > 0

    @property
    def settled(self) -> bool:
        """It shows what is wanted, and the last look was good."""
        return not self.behind and not self.failing


def far_ends(house: House, caller: Caller | None) -> list[FarEnd]:
    """Of the caller's pair. Changes nothing."""
    caller = must(caller, Act.SWITCH_VIEW)
    return everything_that_follows(house, bond_of(house, caller.tenant or ""))


def everything_that_follows(house: House, bond: Bond) -> list[FarEnd]:
    """The drivers in the order of the settings, then what is built in."""
    return [*far_ends_of(house, bond), *_built_in(house, bond)]


def _built_in(house: House, bond: Bond) -> Iterator[FarEnd]:
    """API discovery, and the SIP redirect if this process has one: both answer from one copy of the directory in memory."""
    found = house.whereabouts.records().get(f"activation/{bond.pair.id}")
    observed, wanted = int(found.value["epoch"]) if found else 0, bond.activation
    since = wanted.at if observed == wanted.epoch else ""
    told = say("Built in: answers for epoch {epoch}, from memory.", epoch=str(observed))
    yield FarEnd("discovery", "http", wanted.epoch, observed, told, since, built_in=True)
    if house.redirects_calls:
        told = say_n(
            "Built in: {n} telephone number is known to this process.",
            "Built in: {n} telephone numbers are known to this process.",
            len(house.numbers),
        )
        yield FarEnd("redirect", "sip", wanted.epoch, observed, told, since, built_in=True)


@dataclass(frozen=True, slots=True)
class Lag:
    """By how many epochs a driver is behind in a pair, and for how long; both 0 when it has followed. `took_s`: how long
    after the order of the last switch it had; None if it has not yet, or no switch has brought it where it is."""

    pair: str
    driver: str
    behind: int
    seconds: float
    took_s: float | None


def all_states(house: House) -> States:
    """What is remembered of every pair at every far end, in the regions that answer."""
    if not house.drivers:
        return {}
    return _remembered(house, lambda tx: tx.driver_states.all(), *house.regions.names)


def lags(house: House, activations: Iterable[Activation], states: States) -> list[Lag]:
    """Of each of these pairs at every driver, by what is remembered."""
    return [
        _lag(one, driver.name, states.get((one.pair, driver.name)), house.now())
        for one in activations
        for driver in house.drivers
    ]


def far_ends_of(house: House, bond: Bond) -> list[FarEnd]:
    if not house.drivers:
        return []
    own = _of_tenant(bond.primary.id)
    sides = dict.fromkeys((bond.bcp.region, bond.primary.region))
    states = _remembered(house, own, *sides) or _remembered(house, own, *_others(house, sides))
    return _lines(house, bond.pair.id, bond.activation.epoch, states)


def _of_tenant(tenant: TenantId) -> Callable[[Tx], list[DriverState]]:
    return lambda tx: tx.driver_states.of(tenant)


def _others(house: House, sides: Collection[str]) -> Iterable[str]:
    """A region that has nothing to do with the pair is asked only when both of its own know nothing: it may hang."""
    return (name for name in house.regions.names if name not in sides)


def _remembered(house: House, read: Callable[[Tx], list[DriverState]], *regions: str) -> States:
    found: list[DriverState] = []
    for region in regions:
        with suppress(Unavailable), house.regions.of(region).reading() as tx:
            found += read(tx)
    return newest(found)


def newest(states: Iterable[DriverState]) -> States:
    """Two regions may each remember something: the higher epoch counts, then the later look."""
    found: States = {}
    for one in states:
        known = found.get((one.pair, one.driver))
        if known is None or _order(one) > _order(known):
            found[one.pair, one.driver] = one
    return found


def _lag(activation: Activation, driver: str, state: DriverState | None, now: str) -> Lag:
    """Since the switch was ordered, or since it was looked at first if the far end never showed anything."""
    observed = state.epoch_observed if state else 0
    behind = max(0, activation.epoch - observed)
    began = activation.at if observed or state is None else state.since or activation.at
    seconds = max(0.0, seconds_between(began, now)) if behind else 0.0
    took_ms = state.took_ms if state and not behind else None
    return Lag(
        activation.pair, driver, behind, seconds, None if took_ms is None else took_ms / 1000
    )


def _order(state: DriverState) -> tuple[int, str]:
    return state.epoch_seen, state.checked_at


def _lines(house: House, pair: str, epoch: int, states: States) -> list[FarEnd]:
    lines = []
    for driver in house.drivers:
        state = states.get((pair, driver.name))
        lines.append(
            FarEnd(
                driver.name,
                driver.sort,
                epoch,
                state.epoch_observed if state else 0,
                _sentence(state, epoch),
                state.since if state else "",
                state.took_ms if state else None,
                state.tries if state else 0,
            )
        )
    return lines


def _sentence(state: DriverState | None, epoch: int) -> Message:
    if state is None or state.sentence is None:
        return say("Nobody has looked at it yet.")
    if state.epoch_observed != epoch and not state.tries:
        return say("It shows epoch {seen} and follows.", seen=state.epoch_observed)
    return state.sentence


def failing_names(lines: Sequence[FarEnd]) -> tuple[str, ...]:
    """The drivers whose last look was not good."""
    return tuple(one.driver for one in lines if one.failing)
