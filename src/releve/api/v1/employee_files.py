"""Employees in and out as a file: the field's own bulk template, as CSV or XLSX."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.uploads import RAW, Raw
from releve.app import employee_files as app
from releve.app.sheets.report import Line, Outcome, Remark, Report
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/employees", tags=["employees"])

#: More rows than this with something to say about them are counted, not listed.
LISTED_MAX = 1000

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: What a request with such a file looks like, for the OpenAPI document.
EMPLOYEES_FILE = {"requestBody": {"required": True, "content": {"text/csv": RAW, XLSX: RAW}}}


class CellOut(Shape):
    """What a cell changes, in the words of the file."""

    column: str
    before: str
    after: str


class RemarkOut(Shape):
    """Something about one cell: what is wrong with it, and what to do."""

    column: str
    value: str
    message: str
    hint: str

    @classmethod
    def of(cls, remark: Remark, speaker: Speaker) -> "RemarkOut":
        return cls(
            column=remark.column,
            value=remark.value,
            message=speaker.say(remark.message),
            hint=speaker.say(remark.hint),
        )


class LineOut(Shape):
    """A row with something to say about it. One with errors is refused and changes nothing."""

    row: int
    username: str
    outcome: Outcome
    id: str
    changes: list[CellOut]
    errors: list[RemarkOut]
    warnings: list[RemarkOut]

    @classmethod
    def of(cls, line: Line, speaker: Speaker) -> "LineOut":
        return cls(
            row=line.row,
            username=line.username,
            outcome=line.outcome,
            id=line.id,
            changes=[CellOut(**one._asdict()) for one in line.changes],
            errors=[RemarkOut.of(one, speaker) for one in line.errors],
            warnings=[RemarkOut.of(one, speaker) for one in line.warnings],
        )


class ImportOut(Shape):
    """What was done, or with `written` false what would be. Rows without a remark are counted only."""

    written: bool
    counts: dict[str, int]
    encoding: str
    separator: str
    unknown_columns: list[str]
    lines_total: int
    lines: list[LineOut]

    @classmethod
    def of(cls, report: Report, speaker: Speaker) -> "ImportOut":
        told = [line for line in report.lines if line.errors or line.warnings]
        return cls(
            written=report.written,
            counts=report.counts,
            encoding=report.encoding,
            separator=report.separator,
            unknown_columns=list(report.unknown),
            lines_total=len(told),
            lines=[LineOut.of(line, speaker) for line in told[:LISTED_MAX]],
        )


@router.post("/import", summary="Import employees", openapi_extra=EMPLOYEES_FILE)
def import_employees(
    house: Open,
    caller: Whoever,
    speaker: Speaking,
    raw: Raw,
    dry_run: Annotated[bool, Query(description="Report only; write nothing.")] = False,
    only_good: Annotated[
        bool, Query(description="Write the good rows even if others are refused.")
    ] = True,
) -> ImportOut:
    """One row is one employee. The good rows are written in one transaction; every bad one is told."""
    report = app.import_employees(house, caller, raw, only_good=only_good, dry_run=dry_run)
    return ImportOut.of(report, speaker)


@router.get(
    "/export",
    summary="Export employees",
    response_class=Response,
    responses={200: {"content": {"text/csv": RAW, XLSX: RAW}}},
)
def export_employees(
    house: Open,
    caller: Whoever,
    format: Annotated[Literal["csv", "xlsx"], Query(description="Which sort of file.")] = "csv",
    empty: Annotated[bool, Query(description="The template with nobody in it.")] = False,
) -> Response:
    """All employees in the same template. Imported again unchanged, it changes nothing. In the workbook roles, teams, time
    zones and the like are chosen from lists."""
    headers = {"Content-Disposition": f'attachment; filename="employees.{format}"'}
    if format == "xlsx":
        raw = b"".join(app.export_workbook(house, caller, empty=empty))
        return Response(raw, media_type=XLSX, headers=headers)
    raw = app.export_employees(house, caller, empty=empty)
    return Response(raw, media_type="application/octet-stream", headers=headers)
