"""From the desk to the plan: what the sheets hold, put together."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from releve.domain.entities import Tie
from releve.domain.kinds import KINDS
from releve.domain.rewriting import SCRIPT
from releve.domain.runs import Change, HeldBack, Verb, why
from releve.sync import reasons
from releve.sync.callers import face_changes
from releve.sync.desk import Desk
from releve.sync.logins import EMPLOYEE, Logins
from releve.sync.plan import Plan, reached, told
from releve.sync.sheet import Sheet, causes_first
from releve.sync.standing import UNDELETED

#: So many people are named who made an unusual mass of changes.
EDITORS_MAX = 5


def plan_of(desk: Desk, logins: Logins) -> Plan:
    scope, before = desk.scope, desk.before
    sheets = tuple(desk.sheets[name] for name in KINDS if name in desk.sheets)
    cursor = reached(scope, before.cursor, desk.source.revision, logins.up_to)
    settled = _settled(desk)
    cursor[UNDELETED] = int(desk.passed_over or bool(before.cursor.get(UNDELETED)))
    return Plan(
        pair=scope.pair,
        primary=scope.primary,
        bcp=scope.bcp,
        epoch=scope.epoch,
        source_revision=desk.source.revision,
        target_revision=before.revision,
        sheets=sheets,
        ties=_ties(desk),
        issued=_issued(desk),
        credentials=logins.credentials,
        held=(*_held(sheets), *_refused(desk, logins), *desk.source.unread()),
        cursor=cursor,
        reviews=_reviews(desk),
        faces=face_changes(desk),
        drifts=tuple(one for name, one in before.news.items() if name not in settled),
        settled=settled,
        asks=_asks(desk, sheets),
        waits=_waits(desk, sheets),
    )


def _ties(desk: Desk) -> Mapping[str, list[Tie]]:
    """What is adopted and held back is tied all the same: it is the counterpart, whatever it looks like."""
    ties = {kind: list(some) for kind, some in desk.ties.items()}
    for (kind, primary_id), tie in desk.book.adopted.items():
        sheet = desk.sheets.get(kind)
        if sheet is not None and primary_id in sheet.held:
            ties.setdefault(kind, []).append(tie)
    return ties


def _issued(desk: Desk) -> Mapping[str, int]:
    """The counts of ids, moved on for the kinds of which any is made."""
    made = {name for name, sheet in desk.sheets.items() if sheet.tally.verbs[Verb.CREATE.value]}
    return {kind: count for kind, count in desk.book.issued.items() if kind in made}


def _held(sheets: tuple[Sheet, ...]) -> Iterator[HeldBack]:
    for sheet, primary_id, held in causes_first(sheets):
        yield HeldBack(sheet.kind, primary_id, held.title, told(held))


def _refused(desk: Desk, logins: Logins) -> Iterator[HeldBack]:
    sheet = desk.sheets.get(EMPLOYEE)
    for employee, username in sorted(logins.refused.items()):
        if sheet is None or employee not in sheet.held:
            yield HeldBack(EMPLOYEE, employee, username, why(reasons.username_taken(username)))


def _reviews(desk: Desk) -> Mapping[str, int]:
    if (sheet := desk.sheets.get(SCRIPT)) is None:
        return {}
    copied = {one: n for one, n in sheet.tally.to_review.items() if one not in sheet.held}
    return copied | {one: 0 for one in sheet.doomed if one not in sheet.held}


def _settled(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Drifts that are no more: written over, taken back by hand, or deleted; in the end on both sides."""
    written = {
        (sheet.kind, bcp_id)
        for sheet in desk.sheets.values()
        for bcp_id in sheet.settled
        if desk.before.drifts[sheet.kind, bcp_id].primary_id not in sheet.held
    }
    gone = {
        (sheet.kind, one.twin.id)
        for sheet in desk.sheets.values()
        for old, one in sheet.doomed.items()
        if old not in sheet.held
    }
    ended = written | gone | _gone_on_both_sides(desk) | desk.before.back
    return tuple(sorted(ended & (desk.before.drifts.keys() | desk.before.back)))


def _gone_on_both_sides(desk: Desk) -> set[tuple[str, str]]:
    gone = {(sheet.kind, old) for sheet in desk.sheets.values() for old, _, _ in sheet.gone}
    return {
        name
        for name, one in desk.before.drifts.items()
        if one.change is Change.DELETED and (one.kind, one.primary_id) in gone
    }


def _asks(desk: Desk, sheets: tuple[Sheet, ...]) -> Mapping[str, Mapping[str, Any]]:
    """Kinds of which unusually many would be changed, and whose changes they are."""
    asks = {}
    for sheet in sheets:
        edits, living = sheet.tally.verbs[Verb.UPDATE.value], _living(desk, sheet)
        allowed = desk.scope.rules.edits_cap(living)
        if edits > max(allowed, desk.scope.approved.edits.get(sheet.kind, 0)):
            editors = dict(sheet.tally.editors.most_common(EDITORS_MAX))
            asks[sheet.kind] = {"edits": edits, "of": living, "allowed": allowed, "by": editors}
    return asks


def _waits(desk: Desk, sheets: tuple[Sheet, ...]) -> Mapping[str, Mapping[str, Any]]:
    """Kinds of which deletions wait for a person's approval, and who deleted."""
    waits = {}
    for sheet in sheets:
        by = Counter(
            one.by
            for old, one in sheet.doomed.items()
            if old in sheet.held and any(map(reasons.waits_for_approval, sheet.held[old].reasons))
        )
        if by:
            told = {"deletions": by.total(), "of": _living(desk, sheet)}
            waits[sheet.kind] = {**told, "by": dict(by.most_common(EDITORS_MAX))}
    return waits


def _living(desk: Desk, sheet: Sheet) -> int:
    """How many of the kind the BCP tenant has."""
    return desk.before.ledger[sheet.kind].living if sheet.kind in desk.before.ledger else 0
