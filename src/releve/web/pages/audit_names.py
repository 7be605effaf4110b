"""The names of the tenants and pairs that lines of the audit are about, which it keeps by their IDs."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from releve.app.pairing import bond_of_pair
from releve.domain.errors import NotFound
from releve.domain.store import AuditEntry
from releve.web.door import Door

#: So long are the IDs of tenants and pairs.
UUID_LENGTH = 36


def names_in(door: Door, entries: Iterable[AuditEntry]) -> Mapping[str, str]:
    """ID → name, of those that are there still."""
    names: dict[str, str] = {}
    for one in {entry.subject for entry in entries if len(entry.subject) == UUID_LENGTH}:
        with suppress(NotFound):
            names[one] = door.house.registry.tenant(one)[0].name
            continue
        with suppress(NotFound):
            bond = bond_of_pair(door.house, one)
            names[one] = f"{bond.primary.name} · {bond.bcp.name}"
    return names
