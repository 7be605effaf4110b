"""What steps take out of a literal: an item of a list, a column of a line, a member of an object."""

import re
from collections.abc import Iterator, Sequence

from releve.scripts.flow.objects import members
from releve.scripts.flow.paths import At, Cut, Member, Step, Steps, Where
from releve.scripts.snippets.tree import Hole, Text
from releve.scripts.texts import HOLE

_SEPARATORS = re.compile(r"[,;|]")
_ITEM_OF_LIST = re.compile(r"\s*(?:[0-9]*|\0+|[0-9A-Fa-f-]{36})\s*")

Span = tuple[int, int]


class Literal:
    """A text of a piece. All places are those in the value it stands in. Items are told with whether they are what is meant,
    or only stand beside it, in the same column."""

    def __init__(self, value: str, text: Text, *, is_code: bool) -> None:
        self._text = text
        self._value = _masked(value, text)
        self.start, self.end = _inside(value, text) if is_code else (text.start, text.end)

    def taken(self, steps: Steps) -> Iterator[tuple[int, int, bool]]:
        """Yield `(start, end, only beside)` of all that the steps take out."""
        yield from self._taken(self.start, self.end, steps)

    def bare(self, start: int, end: int) -> Span:
        """Without the blanks around it."""
        while start < end and self._value[start].isspace():
            start += 1
        while start < end and self._value[end - 1].isspace():
            end -= 1
        return start, end

    def hole(self, start: int, end: int) -> Hole | None:
        """What is put in there, if that is all."""
        for part in self._text.parts:
            if isinstance(part, Hole) and (part.start, part.end) == (start, end):
                return part
        return None

    def is_written(self, start: int, end: int) -> bool:
        """Whether something stands there, and nothing is put in."""
        return start < end and HOLE not in self._value[start:end]

    def _taken(
        self, start: int, end: int, steps: Sequence[Step]
    ) -> Iterator[tuple[int, int, bool]]:
        match steps:
            case ():
                yield start, end, False
            case (Member(name=name), *rest):
                for span in members(self._value, start, end, name):
                    yield from self._taken(*span, tuple(rest))
            case (Cut() as cut, *rest):
                yield from self._cut(start, end, cut, rest)
            case (At() | Where(), *_):
                yield from self._taken(start, end, (Cut("|"), *steps))

    def _cut(
        self, start: int, end: int, cut: Cut, rest: Sequence[Step]
    ) -> Iterator[tuple[int, int, bool]]:
        items = self._items(start, end, cut)
        if rest and isinstance(rest[0], Where):
            if not self._is_one(items, rest[0]):
                return
            rest = rest[1:]
        if rest and isinstance(rest[0], At):
            is_list = cut.separator == "|" and start == self.start
            yield from self._elements(items, rest[0], tuple(rest[1:]), is_list=is_list)

    def _elements(
        self, items: Sequence[Span], at: At, rest: Steps, *, is_list: bool
    ) -> Iterator[tuple[int, int, bool]]:
        """One item, or any. Those beside the one that is meant are told if they are of its sort: rows of a table, elements of
        a list; but not what stands in the same row."""
        is_table = bool(rest) and isinstance(rest[0], Cut)
        alike = is_table or self._alike(items)
        beside = is_table or (is_list and alike)
        for number, span in enumerate(items, start=1):
            if at.index == number or (not isinstance(at.index, int) and alike):
                yield from self._taken(*span, rest)
            elif isinstance(at.index, int) and beside:
                yield from ((start, end, True) for start, end, _ in self._taken(*span, rest))

    def _is_one(self, items: Sequence[Span], where: Where) -> bool:
        if where.index > len(items):
            return False
        return self._value[slice(*items[where.index - 1])].strip().casefold() in where.words

    def _alike(self, items: Sequence[Span]) -> bool:
        """Whether all items are numbers: which of them is meant is not known, and a table holds more than ids."""
        return all(_ITEM_OF_LIST.fullmatch(self._value, *span) for span in items)

    def _items(self, start: int, end: int, cut: Cut) -> list[Span]:
        if not isinstance(cut.separator, str) or not cut.separator:
            return []
        pattern = _SEPARATORS if cut.separator == "list" else re.compile(re.escape(cut.separator))
        found = []
        for match in pattern.finditer(self._value, start, end):
            found.append((start, match.start()))
            start = match.end()
        return [*found, (start, end)]


def _masked(value: str, text: Text) -> str:
    """The value with every character that is put in made unlike any other."""
    holes = [part for part in text.parts if isinstance(part, Hole) and part.value is not None]
    if not holes:
        return value
    pieces, at = [], 0
    for hole in holes:
        pieces += [value[at : hole.start], HOLE * (hole.end - hole.start)]
        at = hole.end
    return "".join([*pieces, value[at:]])


def _inside(value: str, text: Text) -> Span:
    """Without the quotes."""
    start, end = text.start, text.end
    if value[start : start + 1] == "$":
        start += 1
    start += 1
    closed = end > start and value[end - 1] == value[start - 1]
    return start, end - 1 if closed else end
