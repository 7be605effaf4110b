"""What an employees file means for a tenant, drawn once to be looked at and once more to be applied.

Laws: the rows are read one after the other and written in bulk, so that neither memory nor the number of statements
follows their number; two drawings with one digest say the same of every row, and would write the same.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from releve.access.policy import Act, must
from releve.app.employee_changes import fields_changed
from releve.app.granting import beyond, closed, not_given
from releve.app.house import House
from releve.app.leaving import is_left_out
from releve.app.sheets.employee_columns import BY_NAME, USER_ID, USERNAME
from releve.app.sheets.employee_rows import Here, Planned, asked_for, plan_rows
from releve.app.sheets.names import Names
from releve.app.sheets.report import Line, Outcome
from releve.app.sheets.sheet import Sheet, read_sheet
from releve.domain.changes import FieldChange
from releve.domain.errors import Invalid, ReleveError
from releve.domain.kind import Body, canonical
from releve.domain.people import BcpType, Caller
from releve.domain.say import say
from releve.domain.store import Tx
from releve.sync.spool import Spool

#: The kinds that the template speaks of by name.
NAMED = ("role", "team", "view", "login_authenticator")

#: So many rows are drawn at a time.
CHUNK = 1_000

#: Hears how far it has come: what is done, how many of how many, None where nobody knows.
Tell = Callable[[str, int, int | None], None]


class Writing(NamedTuple):
    """What a row writes. `old_name` is the username of an employee who is there; `leaves`: they cannot log in any more."""

    row: int
    id: str | None
    alt_id: str | None
    body: Body
    fields: tuple[FieldChange, ...]
    old_name: str
    leaves: bool


@dataclass(slots=True)
class Drawn:
    """What a file would do. `revision` is that of the tenant which it was compared with."""

    revision: int
    writings: Spool
    counts: Counter[str] = field(default_factory=Counter)
    digest: str = ""

    @property
    def refused(self) -> int:
        return self.counts[Outcome.REFUSED.value]

    def chunks(self) -> Iterator[list[Writing]]:
        """What is to be written, in the order of the rows."""
        waiting = (Writing(*row) for row in self.writings)
        while chunk := list(islice(waiting, CHUNK)):
            yield chunk


def employees_sheet(raw: bytes) -> Sheet:
    """Raises Invalid for a file that cannot be read as such, or names nobody."""
    sheet = read_sheet(raw, BY_NAME)
    if USERNAME not in sheet.columns and USER_ID not in sheet.columns:
        raise Invalid(
            say("The file has no column “Username”."),
            say("Download the template, fill it in, and leave its first row as it is."),
        )
    return sheet


@contextmanager
def drawing(
    house: House,
    tx: Tx,
    caller: Caller,
    sheet: Sheet,
    sink: Callable[[Line], None],
    tell: Tell = lambda stage, done, total: None,
    *,
    to_write: bool = False,
) -> Iterator[Drawn]:
    """Every row, decided; `sink` hears of each. Writes nothing. What is `to_write` is kept until the end of the block."""
    tenant = caller.tenant or ""
    with closing(Spool(tx.scratch)) as spool:
        drawn = Drawn(tx.entities.revision(tenant), spool)
        digest = hashlib.sha256()
        desk = _Desk(house, tx, caller)
        rows, done = sheet.rows(), 0
        tell("check", 0, sheet.about)
        while chunk := list(islice(rows, CHUNK)):
            for planned in desk.planned(chunk):
                drawn.counts[planned.line.outcome.value] += 1
                digest.update(_seal(planned))
                sink(planned.line)
                if to_write and planned.draft is not None:
                    spool.add(_writing(planned))
            done += len(chunk)
            tell("check", done, sheet.about)
        drawn.digest = digest.hexdigest()
        yield drawn


class _Desk:
    """What the tenant has, read once but for the employees, of whom those are read that the rows speak of."""

    def __init__(self, house: House, tx: Tx, caller: Caller) -> None:
        self._tx, self._caller = tx, caller
        self._tenant = tenant = caller.tenant or ""
        idents = tx.entities.idents(tenant, "employee")
        self._by_key = {key: own for key, (own, _) in idents.items()}
        self._by_user_id = {alt: own for own, alt in idents.values() if alt is not None}
        self._names = names_of(tx, tenant)
        self._fresh = _fresh(tx, tenant, self._names)
        self._no_access = _refusal(caller)
        roles = list(tx.entities.all(tenant, "role"))
        self._beyond = beyond(house, caller, roles)
        self._not_given = not_given(house, caller, roles)
        self._seen: dict[str, int] = {}

    def planned(self, rows: Sequence[Any]) -> Iterator[Planned]:
        asked = asked_for(rows, self._by_key, self._by_user_id)
        employees = self._tx.entities.many(self._tenant, "employee", asked)
        here = Here(
            employees=employees,
            by_key=self._by_key,
            by_user_id=self._by_user_id,
            names=self._names,
            fresh=self._fresh,
            myself=self._caller.employee,
            no_access=self._no_access,
            not_given=self._not_given,
            closed={
                one.id: refusal
                for one in employees.values()
                if (refusal := closed(self._caller, one, self._beyond)) is not None
            },
        )
        return plan_rows(rows, here, self._seen)


def names_of(tx: Tx, tenant: str) -> Names:
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


def _writing(planned: Planned) -> tuple[Any, ...]:
    draft, before = planned.draft, planned.before
    assert draft is not None, "only what is to be written comes here"
    return (
        planned.line.row,
        draft.id,
        draft.alt_id,
        draft.body,
        fields_changed(before.body if before else {}, draft.body),
        str(before.body["userName"]) if before else "",
        before is not None and is_left_out(before, draft.body),
    )


def _seal(planned: Planned) -> bytes:
    """What the digest covers: the row, what becomes of it, whom it was compared with, and what it writes."""
    before, line = planned.before, planned.line
    told: Mapping[str, Any] = {
        "row": line.row,
        "outcome": line.outcome,
        "errors": [one.column for one in line.errors],
        "who": [before.id, before.revision] if before else [],
        "writes": planned.draft.body if planned.draft else None,
    }
    return canonical(told) + b"\n"


def gone(writings: Iterable[Writing]) -> list[Writing]:
    """Those who could log in before the file and cannot now."""
    return [one for one in writings if one.leaves]
