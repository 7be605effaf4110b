"""The stage of matching: a counterpart for every collected entity, or the reason why there is none."""

from collections.abc import Iterable, Iterator

from releve.domain.ids import Which
from releve.domain.kind import places, references
from releve.domain.kinds import KINDS
from releve.domain.say import Message
from releve.domain.store import Entity
from releve.sync import reasons
from releve.sync.match import How, Match, Unmatched, key_order
from releve.sync.remap import Use
from releve.sync.sheet import Sheet


def match_all(sheet: Sheet) -> None:
    anchor(sheet, _declared_uses(sheet))
    matcher = sheet.matcher()
    for name in key_order(sheet.scope.kinds):
        for entity in sheet.found.living.get(name, {}).values():
            _take(sheet, matcher.match(entity))
    for name in sheet.scope.kinds:
        _read_current(sheet, name)


def anchor(sheet: Sheet, uses: Iterable[tuple[str, Which, str]]) -> None:
    """Find the counterparts of entities that are referred to and not selected, by key: never make one."""
    unknown: dict[tuple[str, Which], set[str]] = {}
    for kind, which, old in uses:
        if kind not in sheet.scope.kinds and sheet.ids.translate(kind, which, old) is None:
            unknown.setdefault((kind, which), set()).add(old)
    matcher = sheet.matcher()
    for (kind, which), olds in sorted(unknown.items()):
        read = sheet.source.entities.many(sheet.scope.primary, kind, sorted(olds), which)
        for old, entity in sorted(read.items()):
            if not entity.deleted:
                sheet.anchors[kind, which, old] = entity
                matcher.match(entity, may_issue=False)


def missing(sheet: Sheet, use: Use) -> Message:
    """Why a reference has no counterpart."""
    if (anchored := sheet.anchors.get((use.kind, use.which, use.old))) is not None:
        return reasons.not_selected(anchored, use.path)
    if (held := _collected(sheet, use)) is not None:
        return reasons.held_itself(held, use.path)
    return reasons.no_such_referent(use.kind, use.old, use.path)


def _declared_uses(sheet: Sheet) -> Iterator[tuple[str, Which, str]]:
    """Of the kinds that refer to one which is not selected."""
    for name, entities in sheet.found.living.items():
        targets = {target for _, target in references(KINDS[name])}
        for entity in entities.values() if targets - set(sheet.scope.kinds) else ():
            for place in places(KINDS[name], entity.body):
                yield place.kind, place.which, place.value


def _take(sheet: Sheet, result: Match | Unmatched) -> None:
    node = result.entity.kind, result.entity.id
    if isinstance(result, Match):
        sheet.matches[node] = result
    elif result.missing:
        sheet.holds.hold(node, *(missing(sheet, use) for use in result.missing))
    else:
        sheet.holds.hold(node, reasons.no_such_builtin(result.entity))


def _read_current(sheet: Sheet, name: str) -> None:
    standing = {
        match.id: node
        for node, match in sheet.matches.items()
        if node[0] == name and match.how is not How.ISSUED
    }
    if standing:
        read = sheet.target.entities.many(sheet.scope.bcp, name, standing.keys())
        sheet.current |= {standing[bcp_id]: entity for bcp_id, entity in read.items()}


def _collected(sheet: Sheet, use: Use) -> Entity | None:
    rows = sheet.found.living.get(use.kind, {})
    if use.which is Which.ID:
        return rows.get(use.old)
    return next((one for one in rows.values() if one.alt_id == use.old), None)
