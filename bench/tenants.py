"""Tenants to be measured: so many entities of mixed kinds, with their references, the same ones each time.

The ids that a region will issue are known beforehand (`IdSpace.issue`), so that an entity can refer to one
that is written later. Not in them: the business unit, what is built in, credentials.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from bench.bodies import MADE
from releve.domain.entities import Draft
from releve.domain.ids import TenantId, Which
from releve.domain.kind import Body, natural_key
from releve.domain.kinds import KINDS, checked
from releve.domain.store import RegionalStore

PRIMARY: TenantId = "5d2f7a10-3c41-4b7e-9a55-1f0c6e8b2a01"
BCP: TenantId = "9be1c7d4-02aa-4f58-b6d3-7e5a4c3b2d02"
#: The regions of the two, and their slots.
REGIONS = {"ca1": 1, "eu1": 2}

REST = "agent_skill"
WHEN = "2026-01-15T07:00:00.000Z"
BATCH = 5_000

#: kind → the field that a change sets, and how many of 100 changes are of the kind.
CHANGING = {
    "employee": ("notes", 30),
    "agent_skill": ("agentProficiencyValue", 40),
    "skill": ("notes", 10),
    "station": ("notes", 8),
    "point_of_contact": ("notes", 6),
    "team": ("description", 5),
    # Last, and one at least: whoever waits for a transaction to arrive looks for this one.
    "disposition": ("notes", 1),
}
MARKER = "disposition"


@dataclass(slots=True)
class Roster:
    """A tenant of `size` entities as the region with `slot` will hold it. Implements `bodies.Ids`."""

    size: int
    tenant: TenantId = PRIMARY
    slot: int = REGIONS["ca1"]
    _counts: dict[str, int] = field(default_factory=dict)
    _issued: dict[tuple[str, Which, int], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shares = {kind: share for kind, (share, _) in MADE.items() if kind != REST}
        self._counts = {kind: max(1, self.size * many // 10_000) for kind, many in shares.items()}
        self._counts[REST] = self.size - sum(self._counts.values())
        if not 0 < self._counts[REST] <= self._counts["employee"] * self._counts["skill"]:
            raise ValueError(f"a tenant of {self.size} entities cannot be made")

    def count(self, kind: str) -> int:
        return self._counts[kind]

    def id(self, kind: str, n: int) -> Any:
        return self._emitted(kind, Which.ID, n % self._counts[kind])

    def alt(self, kind: str, n: int) -> Any:
        return self._emitted(kind, Which.ALT, n % self._counts[kind])

    def body(self, kind: str, n: int) -> Body:
        return checked(KINDS[kind], MADE[kind][1](self, n))

    def drafts(self) -> Iterator[Draft]:
        """All entities, for an empty tenant."""
        for kind, many in self._counts.items():
            for n in range(many):
                yield Draft(kind, self.body(kind, n))

    def changes(self, edition: int, many: int = 100) -> list[Draft]:
        """So many entities with another value in one field, others in each edition, and the marker."""
        made: list[Draft] = []
        for kind, (name, share) in CHANGING.items():
            wanted = many - len(made) if kind == MARKER else share * many // 100
            first = 0 if kind == MARKER else edition * wanted
            places = {(first + m) % self._counts[kind] for m in range(wanted)}
            made += [self._changed(kind, n, name, edition) for n in sorted(places)]
        return made

    def _changed(self, kind: str, n: int, name: str, edition: int) -> Draft:
        body = self.body(kind, n)
        if name.endswith("Value"):  # from 1 to 20, and another one than it was made with
            body[name] = 1 + (body[name] + edition % 19) % 20
        else:
            body[name] = note(edition)
        return Draft(kind, checked(KINDS[kind], body), str(self.id(kind, n)))

    def marker(self) -> str:
        """The key of the entity that every edition changes."""
        return natural_key(KINDS[MARKER], self.body(MARKER, 0))

    def _emitted(self, kind: str, which: Which, n: int) -> Any:
        if (kind, which, n) not in self._issued:
            space = KINDS[kind].space(which)
            value = space.emit(space.issue(self.tenant, kind, self.slot, n))
            self._issued[kind, which, n] = value
        return self._issued[kind, which, n]


def note(edition: int) -> str:
    return f"edition {edition}"


def fill(store: RegionalStore, roster: Roster) -> None:
    """Write the tenant; some thousand entities at a time."""
    drafts = roster.drafts()
    while batch := list(islice(drafts, BATCH)):
        with store.writing() as tx:
            tx.entities.put(roster.tenant, batch, by="bench", at=WHEN)


def change(store: RegionalStore, roster: Roster, edition: int, many: int) -> None:
    """One transaction."""
    drafts = roster.changes(edition, many)
    with store.writing() as tx:
        tx.entities.put(roster.tenant, drafts, by="bench", at=WHEN)
