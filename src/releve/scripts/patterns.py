"""Regular expressions that cannot run for long: read, weighed and written anew before anything is searched.

Python's engine tries every way in which a line can be divided among the repetitions of a pattern, and knows no limit. So what
is offered is a part of the language (no references back, no looking ahead); `*` and `+` reach over at most `REACH` characters
of a line; a repetition that has only one way is made possessive; and of the rest the number of ways is counted, and bounded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from releve.domain.errors import Invalid
from releve.domain.say import Message, say

PATTERN_MAX = 200
#: How far `*`, `+` and `{2,}` reach.
REACH = 100
#: In how many ways a pattern may try to fit from one place of a line, at worst.
WAYS_MAX = 50_000
_TIMES_MAX = 1000
_DEPTH_MAX = 20
_TIMES = re.compile(r"\{(\d{1,4})?(?:(,)(\d{1,4})?)?\}")
_SHORTHANDS = "dDwWsS"
_EDGES = "bB"
_CONTROLS = "tnr"
#: What Python takes for an operation on sets, or will one day.
_IN_SETS = "[&~|"


def pattern_of(text: str, *, match_case: bool) -> re.Pattern[str]:
    """The pattern, bounded. Raises Invalid for one that is wrong, that is not offered, or that could take too long."""
    if len(text) > PATTERN_MAX:
        raise _wrong(say("It has more than {max} characters.", max=PATTERN_MAX))
    flags = re.NOFLAG if match_case else re.IGNORECASE
    reader = _Reader(text, flags)
    whole = reader.whole()
    if whole.ways > WAYS_MAX:
        raise Invalid(
            say("This regular expression could take too long."),
            say(
                "Use fewer repetitions, or say how often something is repeated: {bounded} rather than {open}. Nothing repeated may be repeated again.",
                bounded="[0-9]{1,6}",
                open="[0-9]+",
            ),
        )
    try:
        return re.compile(whole.text, flags)
    except re.error:  # a range such as [z-a]
        raise _wrong(say("A range of characters is the wrong way round.")) from None


@dataclass(frozen=True, slots=True)
class _Item:
    """A part of a pattern as it is written anew. `ways`: in how many it can fit at one place. `one`: it is a single character,
    as in brackets. `begins`: the character that it must begin with, empty if there are several."""

    text: str
    ways: int = 1
    one: bool = False
    begins: str = ""
    is_edge: bool = False
    #: Repeated as often as it goes: the character that is repeated.
    greedy: str = ""


class _Reader:
    def __init__(self, text: str, flags: re.RegexFlag) -> None:
        self._text, self._flags = text, flags
        self._at, self._depth = 0, 0

    def whole(self) -> _Item:
        read = self._either(is_end=True)
        if self._at < len(self._text):
            raise _wrong(say("A bracket is closed that was never opened."))
        return read

    def _now(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self) -> str:
        taken = self._now()
        if not taken:
            raise _wrong(say("It ends with a backslash."))
        self._at += 1
        return taken

    def _either(self, *, is_end: bool = False) -> _Item:
        branches = [self._sequence(is_end=is_end)]
        while self._now() == "|":
            self._at += 1
            branches.append(self._sequence(is_end=is_end))
        text = "|".join(one.text for one in branches)
        return _Item(text, min(sum(one.ways for one in branches), WAYS_MAX + 1))

    def _sequence(self, *, is_end: bool) -> _Item:
        items: list[_Item] = []
        while self._now() and self._now() not in "|)":
            items.append(self._times(self._atom()))
        text, ways = "", 1
        for number, item in enumerate(items):
            following = items[number + 1 : number + 2]
            if item.greedy and self._has_one_way(item, following, is_end=is_end):
                text += item.text + "+"
            else:
                text += item.text
                ways = min(ways * item.ways, WAYS_MAX + 1)
        return _Item(text, ways)

    def _has_one_way(self, item: _Item, following: Sequence[_Item], *, is_end: bool) -> bool:
        """What comes next cannot begin with what is repeated, so that giving anything back is of no use."""
        if not following:
            return is_end
        begins = following[0].begins
        return bool(begins) and not re.fullmatch(item.greedy, begins, self._flags)

    def _atom(self) -> _Item:
        char = self._take()
        match char:
            case "(":
                return self._group()
            case "[":
                return self._set()
            case "\\":
                return self._escaped(self._take())
            case ".":
                return _Item(".", one=True)
            case "^" | "$":
                return _Item(char, is_edge=True)
            case "*" | "+" | "?":
                raise _wrong(say("Nothing stands before “{sign}”.", sign=char))
            case "{" if _TIMES.match(self._text, self._at - 1) and self._counts(self._at - 1):
                raise _wrong(say("Nothing stands before “{sign}”.", sign=char))
        return _Item(re.escape(char), one=True, begins=char)

    def _counts(self, at: int) -> bool:
        found = _TIMES.match(self._text, at)
        return found is not None and any(found.groups()) and found[0] != "{,}"

    def _escaped(self, char: str) -> _Item:
        if char in _SHORTHANDS:
            return _Item(f"\\{char}", one=True)
        if char in _EDGES:
            return _Item(f"\\{char}", is_edge=True)
        if char in _CONTROLS:
            return _Item(f"\\{char}", one=True)
        if char.isalnum():
            raise _not_offered(f"\\{char}")
        return _Item(re.escape(char), one=True, begins=char)

    def _group(self) -> _Item:
        if self._now() == "?":
            if self._text[self._at : self._at + 2] != "?:":
                raise _not_offered("(" + self._text[self._at : self._at + 2])
            self._at += 2
        self._depth += 1
        if self._depth > _DEPTH_MAX:
            raise _wrong(say("Too many brackets stand in each other."))
        inner = self._either()
        self._depth -= 1
        if self._now() != ")":
            raise _wrong(say("A bracket is never closed."))
        self._at += 1
        return _Item(f"(?:{inner.text})", inner.ways)

    def _set(self) -> _Item:
        written = "["
        if self._now() == "^":
            written += self._take()
        first = True
        while self._now() and (first or self._now() != "]"):
            char = self._take()
            if char == "\\":
                escaped = self._take()
                if escaped.isalnum() and escaped not in _SHORTHANDS + _CONTROLS:
                    raise _not_offered(f"\\{escaped}")
                written += f"\\{escaped}"
            else:
                written += f"\\{char}" if char in _IN_SETS or (first and char == "]") else char
            first = False
        if not self._now():
            raise _wrong(say("A bracket is never closed."))
        self._at += 1
        if "--" in written:
            raise _not_offered("--")
        written += "]"
        try:
            re.compile(written)
        except re.error:
            raise _wrong(say("A range of characters is the wrong way round.")) from None
        return _Item(written, one=True)

    def _times(self, item: _Item) -> _Item:
        """An item with how often it is repeated."""
        least, most = self._bounds()
        if (least, most) == (1, 1):
            return item
        if item.is_edge:
            raise _wrong(say("Nothing stands before “{sign}”.", sign=self._text[self._at - 1]))
        lazy = self._now() == "?"
        self._at += lazy
        if self._now() and (self._now() in "*+?" or self._counts(self._at)):
            raise _wrong(say("Something repeated is repeated again."))
        return _Item(
            f"{item.text}{{{least},{most}}}{'?' if lazy else ''}",
            _ways(item.ways, least, most),
            begins=item.begins if least else "",
            greedy=item.text if item.one and not lazy else "",
        )

    def _bounds(self) -> tuple[int, int]:
        sign = self._now()
        if sign and sign in "*+?":
            self._at += 1
            return {"*": (0, REACH), "+": (1, REACH), "?": (0, 1)}[sign]
        if not (sign == "{" and self._counts(self._at)):
            return 1, 1
        found = _TIMES.match(self._text, self._at)
        assert found is not None, "it counts"
        self._at = found.end()
        least = int(found[1] or 0)
        most = int(found[3]) if found[3] else (least + REACH if found[2] else least)
        if least > most or most > _TIMES_MAX:
            raise _wrong(say("“{times}” is no number of times.", times=found[0]))
        return least, most


def _ways(ways: int, least: int, most: int) -> int:
    """In how many ways what has so many by itself can be repeated."""
    if ways == 1:
        return most - least + 1
    total = 0
    for times in range(least, most + 1):
        total += ways ** min(times, 20)  # far beyond the bound from two ways on
        if total > WAYS_MAX:
            return WAYS_MAX + 1
    return total


def _wrong(why: Message) -> Invalid:
    return Invalid(
        say("This is not a regular expression: {why}", why=why),
        say(
            "Correct it, or search for it as plain text. A backslash before a sign makes it plain: \\( \\. \\*"
        ),
    )


def _not_offered(what: str) -> Invalid:
    return Invalid(
        say("“{what}” is not offered in regular expressions here.", what=what),
        say(
            "Use characters, [sets], ( ), |, ., ^, $, \\d, \\w, \\s, \\b and the repetitions * + ? and {example}.",
            example="{1,6}",
        ),
    )
