"""A walk through JSON text that knows where everything stands.

The walk goes down only where somebody asks; whatever nobody asks for is passed over by the C decoder, so the cost is
proportional to the places wanted. A name that stands twice in one object is refused: it could mean either.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from releve.domain.errors import Invalid
from releve.domain.say import say
from releve.scripts.formats.refusal import not_a_script, storable
from releve.scripts.script import Form, Value


def _no_constant(name: str) -> None:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_no_constant)
_BLANK = re.compile(r"[ \t\r\n]*")
_PLAIN_NAME = re.compile(r'"([^"\\\x00-\x1f]*)"[ \t\r\n]*:[ \t\r\n]*')
_COLON = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")
_NEXT = re.compile(r"[ \t\r\n]*([,}\]])[ \t\r\n]*")
_PLAIN = r'"[^"\\\x00-\x1f]*"'
_SCALAR = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null"
_BARE = rf"{_SCALAR}|\[[ \t\r\n]*\]|\{{[ \t\r\n]*\}}"
_SPACE = r"[ \t\r\n]*"
_COLON_IN = rf"{_SPACE}:{_SPACE}"
#: The value of a member, plain or bare; a number, or another word that is not an object or a list.
_VALUE = r'(?:"(?P<text>[^"\\\x00-\x1f]*)"|(?P<bare>{bare}))'
_GIVEN, _SCALAR_GIVEN = (_VALUE.replace("{bare}", bare) for bare in (_BARE, _SCALAR))
#: An object of plain texts, numbers and nothing else, as nearly all objects in a script are.
_FLAT = re.compile(
    rf"\{{{_SPACE}(?:{_PLAIN}{_COLON_IN}(?:{_PLAIN}|{_BARE}){_SPACE}(?:,{_SPACE}(?=\")|(?=\}})))*\}}"
)
#: The values are read along with the names: a name may hold whatever stands between them.
_NAME_IN_FLAT = re.compile(rf'"([^"\\]*)"{_COLON_IN}(?:{_PLAIN}|{_BARE})')
_CLOSE = {"{": "}", "[": "]"}


def members_of(*names: str) -> Mapping[str, re.Pattern[str]]:
    """For each name what finds the member of that name in a flat object."""
    return {name: re.compile(rf'"{name}"{_COLON_IN}{_GIVEN}') for name in names}


def row_of(first: str, second: str) -> re.Pattern[str]:
    """A member that is an object of nothing but two members of these names in this order, the first a plain text, the second
    plain or a number; with what stands behind it."""
    key, text = r'"(?P<key>[^"\\\x00-\x1f]*)"', r'"(?P<first>[^"\\\x00-\x1f]*)"'
    return re.compile(
        rf'{key}{_COLON_IN}\{{{_SPACE}"{first}"{_COLON_IN}{text}{_SPACE},{_SPACE}"{second}"{_COLON_IN}{_SCALAR_GIVEN}{_SPACE}\}}'
        rf"{_SPACE}(?P<then>[,}}]){_SPACE}"
    )


class Cursor:
    """A place in JSON text. Every method that reads leaves the cursor behind what it has read, or raises Invalid."""

    __slots__ = ("at", "text")

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = _end(_BLANK, text, at)

    def sees(self, opening: str) -> bool:
        return self.text.startswith(opening, self.at)

    def members(self) -> Iterator[str]:
        """Yield each name of the object here; the caller reads its value before it goes on."""
        seen, more = set(), self._opens("{")
        while more:
            name = self._name()
            if name in seen:
                raise _twice(name)
            seen.add(name)
            yield name
            more = self._goes_on("}")

    def elements(self) -> Iterator[int]:
        """Yield the number of each element of the list here; the caller reads it before it goes on."""
        number, more = 0, self._opens("[")
        while more:
            yield number
            number, more = number + 1, self._goes_on("]")

    def flat(self, wanted: Mapping[str, re.Pattern[str]]) -> dict[str, Value] | None:
        """The object here, if it is flat: those of its members that are wanted (see `members_of`), by name, each with its name for a place.
        None, with the cursor where it was, if it is not."""
        text, start = self.text, self.at
        whole = _FLAT.match(text, start)
        if whole is None:
            return None
        self.at = end = whole.end()
        names = _NAME_IN_FLAT.findall(text, start, end)
        if len(set(names)) < len(names):
            raise _twice(next(name for name in names if names.count(name) > 1))
        return {
            name: _given(name, found)
            for name, pattern in wanted.items()
            if name in names and (found := pattern.search(text, start, end)) is not None
        }

    def pairs(self, row: re.Pattern[str]) -> Iterator[tuple[str, Value] | None]:
        """For each member of the object here: if it is as `row_of` says, yield the text and the value. Else None: the caller reads
        it."""
        if not self._opens("{"):
            return
        text, seen, more = self.text, set(), True
        while more:
            found = row.match(text, self.at)
            name = found["key"] if found else self._name()
            if name in seen:
                raise _twice(name)
            seen.add(name)
            if found is None:
                yield None
                more = self._goes_on("}")
            else:
                more = found["then"] == ","
                self.at = found.end() if more else found.end("then")
                yield found["first"], _given("", found)

    def value(self) -> Any:
        """Whatever stands here, decoded."""
        try:
            found, self.at = _DECODER.raw_decode(self.text, self.at)
        except RecursionError:
            raise not_a_script(say("It is nested too deeply.")) from None
        except json.JSONDecodeError as error:
            raise self._wrong(error.pos) from None
        except ValueError:
            raise self._wrong(self.at) from None
        return found

    def literal(self, place: str) -> Value:
        """What stands here as a value with its place; an object or a list is opaque."""
        start, found = self.at, self.value()
        if isinstance(found, str):
            return Value(place, found, start + 1, self.at - 1, Form.JSON_STRING)
        form = Form.OPAQUE if isinstance(found, dict | list) else Form.JSON_BARE
        text = "" if found is None else self.text[start : self.at]
        return Value(place, text, start, self.at, form)

    def literals(self, place: str) -> tuple[Value, ...]:
        """As `literal`, but a list gives its elements, `place[0]` and on."""
        if not self.sees("["):
            return (self.literal(place),)
        return tuple(self.literal(f"{place}[{n}]") for n in self.elements())

    def finish(self) -> None:
        """Raises Invalid if anything but blanks follows."""
        self._pass(_BLANK)
        if self.at != len(self.text):
            raise self._wrong(self.at)

    def _name(self) -> str:
        if (plain := _PLAIN_NAME.match(self.text, self.at)) is not None:
            self.at = plain.end()
            return plain[1]
        if not self.sees('"'):
            raise self._wrong(self.at)
        name = storable(self.value())
        self._pass(_COLON)
        return name

    def _opens(self, opening: str) -> bool:
        """Go in; whether anything is there."""
        if not self.sees(opening):
            raise self._wrong(self.at)
        self.at = _end(_BLANK, self.text, self.at + 1)
        if self.sees(_CLOSE[opening]):
            self.at += 1
            return False
        return True

    def _goes_on(self, closing: str) -> bool:
        found = _NEXT.match(self.text, self.at)
        if found is None or found[1] not in ("," + closing):
            raise self._wrong(self.at)
        self.at = found.end() if found[1] == "," else found.end(1)
        return found[1] == ","

    def _pass(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise self._wrong(self.at)
        self.at = found.end()

    def _wrong(self, at: int) -> Invalid:
        line = self.text.count("\n", 0, at) + 1
        column = at - self.text.rfind("\n", 0, at)
        return not_a_script(
            say(
                "Its JSON cannot be read at line {line}, column {column}.", line=line, column=column
            )
        )


def _given(place: str, found: re.Match[str]) -> Value:
    text = found["text"]
    if text is not None:
        return Value(place, text, *found.span("text"), Form.JSON_STRING)
    bare = found["bare"]
    form = Form.OPAQUE if bare[0] in "[{" else Form.JSON_BARE
    return Value(place, "" if bare == "null" else bare, *found.span("bare"), form)


def _twice(name: str) -> Invalid:
    return not_a_script(say("“{name}” stands twice in one object.", name=name))


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
