"""What the rows of an employees file mean for this tenant: each creates, changes, changes nothing, or is refused.

Pure: rows and what the tenant has come in, drafts and lines of a report come out. Laws: a row stands or falls as a
whole; a blank cell changes nothing; a cell as it was exported changes nothing; one employee has one row.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from releve.app.sheets.cells import Switch, Wrong
from releve.app.sheets.employee_columns import (
    BCP_TYPE,
    BY_NAME,
    CLEAR,
    COLUMNS,
    DEACTIVATE,
    INVITE,
    MFA_SECRET,
    ROLE_NAME,
    USER_ID,
    USERNAME,
    Column,
    is_broken,
)
from releve.app.sheets.names import Names
from releve.app.sheets.report import CellChange, Line, Outcome, Remark
from releve.app.sheets.sheet import Row
from releve.domain.entities import Draft, Entity
from releve.domain.errors import Invalid, ReleveError
from releve.domain.kind import Body, natural_key
from releve.domain.kinds import KINDS, checked
from releve.domain.say import Message, say

_KIND = KINDS["employee"]

#: As much of the kind as a file can change: a row is checked in a third of the time.
_CHANGED = {column.field for column in COLUMNS} | {"status", "isActive"}
_OF_FILES = replace(_KIND, fields=tuple(one for one in _KIND.fields if one.name in _CHANGED))

#: How much of a cell a report repeats.
VALUE_MAX = 100


@dataclass(frozen=True, slots=True)
class Here:
    """What the tenant has. `employees` are, by id, those of whom the rows may speak; `by_key` and `by_user_id`
    lead to the ids of all. `fresh` is what a new employee has before the cells are read. `no_access` is why the
    caller may not set BCP types, None if they may; `not_given` says of each role that they may not give, and `closed`
    of each employee whom they may not rename, why."""

    employees: Mapping[str, Entity]
    by_key: Mapping[str, str]
    by_user_id: Mapping[str, str]
    names: Names
    fresh: Body
    myself: str | None = None
    no_access: ReleveError | None = None
    not_given: Mapping[str, ReleveError] = field(default_factory=dict)
    closed: Mapping[str, ReleveError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """One row, decided. No draft: nothing is to be written. `before` is the employee that it changes."""

    line: Line
    draft: Draft | None = None
    before: Entity | None = None


def plan_rows(rows: Iterable[Row], here: Here, seen: dict[str, int]) -> Iterator[Planned]:
    """In the order of the rows. Of several rows for one employee the first one counts: `seen` is handed on from one
    part of a file to the next."""
    return (_RowPlan(row, here).planned(seen) for row in rows)


def asked_for(
    rows: Iterable[Row], by_key: Mapping[str, str], by_user_id: Mapping[str, str]
) -> set[str]:
    """The ids of the employees of whom the rows speak."""
    found = (one for row in rows for one in (by_user_id.get(_user_id(row)), by_key.get(_key(row))))
    return {one for one in found if one is not None}


def _user_id(row: Row) -> str:
    return row.cells.get(USER_ID, "").strip().lower()


def _username(row: Row) -> str:
    return row.cells.get(USERNAME, "").strip()


def _key(row: Row) -> str:
    return natural_key(_KIND, {"userName": _username(row)})


@dataclass(slots=True)
class _RowPlan:
    """One row on its way: errors and warnings are gathered, so that a person corrects all at once."""

    row: Row
    here: Here
    errors: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)

    def planned(self, seen: dict[str, int]) -> Planned:
        before = self._target()
        self._only_row_of(before, seen)
        if self.errors:
            return self._refused()
        body = self._body(before)
        if self.errors:
            return self._refused()
        if before is not None and body == before.body:
            return Planned(self._line(Outcome.UNCHANGED, before), None, before)
        if before is None:
            return Planned(self._line(Outcome.CREATED, None), Draft("employee", body))
        draft = Draft("employee", body, before.id, before.alt_id)
        return Planned(self._line(Outcome.CHANGED, before), draft, before)

    def _target(self) -> Entity | None:
        """The employee of whom the row speaks; None for a new one, or after an error."""
        if self.row.surplus:
            self._wrong(
                "",
                say("This row has more cells than there are columns."),
                say("Put a cell that holds a separator between quotation marks."),
            )
        found = self._by_user_id() or self._by_username()
        if found is not None and found.key in _KIND.builtin:
            self._wrong(
                USERNAME,
                say(
                    "“{name}” is built in and is not changed by a file.",
                    name=found.body["userName"],
                ),
                say("Leave this row out."),
            )
        return found

    def _by_user_id(self) -> Entity | None:
        user_id = _user_id(self.row)
        if not user_id:
            return None
        if not _is_uuid(user_id):
            self._wrong(
                USER_ID,
                say("This is not a User ID."),
                say("Copy it from an export of this tenant, or leave the cell blank."),
            )
        elif (found := self.here.by_user_id.get(user_id)) is not None:
            return self.here.employees[found]
        else:
            self._warn(
                USER_ID,
                say("No employee of this tenant has this User ID: the row went by its Username."),
                say("To rename an employee, give the User ID as this tenant exports it."),
            )
        return None

    def _by_username(self) -> Entity | None:
        name = _username(self.row)
        if not name:
            self._wrong(
                USERNAME,
                say("This row does not say whom it is about."),
                say("Give a Username, or the User ID of an employee of this tenant."),
            )
            return None
        found = self.here.by_key.get(_key(self.row))
        if found is None:
            return None
        employee = self.here.employees[found]
        there = str(employee.body["userName"])
        if there.strip() != name:
            self._wrong(
                USERNAME,
                say("There is an employee whose Username is written “{name}”.", name=there),
                say("Write it exactly so, or give their User ID too in order to change it."),
            )
        return employee

    def _only_row_of(self, employee: Entity | None, seen: dict[str, int]) -> None:
        marks = [f"key {_key(self.row)}"] if _username(self.row) else []
        marks += [f"id {employee.id}"] if employee is not None else []
        first = next((seen[mark] for mark in marks if mark in seen), None)
        if first is not None:
            self._wrong(
                USERNAME,
                say("Row {row} is about this employee already.", row=first),
                say("Keep one row for each employee."),
            )
        for mark in marks:
            seen.setdefault(mark, self.row.number)

    def _body(self, before: Entity | None) -> Body:
        """The document that the row asks for; what it holds after an error does not matter."""
        body = dict(before.body if before else self.here.fresh)
        for name, text in self.row.cells.items():
            column = BY_NAME[name]
            if not column.field:
                continue
            was = "" if before is None else column.write(before.body, self.here.names)
            if before is None or text != was:
                self._fill(body, column, text, was)
        self._follow_orders(body, before)
        self._may_rename(body, before)
        self._may_set_access()
        self._may_give_role(body)
        if before is None:
            self._must_be_complete(body)
        return self._checked(body) if self.changes and not self.errors else body

    def _fill(self, body: Body, column: Column, text: str, was: str) -> None:
        value = self._read(column, text)
        if isinstance(value, Wrong):
            self._wrong(column.name, value.message, value.hint)
        elif value != body.get(column.field, column.absent):
            body[column.field] = value
            told = column.write(body, self.here.names) if text.strip() == CLEAR else text.strip()
            self.changes.append(CellChange(column.name, was[:VALUE_MAX], told[:VALUE_MAX]))

    def _read(self, column: Column, text: str) -> object:
        if is_broken(text):
            return Wrong(
                say("The spreadsheet program could not work this cell out."),
                say("Put the value itself in place of its formula."),
            )
        if text.strip() != CLEAR:
            value: object = column.rule.read(text, self.here.names)
            return value
        if not column.required:
            return self.here.fresh.get(column.field)
        return Wrong(
            say("This column cannot be cleared."),
            say("Write what it should be, or leave the cell blank to change nothing."),
        )

    def _follow_orders(self, body: Body, before: Entity | None) -> None:
        """The columns that are no part of the document: deactivate, invite, and the secret that we do not take."""
        deactivate = self._order(DEACTIVATE)
        if deactivate:
            self._deactivate(body, before)
        elif deactivate is False and body.get("status") == "DELETED":
            self._warn(
                DEACTIVATE,
                say("The employee stays deactivated."),
                say("A file does not bring them back: open their profile."),
            )
        if self._order(INVITE):
            self._warn(
                INVITE,
                say("No invitation was sent: this release sends no mail."),
                say("Set a password for the employee, and tell them."),
            )
        if MFA_SECRET in self.row.cells:
            self._warn(
                MFA_SECRET,
                say("The secret was not stored: people set up their second factor themselves."),
                say("Leave the column blank, so that the secret does not travel in files."),
            )

    def _order(self, name: str) -> bool | None:
        """None for a blank cell, and for one that is neither TRUE nor FALSE, which is an error."""
        if (text := self.row.cells.get(name)) is None:
            return None
        value = Switch().read(text, self.here.names)
        if isinstance(value, Wrong):
            self._wrong(name, value.message, value.hint)
            return None
        return bool(value)

    def _deactivate(self, body: Body, before: Entity | None) -> None:
        if before is None:
            self._wrong(
                DEACTIVATE,
                say("There is no employee with this Username to deactivate."),
                say("Correct the Username, or leave this row out."),
            )
        elif before.id == self.here.myself:
            self._wrong(
                DEACTIVATE,
                say("You cannot deactivate yourself."),
                say("Ask another administrator to do it."),
            )
        elif body.get("status") != "DELETED":
            self.changes.append(CellChange(DEACTIVATE, "FALSE", "TRUE"))
            body |= {"status": "DELETED", "isActive": False}

    def _may_rename(self, body: Body, before: Entity | None) -> None:
        key = natural_key(_KIND, body)
        if before is None or not self._touches(USERNAME) or key == before.key:
            return
        if (refusal := self.here.closed.get(before.id)) is not None:
            self._wrong(
                USERNAME, refusal.message, refusal.hint or say("Leave the Username as it is.")
            )
        if self.here.by_key.get(key) is not None:
            self._wrong(
                USERNAME,
                say("Another employee has this Username."),
                say("Choose another one; if they shall have it later, rename them first."),
            )

    def _may_set_access(self) -> None:
        if self._touches(BCP_TYPE) and (refusal := self.here.no_access) is not None:
            hint = refusal.hint or say("Leave the cell blank.")
            self._wrong(BCP_TYPE, refusal.message, hint)

    def _may_give_role(self, body: Body) -> None:
        refusal = self.here.not_given.get(str(body.get("roleUUID")))
        if self._touches(ROLE_NAME) and refusal is not None:
            self._wrong(ROLE_NAME, refusal.message, refusal.hint or say("Choose another role."))

    def _must_be_complete(self, body: Body) -> None:
        told = {error.column for error in self.errors}
        if DEACTIVATE in told:
            return
        for column in COLUMNS:
            if column.required and not body.get(column.field) and column.name not in told:
                self._wrong(
                    column.name,
                    say("A new employee needs this."),
                    say("Fill it in. If the employee is not new, correct the Username."),
                )

    def _checked(self, body: Body) -> Body:
        """What no column says was checked when it was stored."""
        try:
            others = {name: value for name, value in body.items() if name not in _CHANGED}
            return others | checked(_OF_FILES, body)
        except Invalid as invalid:
            for path, message in invalid.fields.items():
                self._wrong(_column_of(path), message, say("Correct the cell."))
            return body

    def _wrong(self, column: str, message: Message, hint: Message) -> None:
        self.errors.append(self._remark(column, message, hint))

    def _warn(self, column: str, message: Message, hint: Message) -> None:
        self.warnings.append(self._remark(column, message, hint))

    def _remark(self, column: str, message: Message, hint: Message) -> Remark:
        value = "" if column == MFA_SECRET else self.row.cells.get(column, "")
        return Remark(column, value[:VALUE_MAX], message, hint)

    def _touches(self, column: str) -> bool:
        return any(one.column == column for one in self.changes)

    def _refused(self) -> Planned:
        self.changes.clear()
        return Planned(self._line(Outcome.REFUSED, None))

    def _line(self, outcome: Outcome, before: Entity | None) -> Line:
        return Line(
            self.row.number,
            _username(self.row) or (str(before.body["userName"]) if before else ""),
            outcome,
            () if outcome is Outcome.UNCHANGED else tuple(self.changes),
            tuple(self.errors),
            tuple(self.warnings),
            before.id if before else "",
        )


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _column_of(path: str) -> str:
    """The column of a wrong field; empty for a field that no column has."""
    root = path.partition(".")[0]
    columns: Iterator[str] = (name for name, column in BY_NAME.items() if column.field == root)
    return next(columns, "")
