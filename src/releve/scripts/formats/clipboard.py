"""What Desktop Studio puts on the clipboard: one line, then JSON with the shape of its XML."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from releve.domain.say import say
from releve.scripts.formats.cursor import Cursor
from releve.scripts.formats.positional import positional
from releve.scripts.formats.refusal import not_a_script, storable
from releve.scripts.script import Action, Format, Script, Value, Way

MARK = "INCONTROL.NET-COPYCUTCOMMAND"


@dataclass(slots=True)
class _Found:
    header: list[Value] = field(default_factory=list)
    actions: tuple[Action, ...] | None = None
    path: str = ""
    media_type: int | None = None
    rest: list[Value] = field(default_factory=list)


def read_clipboard(text: str, encoding: str) -> Script:
    """Raises Invalid if what follows the mark is not JSON with actions. `path` is mostly empty: nobody wrote one."""
    found = _Found()
    cursor = Cursor(text, len(MARK))
    for name in cursor.members():
        _member(cursor, name, found)
    cursor.finish()
    if found.actions is None:
        raise not_a_script(say("It is clipboard text, but it has no actions."))
    return Script(
        format=Format.CLIPBOARD,
        encoding=encoding,
        text=text,
        path=found.path,
        media_type=found.media_type,
        status="",
        header=tuple(found.header),
        actions=found.actions,
        rest=tuple(found.rest),
    )


def _member(cursor: Cursor, name: str, found: _Found) -> None:
    match name:
        case "Actions":
            found.actions = tuple(_action(cursor, found) for _ in cursor.elements())
        case "BusNo" | "UserID":
            found.header.append(cursor.literal(name))
        case "MediaType":
            media = cursor.value()
            found.media_type = media if isinstance(media, int) and media > 0 else None
        case "LibraryItem" if cursor.sees("{"):
            _library_item(cursor, found)
        case _:
            found.rest.append(cursor.literal(name))


def _library_item(cursor: Cursor, found: _Found) -> None:
    for name in cursor.members():
        match name:
            case "ImplPath":
                found.path = storable(cursor.literal(name).text)
            case "BusNo" | "ModifyUserID" | "URI" | "LibraryID":
                found.header.append(cursor.literal(name))
            case "Icon":
                cursor.value()
            case _:
                found.rest.append(cursor.literal(name))


def _action(cursor: Cursor, found: _Found) -> Action:
    texts: dict[str, str] = {}
    label = None
    values: tuple[Value, ...] = ()
    branches: list[Value] = []
    ways: list[Way] = []
    for name in cursor.members():
        match name:
            case "ActionID" | "Action" | "LibraryID":
                texts[name] = storable(cursor.literal(name).text)
            case "Caption":
                label = cursor.literal("label")
            case "Parameters":
                values = cursor.literals("")
            case "Branches" | "Cases" if cursor.sees("["):
                labels, led = _labels(cursor)
                branches += labels
                ways += led
            case "DefaultNextAction" if cursor.sees("{"):
                ways += [way for way in (_way(cursor.value()),) if way.to]
            case _:
                cursor.value()
    guid = texts.get("LibraryID", "").lower()
    return Action(
        id=texts.get("ActionID", ""),
        name=texts.get("Action", ""),
        library_id=guid,
        label=label,
        properties=positional(guid, values),
        branches=tuple(branches),
        ways=tuple(ways),
    )


def _labels(cursor: Cursor) -> tuple[list[Value], list[Way]]:
    labels, ways = [], []
    for number in cursor.elements():
        read = {name: cursor.literal(f"branch[{number}]") for name in cursor.members()}
        if "Text" in read:
            labels.append(read["Text"])
        ways.append(_way({name: value.text for name, value in read.items()}))
    return labels, [way for way in ways if way.to]


def _way(read: Mapping[str, object]) -> Way:
    to = str(read.get("ActionID", ""))
    return Way(str(read.get("Text") or ""), "" if to == "-1" else storable(to))
