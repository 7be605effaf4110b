"""Match: which entity of the BCP tenant is the counterpart of each entity to be copied.

The mapped one; else the one that has the same natural key and is nobody's counterpart yet; else a new one, whose
ids are allocated here, before anything is written, so that circles of references need no second pass. A key
made of references is compared after they are translated. What is built in is never created.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from releve.domain.ids import TenantId, Which
from releve.domain.kind import Kind, Ref, RefBy
from releve.domain.kinds import KINDS
from releve.domain.store import Entity, Tx
from releve.sync.counterparts import Counterparts, Issuer
from releve.sync.remap import Use, translated_key

#: kind → natural key → (id, alt_id) of every living entity of the BCP tenant.
Census = Callable[[str], Mapping[str, tuple[str, str | None]]]


class How(Enum):
    KNOWN = auto()
    ADOPTED = auto()
    ISSUED = auto()


@dataclass(frozen=True, slots=True)
class Match:
    """An entity of the primary and the ids of its counterpart."""

    entity: Entity
    id: str
    alt_id: str | None
    how: How

    @property
    def kind(self) -> Kind:
        return KINDS[self.entity.kind]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Why there is no counterpart: `missing` are references in the key; none of them: it is built in and absent,
    or only adoption was asked for."""

    entity: Entity
    missing: tuple[Use, ...] = ()


@dataclass(slots=True)
class Matcher:
    """Finds counterparts one after another; each finding is seen by the next."""

    ids: Counterparts
    issuer: Issuer
    census: Census

    def match(self, entity: Entity, *, may_issue: bool = True) -> Match | Unmatched:
        kind = KINDS[entity.kind]
        if (known := self.ids.translate(kind.name, Which.ID, entity.id)) is not None:
            return Match(entity, known, self._known_alt(entity), How.KNOWN)
        key = self._key(kind, entity)
        if not isinstance(key, str):
            return Unmatched(entity, key)
        if (found := self._free(kind, key)) is not None:
            self.ids.pair_up(entity, *found)
            return Match(entity, *found, How.ADOPTED)
        if key in kind.builtin or not may_issue:
            return Unmatched(entity)
        issued = self.issuer.issue(kind, entity.id)
        self.ids.pair_up(entity, *issued)
        return Match(entity, *issued, How.ISSUED)

    def _key(self, kind: Kind, entity: Entity) -> str | tuple[Use, ...]:
        """The natural key that the counterpart has, or the references in it that are unknown."""
        if not key_kinds(kind):
            return entity.key
        return translated_key(kind, entity.body, self.ids.translate)

    def _known_alt(self, entity: Entity) -> str | None:
        if entity.alt_id is None:
            return None
        return self.ids.translate(entity.kind, Which.ALT, entity.alt_id)

    def _free(self, kind: Kind, key: str) -> tuple[str, str | None] | None:
        found = self.census(kind.name).get(key)
        taken = found and self.ids.primary_of(kind.name, found[0]) is not None
        return None if taken else found


@dataclass(slots=True)
class LivingCensus:
    """The keys of the BCP tenant, read once per kind and only for kinds where somebody asks."""

    tx: Tx
    tenant: TenantId
    _read: dict[str, Mapping[str, tuple[str, str | None]]] = field(default_factory=dict)

    def __call__(self, kind: str) -> Mapping[str, tuple[str, str | None]]:
        if kind not in self._read:
            self._read[kind] = self.tx.entities.idents(self.tenant, kind)
        return self._read[kind]


def key_order(kinds: Collection[str]) -> list[str]:
    """The kinds so that each comes after those that its key refers to."""
    ordered: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in ordered:
            for target in key_kinds(KINDS[name]):
                assert target != name, f"the key of {name} refers to itself"
                visit(target)
            ordered[name] = None

    for name in kinds:
        visit(name)
    return [name for name in ordered if name in kinds]


def key_kinds(kind: Kind) -> tuple[str, ...]:
    """The kinds that the key of a kind refers to by id."""
    fields = (kind.field(name) for name in kind.key)
    found: list[str] = []
    for one in fields:
        if isinstance(one, Ref):
            found.append(one.kind)
        elif isinstance(one, RefBy):
            found.extend(target for target, _ in one.kinds.values())
    return tuple(found)
