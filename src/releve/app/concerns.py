"""What somebody should look at in a pair, in words, each with the page that mends it: made of what is known of the pair already,
without asking anybody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from releve.activation.verdict import Finding
from releve.app.board import Concern, State
from releve.app.figures import PairFigures, SwitchFigures
from releve.app.mending import mend
from releve.app.pairing import Bond
from releve.domain.clock import instant
from releve.domain.drills import LastDrill
from releve.domain.orders import Mode, Order, OrderState
from releve.domain.passkeys import PasskeyLog
from releve.domain.say import Message, say, say_n
from releve.domain.tenancy import Frequency, Side

#: How old a copy may be, by how often it is made: once missed is too old. Of a continuous one, if something has changed.
AGES_MAX: Mapping[Frequency, timedelta] = {
    Frequency.CONTINUOUS: timedelta(minutes=15),
    Frequency.HOURLY: timedelta(hours=2),
    Frequency.DAILY: timedelta(hours=26),
    Frequency.WEEKLY: timedelta(days=7, hours=2),
}

#: The switch is to be rehearsed as often as this.
DRILL_EVERY = timedelta(days=90)

_SWITCH, _SYNC, _DRILLS = "/admin/enablement", "/admin/sync", "/admin/enablement/drills"

#: Code → the tab of a tenant in TM that mends it; everything else is mended inside the tenant.
_TABS: Mapping[str, str] = {
    "bcp_off": "features",
    "passkey_missing": "features",
    "passkey_unseen": "switch",
    "passkey_unverified": "switch",
}

#: Obstacles that pass by themselves, or that are said in words of their own.
_PASSED_OVER = frozenset(("switched_lately", "sync_off", "changes_wait"))

#: Warnings of a verdict that somebody should look at also while nobody switches.
_WARNINGS: Mapping[str, State] = {
    "driver_failing": State.TRAFFIC,
    "passkey_unverified": State.PASSKEY,
}

_RUNS: Mapping[str, tuple[str, Message]] = {
    "failed": ("sync_failed", say("The last sync failed.")),
    "refused": ("sync_refused", say("The last sync was refused.")),
    "asking": ("sync_asking", say("The last sync asks whether it may do something unusual.")),
}


@dataclass(frozen=True, slots=True)
class Records:
    """What the directory says of a pair beside its bond."""

    order: Order | None = None
    passkeys: PasskeyLog = ()
    drill: LastDrill | None = None


def concerns(
    bond: Bond,
    records: Records,
    now: datetime,
    figures: PairFigures | None = None,
    switch: SwitchFigures | None = None,
) -> tuple[Concern, ...]:
    """The most urgent first. Without figures: what the directory alone tells."""
    found = [
        *_of_directory(bond, records),
        *_of_verdict(bond, switch),
        *_of_sync(bond, figures),
        *_of_drill(bond, records.drill, now),
    ]
    order = list(State)
    return tuple(sorted(found, key=lambda one: order.index(one.state)))


def _of_directory(bond: Bond, records: Records) -> Iterator[Concern]:
    active = bond.activation
    if active.active is Side.BCP:
        told = say(
            "The BCP tenant is active since {when}, switched by {who}.",
            when=instant(active.at),
            who=active.by,
        )
        yield Concern(State.AWAY, "bcp_active", told, bond.bcp.id, _SWITCH)
    order = records.order
    if order is not None and order.epoch == active.epoch:
        if order.state is OrderState.INTERRUPTED:
            told = say("An order was interrupted: nothing was switched, it has to be given again.")
            yield _inside(bond, State.ORDER, "order_interrupted", told, _SWITCH)
        elif order.state is OrderState.WAITING:
            told = say("An order waits for a second person.")
            yield _inside(bond, State.ORDER, "order_waiting", told, _SWITCH)
    if bond.pair.passkey is not None and not _was_shown(records.passkeys, bond):
        told = say(
            "Nobody has ever shown passkey number {n}: only who generated it has seen it.",
            n=bond.pair.passkey.number,
        )
        yield _in_tm(bond, State.PASSKEY, "passkey_unseen", told)


def _was_shown(log: PasskeyLog, bond: Bond) -> bool:
    number = bond.pair.passkey.number if bond.pair.passkey else 0
    return any(line.number == number and line.shown for line in log)


def _of_verdict(bond: Bond, switch: SwitchFigures | None) -> Iterator[Concern]:
    verdict = switch.verdicts.get(Mode.PLANNED) if switch else None
    if verdict is None:
        return
    for one in verdict.obstacles:
        if one.code not in _PASSED_OVER:
            yield _found(bond, State.BLOCKED, one)
    for one in verdict.warnings:
        if one.code in _WARNINGS:
            yield _found(bond, _WARNINGS[one.code], one)


def _found(bond: Bond, state: State, one: Finding) -> Concern:
    if one.code in _TABS:
        return _in_tm(bond, state, one.code, one.message)
    page = _SWITCH if one.code == "driver_failing" else mend(one.code).page
    return _inside(bond, state, one.code, one.message, page)


def _of_sync(bond: Bond, figures: PairFigures | None) -> Iterator[Concern]:
    if bond.activation.active is Side.BCP:
        return  # it is paused, and that is as it must be
    if not bond.pair.sync.enabled:
        yield _inside(bond, State.OLD, "sync_off", say("The sync is not enabled."), _SYNC)
    if figures is None:
        return
    if (run := _RUNS.get(figures.state or "")) is not None:
        code, told = run
        yield _inside(bond, State.SYNC, code, told, _SYNC)
    if figures.age_s is not None and _is_old(bond, figures, figures.age_s):
        yield _inside(bond, State.OLD, "old_copy", _age_told(figures.age_s), _SYNC)


def _is_old(bond: Bond, figures: PairFigures, age_s: float) -> bool:
    sync = bond.pair.sync
    if not sync.enabled or age_s <= AGES_MAX[sync.frequency].total_seconds():
        return False
    return sync.frequency is not Frequency.CONTINUOUS or figures.changes != 0


def _age_told(age_s: float) -> Message:
    hours = int(age_s // 3600)
    if hours < 1:
        return say_n(
            "The last sync was {n} minute ago: longer than its frequency allows.",
            "The last sync was {n} minutes ago: longer than its frequency allows.",
            int(age_s // 60),
        )
    return say_n(
        "The last sync was {n} hour ago: longer than its frequency allows.",
        "The last sync was {n} hours ago: longer than its frequency allows.",
        hours,
    )


def _of_drill(bond: Bond, drill: LastDrill | None, now: datetime) -> Iterator[Concern]:
    if bond.activation.active is Side.BCP:
        return
    if drill is None:
        told = say("The switch was never rehearsed.")
    elif now - instant(drill.begun_at) > DRILL_EVERY:
        days = (now - instant(drill.begun_at)).days
        told = say_n(
            "The switch was rehearsed {n} day ago.", "The switch was rehearsed {n} days ago.", days
        )
    elif not drill.passed:
        told = say("The last rehearsal did not pass.")
        yield _inside(bond, State.DRILL, "drill_failed", told, _DRILLS)
        return
    else:
        return
    yield _inside(bond, State.DRILL, "drill_due", told, _DRILLS)


def _inside(bond: Bond, state: State, code: str, told: Message, page: str) -> Concern:
    """Mended in the tenant that has the traffic: people are there."""
    return Concern(state, code, told, bond.at(bond.activation.active).id, page)


def _in_tm(bond: Bond, state: State, code: str, told: Message) -> Concern:
    """A tab of TM; of the tenant that lacks the feature, where it is one of the two that does."""
    lacking = [one for one in (bond.primary, bond.bcp) if not one.features.bcp]
    tenant = lacking[0].id if code == "bcp_off" and lacking else bond.primary.id
    return Concern(state, code, told, tenant, f"/tm/tenants/{tenant}/{_TABS[code]}")
