"""The book of ids: what the tenant calls every named thing of the company, before anything is written.

All names are entered first and all bodies are made afterwards, so that circles (a skill names a script that
names the skill) need no second pass.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from releve.domain.ids import TenantId, Which
from releve.domain.kinds import KINDS

#: (kind, natural key) → (id, alt id) of an entity that the tenant has already.
Found = Callable[[str, str], tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Ident:
    """The id of one entity, and its other one if the kind has two."""

    id: str
    other: str | None

    @property
    def alt(self) -> str:
        assert self.other is not None, "this kind has one id only"
        return self.other


class Book:
    """Issues ids after those that the tenant has issued (`issued`: kind → how many), and remembers them by name."""

    def __init__(
        self, tenant: TenantId, slot: int, issued: Mapping[str, int], found: Found
    ) -> None:
        self._tenant, self._slot, self._found = tenant, slot, found
        self._issued = dict(issued)
        self._known: dict[tuple[str, str], Ident] = {}

    @property
    def issued(self) -> Mapping[str, int]:
        """kind → how many ids are issued now; what `Entities.claim` is to be told."""
        return dict(self._issued)

    def enter(self, kind: str, names: Iterable[str]) -> None:
        """Issue an id to each name."""
        for name in names:
            assert (kind, name) not in self._known, f"there are two of {kind} {name}"
            self._known[kind, name] = self.issue(kind, self.reserve(kind, 1))

    def adopt(self, kind: str, name: str) -> None:
        """Remember an entity that the tenant has already; its name is its natural key in any case of letters."""
        self._known[kind, name] = Ident(*self._found(kind, name.casefold()))

    def reserve(self, kind: str, count: int) -> int:
        """Set `count` numbers aside and return the first, for things too many to have names here."""
        first = self._issued.get(kind, 0)
        self._issued[kind] = first + count
        return first

    def issue(self, kind: str, number: int) -> Ident:
        """The ids of a number that was reserved."""
        declared = KINDS[kind]
        where = (self._tenant, kind, self._slot, number)
        return Ident(
            declared.id.issue(*where), declared.alt.issue(*where) if declared.alt else None
        )

    def ident(self, kind: str, name: str) -> Ident:
        return self._known[kind, name]

    def stored(self, kind: str, name: str, which: Which = Which.ID) -> int | str:
        """The id as it stands in a stored document: numbers as numbers."""
        known = self._known[kind, name]
        return KINDS[kind].space(which).emit(known.id if which is Which.ID else known.alt)

    def id(self, kind: str, name: str) -> str:
        return self._known[kind, name].id

    def alt(self, kind: str, name: str) -> str:
        return self._known[kind, name].alt
