"""Admin › BC Enablement › Rehearsals: one is made, those that are kept, and the report of one, fit to be printed."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import drill_reports, drilling
from releve.app.drill_samples import CONTACTS, PEOPLE
from releve.app.mending import mend
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.domain.errors import ReleveError
from releve.web.door import Door

HERE = "/admin/enablement/drills"
Text = Annotated[str, Form()]

#: Between names that somebody has typed: numbers may have blanks in them.
_BETWEEN = re.compile(r"[\n,;]")


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HERE)

    @routes.get("")
    def page(request: Request) -> Response:
        return _show(door, request)

    @routes.post("")
    def rehearse(
        request: Request, passkey: Text = "", employees: Text = "", contacts: Text = ""
    ) -> Response:
        asked = drilling.Asked(passkey, _names(employees), _names(contacts))
        try:
            made = drilling.drill(door.house, door.caller(request), asked)
        except ReleveError as error:
            return _show(door, request, error, employees, contacts)
        return door.redirect(request, f"{HERE}/{made.short.number}")

    @routes.get("/{number}")
    def report(request: Request, number: str) -> Response:
        bond, found = drill_reports.drill_report(door.house, door.caller(request), number)
        return door.render(
            request,
            "admin/drill.html",
            place="enablement",
            bond=bond,
            drill=found.short,
            steps=found.steps,
            mend=mend,
        )

    return routes


def _names(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in _BETWEEN.split(text) if one.strip())


def _show(
    door: Door,
    request: Request,
    error: ReleveError | None = None,
    employees: str = "",
    contacts: str = "",
) -> Response:
    caller = door.caller(request)
    found = drill_reports.drills_page(door.house, caller)
    return door.render(
        request,
        "admin/drills.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="enablement",
        bond=found.bond,
        drills=found.drills,
        may_switch=may(caller, Act.SWITCH),
        people=PEOPLE,
        numbers=CONTACTS,
        employees=employees,
        contacts=contacts,
        error=error,
        errors=error.fields if error else {},
    )
