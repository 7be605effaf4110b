"""May we switch? A pure judgement of what is known of both sides: go, or every reason to hesitate at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from releve.domain.say import Message, say, say_n

#: A copy older than this is said to be old: the sync is daily.
AGE_MAX = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is known of the BCP tenant at one moment. None means that it could not be found out."""

    age: timedelta | None  # of the last sync that was done; None: never
    changes: int | None  # made in the primary since; None: the primary does not answer
    held: int
    to_review: int
    people: int  # employees who could log in to the BCP tenant once it is active
    target_answers: bool
    restored_at: datetime | None = (
        None  # when it was put back to an earlier state, if no sync was done since
    )
    features_missing: tuple[str, ...] = ()  # names of tenants on which BCP is not enabled
    drivers_failing: tuple[
        str, ...
    ] = ()  # names of traffic drivers whose far end cannot be moved now


@dataclass(frozen=True, slots=True)
class Verdict:
    """`obstacles` make a switch impossible or pointless; `warnings` say what it would cost."""

    obstacles: tuple[Message, ...]
    warnings: tuple[Message, ...]

    @property
    def go(self) -> bool:
        return not self.obstacles


def judge_switch(seen: Readiness) -> Verdict:
    """Judge a switch to the BCP tenant. The same facts give the same verdict."""
    return Verdict(tuple(_obstacles(seen)), (*_warnings(seen), *_traffic(seen)))


def judge_revert(seen: Readiness, *, primary_answers: bool, edits: int | None) -> Verdict:
    """Judge a revert to the primary. `edits` is how many entities were changed in the BCP tenant since the last
    sync: nothing copies them back (None: it does not answer)."""
    obstacles = [*_features(seen)]
    if not primary_answers:
        obstacles.append(say("The primary tenant's region does not answer."))
    return Verdict(tuple(obstacles), (*_left_behind(edits), *_traffic(seen)))


def _left_behind(edits: int | None) -> Iterator[Message]:
    if edits is None:
        yield say(
            "The BCP tenant does not answer: what was changed there meanwhile is not known, and is not copied back."
        )
    elif edits:
        yield say_n(
            "{n} entity was changed in the BCP tenant since the last sync. It is not copied back; the next sync overwrites it with what the primary holds.",
            "{n} entities were changed in the BCP tenant since the last sync. They are not copied back; the next sync overwrites them with what the primary holds.",
            edits,
        )


def _traffic(seen: Readiness) -> Iterator[Message]:
    for name in seen.drivers_failing:
        yield say(
            "The traffic driver {name} cannot do its work now: what it moves will follow when it can.",
            name=name,
        )


def _features(seen: Readiness) -> Iterator[Message]:
    for name in seen.features_missing:
        yield say("BCP is not enabled on {tenant}.", tenant=name)


def _obstacles(seen: Readiness) -> Iterator[Message]:
    yield from _features(seen)
    if not seen.target_answers:
        yield say("The BCP tenant's region does not answer.")
        return  # whether it was synced, and who could log in, is not known
    if seen.age is None:
        yield say("Nothing was ever synced: the BCP tenant is empty.")
    if not seen.people:
        yield say(
            "Nobody could log in to the BCP tenant: no active employee there has access to it and a password."
        )


def _warnings(seen: Readiness) -> Iterator[Message]:
    if not seen.target_answers:
        return
    if seen.restored_at is not None:
        yield say(
            "The BCP tenant was restored on {when} to how it was before, and was not synced since.",
            when=seen.restored_at,
        )
    if seen.age is not None and seen.age > AGE_MAX:
        hours = int(seen.age.total_seconds() // 3600)
        yield say_n("The last sync was {n} hour ago.", "The last sync was {n} hours ago.", hours)
    if seen.changes is None:
        yield say(
            "The primary does not answer: what was changed there since the last sync is not known."
        )
    elif seen.changes:
        yield say_n(
            "{n} change made in the primary is not in the BCP tenant yet.",
            "{n} changes made in the primary are not in the BCP tenant yet.",
            seen.changes,
        )
    if seen.held:
        yield say_n("{n} entity is held back.", "{n} entities are held back.", seen.held)
    if seen.to_review:
        yield say_n(
            "{n} place in the scripts looks like an identifier of the primary and is to be reviewed.",
            "{n} places in the scripts look like identifiers of the primary and are to be reviewed.",
            seen.to_review,
        )
