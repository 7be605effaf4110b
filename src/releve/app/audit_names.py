"""The names of the tenants and pairs that lines of the audit are about, which it keeps by their IDs."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from releve.app.audit_words import RUN_ACTS
from releve.app.house import House
from releve.domain.errors import NotFound
from releve.domain.ids import TenantId
from releve.domain.people import Caller
from releve.domain.store import AuditEntry
from releve.domain.tenancy import Pair

#: So long are the IDs of tenants and pairs; those of runs too.
UUID_LENGTH = 36


def names_for(
    house: House, caller: Caller | None, entries: Iterable[AuditEntry]
) -> Mapping[str, str]:
    """ID → name, of those that this reader may see."""
    tenant = caller.tenant if caller else None
    return own_names(house, tenant) if tenant else names_in(house, entries)


def names_in(house: House, entries: Iterable[AuditEntry]) -> Mapping[str, str]:
    """For operators: ID → name, of those that are there still."""
    names: dict[str, str] = {}
    for one in {entry.subject for entry in entries if _is_of_directory(entry)}:
        with suppress(NotFound):
            names[one] = house.registry.tenant(one)[0].name
            continue
        with suppress(NotFound):
            names[one] = " · ".join(_named(house, house.registry.pair(one)[0]).values())
    return names


def own_names(house: House, tenant: TenantId) -> Mapping[str, str]:
    """The same for a tenant, which sees no other names than its own and its counterpart's."""
    own, _ = house.registry.tenant(tenant)
    if own.pair is None:
        return {own.id: own.name}
    pair, _ = house.registry.pair(own.pair)
    names = _named(house, pair)
    return {**names, pair.id: " · ".join(names.values())}


def _named(house: House, pair: Pair) -> dict[str, str]:
    return {one: house.registry.tenant(one)[0].name for one in (pair.primary, pair.bcp)}


def _is_of_directory(entry: AuditEntry) -> bool:
    return len(entry.subject) == UUID_LENGTH and entry.act not in RUN_ACTS
