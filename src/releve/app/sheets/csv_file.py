"""A CSV file, whoever saved it: bytes to rows of named cells, and rows to bytes.

Laws: what cannot be read for certain is refused with its row, never guessed; what is written is read again as the
same cells. Rows are numbered as a spreadsheet shows them, the header being row 1 of an ordinary file.
"""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from releve.app.sheets.formulas import bare
from releve.domain.errors import Invalid
from releve.domain.say import say

BYTES_MAX = 64 * 1024 * 1024
ROWS_MAX = 100_000

SEPARATORS = (",", ";", "\t")

#: A row whose first cell begins so explains the columns and is no data.
HELP = "##"

#: How the workbooks of spreadsheet programs begin: XLSX, and the older XLS.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

_NEEDS_QUOTES = re.compile('[",\r\n]')


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the cells that hold something, by the trimmed name of their column. `surplus`: it holds more
    cells than the header names."""

    number: int
    cells: Mapping[str, str]
    surplus: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was understood. `unknown` are headers that nobody asked for; their cells are left out."""

    encoding: str
    separator: str
    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(raw: bytes, known: Collection[str]) -> Sheet:
    """Headers are compared with `known` trimmed and without regard to case; a row of help is passed over.

    Raises Invalid when the file is too large, no CSV, in no encoding we know, or has none of the columns.
    """
    _must_be_text(raw)
    text, encoding = _decoded(raw)
    named = {folded(name): name.strip() for name in known}
    separator = _separator(text, named)
    records = (one for one in _records(text, separator) if _filled(one[1]))
    _, header = next(records)
    columns = [named.get(folded(cell)) for cell in header]
    _must_differ(columns)
    return Sheet(
        encoding,
        separator,
        tuple(column for column in columns if column),
        tuple(
            cell.strip()
            for cell, column in zip(header, columns, strict=True)
            if cell.strip() and column is None
        ),
        tuple(_rows(records, columns)),
    )


def write_sheet(rows: Iterable[Iterable[str]]) -> bytes:
    """Commas, line feeds, quotes only where needed. In cp1252, as the field's template; if a character does not
    fit, in UTF-8 with a byte-order mark, which spreadsheet programs recognise."""
    text = "".join(",".join(map(_quoted, row)) + "\n" for row in rows)
    with suppress(UnicodeEncodeError):
        raw = text.encode("cp1252")
        # Bytes that happen to be UTF-8 too would be read again as other characters.
        if _decoded(raw)[0] == text:
            return raw
    return text.encode("utf-8-sig")


def streamed(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """The same row by row, for what is too long to be held; in UTF-8 with a byte-order mark."""
    yield codecs.BOM_UTF8
    for row in rows:
        yield (",".join(map(_quoted, row)) + "\n").encode("utf-8", "replace")


def folded(header: str) -> str:
    return header.strip().casefold()


def _decoded(raw: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding."""
    for encoding in _encodings(raw):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Invalid(
        say("The characters of the file cannot be read."),
        say("Save it again as “CSV UTF-8” and import that file."),
    )


def _must_be_text(raw: bytes) -> None:
    if len(raw) > BYTES_MAX:
        raise Invalid(
            say("The file is larger than {mb} MB.", mb=BYTES_MAX // 1024**2),
            say("Import it in several parts."),
        )
    if raw.startswith(_WORKBOOKS):
        raise Invalid(
            say("This is a workbook of a spreadsheet program, not a CSV file."),
            say("Save the sheet as CSV (comma-separated) and import that file."),
        )


def _encodings(raw: bytes) -> tuple[str, ...]:
    """In the order in which to try: a mark is believed, UTF-8 proves itself, cp1252 is what remains."""
    if raw.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8", "cp1252")


def _separator(text: str, named: Mapping[str, str]) -> str:
    """The one that finds most of the columns in the header. Raises Invalid if none finds any."""
    best = max(SEPARATORS, key=lambda one: _found(text, one, named))
    if not _found(text, best, named):
        raise Invalid(
            say("The first row does not name the columns of the template."),
            say("Download the template, fill it in, and leave its first row as it is."),
        )
    return best


def _found(text: str, separator: str, named: Mapping[str, str]) -> int:
    try:
        header = next((record for _, record in _records(text, separator) if _filled(record)), [])
    except Invalid:
        return 0
    return sum(folded(cell) in named for cell in header)


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number, empty ones too."""
    number = 0
    try:
        # Strict: without it, one quotation mark that is never closed swallows the rest of the file in silence.
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            number += 1
            yield number, record
    except csv.Error as error:
        raise Invalid(
            say("Row {row} cannot be read: its quotation marks do not match.", row=number + 1),
            say("Put the cell between quotation marks, and double every one inside it."),
            row=number + 1,
        ) from error


def _filled(record: Iterable[str]) -> bool:
    return any(cell.strip() for cell in record)


def _must_differ(columns: Iterable[str | None]) -> None:
    seen: set[str] = set()
    for column in columns:
        if column is not None and column in seen:
            raise Invalid(
                say("The column “{column}” is there twice.", column=column),
                say("Keep one of the two."),
            )
        seen.add(column or "")


def _rows(records: Iterable[tuple[int, list[str]]], columns: list[str | None]) -> Iterator[Row]:
    data = (one for one in records if not one[1][0].lstrip().startswith(HELP))
    for count, (number, record) in enumerate(data, start=1):
        if count > ROWS_MAX:
            raise Invalid(
                say("The file has more than {n} rows.", n=ROWS_MAX),
                say("Import it in several parts."),
            )
        yield Row(
            number,
            {
                column: bare(cell)
                for column, cell in zip(columns, record, strict=False)
                if column and cell.strip()
            },
            _filled(record[len(columns) :]),
        )


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell
