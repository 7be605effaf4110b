"""What a kind of entity is. A kind is declared once, as a value, and everything reads that declaration.

Storage, validation, API shape, forms, sync order, remap and difference all walk the same `fields`. A
reference is a *declared place*: nothing is ever taken for an id because its value happens to equal one.
"""

import dataclasses
import datetime
import hashlib
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from releve.domain.clock import stamp
from releve.domain.errors import Invalid
from releve.domain.ids import IdSpace, Which
from releve.domain.say import Message, say

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

    def __post_init__(self) -> None:
        object.__setattr__(self, "referring", tuple(_pruned(self.fields)))

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def space(self, which: Which) -> IdSpace:
        assert which is Which.ID or self.alt is not None, f"{self.name} has one id only"
        return self.id if which is Which.ID else self.alt or self.id

    def title_of(self, body: Mapping[str, Any]) -> str:
        return str(body.get(self.title or self.key[0], ""))


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


def natural_key(kind: Kind, body: Mapping[str, Any]) -> str:
    """What makes the entity the same on both sides: case, width and outer blanks do not matter."""
    parts = (unicodedata.normalize("NFKC", str(body.get(name, ""))) for name in kind.key)
    return "\x1f".join(part.strip().casefold() for part in parts)


def canonical(body: Mapping[str, Any]) -> bytes:
    """The one way to write a document: JSON, keys sorted, no blanks, UTF-8."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(body)).hexdigest()


def validated(kind: Kind, body: Mapping[str, Any]) -> Body:
    """A checked copy holding declared fields only, in the order declared. Empty values are left out.

    Raises Invalid naming every wrong field. References are checked for their form here, for existence by
    whoever has a store. Numbers and booleans that arrive as text are understood.
    """
    wrong: dict[str, Message] = {}
    checked = _checked(kind.fields, body, "", wrong)
    for name in kind.key:
        if name not in checked and name not in wrong:
            wrong[name] = say("This field is required.")
    if wrong:
        raise Invalid(
            say("{kind}: some fields are not right.", kind=kind.label),
            say("Correct the fields named and try again."),
            fields=wrong,
        )
    return checked


def _checked(
    fields: tuple[Field, ...], body: Mapping[str, Any], prefix: str, wrong: dict[str, Message]
) -> Body:
    out: Body = {}
    for field in fields:
        path, value = prefix + field.name, body.get(field.name)
        if _is_missing(field, value, body):
            if field.required:
                wrong[path] = say("This field is required.")
            continue
        if isinstance(result := _value(field, value, path, wrong), Message):
            wrong[path] = result
        else:
            out[field.name] = result
    return out


def _is_missing(field: Field, value: Any, body: Mapping[str, Any]) -> bool:
    """Blanks alone do not fill a required field; an id beside a word that names no kind means nothing."""
    if isinstance(field, RefBy) and str(body.get(field.by)) not in field.kinds:
        return True
    if isinstance(value, str) and not isinstance(field, Content):
        return not value.strip() if field.required else value == ""
    return value is None


def _value(field: Field, value: Any, path: str, wrong: dict[str, Message]) -> Any:
    """The value in its stored form, or a Message saying what is wrong with it."""
    match field:
        case Group():
            if not isinstance(value, Mapping):
                return say("An object is expected here.")
            return _checked(field.fields, value, path + ".", wrong)
        case Many():
            if not isinstance(value, list | tuple):
                return say("A list is expected here.")
            return [_item(field.item, one, f"{path}.{n}", wrong) for n, one in enumerate(value)]
        case Open():
            return _storable_json(value)
        case Flag():
            return _flag(value)
        case Choice():
            return _choice(field, value)
        case Int():
            return _int(field, value)
        case Number():
            return _number(value)
        case Ref() | RefBy():
            return _id(field, value)
        case Date() | Time() | Instant():
            return _moment(field, value)
        case _:
            return _text(field, value)


def _item(field: Field, value: Any, path: str, wrong: dict[str, Message]) -> Any:
    """One element of a list, where nothing can be left out: an element that is not there is a fault."""
    result = say("This field is required.") if value is None else _value(field, value, path, wrong)
    if isinstance(result, Message):
        wrong[path] = result
    return result


def _text(field: Field, value: Any) -> str | Message:
    if isinstance(value, bool | list | dict):
        return say("Text is expected here.")
    text = str(value)
    if (fault := _unstorable(text)) is not None:
        return fault
    if isinstance(field, Text):
        if len(text) > field.max:
            return say("At most {max} characters are allowed.", max=field.max)
        if field.pattern and not re.fullmatch(field.pattern, text):
            return say("This does not have the right form.")
    return text


#: NUL, which PostgreSQL refuses, and halves of surrogate pairs, which are not text.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _unstorable(text: str) -> Message | None:
    if _UNSTORABLE.search(text):
        return say("This text holds characters that cannot be stored.")
    return None


#: A NUL as orjson writes it; an even number of backslashes before it would make it the six characters themselves.
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def _storable_json(value: Any) -> Any:
    """The value as it will be read again: JSON knows neither tuples nor NaN."""
    try:
        raw = orjson.dumps(value)
    except (TypeError, orjson.JSONEncodeError):
        return say("This is not JSON that can be stored.")
    if _ESCAPED_NUL.search(raw):
        return say("This text holds characters that cannot be stored.")
    return orjson.loads(raw)


def _flag(value: Any) -> bool | Message:
    if isinstance(value, bool):
        return value
    known = {
        "true": True,
        "1": True,
        "on": True,
        "yes": True,
        "false": False,
        "0": False,
        "no": False,
    }
    return known.get(str(value).lower(), say("Yes or no is expected here."))


def _choice(field: Choice, value: Any) -> str | int | Message:
    for option in field.options:
        if str(option) == str(value):
            return option
    return say("This is not one of the values offered.")


def _int(field: Int, value: Any) -> int | Message:
    try:
        number = int(value) if not isinstance(value, bool | float) else None
    except (TypeError, ValueError):
        number = None
    if number is None or not -(2**63) <= number < 2**63:
        return say("A whole number is expected here.")
    if field.min is not None and number < field.min:
        return say("The least allowed is {min}.", min=field.min)
    if field.max is not None and number > field.max:
        return say("The most allowed is {max}.", max=field.max)
    return number


def _number(value: Any) -> float | Message:
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        return say("A number is expected here.")
    return number if abs(number) < 1e300 else say("A number is expected here.")


def _id(field: Field, value: Any) -> int | str | Message:
    if isinstance(value, bool | float | list | dict):
        return say("An identifier is expected here.")
    if isinstance(value, int):
        return value if abs(value) < 2**63 else say("An identifier is expected here.")
    text = str(value).strip()
    if isinstance(field, Ref) and text in field.keep:
        return text
    return (
        text
        if 1 <= len(text) <= 100 and _unstorable(text) is None
        else say("An identifier is expected here.")
    )


def _moment(field: Field, value: Any) -> str | Message:
    text = str(value)
    try:
        match field:
            case Date():
                return datetime.date.fromisoformat(text[:10]).isoformat()
            case Time():
                return datetime.time.fromisoformat(text).strftime("%H:%M:%S")
            case _:
                at = datetime.datetime.fromisoformat(text)
                return stamp(at if at.tzinfo else at.replace(tzinfo=datetime.UTC))
    except (ValueError, OverflowError):
        return say("A date or a time is expected here, for example 2026-01-31 or 09:00.")
