"""Drift: what others than the sync have changed in the BCP tenant, and what is decided about it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import bond_of
from releve.app.scoping import scope_of
from releve.domain.errors import NotFound, Unavailable
from releve.domain.people import Caller
from releve.domain.runs import Decision, Drifted
from releve.domain.say import say
from releve.domain.store import Tx
from releve.sync.comparing import Compared, compare
from releve.sync.scope import Scope
from releve.sync.standing import standing


def drift(house: House, caller: Caller | None) -> list[Drifted]:
    """As it is now, the newest change first."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    with house.regions.of(bond.bcp.region).reading() as tx:
        living = living_drift(tx, scope_of(house, bond))
    return sorted(living, key=lambda one: (one.changed_at, one.kind, one.bcp_id), reverse=True)


def living_drift(tx: Tx, scope: Scope) -> list[Drifted]:
    """What others have changed in the BCP tenant and nobody has taken back. What a restore has put back is nobody's
    change."""
    return list(_living(tx, scope).values())


def _living(tx: Tx, scope: Scope) -> Mapping[tuple[str, str], Drifted]:
    drifts = standing(tx, scope).drifts
    return {name: one for name, one in drifts.items() if not one.is_restored}


def compared(
    house: House, caller: Caller | None, some: Sequence[Drifted]
) -> Mapping[tuple[str, str], Compared] | None:
    """(kind, id in the BCP tenant) → the fields in which the two tenants differ. None: the region of the primary tenant
    does not answer, so that nobody can know."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    scope = scope_of(house, bond)
    with (
        house.regions.of(bond.bcp.region).reading() as target,
        suppress(Unavailable),
        house.regions.of(bond.primary.region).reading() as source,
    ):
        return compare(source, target, scope, house.rewriter, some)
    return None


def decide(
    house: House, caller: Caller | None, which: Sequence[tuple[str, str]], decision: Decision
) -> None:
    """Keep these changes, (kind, id in the BCP tenant), write over them, or leave it to the configuration again. It holds
    until it is decided otherwise, or until the change is no more. NotFound for what has not drifted."""
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    with house.regions.of(bond.bcp.region).writing() as tx:
        tx.entities.lock(bond.bcp.id)
        found = _living(tx, scope_of(house, bond))
        missing = [name for name in which if name not in found]
        if missing:
            raise NotFound(
                say("This was not changed in the BCP tenant, or is no more."),
                say("Look at the list again."),
            )
        decided = [
            replace(found[name], decision=decision, decided_by=caller.actor) for name in which
        ]
        tx.runs.set_drift(bond.pair.id, decided, ())
        house.trace(
            tx,
            replace(caller, tenant=bond.bcp.id),
            "sync.drift",
            decision=decision.value,
            entities=[f"{kind}/{bcp_id}" for kind, bcp_id in which][:100],
        )
