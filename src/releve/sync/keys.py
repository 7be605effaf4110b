"""Keys: no two living entities of a kind share one in the BCP tenant.

A key may pass from one entity to another in one run (two names exchanged, one deleted and made anew). Whoever
takes it over can do so only if the other leaves it in the same run. Whatever else stands under the key is
somebody's work in the BCP tenant: it is told, never guessed about.
"""

from dataclasses import dataclass

from releve.domain.kind import natural_key
from releve.domain.kinds import KINDS
from releve.domain.store import Entity
from releve.sync import reasons
from releve.sync.hold import Node
from releve.sync.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Claim:
    """An entity of the primary whose counterpart `bcp_id` is to stand under `key`."""

    node: Node
    entity: Entity
    bcp_id: str
    key: str


def settle_keys(sheet: Sheet) -> None:
    """Hold back who wants a key that stays with another; make who takes one over wait for the other."""
    claims = {node: _claim(sheet, node) for node in sheet.wanted}
    wanted: dict[tuple[str, str], Node] = {}
    for node, claim in claims.items():
        if wanted.setdefault((node[0], claim.key), node) != node:
            sheet.holds.hold(node, reasons.key_taken(claim.entity))
        elif _moves(sheet, claim):
            _settle(sheet, claim, claims)


def _claim(sheet: Sheet, node: Node) -> Claim:
    match = sheet.matches[node]
    return Claim(node, match.entity, match.id, natural_key(KINDS[node[0]], sheet.wanted[node]))


def _moves(sheet: Sheet, claim: Claim) -> bool:
    """Whether the counterpart does not stand under its key yet."""
    here = sheet.current.get(claim.node)
    return here is None or here.deleted or here.key != claim.key


def _settle(sheet: Sheet, claim: Claim, claims: dict[Node, Claim]) -> None:
    kind = claim.node[0]
    holder, _ = sheet.census(kind).get(claim.key, (claim.bcp_id, None))
    if holder == claim.bcp_id:
        return
    other = kind, sheet.ids.primary_of(kind, holder) or ""
    if other in sheet.doomed:
        leaving = sheet.doomed[other]
    elif other in claims and claims[other].key != claim.key:
        leaving = claims[other].entity
    else:
        sheet.holds.hold(claim.node, reasons.key_taken(claim.entity))
        return
    sheet.holds.wait(claim.node, other, reasons.key_not_free_yet(leaving))
