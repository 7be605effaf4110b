"""Employees files that are uploaded, checked, looked at, and applied exactly as they were looked at.

A file is checked by the jobs, at once, and kept with what was found; whoever may edit employees of the tenant may look
at it, apply it, have it checked again, or discard it. It holds personal data and is forgotten after a day.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from releve.access.policy import Act, must
from releve.app.carrying import error_record
from releve.app.employee_drawing import employees_sheet
from releve.app.house import House
from releve.app.sheets.employee_columns import MFA_SECRET
from releve.app.sheets.hiding import hidden
from releve.app.sheets.report import Line, Outcome
from releve.app.sheets.sheet import Sheet
from releve.domain.changes import Way
from releve.domain.clock import stamp
from releve.domain.errors import Conflict, NotFound, Refused, ReleveError
from releve.domain.people import Action, Caller
from releve.domain.say import say, say_n
from releve.domain.store import Tx
from releve.domain.uploads import Upload, UploadState

#: How long a file is kept after it was last asked about.
KEPT = timedelta(days=1)

#: So much of a file's name is kept.
NAME_MAX = 120


@dataclass(frozen=True, slots=True)
class UploadPage:
    """An upload, how far it has come, and some of its lines; `total` is how many of these there are."""

    upload: Upload
    progress: Mapping[str, Any] | None
    lines: list[Line]
    total: int


def receive(house: House, caller: Caller | None, name: str, raw: bytes) -> Upload:
    """Keep a file, without the secrets in it, and have it checked. Raises Invalid for one whose header cannot be read, or
    with a column for secrets that cannot be read to its end."""
    caller = must(caller, Act.EMPLOYEES_EDIT)
    sheet = employees_sheet(raw)
    raw = hidden(raw, sheet, MFA_SECRET)
    employees_sheet(raw)  # not too large now
    now = house.clock()
    upload = Upload(
        id=house.new_id(),
        tenant=caller.tenant or "",
        state=UploadState.CHECKING,
        name=name.replace("\\", "/").rpartition("/")[2][:NAME_MAX],
        asked_by=caller.actor,
        asked_at=stamp(now),
        expires_at=stamp(now + KEPT),
        asked=_asker(caller),
        facts=_facts(sheet),
    )
    with house.store_of(upload.tenant).writing() as tx:
        tx.uploads.add(upload, raw)
    house.wake()
    return upload


def _facts(sheet: Sheet) -> Mapping[str, Any]:
    return {
        "encoding": sheet.encoding,
        "separator": sheet.separator,
        "unknown": list(sheet.unknown),
    }


def recent_uploads(house: House, caller: Caller | None, *, top: int = 5) -> list[Upload]:
    caller = must(caller, Act.EMPLOYEES_EDIT)
    with house.store_of(caller.tenant or "").reading() as tx:
        return tx.uploads.newest(caller.tenant or "", top=top)


def upload_page(
    house: House,
    caller: Caller | None,
    id: str,
    *,
    outcome: str = "",
    skip: int = 0,
    top: int = 50,
) -> UploadPage:
    """Raises NotFound for one that is not there, or is another tenant's."""
    caller = must(caller, Act.EMPLOYEES_EDIT)
    tenant = caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        upload = _must_exist(tx, tenant, id)
        known = outcome if outcome in tuple(Outcome) else ""
        lines, total = tx.uploads.lines(tenant, id, outcome=known, skip=max(skip, 0), top=top)
    return UploadPage(
        upload,
        house.progress.get(upload.id) or upload.progress,
        [Line.of(one) for one in lines],
        total,
    )


def apply_upload(house: House, caller: Caller | None, id: str, *, only_good: bool) -> Upload:
    """Ask that a checked file be applied: all of its rows, or, with `only_good`, those that are not refused.

    Raises Conflict while it is being worked on, Refused if it was applied, cannot be read, or if all rows are wanted and
    some are wrong.
    """
    caller = must(caller, Act.EMPLOYEES_EDIT)
    with house.store_of(caller.tenant or "").writing() as tx:
        upload = _must_rest(tx, caller, id)
        if upload.state is not UploadState.CHECKED:
            raise Refused(
                say("This file cannot be applied."),
                say("Look at it: it was applied already, or could not be read."),
            )
        wrong = upload.counts.get(Outcome.REFUSED, 0)
        if wrong and not only_good:
            raise Refused(
                say_n("{n} row is wrong.", "{n} rows are wrong.", wrong),
                say("Correct it and upload the file again, or apply only the good rows."),
            )
        asked = replace(
            _asked_again(house, upload, caller), state=UploadState.APPLYING, only_good=only_good
        )
        tx.uploads.save(asked)
    house.wake()
    return asked


def check_again(house: House, caller: Caller | None, id: str) -> Upload:
    """Ask that a file be compared with the tenant as it is now. Raises Refused if it was applied."""
    caller = must(caller, Act.EMPLOYEES_EDIT)
    with house.store_of(caller.tenant or "").writing() as tx:
        upload = _must_rest(tx, caller, id)
        if upload.state is UploadState.APPLIED:
            raise Refused(
                say("This file was applied already."), say("Upload it again to check it again.")
            )
        asked = replace(_asked_again(house, upload, caller), state=UploadState.CHECKING)
        tx.uploads.save(asked)
    house.wake()
    return asked


def discard_upload(house: House, caller: Caller | None, id: str) -> None:
    """Forget a file and what was found in it. What was applied stays."""
    caller = must(caller, Act.EMPLOYEES_EDIT)
    with house.store_of(caller.tenant or "").writing() as tx:
        upload = _must_rest(tx, caller, id)
        tx.uploads.drop(upload.tenant, upload.id)


@contextmanager
def uploaded_file(
    house: House, caller: Caller | None, id: str
) -> Iterator[tuple[Upload, Sheet, Mapping[int, Line]]]:
    """A file and, by the numbers of their rows, the lines that say what becomes of each, for a report."""
    caller = must(caller, Act.EMPLOYEES_EDIT)
    tenant = caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        upload = _must_exist(tx, tenant, id)
        if upload.state not in (UploadState.CHECKED, UploadState.APPLIED):
            raise Refused(
                say("There is no report on this file yet."),
                say("Wait until it has been checked, or have it checked again."),
            )
        sheet = employees_sheet(tx.uploads.file(tenant, id))
        lines = (Line.of({**one, "changes": ()}) for one in tx.uploads.all_lines(tenant, id))
        yield upload, sheet, {line.row: line for line in lines}


def _must_exist(tx: Tx, tenant: str, id: str) -> Upload:
    upload = tx.uploads.get(tenant, id)
    if upload is None:
        raise NotFound(
            say("This file is not there any more."),
            say("A file is kept for a day. Upload it again."),
        )
    return upload


def _must_rest(tx: Tx, caller: Caller, id: str) -> Upload:
    """The upload, with the tenant locked: of two who ask at once the second finds what the first has left."""
    tx.entities.lock(caller.tenant or "")
    upload = _must_exist(tx, caller.tenant or "", id)
    if not upload.state.ended:
        raise Conflict(
            say("This file is being worked on."), say("Wait until that has ended, then look again.")
        )
    return upload


def _asked_again(house: House, upload: Upload, caller: Caller) -> Upload:
    now = house.clock()
    return replace(
        upload,
        asked_by=caller.actor,
        asked_at=stamp(now),
        expires_at=stamp(now + KEPT),
        asked=_asker(caller),
        ended_at=None,
        error=None,
        progress=None,
        worker=None,
        lease_until=None,
    )


def _asker(caller: Caller) -> Mapping[str, Any]:
    """Who asks, to be read by whoever does the work a moment later."""
    return {
        "username": caller.username,
        "origin": caller.origin,
        "employee": caller.employee,
        "operator": caller.operator,
        "way": caller.way.value,
        "grants": {name: sorted(actions) for name, actions in (caller.grants or {}).items()},
    }


def asker(upload: Upload) -> Caller:
    """The inverse: they may what they might when they asked."""
    told = upload.asked
    return Caller(
        username=told["username"],
        origin=told["origin"],
        tenant=upload.tenant,
        employee=told["employee"],
        operator=told["operator"],
        grants={name: frozenset(map(Action, some)) for name, some in told["grants"].items()},
        way=Way(told["way"]),
    )


def failed(house: House, upload: Upload, error: ReleveError) -> Upload:
    """What could not be done, and why. A file that could not be applied is as it was: checked."""
    state = UploadState.FAILED if upload.state is UploadState.CHECKING else UploadState.CHECKED
    return replace(
        upload,
        state=state,
        error=error_record(error),
        ended_at=house.now(),
        progress=None,
        worker=None,
        lease_until=None,
    )
