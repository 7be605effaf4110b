"""Where every identifier in a script comes from: what it is called in the other tenant, what it names, why it is taken for one.

In the BCP tenant all of it is known in its own region. In the primary tenant the other id is read from the BCP tenant's region,
and left out while that does not answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from releve.app.house import House
from releve.app.script_look import Look, around, pair_of
from releve.domain.errors import Unavailable
from releve.domain.ids import IdMap, TenantId, Which
from releve.domain.kinds import KINDS
from releve.domain.say import Message
from releve.domain.store import Tx
from releve.scripts.claims import Rule
from releve.scripts.decisions import Decision, by_place, decided
from releve.scripts.excerpts import secrets_in
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.proposals import Proposal, dynamic_switch
from releve.scripts.references import HEADER
from releve.scripts.script import Script

#: The property of a snippet that is its code.
_CODE = "Data"


@dataclass(frozen=True, slots=True)
class Line:
    """One identifier: `value` here, `there` the same in the other tenant, empty where that is not known. `title` is the name of
    what it stands for, `reason` why it is taken for that, `proposal` what could stand there that is right in both tenants."""

    action: str
    action_name: str
    property: str
    value: str
    there: str
    kind: str
    title: str
    reason: Message
    decision: Decision | None
    before: str
    after: str
    proposal: Proposal | None


def lineage(
    house: House,
    tenant: str,
    look: Look,
    ids: IdMap | None,
    script: Script,
    found: Sequence[Occurrence],
    decisions: Iterable[Decision],
) -> tuple[Line, ...]:
    """Every identifier of the script that is rewritten, in the order of the file; display copies follow theirs unsaid."""
    rewritten = [
        one for one in found if one.verdict is Verdict.REWRITTEN and one.rule is not Rule.COPY
    ]
    others = _back(ids, rewritten) if ids is not None else _forth(house, tenant, rewritten)
    names = {action.id: action.name for action in script.actions}
    known, secrets = by_place(decisions), secrets_in(script)
    return tuple(
        Line(
            action="" if one.action == HEADER else one.action,
            action_name=names.get(one.action, ""),
            property=one.place,
            value=one.value,
            there=others.get((one.kind, one.value), ""),
            kind=one.kind,
            title=look.title(one.kind, one.value),
            reason=one.reason,
            decision=decided(known, one),
            before=around(one, secrets).before,
            after=around(one, secrets).after,
            proposal=_proposal(script, one, others),
        )
        for one in rewritten
    )


def _proposal(
    script: Script, one: Occurrence, others: Mapping[tuple[str, str], str]
) -> Proposal | None:
    """A switch on the tenant instead of this id, where both tenants' numbers and ids are known."""
    own, there = script.business_unit, others.get((one.kind, one.value))
    beyond = others.get(("business_unit", own))
    if one.place != _CODE or not (own and there and beyond):
        return None
    return dynamic_switch(one.text, one.offset, {own: one.value, beyond: there})


def _back(ids: IdMap, found: Iterable[Occurrence]) -> Mapping[tuple[str, str], str]:
    """From the ids of the BCP tenant to those of the primary."""
    kinds = {one.kind for one in found}
    return {
        (kind, new): old
        for kind in kinds
        for which in (Which.ALT, Which.ID)
        for old, new in ids.of(kind, which).items()
    }


def _forth(house: House, tenant: str, found: Iterable[Occurrence]) -> Mapping[tuple[str, str], str]:
    """From the ids of the primary to those of the BCP tenant, as its region knows them."""
    pair = pair_of(house, tenant)
    if pair is None:
        return {}
    with suppress(Unavailable), house.store_of(pair.bcp).reading() as tx:
        return counterparts(tx, pair.bcp, {(one.kind, one.value) for one in found})
    return {}


def counterparts(
    tx: Tx, bcp: TenantId, idents: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """(kind, id in the primary) → the id in the BCP tenant, of those that it has."""
    others: dict[tuple[str, str], str] = {}
    wanted: dict[str, set[str]] = defaultdict(set)
    for kind, value in idents:
        wanted[kind].add(value)
    for kind, values in wanted.items():
        for which in (Which.ALT, Which.ID) if KINDS[kind].alt else (Which.ID,):
            for twin in tx.entities.twins(bcp, kind, values, which):
                old, new = (
                    (twin.twin_alt, twin.alt_id) if which is Which.ALT else (twin.twin, twin.id)
                )
                if old and new:
                    others[kind, old] = new
    return others
