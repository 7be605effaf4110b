"""Drives a far end to the activation of every pair, and keeps it there.

Laws:
- Level, not edge. A turn looks at what the directory says now and at what is remembered, never at what it was told. So a
  mover that dies anywhere leaves nothing to repair: the next turn, in whatever process, does what is left, and doing it
  again changes nothing.
- No stale hand. A mover shows the epoch it acts in before it acts, in a transaction of a regional store, and again when it
  writes down what came of it; a lower one than was seen is refused, whoever has slept for however long.
- Nothing is held while the far end is waited for: a mover that is stopped in the middle of an act must not stop the one
  that takes over from it. What such a hand does when it wakes up is the far end's to refuse, where that can compare;
  where it cannot, the late one finds at its second showing that it was overtaken, and has the far end looked at again.
- One far end waits for no other: each driver has a mover of its own, and each mover a thread. Within one, what was just
  switched goes before what is only to be checked, and what fails is left alone for a while, each time longer.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from releve.domain.clock import instant, stamp
from releve.domain.errors import Conflict, ReleveError, Unavailable
from releve.domain.say import Message, say
from releve.domain.tenancy import admit
from releve.domain.traffic import DriverState, Observed, TrafficDriver, Wanted

#: How long a pair is left alone after the first failure; twice as long after each further one.
REST, REST_MAX = timedelta(milliseconds=200), timedelta(seconds=10)

#: So many far ends are looked at in one turn: a switch waits for no longer than that.
AT_ONCE = 20

#: A look that found all as it was is written down only so often.
TOUCHED = timedelta(seconds=5)

#: How long the directory is not looked at, at most.
LOOK_S = 0.25


class Stage(Protocol):
    """Where the mover acts; `app` offers it. What it remembers of a pair is kept in the first region that answers."""

    def now(self) -> datetime: ...

    def wanted(self) -> Sequence[Wanted]:
        """Of every pair, as the directory says, or said when it last answered."""

    def state(self, wanted: Wanted, driver: str) -> DriverState:
        """What is remembered. Raises Unavailable when no region answers."""

    def change(
        self, wanted: Wanted, driver: str, change: Callable[[DriverState], DriverState]
    ) -> DriverState:
        """Replace what is remembered, while nobody else can. What `change` raises is raised, and nothing is written."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the mover remembers itself of a pair; all of it can be forgotten. `due` None: nothing is to be done again."""

    epoch: int
    due: datetime | None
    tries: int = 0


@dataclass(slots=True)
class Mover:
    """Of one driver. `turn` is called again and again, by one thread; `rest_s` says how long to wait until then."""

    driver: TrafficDriver
    stage: Stage
    rest_s: float = 0.0
    _notes: dict[str, Note] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.driver.name

    def turn(self) -> list[str]:
        """One look at every pair that is due. Says in sentences what was done, and what could not be."""
        wanted = self.stage.wanted()
        self._notes = {one.pair: self._notes[one.pair] for one in wanted if one.pair in self._notes}
        due = sorted(self._due(wanted), key=self._rank)
        said: list[str] = []
        for done, one in enumerate(due[:AT_ONCE], start=1):
            answered = self._look_after(one, said)
            if not answered and done < len(due):
                break  # the next one may have to wait as long: first see who has been switched meanwhile
        self.rest_s = self._rest(wanted)
        return said

    def _due(self, wanted: Sequence[Wanted]) -> Iterator[Wanted]:
        now = self.stage.now()
        for one in wanted:
            note = self._notes.get(one.pair)
            if (
                note is None
                or note.epoch != one.epoch
                or (note.due is not None and note.due <= now)
            ):
                yield one

    def _rank(self, wanted: Wanted) -> tuple[bool, int, float]:
        """Who goes first: what has moved, then what has failed least often, then what was ordered last."""
        note = self._notes.get(wanted.pair)
        known = note is not None and note.epoch == wanted.epoch
        return known, note.tries if note and known else 0, -instant(wanted.at).timestamp()

    def _rest(self, wanted: Sequence[Wanted]) -> float:
        if any(True for _ in self._due(wanted)):
            return 0.0
        now = self.stage.now()
        waits = [(note.due - now).total_seconds() for note in self._notes.values() if note.due]
        return max(0.0, min([LOOK_S, *waits]))

    def _look_after(self, wanted: Wanted, said: list[str]) -> bool:
        """False when somebody did not answer."""
        try:
            state = self.stage.state(wanted, self.name)
            if self._is_fresh(state, wanted):
                self._remember(wanted, since=instant(state.checked_at))
                return True
            if admit(state.epoch_seen, wanted.epoch) > state.epoch_seen:
                state = self.stage.change(wanted, self.name, partial(_shown, wanted))
            outcome = self._converge(wanted)
            after = self._write_down(wanted, state, outcome)
        except ReleveError as error:  # the fence, or no region that could remember anything
            self._fail(wanted)
            said.append(f"{self.name}, pair {wanted.pair}, epoch {wanted.epoch}: {error}")
            return not isinstance(error, Unavailable)
        except Exception:  # our mistake: the others must not wait for it
            self._fail(wanted)
            raise
        if after.tries:
            self._fail(wanted, after)
        else:
            self._remember(wanted, since=self.stage.now())
        said += self._told(wanted, state, after, outcome)
        return not isinstance(outcome, Unavailable)

    def _is_fresh(self, state: DriverState, wanted: Wanted) -> bool:
        """Whether somebody has looked at it just now and found it right, or it cannot be looked at and was told."""
        if state.epoch_seen != wanted.epoch or state.epoch_observed != wanted.epoch or state.tries:
            return False
        if self.driver.check_s is None:
            return True
        if not state.checked_at:
            return False
        looked = instant(state.checked_at)
        return looked <= self.stage.now() < looked + timedelta(seconds=self.driver.check_s)

    def _converge(self, wanted: Wanted) -> Observed | ReleveError:
        try:
            return self.driver.converge(wanted)
        except ReleveError as error:
            return error

    def _write_down(
        self, wanted: Wanted, before: DriverState, outcome: Observed | ReleveError
    ) -> DriverState:
        """Raises Conflict when somebody with a higher epoch was here meanwhile."""
        now = self.stage.now()
        after = recorded(before, wanted, outcome, now)
        unchanged = replace(after, checked_at=before.checked_at) == before
        if unchanged and before.checked_at and now - instant(before.checked_at) < TOUCHED:
            return before
        try:
            return self.stage.change(
                wanted, self.name, lambda held: recorded(held, wanted, outcome, now)
            )
        except Conflict:
            if not isinstance(outcome, Observed) or outcome.moved:
                self.stage.change(wanted, self.name, lambda held: replace(held, checked_at=""))
            raise

    def _remember(self, wanted: Wanted, since: datetime) -> None:
        check_s = self.driver.check_s
        due = None if check_s is None else since + timedelta(seconds=check_s)
        self._notes[wanted.pair] = Note(wanted.epoch, due)

    def _fail(self, wanted: Wanted, state: DriverState | None = None) -> None:
        before = self._notes.get(wanted.pair)
        tries = before.tries + 1 if before and before.epoch == wanted.epoch else 1
        rest = min(REST * 2 ** min(tries - 1, 16), REST_MAX)
        self._notes[wanted.pair] = Note(wanted.epoch, self.stage.now() + rest, tries)

    def _told(
        self,
        wanted: Wanted,
        before: DriverState,
        after: DriverState,
        outcome: Observed | ReleveError,
    ) -> Iterator[str]:
        """What goes on failing is said ever more rarely."""
        moved = isinstance(outcome, Observed) and outcome.moved
        rare = after.tries and not after.tries & (after.tries - 1)
        if moved or rare or (before.tries and not after.tries):
            tries = f" (tried {after.tries} times)" if after.tries > 1 else ""
            yield f"{self.name}, pair {wanted.pair}, epoch {wanted.epoch}: {after.sentence}{tries}"


def _shown(wanted: Wanted, held: DriverState) -> DriverState:
    """The fence before the act. Raises Conflict."""
    return replace(held, epoch_seen=admit(held.epoch_seen, wanted.epoch))


def recorded(
    held: DriverState, wanted: Wanted, outcome: Observed | ReleveError, now: datetime
) -> DriverState:
    """What is remembered after an act. Raises Conflict if a higher epoch was seen meanwhile."""
    at = stamp(now)
    seen = admit(held.epoch_seen, wanted.epoch)
    epoch = (outcome.epoch or 0) if isinstance(outcome, Observed) else held.epoch_observed
    good = isinstance(outcome, Observed) and epoch == wanted.epoch
    arrived = good and held.epoch_observed != wanted.epoch
    switched = arrived and 0 < held.epoch_observed < wanted.epoch
    changed = arrived or good == bool(held.tries) or not held.since
    return replace(
        held,
        epoch_seen=seen,
        epoch_observed=epoch,
        observed_at=at if arrived else held.observed_at,
        since=at if changed else held.since,
        checked_at=at,
        tries=0 if good else held.tries + 1,
        sentence=_sentence(outcome),
        took_ms=_ms(wanted.at, now) if switched else None if arrived else held.took_ms,
    )


def _sentence(outcome: Observed | ReleveError) -> Message:
    if isinstance(outcome, Observed):
        return outcome.sentence
    if outcome.hint is None:
        return outcome.message
    return say("{what} {next}", what=outcome.message, next=outcome.hint)


def _ms(ordered_at: str, now: datetime) -> int:
    return max(0, round((now - instant(ordered_at)) / timedelta(milliseconds=1)))
