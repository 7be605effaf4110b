"""The ids in a script: those that stand, whole and in plain digits, where the table says that an id stands.

Laws: the kind comes from the place and never from the number. An action-type GUID is not a place. `{variable}`, a
name and `Default` are not ids. What is not proven here is left to `suspects`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from releve.domain.ids import Which
from releve.scripts.actions import NOT_IDS, NUMBERED, WORDED, Slot, slot_of
from releve.scripts.literals import Ruler
from releve.scripts.script import Action, Form, Property, Script, Value

#: What `Reference.action` says of a place in the header.
HEADER = "header"


class Role(StrEnum):
    """What the place asks of a rewriter that does not know the id."""

    TYPED = "typed"  # the script would act on the wrong entity: hold it back
    COPY = "copy"  # the display text beside a typed id: follows it
    TENANT = "tenant"  # the tenant's own number: always known
    TRACE = "trace"  # who saved it, where from; or a text that may not be an id: translate or show

    @property
    def binds(self) -> bool:
        """The script cannot do without knowing what stands there."""
        return self in (Role.TYPED, Role.TENANT)


@dataclass(frozen=True, slots=True)
class Reference:
    """An id in a script. `offset` is its place in `text`, the decoded value; `start`, `end` in the script's text, where the
    value begins at `literal`."""

    kind: str
    value: str
    action: str
    property: str
    text: str
    offset: int
    start: int
    end: int
    role: Role
    form: Form
    literal: int
    which: Which = Which.ID


#: A header value → its kind and its role. `startTraceOptions` and the like are no places: they are shown.
_HEADER_PLACES = {
    "busNo": ("business_unit", Role.TENANT),
    "BusNo": ("business_unit", Role.TENANT),
    "UserID": ("employee", Role.TRACE),
    "ModifyUserID": ("employee", Role.TRACE),
    "URI": ("business_unit", Role.TRACE),
    "masterId": ("script", Role.TRACE),
}

_WHOLE = re.compile(r"\A\s*([0-9]+)\s*\Z")
_LISTED = re.compile(r"(?:(?<=[,;|])|^)\s*([0-9]+)\s*(?=[,;|]|$)")
_WORD = re.compile(r"\A\s*([^\s{}\"'()\[\]+]+)\s*\Z")
_COPY = re.compile(r"\A\s*([0-9]+)\s+-\s")
_IN_PATH = re.compile(r"(?<=/)([0-9]+)(?=/|$)")
_SUBSTITUTED = re.compile(r"\{[^{}]*\}")

#: Words by which a sibling property tells what its targets are (`TargetType` = `Agent`).
_TOLD = {"agent": "employee", "user": "employee", "team": "team", "skill": "skill"}


def references(script: Script) -> Iterator[Reference]:
    """Yield every reference, the header's first, then action by action in the order of the file."""
    yield from _header(script)
    for action in script.actions:
        for each in action.properties:
            yield from _property(script.text, action, each)


def kind_at(action: Action, property: Property) -> tuple[str, bool]:
    """What stands in a property (a kind, `code`, `file` …; empty when nothing is known), and whether several may."""
    slot = slot_of(action, property.name, property.index)
    if slot is None:
        return "", False
    return (_told(action, slot) if slot.told_by else slot.kind), slot.several


def _told(action: Action, slot: Slot) -> str:
    teller = next((each for each in action.properties if each.name == slot.told_by), None)
    word = teller.values[0].text.strip().casefold() if teller and teller.values else ""
    return _TOLD.get(word.removesuffix("s"), "")


def _header(script: Script) -> Iterator[Reference]:
    for value in script.header:
        if value.place not in _HEADER_PLACES:
            continue
        kind, role = _HEADER_PLACES[value.place]
        pattern = _IN_PATH if value.place == "URI" else _WHOLE
        yield from _found(script.text, HEADER, value, kind, role, pattern.finditer(value.text))


def _property(text: str, action: Action, property: Property) -> Iterator[Reference]:
    kind, several = kind_at(action, property)
    if kind not in NUMBERED and kind not in WORDED:
        return
    for value in property.values:
        if value.form is not Form.OPAQUE:
            role, matches = _typed(value.text, kind, several)
            yield from _found(text, action.id, value, kind, role, matches)
    if (copy := property.description) is not None:
        yield from _found(text, action.id, copy, kind, Role.COPY, _COPY.finditer(copy.text))


def _typed(text: str, kind: str, several: bool) -> tuple[Role, Iterator[re.Match[str]]]:
    """What in a typed value is an id: a number, or where ids are words, a word that may be one."""
    if several:
        bare = _SUBSTITUTED.sub(lambda found: "?" * len(found[0]), text)
        return Role.TYPED, _LISTED.finditer(bare)
    if kind in WORDED and not _WHOLE.match(text):
        return Role.TRACE, _WORD.finditer(text)
    return Role.TYPED, _WHOLE.finditer(text)


def _found(
    text: str,
    action: str,
    value: Value,
    kind: str,
    role: Role,
    matches: Iterable[re.Match[str]],
) -> Iterator[Reference]:
    """Yield a reference for every match that is not one of the values that only stand where ids stand."""
    matches = [match for match in matches if _is_id(match[1])]
    if not matches:
        return
    ruler = Ruler(text, value)
    for match in matches:
        start, end = ruler.span(*match.span(1))
        yield Reference(
            kind=kind,
            value=match[1],
            action=action,
            property=value.place,
            text=value.text,
            offset=match.start(1),
            start=start,
            end=end,
            role=role,
            form=value.form,
            literal=value.start,
        )


def _is_id(text: str) -> bool:
    return bool(text.strip("0")) and text.casefold() not in NOT_IDS
