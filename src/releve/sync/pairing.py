"""Pairing: which entity of the BCP tenant is the counterpart of each entity to be copied.

The one that is tied to it; else the one with the same natural key that is tied to nobody; else a new one, whose ids are
issued now, before anything is copied, so that circles of references need no second pass. What is built in is never
created. Kinds whose key is made of references, and to which nothing refers, are paired while they are copied.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from releve.domain.entities import Record, Tie, Twin
from releve.domain.ids import Which
from releve.domain.kind import Kind, Ref, RefBy, references
from releve.domain.kinds import KINDS
from releve.sync import reasons
from releve.sync.desk import Desk
from releve.sync.sheet import Held
from releve.sync.slots import Space


def key_kinds(kind: Kind) -> tuple[str, ...]:
    """The kinds that the key of a kind refers to by id."""
    found: list[str] = []
    for one in (kind.field(name) for name in kind.key):
        if isinstance(one, Ref):
            found.append(one.kind)
        elif isinstance(one, RefBy):
            found.extend(target for target, _ in one.kinds.values())
    return tuple(found)


def _referred() -> frozenset[str]:
    return frozenset(target for kind in KINDS.values() for _, target in references(kind))


#: Kinds that are paired while they are copied, for their key is known only then.
LATE = frozenset(name for name, kind in KINDS.items() if key_kinds(kind))
assert LATE.isdisjoint(_referred()), f"something refers to one of {sorted(LATE)}"

_NONE: Mapping[str, Twin] = MappingProxyType({})


class Pairing:
    """Pairs the records of one kind. `adopted` are entities of the BCP tenant that become counterparts by their key."""

    def __init__(self, desk: Desk, kind: Kind) -> None:
        self._desk, self._kind = desk, kind

    def pair(self, records: Iterable[Record]) -> None:
        """For kinds that are not late."""
        living = [one for one in records if not one.deleted]
        book, space = self._desk.book, (self._kind.name, Which.ID)
        book.prefetch(space, [one.id for one in living])
        unknown = []
        for one in living:
            if book.translate(space, one.id) is None:
                unknown.append(one)
            elif book.is_dead(space, one.id):
                book.revive(self._kind.name, one.id, one.alt_id)
        adoptable = self.adoptable(one.key for one in unknown)
        for one in unknown:
            self.place(one, one.key, adoptable)

    def adoptable(self, keys: Iterable[str]) -> Mapping[str, Twin]:
        """key → the entity of the BCP tenant that stands under it and is nobody's counterpart."""
        wanted = list(keys)
        if not wanted or not self._desk.has_any(self._kind.name):
            return _NONE
        holders = self._desk.counterparts.holders(self._desk.scope.bcp, self._kind.name, wanted)
        return {key: one for key, one in holders.items() if one.twin is None}

    def place(
        self, record: Record, key: str, adoptable: Mapping[str, Twin]
    ) -> tuple[str, str | None] | None:
        """Give it a counterpart and return the ids of that; None if it cannot have one."""
        desk, kind = self._desk, self._kind
        if (found := adoptable.get(key)) is not None:
            desk.book.pair(kind.name, record.id, record.alt_id, found.id, found.alt_id)
            tie = Tie(found.id, found.proof, record.id, record.alt_id, None, None)
            desk.book.adopted[kind.name, record.id] = tie
            return found.id, found.alt_id
        if key in kind.builtin:
            held = Held(record.key, [reasons.no_such_builtin(kind.name, record.key)])
            desk.bar((kind.name, record.id), record.alt_id, held)
            return None
        issued = desk.book.issue(kind)
        if kind.name not in LATE:
            desk.book.pair(kind.name, record.id, record.alt_id, *issued)
        return issued


def anchor(desk: Desk, space: Space, olds: Iterable[str]) -> None:
    """Look up what is referred to. What is not selected and not known is looked for under its key: never made."""
    kind, which = space
    wanted = set(olds)
    desk.book.prefetch(space, wanted)
    if kind in desk.scope.kinds:
        return
    unknown = {one for one in wanted if desk.book.translate(space, one) is None}
    unknown -= {old for asked, old in desk.anchors if asked == space}
    if not unknown:
        return
    read = desk.source.tx.entities.many(desk.scope.primary, kind, sorted(unknown), which)
    living = {old: one for old, one in read.items() if not one.deleted}
    plain = {} if kind in LATE else {one.key: old for old, one in living.items()}
    found = desk.counterparts.holders(desk.scope.bcp, kind, list(plain))
    for old, one in living.items():
        desk.anchors[space, old] = kind, KINDS[kind].title_of(one.body)
        twin = found.get(one.key)
        if twin is not None and twin.twin is None and plain.get(one.key) == old:
            desk.book.pair(kind, one.id, one.alt_id, twin.id, twin.alt_id)
            tie = Tie(twin.id, twin.proof, one.id, one.alt_id, None, None)
            desk.ties[kind].append(tie)
