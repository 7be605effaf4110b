"""Admin › Employees › Import Employees: the template down, the file up, and a report row by row."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app.browsing import must_edit, tenant_of
from releve.app.employee_files import export_employees, import_employees
from releve.app.over_http import HTTP_STATUS
from releve.app.sheets.report import Outcome, Report
from releve.domain.errors import Invalid, ReleveError
from releve.domain.say import say
from releve.web.door import Door
from releve.web.editing import Sending, fields_of, files_of, text_of

#: Which rows of a report are shown first: those that a person has to do something about.
_ORDER = (Outcome.REFUSED, Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED)


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/admin/employees")

    @routes.get("/file")
    def download(request: Request) -> Response:
        raw = export_employees(door.house, door.caller(request))
        headers = {"Content-Disposition": 'attachment; filename="employees.csv"'}
        return Response(raw, media_type="text/csv", headers=headers)

    @routes.get("/import")
    def page(request: Request) -> Response:
        return _page(door, request)

    @routes.post("/import")
    def upload(request: Request, form: Sending) -> Response:
        caller = door.caller(request)
        try:
            report = import_employees(
                door.house,
                caller,
                _one_file(files_of(form, "file")),
                only_good=text_of(form, "all_or_none") != "on",
                dry_run=text_of(form, "check") == "on",
            )
        except Invalid as error:
            return _page(door, request, error)
        return _report(door, request, report, checked=text_of(form, "check") == "on")

    return routes


def _one_file(files: list[tuple[str, bytes]]) -> bytes:
    if not files:
        raise Invalid(
            say("No file was chosen."),
            say("Choose the employees file, then upload it."),
            fields={"file": say("Choose a file.")},
        )
    return files[0][1]


def _page(door: Door, request: Request, error: ReleveError | None = None) -> Response:
    caller = must_edit(door.caller(request), "employee")
    return door.render(
        request,
        "admin/employee_import.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="employees",
        has_bcp=tenant_of(door.house, caller).features.bcp,
        error=error,
        errors=fields_of(error),
    )


def _report(door: Door, request: Request, report: Report, *, checked: bool) -> Response:
    lines = sorted(report.lines, key=lambda line: (_ORDER.index(line.outcome), line.row))
    return door.render(
        request,
        "admin/employee_report.html",
        place="employees",
        report=report,
        counts=report.counts,
        lines=[line for line in lines if line.outcome is not Outcome.UNCHANGED or line.warnings],
        checked=checked,
    )
