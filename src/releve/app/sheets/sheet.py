"""A file of rows, whoever saved it and in whatever form: named columns, and rows that are read one after the other.

Laws: what cannot be read for certain is refused with its row, never guessed; a file is never held as rows, however many
there are. Rows are numbered as a spreadsheet shows them, the header being row 1 of an ordinary file.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

from releve.app.sheets.csv_file import SEPARATORS, decoded, text_records
from releve.app.sheets.formulas import bare
from releve.app.sheets.workbook import Workbook
from releve.domain.errors import Invalid
from releve.domain.say import say

BYTES_MAX = 64 * 1024 * 1024
ROWS_MAX = 100_000

#: A row whose first cell begins so explains the columns and is no data.
HELP = "##"

#: Columns that a report adds: who uploads one again need not take them out.
OUTCOME, TO_DO = "Outcome", "What to do"
_OURS = frozenset({"outcome", "what to do"})

#: How the workbooks of spreadsheet programs begin: XLSX, and what is older or locked by a password.
_XLSX, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


#: A record with the number of its row.
Record = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the cells that hold something, by the trimmed name of their column. `surplus`: it holds more
    cells than the header names."""

    number: int
    cells: Mapping[str, str]
    surplus: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it was understood. `header` is its first row, `columns` those of it that are known, None for others;
    `about` is how many rows it seems to have, None if nothing tells."""

    encoding: str
    separator: str
    header: tuple[str, ...]
    columns: tuple[str | None, ...]
    records: Callable[[], Iterator[Record]]
    about: int | None = None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that nobody asked for; their cells are left out."""
        return tuple(
            cell.strip()
            for cell, column in zip(self.header, self.columns, strict=True)
            if cell.strip() and column is None and folded(cell) not in _OURS
        )

    def table(self) -> Iterator[Record]:
        """The rows of data with their cells as they stand; empty rows and rows of help are passed over.

        Raises Invalid where the file cannot be read, or has too many rows.
        """
        filled = (one for one in self.records() if _filled(one[1]))
        data = (one for one in islice(filled, 1, None) if not one[1][0].lstrip().startswith(HELP))
        for count, record in enumerate(data, start=1):
            if count > ROWS_MAX:
                raise Invalid(
                    say("The file has more than {n} rows.", n=ROWS_MAX),
                    say("Import it in several parts."),
                )
            yield record

    def rows(self) -> Iterator[Row]:
        for number, record in self.table():
            yield Row(
                number,
                {
                    column: bare(cell)
                    for column, cell in zip(self.columns, record, strict=False)
                    if column and cell.strip()
                },
                _filled(record[len(self.columns) :]),
            )


def read_sheet(raw: bytes, known: Collection[str]) -> Sheet:
    """Headers are compared with `known` trimmed and without regard to case.

    Raises Invalid when the file is too large, in no form or encoding we know, or has none of the columns. What is wrong
    further down is told when its row is reached.
    """
    if len(raw) > BYTES_MAX:
        raise Invalid(
            say("The file is larger than {mb} MB.", mb=BYTES_MAX // 1024**2),
            say("Import it in several parts."),
        )
    named = {folded(name): name.strip() for name in known}
    if raw.startswith(_OLE):
        raise Invalid(
            say("This workbook is in an old format, or protected by a password."),
            say("Save it as an Excel workbook (XLSX) without a password, or as CSV."),
        )
    return _workbook(raw, named) if raw.startswith(_XLSX) else _text(raw, named)


def _text(raw: bytes, named: Mapping[str, str]) -> Sheet:
    text, encoding = decoded(raw)
    headers = {one: _header(partial(text_records, text, one)) for one in SEPARATORS}
    best = max(SEPARATORS, key=lambda one: _found(headers[one], named))
    header, columns = _columns(headers[best], named)
    lines = text.count("\n") or text.count("\r")
    records = partial(text_records, text, best)
    return Sheet(encoding, best, header, columns, records, min(lines, ROWS_MAX))


def _workbook(raw: bytes, named: Mapping[str, str]) -> Sheet:
    """The first of its sheets in which the columns stand; hidden ones count for nothing."""
    workbook = Workbook(raw)
    sheets = workbook.sheets or [""]
    headers = {one: _header(partial(workbook.records, one), strict=True) for one in sheets}
    best = max(sheets, key=lambda one: _found(headers[one], named))
    header, columns = _columns(headers[best], named)
    return Sheet("xlsx", "", header, columns, partial(workbook.records, best))


def _header(records: Callable[[], Iterator[Record]], *, strict: bool = False) -> list[str]:
    """The first row that holds anything. Unless `strict`, what cannot be read has none: another separator may do."""
    try:
        return next((record for _, record in records() if _filled(record)), [])
    except Invalid:
        if strict:
            raise
        return []


def _found(header: Iterable[str], named: Mapping[str, str]) -> int:
    return sum(folded(cell) in named for cell in header)


def _columns(
    header: list[str], named: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    if not _found(header, named):
        raise Invalid(
            say("The first row does not name the columns of the template."),
            say("Download the template, fill it in, and leave its first row as it is."),
        )
    columns = tuple(named.get(folded(cell)) for cell in header)
    _must_differ(columns)
    return tuple(header), columns


def _must_differ(columns: Iterable[str | None]) -> None:
    seen: set[str] = set()
    for column in columns:
        if column is not None and column in seen:
            raise Invalid(
                say("The column “{column}” is there twice.", column=column),
                say("Keep one of the two."),
            )
        seen.add(column or "")


def folded(header: str) -> str:
    return " ".join(header.split()).casefold()


def _filled(record: Iterable[str]) -> bool:
    return any(cell and not cell.isspace() for cell in record)
