"""May we switch? A pure judgement of what is known of both sides: go, or every reason to hesitate at once.

Each reason is a `Finding` with a code that never changes, so that programs can tell them apart and every door can say
what mends it. In a *planned* switch obstacles bind. In an *emergency* most of them are only what it costs, which a
person acknowledges; what stays impossible there too is `absolute`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from releve.activation.steadiness import Unsteady
from releve.domain.orders import Mode
from releve.domain.say import Message, say, say_n
from releve.domain.tenancy import Side

#: A copy older than this is said to be old: the sync is daily.
AGE_MAX = timedelta(hours=26)

#: A passkey that nobody has shown for longer than this may be lost without anybody knowing.
PASSKEY_AGE_MAX = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is known of a pair at one moment. None means that it could not be found out.

    `moved`: the primary is not as the last sync left it behind, so that another one would bring something over.
    `since_switch` is None for a pair that was never switched. `passkey_age` is how long ago the passkey was shown
    last, or made; None: there is none. `changes_wait`: what was changed in the BCP tenant is to be looked at before anything
    is synced onto it.
    """

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
    moved: bool = False
    drifted: int = 0
    syncing: bool = False
    sync_on: bool = True
    changes_wait: bool = False
    directory_writes: bool = True
    since_switch: timedelta | None = None
    calm: timedelta = timedelta(0)
    passkey_age: timedelta | None = timedelta(0)
    primary_unsteady: Unsteady | None = None  # the regions of the two tenants, if they waver
    bcp_unsteady: Unsteady | None = None

    @property
    def both_answer(self) -> bool:
        return self.target_answers and self.changes is not None

    @property
    def needs_sync(self) -> bool:
        """Whether a last sync would bring something over."""
        return self.moved or bool(self.changes) or self.restored_at is not None


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to hesitate. `absolute`: no acknowledgement helps."""

    code: str
    message: Message
    absolute: bool = False

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`obstacles` stand in the way; `warnings` say what it would cost."""

    obstacles: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    @property
    def go(self) -> bool:
        return not self.obstacles

    @property
    def absolute(self) -> tuple[Finding, ...]:
        """Those with which nobody can switch, not even in an emergency."""
        return tuple(one for one in self.obstacles if one.absolute)


def judge_switch(seen: Readiness, mode: Mode = Mode.PLANNED) -> Verdict:
    """Judge a switch to the BCP tenant. The same facts give the same verdict."""
    warnings = (*_warnings(seen), *_traffic(seen), *_unsteady(seen))
    return _judged(mode, _obstacles(seen), _only_planned(seen), warnings)


def judge_revert(
    seen: Readiness, mode: Mode = Mode.PLANNED, *, primary_answers: bool, edits: int | None
) -> Verdict:
    """Judge a revert to the primary. `edits` is how many entities were changed in the BCP tenant since the last
    sync, which whoever reverts keeps or lets be overwritten (None: it does not answer)."""
    return _judged(
        mode,
        _primary_obstacles(seen, primary_answers),
        _calm(seen),
        (*_left_behind(edits), *_passkey_stale(seen), *_traffic(seen), *_unsteady(seen)),
    )


def judge(active: Side, seen: Readiness, mode: Mode, *, edits: int | None) -> Verdict:
    """Judge what there is to order while this side is active: a switch, or a revert. `edits` as for `judge_revert`."""
    if active is Side.PRIMARY:
        return judge_switch(seen, mode)
    return judge_revert(seen, mode, primary_answers=seen.changes is not None, edits=edits)


def _judged(
    mode: Mode,
    obstacles: Iterator[Finding],
    only_planned: Iterator[Finding],
    warnings: "tuple[Finding, ...] | Iterator[Finding]",
) -> Verdict:
    """What binds a planned switch alone is in an emergency one more thing to know."""
    bound = tuple(only_planned)
    if mode is Mode.PLANNED:
        return Verdict((*obstacles, *bound), tuple(warnings))
    return Verdict(tuple(obstacles), (*bound, *warnings))


def _left_behind(edits: int | None) -> Iterator[Finding]:
    if edits is None:
        yield Finding(
            "left_behind_unknown",
            say(
                "The BCP tenant does not answer: what was changed there meanwhile is not known. Choose to keep it, or the next sync overwrites it."
            ),
        )
    elif edits:
        yield Finding(
            "left_behind",
            say_n(
                "{n} entity was changed in the BCP tenant since the last sync. Choose to keep it, or the next sync overwrites it with what the primary holds.",
                "{n} entities were changed in the BCP tenant since the last sync. Choose to keep them, or the next sync overwrites them with what the primary holds.",
                edits,
            ),
        )


def _traffic(seen: Readiness) -> Iterator[Finding]:
    for name in seen.drivers_failing:
        yield Finding(
            "driver_failing",
            say(
                "The traffic driver {name} cannot do its work now: what it moves will follow when it can.",
                name=name,
            ),
        )


def _unsteady(seen: Readiness) -> Iterator[Finding]:
    """What is neither up nor down: a reason to go from there, and one not to go there."""
    for code, region, one in (
        ("primary_unsteady", say("The primary tenant's region"), seen.primary_unsteady),
        ("bcp_unsteady", say("The BCP tenant's region"), seen.bcp_unsteady),
    ):
        if one is not None:
            told = say(
                "{region} is unsteady: of {looks} looks at it in the last minutes {silent} had no answer and {late} a late one.",
                region=region,
                looks=one.looks,
                silent=one.silent,
                late=one.late,
            )
            yield Finding(code, told)


def _impossible(seen: Readiness) -> Iterator[Finding]:
    """What no acknowledgement overcomes."""
    for name in seen.features_missing:
        told = say("BCP is not enabled on {tenant}.", tenant=name)
        yield Finding("bcp_off", told, absolute=True)
    if not seen.directory_writes:
        told = say("The directory cannot be written: nobody can switch now.")
        yield Finding("directory_read_only", told, absolute=True)
    if seen.passkey_age is None:
        told = say("This pair has no passkey yet.")
        yield Finding("passkey_missing", told, absolute=True)


def _primary_obstacles(seen: Readiness, primary_answers: bool) -> Iterator[Finding]:
    yield from _impossible(seen)
    if not primary_answers:
        yield Finding("primary_silent", say("The primary tenant's region does not answer."))


def _obstacles(seen: Readiness) -> Iterator[Finding]:
    yield from _impossible(seen)
    if not seen.target_answers:
        yield Finding("bcp_silent", say("The BCP tenant's region does not answer."))
        return  # whether it was synced, and who could log in, is not known
    if seen.age is None:
        yield Finding("never_synced", say("Nothing was ever synced: the BCP tenant is empty."))
    if not seen.people:
        yield Finding(
            "nobody_could_log_in",
            say(
                "Nobody could log in to the BCP tenant: no active employee there has access to it and a password."
            ),
        )


def _only_planned(seen: Readiness) -> Iterator[Finding]:
    if seen.target_answers and seen.changes is None:
        yield Finding(
            "primary_silent",
            say(
                "The primary does not answer: what was changed there since the last sync is not known."
            ),
        )
    elif seen.age is not None and seen.needs_sync and not seen.sync_on:
        yield Finding(
            "sync_off",
            say("The sync is not enabled, so that a last sync cannot bring over what is missing."),
        )
    elif seen.age is not None and seen.needs_sync and seen.changes_wait:
        yield Finding(
            "changes_wait",
            say(
                "Changes made in the BCP tenant wait to be kept or overwritten, so that a last sync cannot bring over what is missing."
            ),
        )
    yield from _calm(seen)


def _calm(seen: Readiness) -> Iterator[Finding]:
    if seen.since_switch is None or seen.since_switch >= seen.calm:
        return
    left = seen.calm - max(seen.since_switch, timedelta(0))
    yield Finding(
        "switched_lately",
        say_n(
            "This pair was switched just now. A planned switch is possible again in {n} second.",
            "This pair was switched just now. A planned switch is possible again in {n} seconds.",
            max(1, round(left.total_seconds())),
        ),
    )


def _passkey_stale(seen: Readiness) -> Iterator[Finding]:
    if seen.passkey_age is not None and seen.passkey_age > PASSKEY_AGE_MAX:
        yield Finding(
            "passkey_unverified",
            say_n(
                "Nobody has shown the passkey for {n} day: it may be lost.",
                "Nobody has shown the passkey for {n} days: it may be lost.",
                seen.passkey_age.days,
            ),
        )


def _warnings(seen: Readiness) -> Iterator[Finding]:
    yield from _passkey_stale(seen)
    if not seen.target_answers:
        return
    if seen.restored_at is not None:
        yield Finding(
            "restored",
            say(
                "The BCP tenant was restored on {when} to how it was before, and was not synced since.",
                when=seen.restored_at,
            ),
        )
    if seen.age is not None and seen.age > AGE_MAX:
        hours = int(seen.age.total_seconds() // 3600)
        told = say_n("The last sync was {n} hour ago.", "The last sync was {n} hours ago.", hours)
        yield Finding("old_copy", told)
    yield from _counted(seen)
    if seen.syncing:
        yield Finding(
            "syncing",
            say("A sync is running now. A planned switch waits for it, an emergency cuts it off."),
        )


def _counted(seen: Readiness) -> Iterator[Finding]:
    """What is not, or not quite, in the BCP tenant as it is in the primary."""
    if seen.changes:
        yield Finding(
            "not_copied",
            say_n(
                "{n} change made in the primary is not in the BCP tenant yet.",
                "{n} changes made in the primary are not in the BCP tenant yet.",
                seen.changes,
            ),
        )
    if seen.held:
        told = say_n("{n} entity is held back.", "{n} entities are held back.", seen.held)
        yield Finding("held_back", told)
    if seen.to_review:
        yield Finding(
            "to_review",
            say_n(
                "{n} place in the scripts looks like an identifier of the primary and is to be reviewed.",
                "{n} places in the scripts look like identifiers of the primary and are to be reviewed.",
                seen.to_review,
            ),
        )
    if seen.drifted:
        yield Finding(
            "drifted",
            say_n(
                "{n} entity of the BCP tenant was changed there by others than the sync.",
                "{n} entities of the BCP tenant were changed there by others than the sync.",
                seen.drifted,
            ),
        )
