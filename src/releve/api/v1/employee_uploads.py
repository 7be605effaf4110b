"""Employees files that are uploaded, checked, looked at, and applied exactly as they were looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from releve.api.caller import Open, Whoever
from releve.api.paging import Skip, Top
from releve.api.shape import Listed, Shape
from releve.api.speaking import Speaking
from releve.api.v1.downloads import CSV, Download
from releve.api.v1.employee_files import EMPLOYEES_FILE, XLSX, LineOut
from releve.api.v1.uploads import Raw
from releve.app import employee_uploads as app
from releve.app.employee_reports import report_csv, report_workbook
from releve.app.sheets.report import Outcome
from releve.domain.say import Message
from releve.domain.uploads import Upload, UploadState
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/employees/uploads", tags=["employees"])


class UploadProgress(Shape):
    """How far it has come: `check` or `write`, rows done and, where that is known, of how many."""

    stage: str
    done: int
    total: int | None
    rate: float | None


class UploadError(Shape):
    """Why the last thing asked for was not done."""

    code: str
    message: str
    hint: str


class UploadOut(Shape):
    """A file. `counts` says how many rows have which outcome, once it is checked."""

    id: str
    state: UploadState
    ended: bool
    name: str
    asked_by: str
    asked_at: str
    ended_at: str | None
    expires_at: str
    counts: dict[str, int]
    encoding: str
    separator: str
    unknown_columns: list[str]
    error: UploadError | None

    @classmethod
    def of(cls, upload: Upload, speaker: Speaker) -> "UploadOut":
        return cls(
            id=upload.id,
            state=upload.state,
            ended=upload.state.ended,
            name=upload.name,
            asked_by=upload.asked_by,
            asked_at=upload.asked_at,
            ended_at=upload.ended_at,
            expires_at=upload.expires_at,
            counts={one.value: upload.counts.get(one, 0) for one in Outcome},
            encoding=upload.facts.get("encoding", ""),
            separator=upload.facts.get("separator", ""),
            unknown_columns=list(upload.facts.get("unknown", ())),
            error=_error(upload, speaker),
        )


def _error(upload: Upload, speaker: Speaker) -> UploadError | None:
    if (told := upload.error) is None:
        return None
    hint = speaker.say(Message.of(told["hint"])) if told["hint"] else ""
    return UploadError(
        code=told["code"], message=speaker.say(Message.of(told["message"])), hint=hint
    )


class UploadPageOut(Shape):
    """An upload with some of its lines; `total` is how many of these there are."""

    upload: UploadOut
    progress: UploadProgress | None
    total: int
    lines: list[LineOut]


@router.post("", status_code=202, summary="Upload an employees file", openapi_extra=EMPLOYEES_FILE)
def receive(
    house: Open,
    caller: Whoever,
    speaker: Speaking,
    raw: Raw,
    name: Annotated[str, Query(max_length=300, description="The name of the file.")] = "",
) -> UploadOut:
    """Keeps the file (CSV or XLSX) for a day and has it checked, which writes nothing and takes a moment."""
    return UploadOut.of(app.receive(house, caller, name, raw), speaker)


@router.get("", summary="List uploads")
def recent(house: Open, caller: Whoever, speaker: Speaking, top: Top = 20) -> Listed[UploadOut]:
    """The newest first."""
    found = app.recent_uploads(house, caller, top=top)
    return Listed(total=len(found), items=[UploadOut.of(one, speaker) for one in found])


@router.get("/{id}", summary="Look at an upload")
def look(
    house: Open,
    caller: Whoever,
    speaker: Speaking,
    id: str,
    outcome: Annotated[
        Outcome | None, Query(description="Only rows of which this becomes.")
    ] = None,
    skip: Skip = 0,
    top: Top = 50,
) -> UploadPageOut:
    """What would become of each row, or did: cells before and after, what is wrong, and what to do."""
    page = app.upload_page(house, caller, id, outcome=outcome or "", skip=skip, top=top)
    told = page.progress
    return UploadPageOut(
        upload=UploadOut.of(page.upload, speaker),
        progress=UploadProgress(**told) if told else None,
        total=page.total,
        lines=[LineOut.of(line, speaker) for line in page.lines],
    )


@router.post("/{id}/apply", status_code=202, summary="Apply an upload")
def apply(
    house: Open,
    caller: Whoever,
    speaker: Speaking,
    id: str,
    only_good: Annotated[
        bool, Query(description="Write the good rows even if others are refused.")
    ] = False,
) -> UploadOut:
    """Writes what was looked at, in one transaction, in a moment. If employees were changed since, nothing is written and
    `error` says so."""
    return UploadOut.of(app.apply_upload(house, caller, id, only_good=only_good), speaker)


@router.post("/{id}/check", status_code=202, summary="Check an upload again")
def check(house: Open, caller: Whoever, speaker: Speaking, id: str) -> UploadOut:
    """Compares the file with the employees as they are now."""
    return UploadOut.of(app.check_again(house, caller, id), speaker)


@router.delete("/{id}", status_code=204, summary="Discard an upload")
def discard(house: Open, caller: Whoever, id: str) -> Response:
    """Forgets the file. What was applied stays."""
    app.discard_upload(house, caller, id)
    return Response(status_code=204)


OnlyRefused = Annotated[bool, Query(description="Only the rows that are refused, to be corrected.")]


@router.get(
    "/{id}/report.csv",
    summary="Download the report on an upload (CSV)",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
def as_csv(
    house: Open, caller: Whoever, speaker: Speaking, id: str, only_refused: OnlyRefused = False
) -> Download:
    """The cells as they came, the outcome of each row, and what to do. It can be corrected and uploaded again."""
    parts = report_csv(house, caller, id, speaker.say, only_refused=only_refused)
    return Download(begun(parts), iter, name="employees-report.csv", media_type=CSV)


@router.get(
    "/{id}/report.xlsx",
    summary="Download the report on an upload (XLSX)",
    response_class=StreamingResponse,
    responses={200: {"content": {XLSX: {}}}},
)
def as_workbook(
    house: Open, caller: Whoever, speaker: Speaking, id: str, only_refused: OnlyRefused = False
) -> Download:
    """The same as a workbook, in which wrong cells are red."""
    parts = report_workbook(house, caller, id, speaker.say, only_refused=only_refused)
    return Download(begun(parts), iter, name="employees-report.xlsx", media_type=XLSX)


@contextmanager
def begun(parts: Iterator[bytes]) -> Iterator[Iterator[bytes]]:
    """The same parts; what goes wrong at their beginning is told before anything is sent."""
    first = next(parts, b"")
    try:
        yield chain([first], parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
