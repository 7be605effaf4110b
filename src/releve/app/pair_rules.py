"""The rules of a pair for its switch: a second person wanted or not, and whether an operator may do without the passkey.

Operators set them in TM; whoever sets them is in the audit of the operators and of both tenants.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.domain.directory import Change
from releve.domain.errors import Conflict, Unavailable
from releve.domain.ids import TenantId
from releve.domain.people import Caller
from releve.domain.say import say

ACT = "pair.rules"


@dataclass(frozen=True, slots=True)
class Rules:
    """`version` is that of the pair's record: whoever sets the rules has seen it."""

    two_persons: bool
    break_glass: bool
    version: int


def rules(house: House, caller: Caller | None, tenant: TenantId) -> Rules:
    """Raises NotFound for a tenant that is in no pair."""
    must(caller, Act.BCP_SET_UP)
    return _rules(bond_of(house, tenant))


def set_rules(
    house: House,
    caller: Caller | None,
    tenant: TenantId,
    *,
    two_persons: bool,
    break_glass: bool,
    version: int,
) -> Rules:
    """Raises Conflict if the pair was changed since. An order that waits already is not touched."""
    caller = must(caller, Act.BCP_SET_UP)
    bond = bond_of(house, tenant)
    changed = replace(bond.pair, two_persons=two_persons, break_glass=break_glass)
    told = {"two_persons": two_persons, "break_glass": break_glass}
    house.trace_home(caller, ACT, bond.pair.id, outcome="attempted", **told)
    house.registry.commit(
        [Change(f"pair/{bond.pair.id}", changed.record(), version)],
        Conflict(
            say("Somebody else has saved changes to this pair in the meantime."),
            say("Nothing of yours was stored. Look at it again, then repeat yours."),
        ),
    )
    loudly(house, caller, bond, ACT, "done", **told)
    return _rules(bond_of(house, tenant))


def _rules(bond: Bond) -> Rules:
    return Rules(bond.pair.two_persons, bond.pair.break_glass, bond.pair_version)


def loudly(
    house: House, caller: Caller, bond: Bond, act: str, outcome: str, **details: Any
) -> None:
    """In the chain of the operators, which must not fail, and of both tenants, as far as their regions answer."""
    house.trace_home(caller, act, bond.pair.id, outcome=outcome, **details)
    for tenant in (bond.primary, bond.bcp):
        inside = replace(caller, tenant=tenant.id)
        with suppress(Unavailable), house.regions.of(tenant.region).writing() as tx:
            house.trace(tx, inside, act, bond.pair.id, outcome=outcome, **details)
