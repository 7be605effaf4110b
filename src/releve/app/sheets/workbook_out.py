"""XLSX workbooks that are written: text cells only, lists to choose from, cells in red with a note why.

They are written row by row into a file of no name, so that their length costs no memory. Every cell is text: nothing that
a cell holds is run, and no phone number loses its zeros.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

#: What a sheet of the format holds at most.
ROWS_MAX = 1_048_576
CELL_MAX = 32_767
_NOTE_MAX = 800
_CHUNK = 256 * 1024
#: So many rows below the last one offer the lists too.
MORE_ROWS = 1_000
_LISTS = "Lists"


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell in red; `why` is its note."""

    text: str
    why: str


Cell = str | Marked


@dataclass(frozen=True, slots=True)
class Book:
    """A sheet to be written: its name, its header, and rows. `lists` says of a column, by its number, what may be chosen
    in it; `wide` are the columns that hold sentences."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    lists: Mapping[int, Sequence[str]] = field(default_factory=dict)
    helps: Sequence[str] = ()
    wide: frozenset[int] = frozenset()


def workbook(book: Book) -> Iterator[bytes]:
    """The bytes of a workbook."""
    with tempfile.TemporaryFile(prefix="releve-") as file:
        _write(book, file)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _write(book: Book, file: IO[bytes]) -> None:
    out = xlsxwriter.Workbook(
        file,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    plain, head, help_, bad = (
        out.add_format({"num_format": "@", **looks})
        for looks in (
            {},
            {"bold": True, "bg_color": "#E6F3F3", "bottom": 1},
            {"italic": True, "font_color": "#5A6B70", "text_wrap": True, "valign": "top"},
            {"bg_color": "#F8C9C4", "font_color": "#8A1C12"},
        )
    )
    sheet = out.add_worksheet(book.name)
    for n, name in enumerate(book.header):
        sheet.set_column(n, n, 60 if n in book.wide else max(12, min(30, len(name) + 4)), plain)
    sheet.freeze_panes(1, 1)
    last = _rows(sheet, book, head, help_, plain, bad)
    sources = _lists(out, book.lists)
    for column, source in sources.items():
        sheet.data_validation(
            1 + bool(book.helps),
            column,
            min(last + MORE_ROWS, ROWS_MAX - 1),
            column,
            {"validate": "list", "source": source, "error_type": "warning"},
        )
    out.close()


def _rows(
    sheet: Worksheet, book: Book, head: Format, help_: Format, plain: Format, bad: Format
) -> int:
    """Writes them, and returns the number of the last one."""
    for column, text in enumerate(book.header):
        sheet.write_string(0, column, text, head)
    last = 0
    if book.helps:
        last = 1
        sheet.set_row(1, 90)
        for column, text in enumerate(book.helps):
            sheet.write_string(1, column, text, help_)
    for row in book.rows:
        last += 1
        for column, cell in enumerate(row):
            if isinstance(cell, Marked):
                sheet.write_string(last, column, cell.text[:CELL_MAX], bad)
                sheet.write_comment(last, column, cell.why[:_NOTE_MAX], {"x_scale": 2})
            elif cell:
                sheet.write_string(last, column, cell[:CELL_MAX], plain)
    return last


def _lists(out: xlsxwriter.Workbook, lists: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Puts what may be chosen on a sheet that is not shown: in a cell's own rule it may be 255 letters at most."""
    if not lists:
        return {}
    hidden = out.add_worksheet(_LISTS)
    hidden.hide()
    different = dict.fromkeys(tuple(one) for one in lists.values())
    places = {options: n for n, options in enumerate(different)}
    for row in range(max(map(len, different), default=0)):
        for options, n in places.items():
            if row < len(options):
                hidden.write_string(row, n, options[row])
    return {
        column: f"={_LISTS}!${_letters(places[tuple(options)])}$1:"
        f"${_letters(places[tuple(options)])}${len(options)}"
        for column, options in lists.items()
        if options
    }


def _letters(column: int) -> str:
    """A column as spreadsheets name it; 26 are enough here."""
    assert column < 26, "so many lists nobody has"
    return chr(ord("A") + column)
