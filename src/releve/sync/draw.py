"""Drawing the plan: what was collected is matched, remapped and compared with what the BCP tenant has.

Reads both tenants in bulk, per kind, never per entity; writes nothing. The same two snapshots give the same plan.
"""

from collections.abc import Iterable, Mapping

from releve.domain.ids import Which
from releve.domain.kind import digest
from releve.domain.kinds import KINDS
from releve.domain.rewriting import SCRIPT, ScriptRewriter
from releve.domain.runs import HeldBack, Step, Verb, why
from releve.domain.store import Draft, Tx
from releve.sync import reasons
from releve.sync.collect import collect
from releve.sync.credentials import EMPLOYEE, Copied, copied
from releve.sync.deletions import doom_all, still_in_use
from releve.sync.hold import Node
from releve.sync.keys import settle_keys
from releve.sync.match import How
from releve.sync.matching import match_all
from releve.sync.plan import Plan
from releve.sync.scope import Scope
from releve.sync.sheet import Sheet
from releve.sync.standing import CREDENTIALS, LEFT_BEHIND, standing
from releve.sync.translating import translate_all

#: So many reasons are told of one entity; the rest is counted.
REASONS_MAX = 10


def draw_plan(source: Tx, target: Tx, scope: Scope, rewrite: ScriptRewriter) -> Plan:
    """What a run would do now. Raises Refused or Unavailable, having drawn nothing, when the primary cannot be
    trusted or read whole."""
    before = standing(target, scope)
    sheet = Sheet(source, target, scope, before, collect(source, scope, before))
    match_all(sheet)
    translate_all(sheet, rewrite)
    doom_all(sheet)
    settle_keys(sheet)
    sheet.holds.spread(still_in_use(sheet))
    return _plan(sheet)


def _plan(sheet: Sheet) -> Plan:
    scope, holds = sheet.scope, sheet.holds
    done = _in_order(sheet, (node for node in sheet.wanted if node not in holds))
    gone = _in_order(sheet, (node for node in sheet.doomed if node not in holds))[::-1]
    writes = [node for node in done if _differs(sheet, node)]
    learned = [node for node in sheet.ids.added if _is_paired(sheet, node)]
    logins = _logins(sheet)
    return Plan(
        pair=scope.pair,
        primary=scope.primary,
        bcp=scope.bcp,
        epoch=scope.epoch,
        source_revision=sheet.found.revision,
        target_revision=sheet.before.revision,
        steps=_steps(sheet, done, gone),
        drafts=(
            *(_draft(sheet, node) for node in writes),
            *(_tombstone(sheet, node) for node in gone),
        ),
        learned=tuple(sheet.ids.added[node] for node in learned),
        issued=sheet.issuer.claimed(learned),
        credentials=logins.credentials,
        held=_held(sheet, logins),
        cursor=_cursor(sheet, logins),
        reviews={
            **{one: sheet.copies[kind, one].to_review for kind, one in done if kind == SCRIPT},
            **{one: 0 for kind, one in gone if kind == SCRIPT},
        },
    )


def _in_order(sheet: Sheet, nodes: Iterable[Node]) -> list[Node]:
    order = {name: n for n, name in enumerate(KINDS)}
    return sorted(nodes, key=lambda node: (order[node[0]], sheet.title(node), node[1]))


def _differs(sheet: Sheet, node: Node) -> bool:
    here = sheet.current.get(node)
    return here is None or here.deleted or here.digest != digest(sheet.wanted[node])


def _is_paired(sheet: Sheet, node: Node) -> bool:
    """Whether a pairing made by this plan is to be remembered: not if a new entity is held back after all."""
    match = sheet.matches.get(node)
    return match is None or match.how is not How.ISSUED or node not in sheet.holds


def _steps(sheet: Sheet, done: Iterable[Node], gone: Iterable[Node]) -> tuple[Step, ...]:
    copied_ones = (node for node in done if _differs(sheet, node) or _is_adopted(sheet, node))
    held = _in_order(sheet, sheet.holds.why)
    return (
        *(_copy_step(sheet, node) for node in copied_ones),
        *(_delete_step(sheet, node) for node in gone),
        *(_hold_step(sheet, node) for node in held),
    )


def _is_adopted(sheet: Sheet, node: Node) -> bool:
    return sheet.matches[node].how is How.ADOPTED


def _copy_step(sheet: Sheet, node: Node) -> Step:
    verb = Verb.UPDATE if sheet.stands(node) else Verb.CREATE
    if _is_adopted(sheet, node):
        verb = Verb.ADOPT
    n = sheet.copies[node].to_review
    told = why(reasons.to_review(n)) if n else ""
    return Step(verb, node[0], sheet.title(node), node[1], sheet.matches[node].id, told)


def _delete_step(sheet: Sheet, node: Node) -> Step:
    return Step(Verb.DELETE, node[0], sheet.title(node), node[1], sheet.doomed[node].id)


def _hold_step(sheet: Sheet, node: Node) -> Step:
    kind, primary_id = node
    match = sheet.matches.get(node)
    is_new = match is not None and match.how is How.ISSUED
    bcp_id = None if is_new else sheet.ids.translate(kind, Which.ID, primary_id)
    return Step(Verb.HOLD, kind, sheet.title(node), primary_id, bcp_id, _why(sheet, node))


def _why(sheet: Sheet, node: Node) -> str:
    told = list({str(reason): reason for reason in sheet.holds.why[node]}.values())
    more = len(told) - REASONS_MAX
    return why(*told[:REASONS_MAX], *([reasons.and_more(more)] if more > 0 else []))


def _draft(sheet: Sheet, node: Node) -> Draft:
    match = sheet.matches[node]
    return Draft(node[0], sheet.wanted[node], match.id, match.alt_id)


def _tombstone(sheet: Sheet, node: Node) -> Draft:
    here = sheet.doomed[node]
    return Draft(here.kind, {}, here.id, here.alt_id, deleted=True)


def _held(sheet: Sheet, logins: Copied) -> tuple[HeldBack, ...]:
    held = (
        HeldBack(*node, sheet.title(node), _why(sheet, node))
        for node in _in_order(sheet, sheet.holds.why)
    )
    logging_in = (
        HeldBack(EMPLOYEE, employee, username, why(reasons.username_taken(username)))
        for employee, username in sorted(logins.refused.items())
        if (EMPLOYEE, employee) not in sheet.holds
    )
    return (*held, *logging_in, *sheet.found.unread)


def _logins(sheet: Sheet) -> Copied:
    absent = {
        primary_id
        for kind, primary_id in sheet.holds.why
        if kind == EMPLOYEE and not sheet.stands((kind, primary_id))
    }
    return copied(
        sheet.found.credentials,
        ids=sheet.ids,
        absent=absent,
        leaving=_leaving(sheet),
        target=sheet.target,
        bcp=sheet.scope.bcp,
        revision=sheet.found.revision,
    )


def _leaving(sheet: Sheet) -> set[str]:
    return {
        here.id
        for node, here in sheet.doomed.items()
        if node[0] == EMPLOYEE and node not in sheet.holds
    }


def _cursor(sheet: Sheet, logins: Copied) -> Mapping[str, int]:
    """Kinds that are not selected start again when they are: their changes are not read meanwhile."""
    forgotten = {name: 0 for name in sheet.before.cursor if name != LEFT_BEHIND}
    reached = dict.fromkeys(sheet.scope.kinds, sheet.found.revision)
    up_to = logins.up_to if EMPLOYEE in sheet.scope.kinds else 0
    return {**forgotten, **reached, CREDENTIALS: up_to}
