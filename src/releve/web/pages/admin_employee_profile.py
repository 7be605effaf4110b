"""Admin › Employees: the tabs of one profile, and whether the employee is active."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app.audit_words import employee_act_named
from releve.app.employees import activate, deactivate, history, set_bcp_type
from releve.app.entities import get_entity, save_entity
from releve.app.over_http import HTTP_STATUS
from releve.app.passwords import set_password
from releve.app.rights import Act, may
from releve.domain.changes import EmployeeChange, FieldChange, Way
from releve.domain.errors import Invalid, ReleveError
from releve.domain.kind import Body, Field, Ref
from releve.domain.kinds import KINDS
from releve.domain.people import BcpType
from releve.domain.say import Message, say
from releve.web.door import Door
from releve.web.editing import (
    Editor,
    Sending,
    fields_of,
    is_row_edit,
    row_at_work,
    text_of,
    whole,
)
from releve.web.pages.employee_frame import frame_of_profile
from releve.web.pages.employee_layout import (
    GENERAL,
    GENERAL_LAYOUT,
    SECURITY,
    SECURITY_LAYOUT,
    Part,
    name_of,
    type_of,
    with_activity,
)
from releve.web.pages.profile_security import same_twice
from releve.web.pages.sync_lines import Changed, told_fields

HOME = "/admin/employees"


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HOME)
    _general(routes, door)
    _security(routes, door)
    _bcp(routes, door)
    _history(routes, door)
    _activity(routes, door)
    return routes


def _profile(
    door: Door,
    request: Request,
    id: str,
    tab: str,
    *,
    error: ReleveError | None = None,
    **context: object,
) -> Response:
    """A tab of a profile; `context` is what the tab shows besides."""
    caller = door.caller(request)
    employee = get_entity(door.house, caller, "employee", id).entity
    shown: dict[str, object] = {
        **frame_of_profile(door, caller, employee),
        "tab": tab,
        "type": type_of(employee.body),
        "may_set_access": may(caller, Act.ACCESS_EDIT),
        "error": error,
        "errors": fields_of(error),
    }
    return door.render(
        request,
        f"admin/employee_{tab}.html",
        status=HTTP_STATUS[error.code] if error else 200,
        **shown | context,
    )


def _form(
    door: Door,
    request: Request,
    id: str,
    tab: str,
    fields: Sequence[Field],
    layout: Sequence[Part],
    *,
    body: Body | None = None,
    error: ReleveError | None = None,
    **context: object,
) -> Response:
    """A tab that is a generated form, with what is stored or with what somebody typed."""
    caller = door.caller(request)
    shown = body or get_entity(door.house, caller, "employee", id).entity.body
    editor = Editor(door, caller, "employee", fields)
    may_edit = may(caller, Act.EMPLOYEES_EDIT)
    known = editor.known(
        shown, may_edit=may_edit, errors=fields_of(error), at_work=row_at_work(request)
    )
    sections = editor.sections(shown, known, layout)
    return _profile(door, request, id, tab, error=error, sections=sections, known=known, **context)


def _save(
    door: Door,
    request: Request,
    id: str,
    tab: str,
    fields: Sequence[Field],
    layout: Sequence[Part],
    form: Sending,
) -> Response:
    caller = door.caller(request)
    before = get_entity(door.house, caller, "employee", id).entity.body
    body = Editor(door, caller, "employee", fields).sent(form, before)
    expect = whole(text_of(form, "expect"))
    if is_row_edit(form):
        return _form(door, request, id, tab, fields, layout, body=body, expect=expect)
    try:
        save_entity(door.house, caller, "employee", id, with_activity(body, before), expect=expect)
    except ReleveError as error:
        return _form(door, request, id, tab, fields, layout, body=body, error=error, expect=expect)
    return door.redirect(request, request.url.path, say("The changes are saved."))


def _general(routes: APIRouter, door: Door) -> None:
    @routes.get("/{id}")
    def general(request: Request, id: str) -> Response:
        return _form(door, request, id, "general", GENERAL, GENERAL_LAYOUT)

    @routes.post("/{id}")
    def save(request: Request, id: str, form: Sending) -> Response:
        return _save(door, request, id, "general", GENERAL, GENERAL_LAYOUT, form)


def _security(routes: APIRouter, door: Door) -> None:
    @routes.get("/{id}/security")
    def security(request: Request, id: str) -> Response:
        return _form(door, request, id, "security", SECURITY, SECURITY_LAYOUT)

    @routes.post("/{id}/security")
    def save(request: Request, id: str, form: Sending) -> Response:
        return _save(door, request, id, "security", SECURITY, SECURITY_LAYOUT, form)

    @routes.post("/{id}/password")
    def password(request: Request, id: str, form: Sending) -> Response:
        caller = door.caller(request)
        try:
            same_twice(text_of(form, "password"), text_of(form, "again"))
            set_password(door.house, caller, id, text_of(form, "password"))
        except Invalid as error:
            return _form(door, request, id, "security", SECURITY, SECURITY_LAYOUT, error=error)
        return door.redirect(
            request,
            f"{HOME}/{id}/security",
            say("The password is set. Whoever was logged in as this employee must log in again."),
        )


def _bcp(routes: APIRouter, door: Door) -> None:
    @routes.get("/{id}/bcp")
    def tab(request: Request, id: str) -> Response:
        return _bcp_page(door, request, id)

    @routes.post("/{id}/bcp")
    def save(request: Request, id: str, form: Sending) -> Response:
        caller = door.caller(request)
        try:
            [employee] = set_bcp_type(door.house, caller, [id], text_of(form, "bcpType"))
        except Invalid as error:
            return _bcp_page(door, request, id, error)
        done = say(
            "{name} has the BCP type “{type}” now.",
            name=name_of(employee),
            type=type_of(employee.body).label,
        )
        return door.redirect(request, f"{HOME}/{id}/bcp", done)


def _bcp_page(door: Door, request: Request, id: str, error: ReleveError | None = None) -> Response:
    types = [(one.value, one.label, one.meaning) for one in BcpType]
    return _profile(door, request, id, "bcp", error=error, types=types)


@dataclass(frozen=True, slots=True)
class Past:
    """A change as it is read. `known` False: what was changed is not kept."""

    change: EmployeeChange
    act: Message | str
    way: Message
    seen: tuple[Changed, ...]
    folded: tuple[Changed, ...]
    known: bool


def _history(routes: APIRouter, door: Door) -> None:
    @routes.get("/{id}/history")
    def tab(request: Request, id: str) -> Response:
        told = history(door.house, door.caller(request), id)
        changes = [_past(one, told.titles) for one in told.changes]
        return _profile(door, request, id, "history", changes=changes)


def _past(change: EmployeeChange, titles: Mapping[tuple[str, str], str]) -> Past:
    seen, folded = told_fields("employee", (_named(one, titles) for one in change.fields or ()))
    act = employee_act_named(change.act)
    return Past(change, act, Way(change.way).label, seen, folded, change.fields is not None)


def _named(change: FieldChange, titles: Mapping[tuple[str, str], str]) -> FieldChange:
    """What a reference names in place of its id, where that is still there."""
    name, *sides = change
    field = next((one for one in KINDS["employee"].fields if one.name == name), None)
    if not isinstance(field, Ref):
        return change
    before, after = (
        orjson.dumps(titles.get((field.kind, str(orjson.loads(side))), side)).decode()
        if side
        else ""
        for side in sides
    )
    return name, before, after


def _activity(routes: APIRouter, door: Door) -> None:
    @routes.post("/{id}/deactivate")
    def off(request: Request, id: str) -> Response:
        employee = deactivate(door.house, door.caller(request), id)
        done = say("{name} is deactivated, and cannot log in any more.", name=name_of(employee))
        return door.redirect(request, f"{HOME}/{id}", done)

    @routes.post("/{id}/activate")
    def on(request: Request, id: str) -> Response:
        employee = activate(door.house, door.caller(request), id)
        done = say("{name} is active again.", name=name_of(employee))
        return door.redirect(request, f"{HOME}/{id}", done)
