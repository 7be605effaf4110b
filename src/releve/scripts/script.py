"""What a script is, whatever editor wrote it: its text, and the values that stand in it with their places.

Laws: `text.encode(encoding)` is the file, byte for byte. A value's `start` and `end` are the place of its literal in
`text` (inside the quotes, where there are any), so that an edit replaces a literal and touches nothing else.
"""

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    JSON = "json"  # the web editor
    XML = "xml"  # Desktop Studio
    CLIPBOARD = "clipboard"  # what Desktop Studio copies


class Form(StrEnum):
    """How a literal is written, hence how it is escaped."""

    JSON_STRING = "json_string"
    JSON_BARE = "json_bare"  # a number, true, false, null
    XML_TEXT = "xml_text"
    XML_ATTRIBUTE = "xml_attribute"
    OPAQUE = "opaque"  # an object or a list where a text is expected: looked at, never edited


@dataclass(slots=True)
class Value:
    """One literal. `text` is what it means; `place` is its name: `Skill`, `Parameters[1]`, `Agent.description`."""

    place: str
    text: str
    start: int
    end: int
    form: Form


@dataclass(slots=True)
class Property:
    """A property of an action, in the order of the file; several values when it is a list.

    In XML, where properties have no names, `name` is the one that the same action has in JSON, `#3` when unknown.
    """

    index: int
    name: str
    values: tuple[Value, ...]
    description: Value | None = None


@dataclass(slots=True)
class Way:
    """Where a script goes on. `label` is empty for the way that is taken when no other is."""

    label: str
    to: str


@dataclass(slots=True)
class Action:
    """One step. `library_id` is the action *type*, the same in every tenant, in lower case. `ways` lead to other actions by
    their ids; `branches` are those labels of them that somebody wrote."""

    id: str
    name: str
    library_id: str
    label: Value | None
    properties: tuple[Property, ...]
    branches: tuple[Value, ...] = ()
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """A script as read. `path` is its identity, with `\\` between folders; empty where the format carries none.

    `header` are the values about the script as a whole; `rest` is whatever else stands in the file and could hold
    an id (left-over editor state, parameters of a library item).
    """

    format: Format
    encoding: str
    text: str
    path: str
    media_type: int | None
    status: str
    header: tuple[Value, ...]
    actions: tuple[Action, ...]
    rest: tuple[Value, ...] = ()
    purpose: str = ""

    @property
    def business_unit(self) -> str:
        """The tenant's number that the script carries, empty where it has none."""
        found = (value.text for value in self.header if value.place in ("busNo", "BusNo"))
        numbers = (text.strip() for text in found)
        return next((number for number in numbers if _is_number(number)), "")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and bool(text.strip("0"))
