"""Deletions: asked for by the primary's tombstones, capped, and last. A wiped primary does not wipe its BCP tenant."""

from collections.abc import Callable, Iterator, Mapping

from releve.domain.ids import Which
from releve.domain.kind import places
from releve.domain.kinds import KINDS
from releve.domain.say import Message
from releve.domain.store import Entity
from releve.sync import reasons
from releve.sync.hold import Node
from releve.sync.sheet import Sheet

#: In one run and kind, whichever is more: so many, or this share of what the BCP tenant has of the kind.
DELETIONS_MAX, DELETIONS_SHARE_MAX = 20, 0.05

#: In one run over all kinds, whichever is more.
TENANT_DELETIONS_MAX, TENANT_DELETIONS_SHARE_MAX = 5, 0.5


def deletions_max(living: int) -> int:
    """How many entities of a kind one run may delete when the BCP tenant has `living` of them."""
    return max(DELETIONS_MAX, int(living * DELETIONS_SHARE_MAX))


def doom_all(sheet: Sheet) -> None:
    """Choose what is deleted: the living counterparts of the primary's tombstones, as far as the caps allow."""
    for name in sheet.scope.kinds:
        gone = sheet.found.gone.get(name, {})
        mapped = {old: sheet.ids.translate(name, Which.ID, old) for old in gone}
        asked = {new: old for old, new in mapped.items() if new is not None}
        here = sheet.target.entities.many(sheet.scope.bcp, name, asked.keys()) if asked else {}
        for bcp_id, entity in here.items():
            if not entity.deleted:
                _doom(sheet, (name, asked[bcp_id]), entity)
    held = refused(
        sheet.doomed,
        source_counts=sheet.found.counts,
        target_counts=sheet.target.entities.counts(sheet.scope.bcp) if sheet.doomed else {},
        approved=sheet.scope.deletions_approved,
    )
    for node, reason in held.items():
        sheet.holds.hold(node, reason)


def _doom(sheet: Sheet, node: Node, here: Entity) -> None:
    sheet.doomed[node] = here
    if here.key in KINDS[here.kind].builtin:
        sheet.holds.hold(node, reasons.builtin_stays(here))


def still_in_use(sheet: Sheet) -> Callable[[Node], Iterator[tuple[Node, Message]]]:
    """For `Holds`: which deletions must wait because a node, which is held back and stays as it is in the BCP
    tenant, refers to what they delete."""
    nodes = {(e.kind, Which.ID, e.id): node for node, e in sheet.doomed.items()} | {
        (e.kind, Which.ALT, e.alt_id or ""): node for node, e in sheet.doomed.items()
    }

    def used_by(node: Node) -> Iterator[tuple[Node, Message]]:
        here = sheet.current.get(node)
        if not nodes or here is None or here.deleted:
            return
        for place in places(KINDS[node[0]], here.body):
            other = nodes.get((place.kind, place.which, place.value))
            if other is not None:
                yield other, reasons.still_used(here)

    return used_by


def refused(
    doomed: Mapping[Node, Entity],
    *,
    source_counts: Mapping[str, int],
    target_counts: Mapping[str, int],
    approved: frozenset[str],
) -> Mapping[Node, Message]:
    """Which of the deletions must not be done now, and why."""
    asked = {node: entity for node, entity in doomed.items() if node[0] not in approved}
    if _looks_wiped(asked, source_counts, target_counts):
        return {node: reasons.looks_wiped(len(asked)) for node in asked}
    held: dict[Node, Message] = {}
    for name in {name for name, _ in asked}:
        nodes = [node for node in asked if node[0] == name]
        allowed = deletions_max(target_counts.get(name, 0))
        if len(nodes) > allowed:
            told = reasons.too_many_deletions(KINDS[name], len(nodes), allowed)
            held |= dict.fromkeys(nodes, told)
    return held


def _looks_wiped(
    asked: Mapping[Node, Entity],
    source_counts: Mapping[str, int],
    target_counts: Mapping[str, int],
) -> bool:
    if not asked:
        return False
    left = sum(source_counts.values())
    many = max(TENANT_DELETIONS_MAX, int(sum(target_counts.values()) * TENANT_DELETIONS_SHARE_MAX))
    return left == 0 or len(asked) > many
