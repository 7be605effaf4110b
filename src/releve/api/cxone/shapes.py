"""What the field calls our things. A resource declares its fields once, as parts; reading, writing, `fields=`, `orderBy`
and the API description follow from that.

A part tells one value of an entity and, where it is written too, takes it. Names that the field spells in several ways
are told in all of them, and taken in any case of letters.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from releve.app.seeking import Ident, Known, Path, Tally, reference
from releve.domain import kind as declared
from releve.domain.entities import Entity
from releve.domain.errors import Invalid
from releve.domain.ids import Which
from releve.domain.kind import Body
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say

Tell = Callable[[Entity, Known], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field of a resource. `also` are other spellings; `takes` are the names it is written by: by default all of
    its own, none for what is only read."""

    name: str
    also: tuple[str, ...] = ()
    takes: tuple[str, ...] | None = None

    #: The JSON type in the API description.
    type: ClassVar[str] = "string"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.also)

    @property
    def taken(self) -> tuple[str, ...]:
        return self.names if self.takes is None else self.takes

    def paths(self) -> tuple[Path, ...]:
        """The references that must be followed to tell it."""
        return ()

    def tallies(self) -> tuple[Tally, ...]:
        """What must be counted to tell it."""
        return ()

    def teller(self, kind: declared.Kind) -> Tell:
        raise NotImplementedError

    def idents(self, kind: declared.Kind, value: object) -> Iterator[Ident]:
        """What must be looked up to take a value."""
        return iter(())

    def take(self, kind: declared.Kind, value: object, known: Known) -> Mapping[str, object]:
        """Our fields and what they become. Raises Invalid."""
        raise NotImplementedError

    def sorts_by(self) -> str:
        """Our field or column to sort by; empty where the database cannot."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own(Part):
    """A field of ours, under another name perhaps."""

    of: str = ""

    def teller(self, kind: declared.Kind) -> Tell:
        ours, absent = self.of or self.name, blank(kind.field(self.of or self.name))
        if isinstance(kind.field(ours), declared.Date):
            return lambda row, known: moment(row.body.get(ours))
        return lambda row, known: row.body.get(ours, absent)

    def take(self, kind: declared.Kind, value: object, known: Known) -> Mapping[str, object]:
        return {self.of or self.name: value}

    def sorts_by(self) -> str:
        return self.of or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Id(Part):
    """The entity's own id."""

    takes: tuple[str, ...] | None = ()
    as_text: bool = False

    def teller(self, kind: declared.Kind) -> Tell:
        return (
            (lambda row, known: row.id)
            if self.as_text
            else (lambda row, known: kind.id.emit(row.id))
        )

    def sorts_by(self) -> str:
        return "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alt(Part):
    """The entity's other id."""

    takes: tuple[str, ...] | None = ()

    def teller(self, kind: declared.Kind) -> Tell:
        space = kind.space(Which.ALT)
        return lambda row, known: space.emit(row.alt_id) if row.alt_id else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Part):
    """What the entity at the end of `by` is called."""

    by: Path
    takes: tuple[str, ...] | None = ()

    def paths(self) -> tuple[Path, ...]:
        return (self.by,)

    def teller(self, kind: declared.Kind) -> Tell:
        def tell(row: Entity, known: Known) -> str:
            found = known.at(row, self.by)
            return KINDS[found.kind].title_of(found.body) if found else ""

        return tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Other(Part):
    """The id that `by`, a reference of the entity, does not hold: the integer for a UUID, or the reverse."""

    by: str
    type: ClassVar[str] = "integer"

    def paths(self) -> tuple[Path, ...]:
        return ((self.by,),)

    def teller(self, kind: declared.Kind) -> Tell:
        ref = reference(kind.name, self.by)
        which = _other(ref.which)
        space = KINDS[ref.kind].space(which)

        def tell(row: Entity, known: Known) -> int | str | None:
            found = known.at(row, (self.by,))
            value = None if found is None else found.id if which is Which.ID else found.alt_id
            return space.emit(value) if value else None

        return tell

    def idents(self, kind: declared.Kind, value: object) -> Iterator[Ident]:
        ref = reference(kind.name, self.by)
        if not _is_nothing(value):
            yield ref.kind, _other(ref.which), str(value).strip()

    def take(self, kind: declared.Kind, value: object, known: Known) -> Mapping[str, object]:
        if _is_nothing(value):
            return {self.by: None}
        ref = reference(kind.name, self.by)
        found = known.of(ref.kind, _other(ref.which), str(value).strip())
        if found is None or found.deleted:
            raise Invalid(
                say("{kind}: some references lead nowhere.", kind=kind.label),
                say("Choose what exists, or create it first."),
                fields={self.name: _nowhere(ref.kind, value)},
            )
        return {self.by: found.id if ref.which is Which.ID else found.alt_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class Far(Part):
    """A field of the entity at the end of `by`, or its id with `of` empty. `guarded`: only for who may see its kind."""

    by: Path
    of: str = ""
    which: Which = Which.ID
    guarded: bool = False
    takes: tuple[str, ...] | None = ()

    def paths(self) -> tuple[Path, ...]:
        return (self.by,)

    def teller(self, kind: declared.Kind) -> Tell:
        target = end_of(kind, self.by)
        absent = blank(target.field(self.of)) if self.of else None

        def tell(row: Entity, known: Known) -> Any:
            found = known.at(row, self.by)
            if found is None or (self.guarded and not known.may_see(target.name)):
                return absent
            if self.of:
                return found.body.get(self.of, absent)
            value = found.id if self.which is Which.ID else found.alt_id
            return target.space(self.which).emit(value) if value else None

        return tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Made(Part):
    """A value that is put together, and taken apart where it is written. `needs` are the references followed for it, `like`
    is an example of it."""

    tell: Tell
    needs: tuple[Path, ...] = ()
    untell: Callable[[Any], Mapping[str, object]] | None = None
    sort: str = ""
    like: object = None

    @property
    def taken(self) -> tuple[str, ...]:
        return Part.taken.fget(self) if self.untell else ()  # type: ignore[attr-defined]

    def paths(self) -> tuple[Path, ...]:
        return self.needs

    def teller(self, kind: declared.Kind) -> Tell:
        return self.tell

    def take(self, kind: declared.Kind, value: object, known: Known) -> Mapping[str, object]:
        assert self.untell is not None, f"{self.name} is only read"
        return self.untell(value)

    def sorts_by(self) -> str:
        return self.sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Part):
    """How many entities refer to this one in a field of theirs."""

    of: Tally
    by: Which = Which.ID
    takes: tuple[str, ...] | None = ()
    type: ClassVar[str] = "integer"

    def tallies(self) -> tuple[Tally, ...]:
        return (self.of,)

    def teller(self, kind: declared.Kind) -> Tell:
        if self.by is Which.ID:
            return lambda row, known: known.count(self.of, row.id)
        return lambda row, known: known.count(self.of, row.alt_id)


def own(*names: str) -> tuple[Part, ...]:
    """Fields that the field's API calls as we do."""
    return tuple(Own(name=name) for line in names for name in line.split())


def always(value: object, *names: str) -> tuple[Part, ...]:
    """Fields that the field's API has and we do not keep: always this value."""
    return tuple(
        Made(name=name, tell=lambda row, known: value, like=value)
        for line in names
        for name in line.split()
    )


def changed(*names: str) -> Part:
    """When the entity was changed last."""
    return Made(
        name=names[0],
        also=names[1:],
        tell=lambda row, known: row.changed_at,
        sort="changed_at",
        like="2026-01-02T03:04:05.000Z",
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """A resource: the kind that it is of, and its parts."""

    kind: str
    parts: tuple[Part, ...]

    @property
    def declared(self) -> declared.Kind:
        return KINDS[self.kind]

    def chosen(self, names: Collection[str]) -> list[tuple[str, Part]]:
        """The names to be told, in order: all, or those of `names` (in small letters) that there are."""
        return [
            (name, part)
            for part in self.parts
            for name in part.names
            if not names or name.lower() in names
        ]

    def paths(self, names: Collection[str] = ()) -> set[Path]:
        return {path for _, part in self.chosen(names) for path in part.paths()}

    def tallies(self, names: Collection[str] = ()) -> set[Tally]:
        return {tally for _, part in self.chosen(names) for tally in part.tallies()}

    def teller(self, names: Collection[str] = ()) -> Callable[[Entity, Known], dict[str, Any]]:
        """What tells rows in this shape, or some of their fields."""
        tellers = [(name, part.teller(self.declared)) for name, part in self.chosen(names)]
        return lambda row, known: {name: tell(row, known) for name, tell in tellers}

    def sorting(self, name: str) -> str:
        """Our field or column for a name to sort by. Raises Invalid."""
        for part in self.parts:
            if name.lower() in (one.lower() for one in part.names) and part.sorts_by():
                return part.sorts_by()
        raise Invalid(
            say("The list cannot be sorted by “{name}”.", name=name),
            say("Choose one of: {names}.", names=", ".join(self.sortable())),
        )

    def sortable(self) -> list[str]:
        return [part.name for part in self.parts if part.sorts_by()]

    def idents(self, given: Mapping[str, object]) -> set[Ident]:
        """What must be looked up to take what is given."""
        return {
            ident
            for part, values in self._given(given)
            for value in values
            for ident in part.idents(self.declared, value)
        }

    def take(
        self, given: Mapping[str, object], known: Known, before: Body | None = None
    ) -> dict[str, object]:
        """Our fields as they are wanted; what is not named stays as it is. Of several names of one field that say different
        things, the one that says something new counts: clients send back what they have read. Raises Invalid."""
        wanted: dict[str, object] = {}
        for part, values in self._given(given):
            wanted |= part.take(self.declared, _new(part, values, before or {}), known)
        return wanted

    def in_their_words(self, fields: Mapping[str, Message]) -> dict[str, Message]:
        """What is wrong with fields of ours, under the names that they are written by."""
        words = {ours: part.taken[0] for part in self.parts if part.taken for ours in _ours(part)}
        return {_renamed(path, words): why for path, why in fields.items()}

    def _given(self, given: Mapping[str, object]) -> Iterator[tuple[Part, list[object]]]:
        """The parts that are written, with what is said of each under its names."""
        folded = {name.lower(): value for name, value in given.items()}
        for part in self.parts:
            said = [folded[name.lower()] for name in part.taken if name.lower() in folded]
            if said:
                yield part, said


def _new(part: Part, values: list[object], before: Body) -> object:
    if not isinstance(part, Own):
        return values[0]
    now = str(before.get(part.of or part.name, ""))
    return next((one for one in values if str(one) != now), values[0])


def _ours(part: Part) -> tuple[str, ...]:
    match part:
        case Own():
            return (part.of or part.name,)
        case Other():
            return (part.by,)
        case _:
            return ()


def _renamed(path: str, words: Mapping[str, str]) -> str:
    first, dot, rest = path.partition(".")
    return words.get(first, first) + dot + rest


def _other(which: Which) -> Which:
    return Which.ALT if which is Which.ID else Which.ID


def _is_nothing(value: object) -> bool:
    return value is None or str(value).strip() in ("", "0", "-1")


def _nowhere(kind: str, value: object) -> Message:
    return say("{kind} {id} does not exist in this tenant.", kind=KINDS[kind].label, id=str(value))


def end_of(kind: declared.Kind, path: Path) -> declared.Kind:
    """The kind to which a path of references leads."""
    for name in path:
        kind = KINDS[reference(kind.name, name).kind]
    return kind


def blank(field: declared.Field) -> Any:
    """What is told for a field that holds nothing."""
    match field:
        case declared.Flag():
            return field.default
        case declared.Many():
            return []
        case declared.Text() | declared.KeyRef() | declared.Content():
            return ""
        case _:
            return None


def moment(value: object) -> str | None:
    """A date as an instant, as this API writes all of them."""
    return f"{value}T00:00:00.000Z" if value else None
