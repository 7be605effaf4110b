"""Employees in files: the field's bulk template in, and out again.

Laws: what was exported and is imported unchanged changes nothing; a refused row changes nothing; the good rows of a
file are written in one transaction, or none; secrets neither come in nor go out.

What the field leaves open, and we decided: a new employee without a team joins *System Default*, without a time zone
has the tenant's, and without a hire date has none, because a date that nobody gave is no fact. Whatever a document
does not say is exported blank. A User ID that is not of this tenant says nothing: the row goes by its Username, with a
warning. What a file cannot do is bring a deactivated employee back.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

from releve.access.policy import Act, must
from releve.app.employee_drawing import CHUNK, drawing, employees_sheet, names_of
from releve.app.employee_writing import Order, write_employees
from releve.app.house import House
from releve.app.sheets.csv_file import write_sheet
from releve.app.sheets.employee_columns import (
    DEACTIVATE,
    INVITE,
    STATUS,
    USER_ID,
    Column,
    columns_of,
)
from releve.app.sheets.formulas import guarded
from releve.app.sheets.names import Names
from releve.app.sheets.report import Line, Report
from releve.app.sheets.workbook_out import Book, workbook
from releve.domain.entities import Entity
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.store import Tx

#: The name of the sheet in a workbook.
SHEET = "Employees"


def import_employees(
    house: House,
    caller: Caller | None,
    raw: bytes,
    *,
    only_good: bool = True,
    dry_run: bool = False,
) -> Report:
    """Take an employees file into the caller's tenant. One row is one employee, known by Username or User ID.

    The good rows are written together and the others told, each with its column and what to do; with `only_good`
    False one bad row is enough and nothing is written. A dry run gives the same report and writes nothing.
    Raises Invalid for a file that cannot be read as such, Conflict if the tenant stopped being the active side.
    """
    caller = must(caller, Act.EMPLOYEES_EDIT)
    sheet = employees_sheet(raw)
    lines: list[Line] = []
    made: dict[int, str] = {}
    written = False

    def sink() -> Callable[[Line], None]:
        lines.clear()
        return lines.append

    if dry_run:
        with (
            house.store_of(caller.tenant or "").reading() as tx,
            drawing(house, tx, caller, sheet, sink()),
        ):
            pass
    else:
        done = write_employees(house, Order(caller, sheet, only_good), sink)
        written, made = done.written, done.made
    named = (replace(one, id=made.get(one.row, one.id)) for one in lines)
    return Report(tuple(named), written, sheet.encoding, sheet.separator, sheet.unknown)


def export_employees(house: House, caller: Caller | None, *, empty: bool = False) -> bytes:
    """The template with all employees of the caller's tenant, oldest first; the built-in one is left out.

    In cp1252 as the field's, or in UTF-8 with a byte-order mark if a name needs it. The column *BCP Type* is there
    when BCP is enabled for the tenant. Cells that a spreadsheet program would run as formulas begin with an
    apostrophe, which an import takes off again. `empty`: with nobody in it.
    """
    with _template(house, caller, empty=empty) as (columns, _, rows):
        headers = [column.header for column in columns]
        helps = [column.help for column in columns]
        return write_sheet([headers, helps, *rows])


def export_workbook(house: House, caller: Caller | None, *, empty: bool = False) -> Iterator[bytes]:
    """The same as an XLSX workbook, in which roles, teams, time zones and all that has a few values are chosen from lists."""
    with _template(house, caller, empty=empty) as (columns, names, rows):
        lists = {n: column.offered(names) for n, column in enumerate(columns)}
        book = Book(
            SHEET,
            [column.header.strip() for column in columns],
            rows,
            {n: offered for n, offered in lists.items() if offered},
            [column.help for column in columns],
        )
        yield from workbook(book)


@contextmanager
def _template(
    house: House, caller: Caller | None, *, empty: bool
) -> Iterator[tuple[Sequence[Column], Names, Iterator[list[str]]]]:
    """The columns, what they name, and the rows."""
    caller = must(caller, Act.EMPLOYEES_VIEW)
    tenant = caller.tenant or ""
    columns = columns_of(bcp=house.registry.tenant(tenant)[0].features.bcp)
    with house.store_of(tenant).reading() as tx:
        names = names_of(tx, tenant)
        everybody = iter(()) if empty else _oldest_first(tx, tenant)
        yield columns, names, (_cells(columns, employee, names) for employee in everybody)


def _oldest_first(tx: Tx, tenant: str) -> Iterator[Entity]:
    """All but the built-in one, some at a time."""
    known = tx.entities.idents(tenant, "employee")
    ids = sorted(
        (own for key, (own, _) in known.items() if key not in KINDS["employee"].builtin), key=int
    )
    waiting = iter(ids)
    while some := list(islice(waiting, CHUNK)):
        found = tx.entities.many(tenant, "employee", some)
        yield from (found[one] for one in some)


def _cells(columns: Iterable[Column], employee: Entity, names: Names) -> list[str]:
    return [safe(column, _cell(column, employee, names)) for column in columns]


def _cell(column: Column, employee: Entity, names: Names) -> str:
    """Secrets are never written; an order that is carried out already is written as one that asks for nothing."""
    if column.field:
        return column.write(employee.body, names)
    status = str(employee.body.get("status", ""))
    told = {
        USER_ID: employee.alt_id or "",
        STATUS: "NOT YET INVITED" if status == "UNREGISTERED" else status,
        DEACTIVATE: "TRUE" if status == "DELETED" else "FALSE",
        INVITE: "FALSE",
    }
    return told.get(column.name, "")


def safe(column: Column | None, text: str) -> str:
    """A cell as it may stand in a file: no spreadsheet runs it."""
    if column is not None and column.harmless and re.fullmatch(column.harmless, text):
        return text
    return guarded(text)
