"""Who is whom on the two sides: what the id map knows, and what the plan being drawn adds to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from releve.domain.ids import IdMap, TenantId, Which
from releve.domain.kind import Kind
from releve.domain.store import Entity

#: `(kind, primary_id, bcp_id, primary_alt, bcp_alt)`, as `IdMaps.learn` takes it.
IdRow = tuple[str, str, str, str | None, str | None]


@dataclass(slots=True)
class Counterparts:
    """The id map and the pairings made by this plan. Never pairs two of one side with one of the other."""

    idmap: IdMap
    added: dict[tuple[str, str], IdRow] = field(default_factory=dict)
    _primary_of: dict[str, dict[str, str]] = field(default_factory=dict)

    def translate(self, kind: str, which: Which, old: str) -> str | None:
        return self.idmap.translate(kind, old, which)

    def primary_of(self, kind: str, bcp_id: str) -> str | None:
        """Whose counterpart an entity of the BCP tenant is."""
        return self._inverse(kind).get(bcp_id)

    def pair_up(self, entity: Entity, bcp_id: str, bcp_alt: str | None) -> None:
        taken = self.primary_of(entity.kind, bcp_id)
        assert taken is None, f"{entity.kind} {bcp_id} is the counterpart of {taken} already"
        self._inverse(entity.kind)[bcp_id] = entity.id
        self.idmap.learn(entity.kind, entity.id, bcp_id)
        if entity.alt_id and bcp_alt:
            self.idmap.learn(entity.kind, entity.alt_id, bcp_alt, Which.ALT)
        self.added[entity.kind, entity.id] = (
            entity.kind,
            entity.id,
            bcp_id,
            entity.alt_id,
            bcp_alt,
        )

    def _inverse(self, kind: str) -> dict[str, str]:
        if kind not in self._primary_of:
            self._primary_of[kind] = {new: old for old, new in self.idmap.of(kind).items()}
        return self._primary_of[kind]


@dataclass(slots=True)
class Issuer:
    """Allocates ids of the BCP tenant that nobody has used, without writing anything."""

    tenant: TenantId
    slot: int
    issued: Mapping[str, int]
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    _next: dict[str, int] = field(default_factory=dict)

    def issue(self, kind: Kind, primary_id: str) -> tuple[str, str | None]:
        number = self._next.get(kind.name, self.issued.get(kind.name, 0))
        self._next[kind.name] = number + 1
        self.numbers[kind.name, primary_id] = number
        alt = kind.alt.issue(self.tenant, kind.name, self.slot, number) if kind.alt else None
        return kind.id.issue(self.tenant, kind.name, self.slot, number), alt

    def claimed(self, used: Iterable[tuple[str, str]]) -> Mapping[str, int]:
        """kind → how many ids will have been issued when those of `used`, and no others, are written."""
        counts: dict[str, int] = {}
        for name, primary_id in used:
            if (number := self.numbers.get((name, primary_id))) is not None:
                counts[name] = max(counts.get(name, 0), number + 1)
        return counts
