"""The report on an employees file, as a file: the cells as they came, what became of each row, and what to do.

It can be corrected and uploaded as it is: the columns that it adds are passed over then. Cells that a spreadsheet would
run are disarmed, and mean the same when they come back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from releve.app.employee_files import SHEET, safe
from releve.app.employee_uploads import uploaded_file
from releve.app.house import House
from releve.app.sheets.csv_file import streamed
from releve.app.sheets.employee_columns import BY_NAME, MFA_SECRET
from releve.app.sheets.formulas import bare
from releve.app.sheets.report import Line, Outcome, Remark
from releve.app.sheets.sheet import OUTCOME, TO_DO, Sheet, folded
from releve.app.sheets.workbook_out import Book, Cell, Marked, workbook
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.uploads import Upload, UploadState

#: Puts a message into the reader's language.
Say = Callable[[Message], str]

#: What is said of a row before it is applied, and afterwards.
WOULD: Mapping[Outcome, Message] = {
    Outcome.CREATED: say("Would be created"),
    Outcome.CHANGED: say("Would be changed"),
    Outcome.UNCHANGED: say("Unchanged"),
    Outcome.REFUSED: say("Refused"),
}
WAS: Mapping[Outcome, Message] = {
    **WOULD,
    Outcome.CREATED: say("Created"),
    Outcome.CHANGED: say("Changed"),
}

_OURS = frozenset({folded(OUTCOME), folded(TO_DO)})


def report_csv(
    house: House, caller: Caller | None, id: str, say_it: Say, *, only_refused: bool = False
) -> Iterator[bytes]:
    """In UTF-8 with a byte-order mark."""
    with uploaded_file(house, caller, id) as (upload, sheet, lines):
        rows = _rows(upload, sheet, lines, say_it, only_refused=only_refused)
        yield from streamed(_plain(_header(sheet), rows))


def report_workbook(
    house: House, caller: Caller | None, id: str, say_it: Say, *, only_refused: bool = False
) -> Iterator[bytes]:
    """As an XLSX workbook: what is wrong is red, and why stands in a note."""
    with uploaded_file(house, caller, id) as (upload, sheet, lines):
        header = _header(sheet)
        rows = _rows(upload, sheet, lines, say_it, only_refused=only_refused)
        book = Book(SHEET, header, rows, wide=frozenset({len(header) - 1}))
        yield from workbook(book)


def _plain(header: Sequence[str], rows: Iterator[list[Cell]]) -> Iterator[list[str]]:
    yield list(header)
    for row in rows:
        yield [cell.text if isinstance(cell, Marked) else cell for cell in row]


def _header(sheet: Sheet) -> list[str]:
    """The columns of the file, then ours; those of an earlier report are not there twice. Those that we do not know may hold
    anything."""
    named = ((sheet.header[n], sheet.columns[n]) for n in _kept(sheet))
    told = (cell if column is not None else safe(None, bare(cell)) for cell, column in named)
    return [*told, OUTCOME, TO_DO]


def _kept(sheet: Sheet) -> list[int]:
    return [n for n, cell in enumerate(sheet.header) if folded(cell) not in _OURS]


def _rows(
    upload: Upload,
    sheet: Sheet,
    lines: Mapping[int, Line],
    say_it: Say,
    *,
    only_refused: bool,
) -> Iterator[list[Cell]]:
    words = WAS if upload.state is UploadState.APPLIED else WOULD
    kept = _kept(sheet)
    for number, record in sheet.table():
        line = lines.get(number)
        if line is None or (only_refused and line.outcome is not Outcome.REFUSED):
            continue
        wrong = {one.column: one for one in line.errors}
        cells: list[Cell] = [_cell(sheet, n, record, wrong, say_it) for n in kept]
        told = [_told(one, say_it) for one in (*line.errors, *line.warnings)]
        yield [*cells, say_it(words[line.outcome]), safe(None, " ".join(told))]


def _cell(
    sheet: Sheet, n: int, record: list[str], wrong: Mapping[str, Remark], say_it: Say
) -> Cell:
    column = sheet.columns[n]
    text = bare(record[n]) if n < len(record) else ""
    if column == MFA_SECRET:
        text = ""
    shown = safe(BY_NAME.get(column or ""), text)
    if column is not None and (remark := wrong.get(column)) is not None:
        return Marked(shown, _told(remark, say_it))
    return shown


def _told(remark: Remark, say_it: Say) -> str:
    told = f"{say_it(remark.message)} {say_it(remark.hint)}"
    return f"{remark.column}: {told}" if remark.column else told
