"""The format of the web editor: JSON, with or without the wrapper `scriptContent`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from releve.domain.say import say
from releve.scripts.formats.cursor import Cursor, members_of, row_of
from releve.scripts.formats.refusal import not_a_script, storable
from releve.scripts.script import Action, Form, Format, Property, Script, Value, Way

#: Members that hold no id: a computed index whose names are shreds of code, and a version.
_PASSED_OVER = frozenset({"variables", "schemaVersion"})
_BRANCH_MEMBERS = members_of("label", "to")
_ACTION_MEMBERS = members_of("name", "libraryId", "label")
_PROPERTY = row_of("name", "value")
_Parts = dict[str, Callable[[Cursor, "_Found"], None]]


@dataclass(slots=True)
class _Found:
    """What the walk has gathered so far. The parts of the file may come in any order."""

    header: dict[str, Value] = field(default_factory=dict)
    actions: dict[str, dict[str, Value]] | None = None
    properties: dict[str, tuple[Property, ...]] = field(default_factory=dict)
    branches: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    ways: dict[str, tuple[Way, ...]] = field(default_factory=dict)
    rest: list[Value] = field(default_factory=list)


def read_web(text: str, encoding: str) -> Script:
    """Raises Invalid if the text is not JSON or has no actions."""
    cursor, found = Cursor(text), _Found()
    _content(cursor, found, _PARTS | {"scriptContent": _wrapped})
    cursor.finish()
    if found.actions is None:
        raise not_a_script(say("It is JSON, but it has no actions."))
    return Script(
        format=Format.JSON,
        encoding=encoding,
        text=text,
        path=storable(_text(found.header, "scriptName")),
        media_type=_number(_text(found.header, "mediaType")),
        status=storable(_text(found.header, "status")),
        purpose=storable(_text(found.header, "purposeType")),
        header=tuple(found.header.values()),
        actions=_actions(found, found.actions),
        rest=tuple(found.rest),
    )


def _actions(found: _Found, known: Mapping[str, Mapping[str, Value]]) -> tuple[Action, ...]:
    """The actions in the order of the file, then those that have nothing but properties or branches."""
    everywhere = {**known, **found.properties, **found.branches}
    return tuple(
        Action(
            id=key,
            name=storable(_text(known.get(key, {}), "name")),
            library_id=_text(known.get(key, {}), "libraryId").lower(),
            label=known.get(key, {}).get("label"),
            properties=found.properties.get(key, ()),
            branches=found.branches.get(key, ()),
            ways=found.ways.get(key, ()),
        )
        for key in everywhere
    )


def _text(values: Mapping[str, Value], name: str) -> str:
    return values[name].text if name in values else ""


def _number(text: str) -> int | None:
    """The number, None for none and for 0, which says that there is none."""
    return (int(text) or None) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _content(cursor: Cursor, found: _Found, parts: _Parts) -> None:
    for name in cursor.members():
        if name in parts:
            parts[name](cursor, found)
        elif name in _PASSED_OVER:
            cursor.value()
        else:
            found.rest.append(cursor.literal(name))


def _wrapped(cursor: Cursor, found: _Found) -> None:
    if found.actions is not None or found.header:
        raise not_a_script(say("It holds two scripts."))
    _content(cursor, found, _PARTS)


def _header(cursor: Cursor, found: _Found) -> None:
    found.header = {name: cursor.literal(name) for name in cursor.members()}
    opaque = [value for value in found.header.values() if value.form is Form.OPAQUE]
    for value in opaque:
        del found.header[value.place]
    found.rest += opaque


def _action_table(cursor: Cursor, found: _Found) -> None:
    found.actions = {key: _action(cursor) for key in cursor.members()}


def _action(cursor: Cursor) -> dict[str, Value]:
    if (flat := cursor.flat(_ACTION_MEMBERS)) is not None:
        return flat
    wanted = {}
    for name in cursor.members():
        if name in _ACTION_MEMBERS:
            wanted[name] = cursor.literal(name)
        else:
            cursor.value()
    return wanted


def _property_table(cursor: Cursor, found: _Found) -> None:
    for key in cursor.members():
        found.properties[key] = tuple(
            _plain(index, *pair) if pair else _property(cursor, found, index)
            for index, pair in enumerate(cursor.pairs(_PROPERTY))
        )


def _property(cursor: Cursor, found: _Found, index: int) -> Property:
    name = f"#{index}"
    values: tuple[Value, ...] = ()
    description = None
    for member in cursor.members():
        match member:
            case "name":
                name = storable(cursor.literal("").text) or name
            case "value":
                values = cursor.literals("")
            case "description":
                description = cursor.literal(".description")
            case _:
                found.rest.append(cursor.literal(f"properties.{member}"))
    return Property(
        index,
        name,
        tuple(_named(name, value) for value in values),
        _named(name, description) if description else None,
    )


def _plain(index: int, name: str, value: Value) -> Property:
    """A property that is a name and a value, as nearly all are."""
    value.place = storable(name) or f"#{index}"
    return Property(index, value.place, (value,))


def _named(name: str, value: Value) -> Value:
    return Value(name + value.place, *_but_place(value))


def _but_place(value: Value) -> tuple[str, int, int, Form]:
    return value.text, value.start, value.end, value.form


def _branch_table(cursor: Cursor, found: _Found) -> None:
    for key in cursor.members():
        if not cursor.sees("["):
            found.rest.append(cursor.literal(f"branches.{key}"))
            continue
        read = [_branch(cursor, n) for n in cursor.elements()]
        found.branches[key] = tuple(label for label, _ in read if label and label.text)
        found.ways[key] = tuple(way for _, way in read)


def _branch(cursor: Cursor, number: int) -> tuple[Value | None, Way]:
    """The label, None for none, and the way. Most branches have no label and are passed over in one step."""
    if (flat := cursor.flat(_BRANCH_MEMBERS)) is not None:
        written, led = flat.get("label"), flat.get("to")
        named = replace(written, place=f"branch[{number}]") if written else None
        return named, Way(written.text if written else "", storable(led.text) if led else "")
    start, branch = cursor.at, cursor.value()
    if isinstance(branch, dict) and not branch.get("label"):
        return None, Way("", storable(str(branch.get("to", ""))))
    cursor.at, label, to = start, None, ""
    for member in cursor.members():
        if member == "label":
            label = cursor.literal(f"branch[{number}]")
        elif member == "to":
            to = storable(cursor.literal("").text)
        else:
            cursor.value()
    return label, Way(label.text if label else "", to)


_PARTS: _Parts = {
    "header": _header,
    "actions": _action_table,
    "properties": _property_table,
    "branches": _branch_table,
}
