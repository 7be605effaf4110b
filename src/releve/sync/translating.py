"""The stage of remapping: every copy in the words of the BCP tenant. What cannot be translated whole is held back."""

from collections.abc import Mapping

from releve.domain.ids import Which
from releve.domain.kinds import KINDS
from releve.domain.rewriting import SCRIPT, ScriptRewriter
from releve.sync import reasons
from releve.sync.hold import Node
from releve.sync.match import Match
from releve.sync.matching import anchor, missing
from releve.sync.remap import CONTENT, Remapped, Use, remap, rewritten, settled
from releve.sync.sheet import Sheet, lives


def translate_all(sheet: Sheet, rewrite: ScriptRewriter) -> None:
    for node, match in sheet.matches.items():
        if node[0] != SCRIPT:
            sheet.copies[node] = remap(match.kind, match.entity.body, sheet.ids.translate)
    _rewrite_scripts(sheet, rewrite)
    _hold_untranslated(sheet)
    for node, copy in sheet.copies.items():
        if node not in sheet.holds:
            here = sheet.current.get(node)
            kind = KINDS[node[0]]
            sheet.wanted[node] = settled(kind, copy.body, here.body if here else None)


def _rewrite_scripts(sheet: Sheet, rewrite: ScriptRewriter) -> None:
    """Twice, where a script names something that is not selected and was then found in the BCP tenant by key."""
    scripts = [node for node in sheet.matches if node[0] == SCRIPT]
    for node in scripts:
        sheet.copies[node] = _script(sheet, node, rewrite)
    in_vain = {node: sheet.copies[node].missing for node in scripts}
    anchor(sheet, ((use.kind, use.which, use.old) for uses in in_vain.values() for use in uses))
    for node, uses in in_vain.items():
        if any(sheet.ids.translate(use.kind, use.which, use.old) for use in uses):
            sheet.copies[node] = _script(sheet, node, rewrite)


def _script(sheet: Sheet, node: Node, rewrite: ScriptRewriter) -> Remapped:
    match = sheet.matches[node]
    plain = remap(match.kind, match.entity.body, sheet.ids.translate)
    return rewritten(plain, rewrite, sheet.ids, sheet.scope.business_unit)


def _hold_untranslated(sheet: Sheet) -> None:
    by_alt = _by_alt(sheet.matches)
    elsewhere: list[tuple[Node, Use]] = []
    for node, copy in sheet.copies.items():
        if copy.unknown:
            sheet.holds.hold(node, *copy.unknown)
        for use in copy.uses:
            if use.new is None and use.path == CONTENT:
                continue  # the rewriter tells it in its own words, if it matters
            if use.new is None:
                sheet.holds.hold(node, missing(sheet, use))
            elif (other := _node_of(use, by_alt)) in sheet.matches:
                _wait_for(sheet, node, other, use)
            else:
                elsewhere.append((node, use))
    _hold_dangling(sheet, elsewhere)


def _wait_for(sheet: Sheet, node: Node, other: Node, use: Use) -> None:
    if node != other and not sheet.stands(other):
        entity = sheet.matches[other].entity
        sheet.holds.wait(node, other, reasons.held_itself(entity, use.path))


def _hold_dangling(sheet: Sheet, uses: list[tuple[Node, Use]]) -> None:
    """Hold back who refers to something that is deleted in the BCP tenant only. What is deleted in the primary too
    is copied as it is: the BCP tenant is then no worse than the primary."""
    asked: dict[tuple[str, Which], dict[str, str]] = {}
    for _, use in uses:
        asked.setdefault((use.kind, use.which), {})[use.old] = use.new or ""
    dangling: set[tuple[str, Which, str]] = set()
    for (kind, which), news in asked.items():
        here = sheet.target.entities.many(sheet.scope.bcp, kind, list(news.values()), which)
        dead = [old for old, new in news.items() if not lives(here.get(new))]
        if dead:
            there = sheet.source.entities.many(sheet.scope.primary, kind, dead, which)
            dangling |= {(kind, which, old) for old in dead if lives(there.get(old))}
    for node, use in uses:
        if (use.kind, use.which, use.old) in dangling:
            sheet.holds.hold(node, reasons.deleted_over_there(use.kind, use.old, use.path))


def _by_alt(matches: Mapping[Node, Match]) -> Mapping[Node, str]:
    """(kind, alternative id in the primary) → id in the primary."""
    return {
        (kind, match.entity.alt_id): primary_id
        for (kind, primary_id), match in matches.items()
        if match.entity.alt_id
    }


def _node_of(use: Use, by_alt: Mapping[Node, str]) -> Node:
    old = by_alt.get((use.kind, use.old), "") if use.which is Which.ALT else use.old
    return use.kind, old
