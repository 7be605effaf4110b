"""Proving that nothing was done to the audit afterwards: the chains of a caller, in every region that may hold lines of theirs."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from releve.access.policy import Act, must
from releve.app.house import House
from releve.domain.chains import Break, Checked, Head
from releve.domain.directory import no_such_tenant
from releve.domain.errors import Unavailable
from releve.domain.ids import TenantId
from releve.domain.people import Caller
from releve.domain.say import Message, say

#: What the chain of the operators is called where those of tenants are called by their IDs.
OPERATORS = "operators"


@dataclass(frozen=True, slots=True)
class Chains:
    """The ends of the chains of each region, and the regions that do not answer. `names` are those of the tenants."""

    heads: Sequence[tuple[str, Head]]
    silent: Sequence[str]
    names: Mapping[TenantId, str]


def chains(house: House, caller: Caller | None) -> Chains:
    """Of the caller's tenant; for an operator all there are. A tenant's lines stand in its own region, and in another
    one when that did not answer."""
    caller = _reader(caller)
    heads: list[tuple[str, Head]] = []
    silent = []
    for region in house.regions.names:
        try:
            with house.regions.of(region).reading() as tx:
                found = tx.audit.heads()
        except Unavailable:
            silent.append(region)
            continue
        heads += [(region, one) for one in found if caller.tenant in (None, one.tenant)]
    names: dict[TenantId, str] = {}
    with suppress(Unavailable):
        names = {one.id: one.name for one in house.registry.tenants()}
    return Chains(heads, silent, names)


def check_chain(
    house: House, caller: Caller | None, region: str, chain: str, noted: tuple[int, str] | None
) -> Checked:
    """Read one chain from its first line to its end. `noted` is the number and hash of a line that was seen there earlier.

    Raises NotFound for another tenant's, Unavailable when the region does not answer.
    """
    caller = _reader(caller)
    if caller.tenant is not None and chain != caller.tenant:
        raise no_such_tenant(chain)
    house.registry.region(region)
    tenant = None if chain == OPERATORS else chain
    with house.regions.of(region).reading() as tx:
        return tx.audit.verify(tenant, Head(tenant, *noted) if noted else None)


def told(found: Checked) -> Message:
    """What is to be said of a chain."""
    n = found.broken_at
    match found.how:
        case None:
            return say("Whole.")
        case Break.CHANGED:
            return say("Line {n} was changed.", n=n)
        case Break.MISSING:
            return say("A line is missing, or was put in, before line {n}.", n=n)
        case Break.UNLINKED:
            return say("Line {n} does not follow from the line before it.", n=n)
        case Break.CUT:
            return say("Line {n} was there, and is not any more.", n=n)
        case Break.REWRITTEN:
            return say("Line {n} is another one than was noted.", n=n)


def _reader(caller: Caller | None) -> Caller:
    if caller is not None and caller.tenant is None:
        return must(caller, Act.TENANTS_VIEW)
    return must(caller, Act.AUDIT_VIEW)
