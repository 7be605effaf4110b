"""Admin › Employees › Import Employees: the template down, the file up, what it would do row by row, and then do it."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app import employee_uploads as uploads
from releve.app.browsing import must_edit, tenant_of
from releve.app.employee_files import export_employees, export_workbook
from releve.app.employee_reports import WAS, WOULD, report_csv, report_workbook
from releve.app.employee_uploads import UploadPage
from releve.app.over_http import HTTP_STATUS
from releve.app.sheets.report import Outcome
from releve.domain.errors import Invalid, ReleveError
from releve.domain.say import Message, say
from releve.domain.uploads import Upload, UploadState
from releve.web.door import Door
from releve.web.downloads import download
from releve.web.editing import Sending, fields_of, files_of, text_of
from releve.web.flash import Tone
from releve.web.paging import Skip

HOME = "/admin/employees/import"
TOP = 50
RECENT = 5
#: Changed cells of one row that are seen at once; the others unfold.
SEEN = 4

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: In this order people look at what became of the rows.
ORDER = (Outcome.REFUSED, Outcome.CHANGED, Outcome.CREATED, Outcome.UNCHANGED)


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/admin/employees")
    _templates(routes, door)
    _receive(routes, door)
    _look(routes, door)
    _act(routes, door)
    _reports(routes, door)
    return routes


def _templates(routes: APIRouter, door: Door) -> None:
    @routes.get("/file")
    def template(request: Request, format: str = "csv", empty: str = "") -> Response:
        caller = door.caller(request)
        if format == "xlsx":
            parts = export_workbook(door.house, caller, empty=empty == "1")
            return download("employees.xlsx", XLSX, parts)
        raw = export_employees(door.house, caller, empty=empty == "1")
        return download("employees.csv", CSV, [raw])


def _receive(routes: APIRouter, door: Door) -> None:
    @routes.get("/import")
    def page(request: Request) -> Response:
        return _page(door, request)

    @routes.post("/import")
    def upload(request: Request, form: Sending) -> Response:
        try:
            name, raw = _one_file(files_of(form, "file"))
            received = uploads.receive(door.house, door.caller(request), name, raw)
        except Invalid as error:
            return _page(door, request, error)
        return door.redirect(request, f"{HOME}/{received.id}")


def _one_file(files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    if not files:
        raise Invalid(
            say("No file was chosen."),
            say("Choose the employees file, then upload it."),
            fields={"file": say("Choose a file.")},
        )
    return files[0]


def _page(door: Door, request: Request, error: ReleveError | None = None) -> Response:
    caller = must_edit(door.caller(request), "employee")
    return door.render(
        request,
        "admin/employee_import.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="employees",
        has_bcp=tenant_of(door.house, caller).features.bcp,
        recent=uploads.recent_uploads(door.house, caller, top=RECENT),
        error=error,
        errors=fields_of(error),
    )


def _look(routes: APIRouter, door: Door) -> None:
    @routes.get("/import/{id}")
    def look(request: Request, id: str, outcome: str = "", skip: Skip = 0) -> Response:
        return _show(door, request, id, outcome=outcome, skip=skip)

    @routes.get("/import/{id}/progress")
    def progress(request: Request, id: str) -> Response:
        """What a page with a file that is being worked on asks for again and again."""
        page = uploads.upload_page(door.house, door.caller(request), id, top=1)
        return door.render(
            request,
            "admin/employee_upload_progress.html",
            block="progress",
            upload=page.upload,
            progress=page.progress,
        )


def _show(
    door: Door,
    request: Request,
    id: str,
    error: ReleveError | None = None,
    *,
    outcome: str = "",
    skip: int = 0,
) -> Response:
    caller = door.caller(request)
    page = uploads.upload_page(door.house, caller, id, outcome=outcome, skip=skip, top=TOP)
    upload = page.upload
    if not upload.state.ended:
        template = "admin/employee_upload_open.html"
    else:
        template = "admin/employee_upload.html"
    return door.render(
        request,
        template,
        status=HTTP_STATUS[error.code] if error else 200,
        place="employees",
        error=error,
        upload=upload,
        progress=page.progress,
        failure=_failure(upload),
        **_told(page, outcome),
        outcome=outcome,
        skip=skip,
        top=TOP,
    )


def _told(page: UploadPage, outcome: str) -> Mapping[str, object]:
    """The rows, and how many there are of which outcome, in the words that fit."""
    words = WAS if page.upload.state is UploadState.APPLIED else WOULD
    counts = {one.value: page.upload.counts.get(one, 0) for one in ORDER}
    return {
        "lines": page.lines,
        "total": page.total,
        "counts": counts,
        "words": {one.value: words[one] for one in ORDER},
        "writes": counts[Outcome.CREATED] + counts[Outcome.CHANGED],
        "seen": SEEN,
    }


def _failure(upload: Upload) -> list[Message]:
    """Why the last thing asked for was not done, and what to do."""
    if (told := upload.error) is None:
        return []
    said = [told["message"], *told.get("reasons", []), told.get("hint")]
    return [Message.of(one) for one in said if one]


def _act(routes: APIRouter, door: Door) -> None:
    @routes.post("/import/{id}/apply")
    def apply(request: Request, id: str, form: Sending) -> Response:
        try:
            only_good = text_of(form, "rows") == "good"
            uploads.apply_upload(door.house, door.caller(request), id, only_good=only_good)
        except ReleveError as error:
            return _refused(door, request, id, error)
        return door.redirect(request, f"{HOME}/{id}")

    @routes.post("/import/{id}/check")
    def check(request: Request, id: str) -> Response:
        try:
            uploads.check_again(door.house, door.caller(request), id)
        except ReleveError as error:
            return _refused(door, request, id, error)
        return door.redirect(request, f"{HOME}/{id}")

    @routes.post("/import/{id}/discard")
    def discard(request: Request, id: str) -> Response:
        uploads.discard_upload(door.house, door.caller(request), id)
        return door.redirect(request, HOME, (Tone.INFO, say("The file is discarded.")))


def _refused(door: Door, request: Request, id: str, error: ReleveError) -> Response:
    if error.code in ("conflict", "refused"):
        return _show(door, request, id, error)
    raise error


def _reports(routes: APIRouter, door: Door) -> None:
    @routes.get("/import/{id}/report.csv")
    def as_csv(request: Request, id: str, only: str = "") -> Response:
        caller, say_it = door.caller(request), door.shell.speaker(request).say
        parts = report_csv(door.house, caller, id, say_it, only_refused=only == "refused")
        return download("employees-report.csv", CSV, parts)

    @routes.get("/import/{id}/report.xlsx")
    def as_workbook(request: Request, id: str, only: str = "") -> Response:
        caller, say_it = door.caller(request), door.shell.speaker(request).say
        parts = report_workbook(door.house, caller, id, say_it, only_refused=only == "refused")
        return download("employees-report.xlsx", XLSX, parts)
