"""Whatever else looks like an id: a number, in any other place, that the tenant has given to something.

Nothing here is changed. A suspect is shown to a person, who knows whether `2284` is a profile or a price.
"""

import bisect
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from releve.scripts.literals import Ruler
from releve.scripts.references import HEADER, Reference, kind_at, references
from releve.scripts.script import Action, Script, Value

#: Tells in which kinds a value is an id of the tenant that the script comes from; mostly in none.
KindsOf = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A number that may be an id, `offset` characters into `text`, the decoded value. `informational` when nothing acts
    on it (a comment, a caption, left-over state)."""

    value: str
    kinds: tuple[str, ...]
    action: str
    property: str
    text: str
    offset: int
    start: int
    end: int
    informational: bool


class _Use(Enum):
    """What the platform does with a value."""

    CODE = "code"  # runs it: there are comments in it
    TEXT = "text"
    REMARK = "remark"  # nothing


#: Header values that are wiring.
_PASSED_OVER = frozenset({"mediaType", "nextActionId", "timestamp"})
#: Actions that are remarks for the reader, and their properties that are layout.
_REMARKS = frozenset({"ANNOTATION", "NOTE"})
_LAYOUT = frozenset({"Width", "Height"})

_NUMBER = re.compile(r"[0-9]{3,}")
_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_GUID_LENGTH = 36

# Strings and comments are matched in one pass, so whichever begins first wins. A backslash escapes nothing in this
# language, a string ends with its line, and it may hold quotes inside braces: "{now.datefmt("yyyy")}".
_STRING_OR_COMMENT = re.compile(
    r"""(?P<comment>//[^\n]*+)
      | "(?:[^"{\n]|\{(?:[^{}"\n]|"[^"\n]*+")*+\}|\{)*+"?
      | '(?:[^'{\n]|\{(?:[^{}'\n]|'[^'\n]*+')*+\}|\{)*+'?""",
    re.VERBOSE,
)


def suspects(
    script: Script, kinds_of: KindsOf, settled: Collection[tuple[int, int]] | None = None
) -> Iterator[Suspect]:
    """Yield every suspect in the order of `references`. `settled` are the spans of the text that
    are judged already; by default those of every reference."""
    if settled is None:
        settled = frozenset((each.start, each.end) for each in references(script))
    own = script.business_unit
    for action, value, use in _values(script):
        known = [
            (found, kinds)
            for found in _numbers(value.text)
            if (kinds := _kinds(own, kinds_of, found[0]))
        ]
        if not known:
            continue
        ruler = Ruler(script.text, value)
        remarks = _comments(value.text) if use is _Use.CODE else []
        for found, kinds in known:
            start, end = ruler.span(*found.span())
            if (start, end) not in settled:
                yield Suspect(
                    value=found[0],
                    kinds=kinds,
                    action=action,
                    property=value.place,
                    text=value.text,
                    offset=found.start(),
                    start=start,
                    end=end,
                    informational=use is _Use.REMARK or _is_within(remarks, found.start()),
                )


def to_review(
    script: Script,
    kinds_of: KindsOf,
    found: Collection[Reference],
    unproven: Iterable[Reference],
) -> tuple[Suspect, ...]:
    """All that a person has to judge: of the references `found`, those that nobody could prove, and every suspect."""
    settled = frozenset((each.start, each.end) for each in found)
    return (*map(_suspect, unproven), *suspects(script, kinds_of, settled))


def _suspect(reference: Reference) -> Suspect:
    return Suspect(
        value=reference.value,
        kinds=(reference.kind,),
        action=reference.action,
        property=reference.property,
        text=reference.text,
        offset=reference.offset,
        start=reference.start,
        end=reference.end,
        informational=reference.is_informational(),
    )


def _values(script: Script) -> Iterator[tuple[str, Value, _Use]]:
    """Yield `(action, value, its use)` for every value that is searched."""
    for value in script.header:
        if value.place not in _PASSED_OVER:
            yield HEADER, value, _Use.REMARK
    for action in script.actions:
        yield from ((action.id, value, use) for value, use in _values_of(action))
    yield from ((HEADER, value, _Use.REMARK) for value in script.rest)


def _values_of(action: Action) -> Iterator[tuple[Value, _Use]]:
    remark = action.name.upper() in _REMARKS
    if action.label is not None:
        yield action.label, _Use.REMARK
    for each in action.properties:
        if remark and each.name in _LAYOUT:
            continue
        use = _Use.CODE if kind_at(action, each)[0] == "snippet" else _Use.TEXT
        yield from ((value, _Use.REMARK if remark else use) for value in each.values)
        if each.description is not None:
            yield each.description, _Use.REMARK
    yield from ((value, _Use.TEXT) for value in action.branches)


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Yield the numbers that stand alone: not a part of a word, of a longer number, or of a GUID."""
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        if _is_word(text[start - 1 : start]) or _is_word(text[end : end + 1]):
            continue
        if not _in_guid(text, start, end):
            yield found


def _is_word(char: str) -> bool:
    return char == "_" or char.isalnum()


def _in_guid(text: str, start: int, end: int) -> bool:
    if text[start - 1 : start] != "-" and text[end : end + 1] != "-":
        return False
    low = max(0, end - _GUID_LENGTH)
    around = _GUID.finditer(text, low, start + _GUID_LENGTH)
    return any(guid.start() <= start and end <= guid.end() for guid in around)


def _kinds(own: str, kinds_of: KindsOf, number: str) -> tuple[str, ...]:
    return tuple(sorted({*kinds_of(number), *(["business_unit"] if number == own else [])}))


def _comments(text: str) -> list[tuple[int, int]]:
    """The spans of the comments of a snippet, in order."""
    pieces = _STRING_OR_COMMENT.finditer(text)
    return [piece.span() for piece in pieces if piece["comment"] is not None]


def _is_within(spans: Sequence[tuple[int, int]], at: int) -> bool:
    before = bisect.bisect_right(spans, (at, at))
    return before > 0 and at < spans[before - 1][1]
