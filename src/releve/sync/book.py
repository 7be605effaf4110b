"""Who is whom: counterparts as the BCP tenant has them, and those that the plan being drawn adds.

What stands in the store is looked up in bulk before it is needed and kept for a while; what the plan adds is kept to the
end. So memory does not grow with what was synced before.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from releve.domain.entities import Tie, Twin
from releve.domain.ids import TenantId, Which
from releve.domain.kind import Kind
from releve.domain.proof import Ledger
from releve.sync.collect import KEPT_MAX
from releve.sync.counterparts import Counterparts
from releve.sync.slots import Space

#: So many counterparts are remembered per space; then what was looked up is forgotten and looked up again.
REMEMBERED_MAX = 100_000

#: (kind, id in the primary).
Node = tuple[str, str]


@dataclass(slots=True)
class Book:
    """`ledger` is the BCP tenant's. `fresh` and `revived` hold what this plan makes or brings back; whatever of them is
    held back after all is struck out, and nothing can refer to it then."""

    target: Counterparts
    bcp: TenantId
    slot: int
    ledger: Mapping[str, Ledger]
    fresh: dict[Space, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    revived: set[Node] = field(default_factory=set)
    struck: set[Node] = field(default_factory=set)
    adopted: dict[Node, Tie] = field(default_factory=dict)
    issued: dict[str, int] = field(default_factory=dict)
    _known: dict[Space, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))
    _dead: dict[Space, set[str]] = field(default_factory=lambda: defaultdict(set))
    _any: dict[str, frozenset[str]] = field(default_factory=dict)
    _rows: dict[str, dict[str, Twin | None]] = field(default_factory=lambda: defaultdict(dict))
    _issuers: dict[str, list[Callable[[int], str]]] = field(default_factory=dict)

    def translate(self, space: Space, old: str) -> str | None:
        """The counterpart's id. Looks it up if `prefetch` has not."""
        if (new := self.fresh[space].get(old)) is not None:
            return new
        known = self._known[space]
        if old not in known:
            self.prefetch(space, (old,))
        return known[old]

    def prefetch(self, space: Space, olds: Iterable[str]) -> None:
        """Look up at once what will be asked for."""
        self._make_room(space)
        fresh, known = self.fresh[space], self._known[space]
        unknown = [old for old in olds if old not in known and old not in fresh]
        if not unknown:
            return
        known.update(dict.fromkeys(unknown))
        kind, which = space
        if not self.has(kind):
            return
        few = which is Which.ID and len(unknown) <= KEPT_MAX
        if few:
            self._rows[kind].update(dict.fromkeys(unknown))
        for twin in self.target.twins(self.bcp, kind, unknown, which):
            self._remember(space, twin)
            if few and twin.twin is not None:
                self._rows[kind][twin.twin] = twin

    def _make_room(self, space: Space) -> None:
        """Before it is seen what is known already: what is forgotten now is then looked up with the rest, not one by one."""
        if len(self._known[space]) > REMEMBERED_MAX:
            self._known[space].clear()
            self._rows[space[0]].clear()

    def _remember(self, space: Space, twin: Twin) -> None:
        kind, which = space
        by_id = which is Which.ID
        old, new = (twin.twin, twin.id) if by_id else (twin.twin_alt, twin.alt_id)
        assert old is not None
        node = kind, twin.twin or ""
        if node not in self.struck:
            self._known[space][old] = new
            if twin.deleted and node not in self.revived:
                self._dead[space].add(old)

    def prefetch_all(self, asked: Mapping[Space, Collection[str]]) -> None:
        """The same for several spaces, in one statement for each sort of id."""
        for space in asked:
            self._make_room(space)
        for which in Which:
            unknown = {
                kind: [
                    one
                    for one in olds
                    if one not in self._known[kind, which] and one not in self.fresh[kind, which]
                ]
                for (kind, sort), olds in asked.items()
                if sort is which
            }
            if sum(map(len, unknown.values())) > KEPT_MAX:
                continue  # so many are looked up kind by kind
            self._prefetch_few(which, {kind: some for kind, some in unknown.items() if some})

    def _prefetch_few(self, which: Which, unknown: Mapping[str, Collection[str]]) -> None:
        for kind, some in unknown.items():
            self._known[kind, which].update(dict.fromkeys(some))
            if which is Which.ID:
                self._rows[kind].update(dict.fromkeys(some))
        wanted = {one for kind, some in unknown.items() if self.has(kind) for one in some}
        if not wanted:
            return
        for kind, twin in self.target.twins_among(self.bcp, which, wanted):
            old = (twin.twin if which is Which.ID else twin.twin_alt) or ""
            if old in unknown.get(kind, ()):
                self._remember((kind, which), twin)
                if which is Which.ID:
                    self._rows[kind][old] = twin

    def twins(self, kind: str, olds: Sequence[str]) -> list[Twin]:
        """The counterparts that stand in the BCP tenant, tombstones too."""
        rows = self._rows[kind]
        if any(old not in rows for old in olds):
            return self.target.twins(self.bcp, kind, olds)
        return [twin for old in olds if (twin := rows[old]) is not None]

    def has(self, kind: str) -> bool:
        """Whether the BCP tenant ever had any of a kind."""
        one = self.ledger.get(kind)
        return one is not None and (one.issued > 0 or one.living > 0 or one.revision > 0)

    def is_dead(self, space: Space, old: str) -> bool:
        """Whether the counterpart is a tombstone in the BCP tenant, and stays one."""
        return old in self._dead[space]

    def pair(self, kind: str, old: str, old_alt: str | None, new: str, new_alt: str | None) -> None:
        """These two belong together from now on."""
        assert old != new, f"{kind} {old} would keep its id in the other tenant"
        self.fresh[kind, Which.ID][old] = new
        if old_alt and new_alt:
            self.fresh[kind, Which.ALT][old_alt] = new_alt

    def revive(self, kind: str, old: str, old_alt: str | None) -> None:
        self.revived.add((kind, old))
        self._dead[kind, Which.ID].discard(old)
        if old_alt:
            self._dead[kind, Which.ALT].discard(old_alt)

    def arrives(self, node: Node) -> bool:
        """Whether the plan makes it or brings it back. What it adopts stands there already."""
        if node in self.adopted:
            return False
        return node in self.revived or node[1] in self.fresh[node[0], Which.ID]

    def strike(self, node: Node, old_alt: str | None) -> None:
        """It does not arrive after all."""
        kind, old = node
        self.struck.add(node)
        self.revived.discard(node)
        for which, value in ((Which.ID, old), (Which.ALT, old_alt)):
            if value:
                self.fresh[kind, which].pop(value, None)
                self._known[kind, which][value] = None

    def issue(self, kind: Kind) -> tuple[str, str | None]:
        """Ids of the BCP tenant that nobody has used. Nothing is written."""
        number = self.issued.get(kind.name)
        if number is None:
            number = self.ledger.get(kind.name, Ledger()).issued
        self.issued[kind.name] = number + 1
        if kind.name not in self._issuers:
            spaces = (kind.id, kind.alt) if kind.alt else (kind.id,)
            self._issuers[kind.name] = [
                space.issuer(self.bcp, kind.name, self.slot) for space in spaces
            ]
        own, *alt = self._issuers[kind.name]
        return own(number), alt[0](number) if alt else None

    def prefetch_any(self, values: Collection[str]) -> None:
        """Look up in which kinds these are ids of the primary, and whose."""
        if len(self._any) > REMEMBERED_MAX:
            self._any.clear()
        unknown = [one for one in values if one not in self._any]
        if not unknown:
            return
        found: dict[str, set[str]] = {one: set() for one in unknown}
        wanted: dict[Space, set[str]] = defaultdict(set)
        if self.ledger:
            for kind, which, old in self.target.twins_of_any(self.bcp, unknown):
                found[old].add(kind)
                wanted[kind, which].add(old)
        self._any.update((one, frozenset(kinds)) for one, kinds in found.items())
        for space, olds in wanted.items():
            self.prefetch(space, olds)

    def kinds_of(self, value: str) -> list[str]:
        """The kinds in which `value` is an id of the primary with a counterpart; several may be."""
        if value not in self._any:
            self.prefetch_any((value,))
        kinds = {kind for kind in self._any[value] if (kind, value) not in self.struck}
        return sorted(kinds | {kind for (kind, _), ids in self.fresh.items() if value in ids})
