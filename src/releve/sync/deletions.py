"""Deletions: asked for by the primary's tombstones, approved or capped, and last. A wiped primary does not wipe its BCP
tenant."""

from collections.abc import Mapping

import orjson

from releve.domain.entities import Twin
from releve.domain.kinds import KINDS
from releve.domain.say import Message
from releve.domain.tenancy import Deletions
from releve.sync import reasons
from releve.sync.desk import Desk
from releve.sync.sheet import Doomed, Sheet

#: In one run over all kinds, whichever is more: what looks like a primary that was wiped.
TENANT_DELETIONS_MAX, TENANT_DELETIONS_SHARE_MAX = 5, 0.5


def doom_all(desk: Desk) -> None:
    """Choose what is deleted: the living counterparts of the primary's tombstones, as far as the rules allow."""
    for sheet in desk.sheets.values():
        sheet.doomed.clear()
        if sheet.gone:
            _doom(desk, sheet)
    asked = {sheet.kind: _asked(desk, sheet) for sheet in desk.sheets.values() if sheet.doomed}
    total = sum(asked.values())
    wiped = total if _looks_wiped(desk, total) else 0
    for kind, many in asked.items():
        if many and (told := _refused(desk, kind, many, wiped)) is not None:
            sheet = desk.sheets[kind]
            for primary_id, one in sheet.doomed.items():
                if _stays(desk, kind, one.twin, one.title) is None:
                    sheet.hold(primary_id, one.title, told, bcp_id=one.twin.id)


def _doom(desk: Desk, sheet: Sheet) -> None:
    acts = {primary_id: (by, at) for primary_id, by, at in sheet.gone}
    found = desk.book.twins(sheet.kind, list(acts))
    living = [one for one in found if not one.deleted]
    if living and desk.scope.rules.deletions is Deletions.OFF:
        desk.passed_over = True
        return
    titles = _titles(desk, sheet.kind, living)
    for twin in living:
        assert twin.twin is not None
        sheet.doomed[twin.twin] = Doomed(twin, titles[twin.id], *acts[twin.twin])
        if (told := _stays(desk, sheet.kind, twin, titles[twin.id])) is not None:
            sheet.hold(twin.twin, titles[twin.id], told, bcp_id=twin.id)


def _titles(desk: Desk, kind: str, twins: list[Twin]) -> Mapping[str, str]:
    texts = desk.texts(kind, [one.id for one in twins])
    return {one: KINDS[kind].title_of(orjson.loads(text)) for one, text in texts.items()}


def _stays(desk: Desk, kind: str, twin: Twin, title: str) -> Message | None:
    """Why this one is not deleted whatever is approved."""
    if twin.key in KINDS[kind].builtin:
        return reasons.builtin_stays(kind, title)
    kept = desk.before.keeps(desk.scope, kind, twin.id)
    return reasons.kept(kept) if kept else None


def _asked(desk: Desk, sheet: Sheet) -> int:
    """How many deletions of this kind nobody has approved. What stays whatever is approved is not asked for."""
    doomed = sheet.doomed.values()
    many = sum(_stays(desk, sheet.kind, one.twin, one.title) is None for one in doomed)
    return 0 if many <= desk.scope.approved.deletions.get(sheet.kind, 0) else many


def _refused(desk: Desk, kind: str, many: int, wiped: int) -> Message | None:
    """`wiped`: so many over all kinds that the primary looks wiped."""
    if wiped:
        return reasons.looks_wiped(wiped)
    living = desk.before.ledger[kind].living
    allowed = desk.scope.rules.deletions_cap(living)
    if many > allowed:
        return reasons.too_many_deletions(KINDS[kind], many, allowed)
    if desk.scope.rules.deletions is Deletions.ASK:
        return reasons.deletion_asked(KINDS[kind])
    return None


def _looks_wiped(desk: Desk, asked: int) -> bool:
    if not asked:
        return False
    left = sum(one.living for one in desk.source.ledger.values())
    here = sum(one.living for one in desk.before.ledger.values())
    many = max(TENANT_DELETIONS_MAX, int(here * TENANT_DELETIONS_SHARE_MAX))
    return left == 0 or asked > many
