"""What a kind of entity is. A kind is declared once, as a value, and everything reads that declaration.

Storage, validation, API shape, forms, sync order, remap and difference all walk the same `fields`. A
reference is a *declared place*: nothing is ever taken for an id because its value happens to equal one.
"""

import dataclasses
import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from releve.domain.ids import IdSpace, Which
from releve.domain.say import Message

Body = dict[str, Any]

#: What the field's API writes into an integer reference that refers to nothing.
NO_ID: frozenset[int | str] = frozenset({0, -1})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One named place in a document. `name` is the field's public API name; `label` is what people read."""

    name: str
    label: Message
    required: bool = False
    help: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    max: int = 255
    multiline: bool = False
    pattern: str | None = None  # a full match is wanted
    secret: bool = False  # never shown, never copied


@dataclass(frozen=True, slots=True, kw_only=True)
class Int(Field):
    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    """A number with a fraction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Field):
    default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One of a few values; `options` maps the stored value (text or integer) to its label."""

    options: Mapping[str | int, Message]


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Field):
    """ISO date, `2026-01-31`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Time(Field):
    """Time of day, `09:00:00`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant(Field):
    """ISO date and time in UTC, `2026-01-31T09:00:00.000Z`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Field):
    """Any JSON: kept as it came. Holds no declared reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content(Field):
    """A large text that has an engine or an editor of its own (a script, a file)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref(Field):
    """A place where an id of another entity stands. `keep` are values that stand there but are not ids."""

    kind: str
    which: Which = Which.ID
    keep: frozenset[int | str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefBy(Field):
    """A reference whose kind is told by the sibling field `by`; values of `by` not listed carry no reference."""

    by: str
    kinds: Mapping[str, tuple[str, Which]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRef(Field):
    """A reference by natural key (a script by its path): the same text on both sides, nothing to translate."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Field):
    """A nested object."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Many(Field):
    """A list. `item` is a `Group` for objects, or any plain field for a list of values."""

    item: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One type of entity.

    `key` names the fields that make an entity the same on both sides; they may be references.
    `copied` is False for what must never travel (secrets). `builtin` are keys (as `natural_key` gives
    them) that exist in every tenant: matched by key, never created by a sync. `local` names top-level
    fields that each tenant keeps for itself (its name, its limits): a sync neither writes nor compares them.
    `title` is the field people know the entity by (default: the first of `key`). `inactive_field` is the
    flag by which the field's own clients see a deactivated entity.
    """

    name: str
    label: Message
    plural: Message
    id: IdSpace
    alt: IdSpace | None = None
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    copied: bool = True
    builtin: frozenset[str] = frozenset()
    local: tuple[str, ...] = ()
    title: str = ""
    inactive_field: str = ""

    #: `fields`, pruned to those that can hold a reference by id: what `places` has to look at.
    referring: tuple[Field, ...] = dataclasses.field(init=False, repr=False, compare=False)
    #: The fields that are secret or that each tenant keeps for itself: all of them stand at the top of the document.
    private: frozenset[str] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "referring", tuple(_pruned(self.fields)))
        secrets = (field.name for field in self.fields if _is_secret(field))
        object.__setattr__(self, "private", frozenset((*self.local, *secrets)))
        assert not any(_hides_secret(field) for field in self.fields), f"{self.name}: secret within"

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def space(self, which: Which) -> IdSpace:
        assert which is Which.ID or self.alt is not None, f"{self.name} has one id only"
        return self.id if which is Which.ID else self.alt or self.id

    def title_of(self, body: Mapping[str, Any]) -> str:
        return str(body.get(self.title or self.key[0], ""))


def _is_secret(field: Field) -> bool:
    return isinstance(field, Text) and field.secret


def _hides_secret(field: Field) -> bool:
    """Whether there is a secret within."""
    match field:
        case Group(fields=inner) | Many(item=Group(fields=inner)):
            return any(_is_secret(one) or _hides_secret(one) for one in inner)
    return False


@dataclass(frozen=True, slots=True)
class Place:
    """A declared reference found in a document: `holder[at]` is the id; `path` says where that is."""

    holder: Any
    at: str | int
    path: str
    kind: str
    which: Which
    required: bool

    @property
    def value(self) -> str:
        return str(self.holder[self.at])


def references(kind: Kind) -> Iterator[tuple[str, str]]:
    """Yield `(path, kind referred to)` for every place of the declaration where a reference can stand."""
    for path, field in _walk(kind.fields, ""):
        if isinstance(field, Ref | KeyRef):
            yield path, field.kind
        elif isinstance(field, RefBy):
            yield from ((path, target) for target, _ in field.kinds.values())


def _walk(fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, Field]]:
    for field in fields:
        path = prefix + field.name
        match field:
            case Group():
                yield from _walk(field.fields, path + ".")
            case Many(item=Group() as item):
                yield from _walk(item.fields, path + ".*.")
            case Many():
                yield path + ".*", field.item
            case _:
                yield path, field


def places(kind: Kind, body: Body) -> Iterator[Place]:
    """Yield every declared reference by id in `body` that holds one. Empty, absent and kept values are none."""
    yield from _places(kind.referring, body, "")


def _pruned(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        match field:
            case Ref() | RefBy() | Many(item=Ref() | RefBy()):
                yield field
            case Group() if inner := tuple(_pruned(field.fields)):
                yield dataclasses.replace(field, fields=inner)
            case Many(item=Group() as item) if inner := tuple(_pruned(item.fields)):
                yield dataclasses.replace(field, item=dataclasses.replace(item, fields=inner))


def _places(fields: tuple[Field, ...], body: Body, prefix: str) -> Iterator[Place]:
    for field in fields:
        value = body.get(field.name)
        if value is None or value == "" or value == []:
            continue
        path = prefix + field.name
        match field:
            case Ref() | RefBy():
                yield from _place(field, body, field.name, path, body)
            case Group():
                yield from _places(field.fields, value, path + ".")
            case Many(item=Group() as item):
                for n, one in enumerate(value):
                    yield from _places(item.fields, one, f"{path}.{n}.")
            case Many(item=Ref() | RefBy() as item):
                for n, _ in enumerate(value):
                    yield from _place(item, value, n, f"{path}.{n}", body)


def _place(field: Field, holder: Any, at: str | int, path: str, body: Body) -> Iterator[Place]:
    if isinstance(field, Ref):
        if holder[at] not in field.keep:
            yield Place(holder, at, path, field.kind, field.which, field.required)
    elif isinstance(field, RefBy) and (target := field.kinds.get(str(body.get(field.by)))):
        yield Place(holder, at, path, *target, field.required)


#: Between the parts of a natural key: nobody types it.
_BETWEEN = "\x1f"


def natural_key(kind: Kind, body: Mapping[str, Any]) -> str:
    """What makes the entity the same on both sides: case, width and outer blanks do not matter."""
    return _BETWEEN.join([folded(str(body.get(name, ""))) for name in kind.key])


def key_told(key: str) -> str:
    """A natural key for people."""
    return " · ".join(key.split(_BETWEEN))


def folded(text: str) -> str:
    """The text as it is compared: case, width and outer blanks do not matter."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return plain.strip().casefold()


def canonical(body: Mapping[str, Any]) -> bytes:
    """The one way to write a document: JSON, keys sorted, no blanks, UTF-8."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(body)).hexdigest()
