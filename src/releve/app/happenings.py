"""What has happened to a pair lately: syncs, switches, rehearsals and changes of the configuration, in one line of time.

Of each only so many of the newest are read, from where they are kept anyway. Everybody sees what they may look at elsewhere.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from releve.access.policy import Act, may
from releve.app.audit_words import act_named, outcome_named
from releve.app.carrying import RESTORE
from releve.app.continuity import pair_at_home
from releve.app.drill_reports import last_drill
from releve.app.following import CONTINUOUS
from releve.app.house import House
from releve.app.pairing import Bond
from releve.domain.drills import Outcome
from releve.domain.errors import Unavailable
from releve.domain.orders import Mode
from releve.domain.people import Caller
from releve.domain.runs import Run, RunState, Verb
from releve.domain.say import Message, say, say_n
from releve.domain.store import AuditEntry
from releve.domain.switch_reports import SwitchReport, report_key
from releve.domain.tenancy import Side

#: So many are told.
TOP = 15

#: Of so many switches the reports are read, each by itself.
SWITCHES = 5

#: So many lines of the audit are looked through for changes, and so many of these are taken.
AMONG, CHANGES = 500, 60

_ENTITIES = ("entity.create", "entity.change", "entity.delete")
_DRILL = "drill"

#: Acts that change how a pair is continued; what the other sources tell is not among them.
_CONFIGURATION = (
    *("access.edit", "bcp.set_up", "employees.import", "glass", "pair.rules", "passkey"),
    *("passkey.verify", "script.import", "script.publish", "sign_on.remove", "sign_on.save"),
    *("sync.approve", "sync.drift", "sync.dropped", "sync.edit", "sync.keep", "sync.kept"),
)


class Sort(StrEnum):
    SYNC = "sync"
    SWITCH = "switch"
    DRILL = "drill"
    CHANGE = "change"


class Tone(StrEnum):
    """How it ended, where that is to be said."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    PLAIN = "muted"


@dataclass(frozen=True, slots=True)
class Happening:
    """`by` is who did it, or what. `page` shows more of it."""

    at: str
    sort: Sort
    what: Message | str
    by: Message | str
    page: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Happenings:
    """`lately`, the newest first. `silent` are the sorts of which nobody can know now, because what keeps them does not answer."""

    bond: Bond
    lately: tuple[Happening, ...]
    silent: tuple[Sort, ...]


def happenings(house: House, caller: Caller | None) -> Happenings | None:
    """None for a tenant without a pair, and for whoever may see neither sync nor switch."""
    bond = pair_at_home(house, caller)
    if bond is None:
        return None
    found: list[Happening] = []
    silent: list[Sort] = []
    sources = (
        (Sort.SYNC, Act.SYNC_VIEW, _syncs),
        (Sort.SWITCH, Act.SWITCH_VIEW, _switches),
        (Sort.DRILL, Act.SWITCH_VIEW, _last_rehearsal),
        (Sort.CHANGE, Act.AUDIT_VIEW, _changes),
    )
    for sort, act, read in sources:
        if not may(caller, act):
            continue
        try:
            found += read(house, bond)
        except Unavailable:
            silent.append(sort)
    newest = sorted(_once(found), key=lambda one: one.at, reverse=True)
    return Happenings(bond, tuple(newest[:TOP]), tuple(silent))


def _once(found: Iterable[Happening]) -> Iterator[Happening]:
    """The last rehearsal stands in the audit too."""
    pages = set()
    for one in found:
        if one.sort is Sort.DRILL:
            if one.page in pages:
                continue
            pages.add(one.page)
        yield one


# ---------------------------------------------------------------- syncs


def _syncs(house: House, bond: Bond) -> Iterator[Happening]:
    with house.regions.of(bond.bcp.region).reading() as tx:
        runs, _ = tx.runs.page(bond.pair.id, top=TOP)
    for run in runs:
        told, tone = _run_told(run)
        at = run.ended_at or run.started_at or run.requested_at
        yield Happening(at, Sort.SYNC, told, _asked_by(run), f"/admin/sync/runs/{run.id}", tone)


_RUN_STATES = {
    RunState.QUEUED: (say("A sync waits to begin"), Tone.INFO),
    RunState.RUNNING: (say("A sync is running"), Tone.INFO),
    RunState.FAILED: (say("A sync has failed"), Tone.BAD),
    RunState.REFUSED: (say("A sync was refused"), Tone.BAD),
    RunState.ASKING: (say("A sync asks what to do"), Tone.WARN),
    RunState.CANCELLED: (say("A sync was cancelled"), Tone.WARN),
}


def _run_told(run: Run) -> tuple[Message, Tone]:
    if run.state is not RunState.DONE:
        return _RUN_STATES[run.state]
    n = sum(map(run.total, (Verb.CREATE, Verb.ADOPT, Verb.UPDATE, Verb.DELETE)))
    if run.trigger == RESTORE:
        told = say_n(
            "The BCP tenant was restored: {n} entity put back",
            "The BCP tenant was restored: {n} entities put back",
            n,
        )
        return told, Tone.WARN
    told = say_n("Synced: {n} entity copied", "Synced: {n} entities copied", n)
    if not n:
        told = say("Synced: nothing had changed")
    return told, Tone.WARN if run.held else Tone.GOOD


def _asked_by(run: Run) -> Message | str:
    if run.trigger == "schedule":
        return say("schedule")
    return say("continuous sync") if run.trigger == CONTINUOUS else run.requested_by


# ---------------------------------------------------------------- switches and rehearsals


def _switches(house: House, bond: Bond) -> Iterator[Happening]:
    """The activation says of the last one what it was; its report, and those of earlier ones, stand in the directory."""
    newest, directory = bond.activation.epoch, house.registry.directory
    for epoch in range(newest, max(1, newest - SWITCHES), -1):
        record = directory.get(report_key(bond.pair.id, epoch))
        if record is None:  # of an earlier release
            continue
        report = SwitchReport.of(record.value)
        page = f"/admin/enablement/reports/{epoch}"
        told, after = _switch_told(report), report.after
        yield Happening(after.at, Sort.SWITCH, told, after.by, page, Tone.INFO)


def _switch_told(report: SwitchReport) -> Message:
    to_bcp = report.after.active is Side.BCP
    if report.order.passkey is None:
        return (
            say("Switched to the BCP tenant without the passkey")
            if to_bcp
            else say("Reverted to the primary tenant without the passkey")
        )
    if report.order.mode is Mode.EMERGENCY:
        return (
            say("Switched to the BCP tenant in an emergency")
            if to_bcp
            else say("Reverted to the primary tenant in an emergency")
        )
    return (
        say("Switched to the BCP tenant as planned")
        if to_bcp
        else say("Reverted to the primary tenant as planned")
    )


def _last_rehearsal(house: House, bond: Bond) -> Iterator[Happening]:
    if (last := last_drill(house, bond.pair.id)) is not None:
        by = last.by.caller.actor
        yield _rehearsal(last.begun_at, last.number, last.outcome, by)


def _rehearsal(at: str, number: int, outcome: Outcome, by: str) -> Happening:
    told = say("Rehearsal: {result}", result=outcome.label)
    tone = Tone.GOOD if outcome is Outcome.PASSED else Tone.BAD
    return Happening(at, Sort.DRILL, told, by, f"/admin/enablement/drills/{number}", tone)


# ---------------------------------------------------------------- changes


def _changes(house: House, bond: Bond) -> Iterator[Happening]:
    """Of the tenant that one is in. What somebody changed in one go is one line."""
    own, acts = bond.tenant, (*_CONFIGURATION, *_ENTITIES, _DRILL)
    with house.regions.of(own.region).reading() as tx:
        entries = tx.audit.recent(own.id, acts, top=CHANGES, among=AMONG)
    for (actor, is_entity), group in groupby(entries, key=_in_one_go):
        if is_entity:
            yield _entities_changed(actor, list(group))
        else:
            yield from filter(None, map(_changed, group))


def _in_one_go(entry: AuditEntry) -> tuple[str, bool]:
    return entry.actor, entry.act in _ENTITIES


def _entities_changed(actor: str, entries: list[AuditEntry]) -> Happening:
    told = say_n("{n} entity changed", "{n} entities changed", len(entries))
    return Happening(entries[0].at, Sort.CHANGE, told, actor, "/admin/audit")


def _changed(entry: AuditEntry) -> Happening | None:
    if entry.act == _DRILL:
        with suppress(KeyError, ValueError):
            details = entry.details
            number, outcome = int(details["number"]), Outcome(details["result"])
            # 0: its report could not be kept
            return _rehearsal(entry.at, number, outcome, entry.actor) if number else None
        return None
    told, tone = act_named(entry.act), Tone.PLAIN
    if entry.outcome != "done":
        told = say("{act}: {outcome}", act=told, outcome=outcome_named(entry.outcome))
        tone = Tone.WARN
    return Happening(entry.at, Sort.CHANGE, told, entry.actor, "/admin/audit", tone)
