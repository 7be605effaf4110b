"""Tables that fit the terminal and can be copied: neither an ID nor the name of a row is ever broken over two lines.

Where they leave too little room for the rest, each row becomes a few lines of its own, one for each column.
"""

import re
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

#: What is taken for an ID: a word with a digit in it that is no address of a person.
_ID = re.compile(r"[^\s@]*\d[^\s@]*")
#: Of other words so much stays together: of the address of a person less, for it is the longest there is.
_WORD, _ADDRESS = 12, 8
_BETWEEN = 2


def table_of(headings: Sequence[str], rows: Sequence[Sequence[Text]], room: int) -> RenderableType:
    """A line for each row, or a paragraph for each where `room` is too narrow for lines."""
    columns = [[heading, *(row[at].plain for row in rows)] for at, heading in enumerate(headings)]
    least = [_least(column, name=at == 0) for at, column in enumerate(columns)]
    left = room - _BETWEEN * (len(columns) - 1)
    if rows and sum(least) > left:
        return _paragraphs(headings, rows)
    natural = [
        max(cell_len(line) for one in column for line in one.split("\n")) for column in columns
    ]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, width in zip(headings, _widths(natural, least, left), strict=True):
        table.add_column(Text(heading), width=width, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def facts_of(facts: Sequence[tuple[str, Text]]) -> Table:
    """One thing, a line for each of its facts."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in facts:
        table.add_row(Text(name), value)
    return table


def _paragraphs(headings: Sequence[str], rows: Sequence[Sequence[Text]]) -> Group:
    parts: list[RenderableType] = []
    for row in rows:
        parts += [facts_of([*zip(headings, row, strict=True)]), Text("")]
    return Group(*parts[:-1])


def _least(column: Sequence[str], *, name: bool) -> int:
    """The width below which something would be broken that must not be."""
    words = [word for text in column for word in text.split()]
    return max((_kept(word, name=name) for word in words), default=1)


def _kept(word: str, *, name: bool) -> int:
    width = cell_len(word)
    if name or _ID.fullmatch(word):
        return width
    return min(width, _ADDRESS if "@" in word else _WORD)


def _widths(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """What each column gets: as much as it wants, else the widest give way first, and none below its least."""
    widths = [max(pair) for pair in zip(natural, least, strict=True)]
    while sum(widths) > room:
        slack = [at for at, width in enumerate(widths) if width > least[at]]
        if not slack:
            break
        widths[max(slack, key=lambda at: widths[at])] -= 1
    return widths
