"""Admin › Employees: the list, and a new employee."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app import browsing
from releve.app.entities import save_entity
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.domain.errors import ReleveError
from releve.domain.kind import Body
from releve.domain.people import BcpType, Caller
from releve.domain.say import Message, say
from releve.web.door import Door
from releve.web.editing import Editor, Sending, fields_of, is_row_edit, row_at_work
from releve.web.naming import named
from releve.web.pages.employee_layout import FRESH, KIND, NEW, NEW_LAYOUT, name_of, type_of
from releve.web.paging import Skip

TOP = 50
#: How many roles and teams a filter offers.
FILTER_MAX = 500
#: A list that is searched or filtered is counted so far beyond what is shown: the rest is “more than”.
COUNTED_MAX = 1_000
#: What the list can be sorted by.
SORTS = ("lastName", "userName", "bcpType", "status")
HOME = "/admin/employees"


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HOME)
    _list(routes, door)
    _new(routes, door)
    return routes


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
        chosen = filters(bcp=bcp, role=role, team=team, status=status)
        order = sort.removeprefix("-")
        found = browsing.listed(
            door.house,
            caller,
            "employee",
            search=q,
            where=chosen,
            order=order if order in SORTS else "lastName",
            descending=sort.startswith("-"),
            skip=skip,
            top=TOP,
            count_max=skip + COUNTED_MAX,
        )
        return door.render(
            request,
            "admin/employees.html",
            place="employees",
            found=found,
            skip=skip,
            top=TOP,
            bound=skip + COUNTED_MAX if q or chosen else None,
            q=q,
            sort=sort,
            chosen={name: chosen.get(name, "") for name in FILTERS.values()},
            **_offered(door, caller),
        )


#: What a list is filtered by: the name in the address → the field.
FILTERS: Mapping[str, str] = {
    "bcp": "bcpType",
    "role": "roleUUID",
    "team": "teamId",
    "status": "status",
}


def filters(**given: str) -> dict[str, str | int | bool]:
    """The fields that are compared, and with what; those that are blank are not."""
    return {FILTERS[name]: value for name, value in given.items() if value}


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
