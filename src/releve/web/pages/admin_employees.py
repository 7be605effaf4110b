"""Admin › Employees: the list, the BCP type of many at once, and the tabs of one profile."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app import browsing
from releve.app.employees import set_bcp_type
from releve.app.entities import get_entity, save_entity
from releve.app.over_http import HTTP_STATUS
from releve.app.passwords import set_password
from releve.app.rights import Act, may
from releve.domain.errors import Invalid, ReleveError
from releve.domain.kind import Body, Field
from releve.domain.people import BcpType, Caller
from releve.domain.say import Message, say, say_n
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
from releve.web.flash import Tone
from releve.web.naming import named
from releve.web.pages.employee_layout import (
    FRESH,
    GENERAL,
    GENERAL_LAYOUT,
    KIND,
    NEW,
    NEW_LAYOUT,
    SECURITY,
    SECURITY_LAYOUT,
    Part,
    name_of,
    with_activity,
)
from releve.web.pages.profile_security import same_twice
from releve.web.paging import Skip
from releve.web.shell import local

TOP = 50
#: How many roles and teams a filter offers.
FILTER_MAX = 500
#: What the list can be sorted by.
SORTS = ("lastName", "userName", "bcpType", "status")
HOME = "/admin/employees"


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HOME)
    _list(routes, door)
    _new(routes, door)
    _general(routes, door)
    _security(routes, door)
    _bcp(routes, door)
    return routes


def type_of(body: Body) -> BcpType:
    """By default nobody has access to the BCP tenant."""
    return BcpType(body.get("bcpType") or BcpType.NONE)


def _list(routes: APIRouter, door: Door) -> None:
    @routes.get("")
    def employees(
        request: Request,
        q: str = "",
        sort: str = "lastName",
        skip: Skip = 0,
        bcp: str = "",
        role: str = "",
        team: str = "",
        status: str = "",
    ) -> Response:
        caller = door.caller(request)
        chosen = {"bcpType": bcp, "roleUUID": role, "teamId": team, "status": status}
        order = sort.removeprefix("-")
        found = browsing.listed(
            door.house,
            caller,
            "employee",
            search=q,
            where={name: value for name, value in chosen.items() if value},
            order=order if order in SORTS else "lastName",
            descending=sort.startswith("-"),
            skip=skip,
            top=TOP,
        )
        return door.render(
            request,
            "admin/employees.html",
            place="employees",
            found=found,
            skip=skip,
            top=TOP,
            q=q,
            sort=sort,
            chosen=chosen,
            **_offered(door, caller),
        )

    @routes.post("/bcp-type")
    def bcp_type(request: Request, form: Sending) -> Response:
        caller = door.caller(request)
        back = local(text_of(form, "back") or HOME)
        ids = {one for one in form.getlist("ids") if isinstance(one, str)}
        if not ids:
            nobody = say("Nobody was chosen. Tick the employees first, then choose their BCP type.")
            return door.redirect(request, back, (Tone.WARN, nobody))
        set_bcp_type(door.house, caller, ids, text_of(form, "type"))
        done = say_n(
            "{n} employee has the BCP type “{type}” now.",
            "{n} employees have the BCP type “{type}” now.",
            len(ids),
            type=BcpType(text_of(form, "type")).label,
        )
        return door.redirect(request, back, done)


def _offered(door: Door, caller: Caller | None) -> Mapping[str, Any]:
    """What the list offers besides its rows: filters, and what the caller may do."""
    wanted = [("role", "id"), ("team", "alt")]
    names = browsing.choices(door.house, caller, "employee", wanted, top=FILTER_MAX)
    has_bcp = browsing.tenant_of(door.house, caller).features.bcp
    return {
        "roles": [(one, named("role", title)) for one, title in names["role", "id"].options],
        "teams": names["team", "alt"].options,
        "statuses": _statuses(),
        "types": [(one.value, one.label) for one in BcpType],
        "type_of": type_of,
        "has_bcp": has_bcp,
        "may_edit": may(caller, Act.EMPLOYEES_EDIT),
        "may_set_access": has_bcp and may(caller, Act.ACCESS_EDIT),
    }


def _statuses() -> Mapping[str | int, Message]:
    options: Mapping[str | int, Message] = getattr(KIND.field("status"), "options", {})
    return options


def _new(routes: APIRouter, door: Door) -> None:
    @routes.get("/new")
    def new(request: Request) -> Response:
        return _new_page(door, request, dict(FRESH))

    @routes.post("/new")
    def create(request: Request, form: Sending) -> Response:
        caller = door.caller(request)
        body = Editor(door, caller, "employee", NEW).sent(form, FRESH)
        if is_row_edit(form):
            return _new_page(door, request, body)
        try:
            made = save_entity(door.house, caller, "employee", None, body)
        except ReleveError as error:
            return _new_page(door, request, body, error)
        return door.redirect(
            request,
            f"{HOME}/{made.id}/security",
            say("{name} is created. Set a password, so that they can log in.", name=name_of(made)),
        )


def _new_page(
    door: Door, request: Request, body: Body, error: ReleveError | None = None
) -> Response:
    caller = browsing.must_edit(door.caller(request), "employee")
    editor = Editor(door, caller, "employee", NEW)
    known = editor.known(body, may_edit=True, errors=fields_of(error), at_work=row_at_work(request))
    return door.render(
        request,
        "admin/employee_new.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="employees",
        sections=editor.sections(body, known, NEW_LAYOUT),
        known=known,
        error=error,
    )


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
    has_bcp = browsing.tenant_of(door.house, caller).features.bcp
    shown: dict[str, object] = {
        "employee": employee,
        "name": name_of(employee),
        "tab": tab,
        "type": type_of(employee.body),
        "has_bcp": has_bcp,
        "may_edit": may(caller, Act.EMPLOYEES_EDIT),
        "may_set_access": may(caller, Act.ACCESS_EDIT),
        "builtin": browsing.is_builtin(employee),
        "expect": employee.revision,
        "error": error,
        "errors": fields_of(error),
    }
    return door.render(
        request,
        f"admin/employee_{tab}.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="employees",
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
