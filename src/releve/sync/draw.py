"""Drawing the plan: what the primary changed is paired, translated and compared with what the BCP tenant has.

Reads both tenants in bulk, a kind at a time; writes nothing. The same two snapshots give the same plan. An entity whose
needs are not met is held back; if it was to arrive with this plan, whatever refers to its kind is drawn again without it.
"""

from collections.abc import Collection, Mapping

from releve.domain.kind import references
from releve.domain.kinds import KINDS
from releve.domain.rewriting import SCRIPT, ScriptRewriter
from releve.domain.store import Tx
from releve.sync.ahead import look_ahead
from releve.sync.book import Book, Node
from releve.sync.collect import CHUNK, Source, collect
from releve.sync.copying import Copying
from releve.sync.deletions import doom_all
from releve.sync.desk import Desk, Tell, silent
from releve.sync.logins import logins
from releve.sync.pairing import LATE, Pairing
from releve.sync.plan import Plan
from releve.sync.planning import plan_of
from releve.sync.revived import with_revived
from releve.sync.rewriting import others_of
from releve.sync.scope import Scope
from releve.sync.settling import settle
from releve.sync.sheet import Held
from releve.sync.standing import Standing, standing


def draw_plan(
    source: Tx, target: Tx, scope: Scope, rewrite: ScriptRewriter, tell: Tell = silent
) -> Plan:
    """What a run would do now. Raises Refused or Unavailable, having drawn nothing, when the primary cannot be
    trusted or read whole."""
    before = with_revived(source, target, scope, standing(target, scope))
    return draw_from(before, source, target, scope, rewrite, tell)


def draw_from(
    before: Standing,
    source: Tx,
    target: Tx,
    scope: Scope,
    rewrite: ScriptRewriter,
    tell: Tell = silent,
) -> Plan:
    """The same from where the pair is said to stand."""
    found = collect(source, scope, before)
    book = Book(target.entities, scope.bcp, scope.slot, before.ledger)
    rewriter = rewrite(others_of(source, scope.primary))
    desk = Desk(found, target, scope, before, book, rewriter, tell)
    draw_at(desk)
    return plan_of(desk, logins(desk))


def draw_at(desk: Desk) -> None:
    """Fill the sheets of the desk. What is barred already is held back from the beginning."""
    look_ahead(desk)
    work = desk.source.touched()
    for name in work:
        if name not in LATE:
            _pair(desk, desk.source, name)
    _draw(desk, work)


def _pair(desk: Desk, found: Source, name: str) -> None:
    pairing = Pairing(desk, KINDS[name])
    for chunk in found.names(name):
        pairing.pair([one for one in chunk if (name, one.id) not in desk.barred])


def _draw(desk: Desk, work: Collection[str]) -> None:
    todo: Collection[str] = work
    while todo:
        for name in work:
            if name in todo:
                Copying(desk, name).draw()
        doom_all(desk)
        settle(desk)
        todo = _users_of(_struck(desk), work)


def _struck(desk: Desk) -> set[str]:
    """The kinds of those that were to arrive and are held back: nothing may refer to them now."""
    struck: list[tuple[Node, str | None, Held]] = []
    for sheet, primary_id, held in desk.all_held():
        node = sheet.kind, primary_id
        if node not in desk.barred and desk.book.arrives(node):
            struck.append((node, None, held))
    alts = _alts(desk, [node for node, _, _ in struck])
    for node, _, held in struck:
        desk.bar(node, alts.get(node), held)
    return {node[0] for node, _, _ in struck}


def _alts(desk: Desk, nodes: Collection[Node]) -> Mapping[Node, str]:
    """The other ids of those that have one."""
    by_kind: dict[str, list[str]] = {}
    for kind, primary_id in nodes:
        if KINDS[kind].alt is not None:
            by_kind.setdefault(kind, []).append(primary_id)
    return {
        (kind, record.id): record.alt_id
        for kind, ids in by_kind.items()
        for begin in range(0, len(ids), CHUNK)
        for record in desk.source.tx.entities.records_of(
            desk.scope.primary, kind, ids[begin : begin + CHUNK]
        )
        if record.alt_id
    }


def _users_of(struck: Collection[str], work: Collection[str]) -> set[str]:
    """The kinds that can refer to one of these, and these themselves."""
    if not struck:
        return set()
    users = {
        name for name in work if any(target in struck for _, target in references(KINDS[name]))
    }
    return users | set(struck) | ({SCRIPT} & set(work))
