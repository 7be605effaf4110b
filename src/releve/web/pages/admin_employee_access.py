"""Admin › Employees › one profile › Login: the link to a new password, the second factor, the sessions that are open."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import own_sessions, passwords, second_factor
from releve.app.entities import get_entity
from releve.app.over_http import HTTP_STATUS
from releve.app.passwords import Link
from releve.domain.errors import ReleveError
from releve.domain.programs import program_named
from releve.domain.say import say, say_n
from releve.web.door import Door
from releve.web.pages.employee_frame import frame_of_profile

Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/admin/employees/{id}/access")

    @routes.get("")
    def page(request: Request, id: str) -> Response:
        return _page(door, request, id)

    @routes.post("/link")
    def link(request: Request, id: str) -> Response:
        try:
            made = passwords.make_link(door.house, door.caller(request), id)
        except ReleveError as error:
            return _page(door, request, id, error=error)
        return _page(door, request, id, link=made)

    @routes.post("/second-factor/reset")
    def reset(request: Request, id: str) -> Response:
        try:
            second_factor.reset(door.house, door.caller(request), id)
        except ReleveError as error:
            return _page(door, request, id, error=error)
        done = say("The second factor is taken away. The employee logs in with the password.")
        return door.redirect(request, _here(id), done)

    @routes.post("/sessions/end")
    def end(request: Request, id: str, session: Annotated[str, Form(alias="id")] = "") -> Response:
        try:
            ended = own_sessions.end_of_employee(door.house, door.caller(request), id, session)
        except ReleveError as error:
            return _page(door, request, id, error=error)
        done = say_n("{n} session has ended.", "{n} sessions have ended.", ended)
        return door.redirect(request, _here(id), done)

    return routes


def _here(id: str) -> str:
    return f"/admin/employees/{id}/access"


def _page(
    door: Door,
    request: Request,
    id: str,
    *,
    error: ReleveError | None = None,
    link: Link | None = None,
) -> Response:
    caller = door.caller(request)
    employee = get_entity(door.house, caller, "employee", id).entity
    return door.render(
        request,
        "admin/employee_access.html",
        status=HTTP_STATUS[error.code] if error else 200,
        **frame_of_profile(door, caller, employee),
        tab="access",
        sessions=own_sessions.of_employee(door.house, caller, id),
        factor=second_factor.standing_of(door.house, caller, id),
        program=program_named,
        link=link,
        error=error,
    )
