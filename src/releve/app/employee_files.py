"""Employees in files: the field's bulk template in, and out again.

Laws: what was exported and is imported unchanged changes nothing; a refused row changes nothing; the good rows of a
file are written in one transaction, or none; secrets neither come in nor go out.

What the field leaves open, and we decided: a new employee without a team joins *System Default*, without a time zone
has the tenant's, and without a hire date has none, because a date that nobody gave is no fact. Whatever a document
does not say is exported blank. A User ID that is not of this tenant says nothing: the row goes by its Username, with a
warning. What a file cannot do is bring a deactivated employee back.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from releve.access.policy import Act, must
from releve.app.entities import write
from releve.app.granting import beyond
from releve.app.house import House
from releve.app.leaving import end_sessions_over_there, is_left_out, login_name
from releve.app.sheets.csv_file import Sheet, read_sheet, write_sheet
from releve.app.sheets.employee_columns import (
    BY_NAME,
    DEACTIVATE,
    INVITE,
    STATUS,
    USER_ID,
    USERNAME,
    Column,
    columns_of,
)
from releve.app.sheets.employee_rows import Here, Planned, asked_for, plan_rows
from releve.app.sheets.formulas import guarded
from releve.app.sheets.names import Names
from releve.app.sheets.report import Outcome, Report
from releve.domain.entities import Entity
from releve.domain.errors import Invalid, ReleveError
from releve.domain.kind import Body
from releve.domain.kinds import KINDS
from releve.domain.people import BcpType, Caller
from releve.domain.say import say
from releve.domain.store import Tx

#: The kinds that the template speaks of by name.
NAMED = ("role", "team", "view", "login_authenticator")

#: How many ids an audit line names.
IDS_MAX = 50


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
    sheet = read_sheet(raw, BY_NAME)
    _must_name_people(sheet)
    store = house.store_of(caller.tenant or "")
    if dry_run:
        with store.reading() as tx:
            return _report(sheet, _planned(house, tx, caller, sheet), written=False)
    with store.writing() as tx:
        tx.entities.lock(caller.tenant or "")
        planned = _planned(house, tx, caller, sheet)
        written = only_good or not _refused(planned)
        if written:
            planned = _written(house, tx, caller, planned)
        report = _report(sheet, planned, written=written)
        _trace(house, tx, caller, report)
    if written:
        gone = [employee.body["userName"] for employee in _left_out(planned)]
        end_sessions_over_there(house, caller.tenant or "", gone)
    return report


def export_employees(house: House, caller: Caller | None) -> bytes:
    """The template with all employees of the caller's tenant, oldest first; the built-in one is left out.

    In cp1252 as the field's, or in UTF-8 with a byte-order mark if a name needs it. The column *BCP Type* is there
    when BCP is enabled for the tenant. Cells that a spreadsheet program would run as formulas begin with an
    apostrophe, which an import takes off again.
    """
    caller = must(caller, Act.EMPLOYEES_VIEW)
    tenant = caller.tenant or ""
    columns = columns_of(bcp=house.registry.tenant(tenant)[0].features.bcp)
    with house.store_of(tenant).reading() as tx:
        names = _names(tx, tenant)
        rows = sorted(
            (int(employee.id), _cells(columns, employee, names))
            for employee in tx.entities.all(tenant, "employee")
            if employee.key not in KINDS["employee"].builtin
        )
    headers = [column.header for column in columns]
    helps = [column.help for column in columns]
    return write_sheet([headers, helps, *(cells for _, cells in rows)])


def _must_name_people(sheet: Sheet) -> None:
    if USERNAME not in sheet.columns and USER_ID not in sheet.columns:
        raise Invalid(
            say("The file has no column “Username”."),
            say("Download the template, fill it in, and leave its first row as it is."),
        )


def _planned(house: House, tx: Tx, caller: Caller, sheet: Sheet) -> list[Planned]:
    return plan_rows(sheet.rows, _here(house, tx, caller, sheet))


def _left_out(planned: Iterable[Planned]) -> list[Entity]:
    """Those who could log in before the file and cannot now, as they were."""
    return [
        one.before
        for one in planned
        if one.before and one.draft and is_left_out(one.before, one.draft.body)
    ]


def _here(house: House, tx: Tx, caller: Caller, sheet: Sheet) -> Here:
    """A handful of statements, however many rows there are."""
    tenant = caller.tenant or ""
    idents = tx.entities.idents(tenant, "employee")
    by_key = {key: own for key, (own, _) in idents.items()}
    by_user_id = {alt: own for own, alt in idents.values() if alt is not None}
    names = _names(tx, tenant)
    return Here(
        employees=tx.entities.many(tenant, "employee", asked_for(sheet.rows, by_key, by_user_id)),
        by_key=by_key,
        by_user_id=by_user_id,
        names=names,
        fresh=_fresh(tx, tenant, names),
        myself=caller.employee,
        no_access=_refusal(caller),
        too_much=beyond(house, caller, list(tx.entities.all(tenant, "role"))),
    )


def _names(tx: Tx, tenant: str) -> Names:
    return Names(entity for kind in NAMED for entity in tx.entities.all(tenant, kind))


def _fresh(tx: Tx, tenant: str, names: Names) -> Body:
    """What a new employee has before anything is said of them. By default nobody has access to the BCP tenant."""
    unit = next(tx.entities.all(tenant, "business_unit"), None)
    team = names.find("team", "System Default")
    return {
        "status": "UNREGISTERED",
        "isActive": True,
        "bcpType": BcpType.NONE.value,
        "timeZone": (unit.body.get("defaultTimeZone") if unit else None) or "UTC",
    } | ({"teamId": team.alt_id} if team else {})


def _refusal(caller: Caller) -> ReleveError | None:
    """Why the caller may not set BCP types: told in the rows that would, and in no others."""
    try:
        must(caller, Act.ACCESS_EDIT)
    except ReleveError as refusal:
        return refusal
    return None


def _refused(planned: Iterable[Planned]) -> bool:
    return any(one.line.outcome is Outcome.REFUSED for one in planned)


def _written(house: House, tx: Tx, caller: Caller, planned: Sequence[Planned]) -> list[Planned]:
    """Write all drafts at once; the lines of new employees learn their ids."""
    drafts = [one.draft for one in planned if one.draft is not None]
    ids = iter(write(house, tx, caller, drafts) if drafts else [])
    _follow_usernames(house, tx, caller.tenant or "", planned)
    if gone := [one.id for one in _left_out(planned)]:
        tx.sessions.end_all(caller.tenant or "", *gone)
    return [
        one if one.draft is None else replace(one, line=replace(one.line, id=next(ids)[0]))
        for one in planned
    ]


def _follow_usernames(house: House, tx: Tx, tenant: str, planned: Iterable[Planned]) -> None:
    """Employees who are renamed log in under the new name with the password they have."""
    renamed: Mapping[str, str] = {
        one.before.id: login_name(one.draft.body["userName"])
        for one in planned
        if one.before and one.draft and one.before.body["userName"] != one.draft.body["userName"]
    }
    if renamed:
        tx.credentials.put(
            [
                replace(credential, username=renamed[credential.employee], changed_at=house.now())
                for credential in tx.credentials.changed(tenant, after=0)
                if renamed.get(credential.employee, credential.username) != credential.username
            ]
        )


def _report(sheet: Sheet, planned: Iterable[Planned], *, written: bool) -> Report:
    lines = tuple(one.line for one in planned)
    return Report(lines, written, sheet.encoding, sheet.separator, sheet.unknown)


def _trace(house: House, tx: Tx, caller: Caller, report: Report) -> None:
    house.trace(
        tx,
        caller,
        "employees.import",
        f"{len(report.lines)} rows",
        outcome="done" if report.written else "refused",
        **report.counts,
        ids=[line.id for line in report.lines if line.columns and line.id][:IDS_MAX],
    )


def _cells(columns: Iterable[Column], employee: Entity, names: Names) -> list[str]:
    return [_safe(column, _cell(column, employee, names)) for column in columns]


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


def _safe(column: Column, text: str) -> str:
    if column.harmless and re.fullmatch(column.harmless, text):
        return text
    return guarded(text)
