"""Admin › Roles & Permissions: the roles, their general data, and what each may see and change."""

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from releve.app import browsing
from releve.app.entities import delete_entity, get_entity, save_entity
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.app.roles import role_page, set_permissions
from releve.domain.errors import ReleveError
from releve.domain.kind import Body
from releve.domain.kinds import KINDS
from releve.domain.people import Action, Permission
from releve.domain.say import Message, say
from releve.web.door import Door
from releve.web.editing import Editor, Sending, fields_of, is_row_edit, row_at_work, text_of, whole
from releve.web.paging import Skip

HOME = "/admin/roles"
TOP = 50
_KIND = KINDS["role"]
_LAYOUT = (
    (None, ("roleName", "displayName", "description", "status"), False),
    (say("Login"), ("secondFactorRequired",), False),
    (None, ("dataRestrictions",), False),
)
FIELDS = tuple(_KIND.field(name) for _, names, _ in _LAYOUT for name in names)
FRESH: Body = {"status": "ACTIVE"}
#: The names of the built-in roles (`releve.domain.seed`), which the pages show in the language of the reader.


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HOME)
    _list(routes, door)
    _new(routes, door)
    _permissions(routes, door)
    _general(routes, door)
    return routes


def _list(routes: APIRouter, door: Door) -> None:
    @routes.get("")
    def roles(request: Request, q: str = "", sort: str = "roleName", skip: Skip = 0) -> Response:
        caller = door.caller(request)
        order = sort.removeprefix("-")
        found = browsing.listed(
            door.house,
            caller,
            "role",
            search=q,
            order=order if order in ("roleName", "status") else "roleName",
            descending=sort.startswith("-"),
            skip=skip,
            top=TOP,
        )
        return door.render(
            request,
            "admin/roles.html",
            place="roles",
            found=found,
            builtin=_KIND.builtin,
            statuses=getattr(_KIND.field("status"), "options", {}),
            q=q,
            sort=sort,
            skip=skip,
            top=TOP,
            may_edit=may(caller, Act.ROLES_EDIT),
        )


def _new(routes: APIRouter, door: Door) -> None:
    @routes.get("/new")
    def new(request: Request) -> Response:
        return _new_page(door, request, dict(FRESH))

    @routes.post("/new")
    def create(request: Request, form: Sending) -> Response:
        caller = door.caller(request)
        body = Editor(door, caller, "role", FIELDS).sent(form, FRESH)
        if is_row_edit(form):
            return _new_page(door, request, body)
        try:
            made = save_entity(door.house, caller, "role", None, body)
        except ReleveError as error:
            return _new_page(door, request, body, error)
        return door.redirect(
            request,
            f"{HOME}/{made.id}/permissions",
            say("The role is created. It allows nothing yet: choose its permissions."),
        )


def _new_page(
    door: Door, request: Request, body: Body, error: ReleveError | None = None
) -> Response:
    caller = browsing.must_edit(door.caller(request), "role")
    editor = Editor(door, caller, "role", FIELDS)
    known = editor.known(body, may_edit=True, errors=fields_of(error), at_work=row_at_work(request))
    return door.render(
        request,
        "admin/role_new.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="roles",
        sections=editor.sections(body, known, _LAYOUT),
        known=known,
        error=error,
    )


def _general(routes: APIRouter, door: Door) -> None:
    @routes.get("/{id}")
    def general(request: Request, id: str) -> Response:
        return _general_page(door, request, id)

    @routes.post("/{id}")
    def save(request: Request, id: str, form: Sending) -> Response:
        caller = door.caller(request)
        before = get_entity(door.house, caller, "role", id).entity.body
        body = Editor(door, caller, "role", FIELDS).sent(form, before)
        expect = whole(text_of(form, "expect"))
        if is_row_edit(form):
            return _general_page(door, request, id, body, expect=expect)
        try:
            save_entity(door.house, caller, "role", id, body, expect=expect)
        except ReleveError as error:
            return _general_page(door, request, id, body, error, expect=expect)
        return door.redirect(request, f"{HOME}/{id}", say("The changes are saved."))

    @routes.post("/{id}/delete")
    def delete(request: Request, id: str, form: Sending) -> Response:
        caller = door.caller(request)
        try:
            delete_entity(door.house, caller, "role", id, expect=whole(text_of(form, "expect")))
        except ReleveError as error:
            return _general_page(door, request, id, error=error)
        return door.redirect(request, HOME, say("The role is deleted."))


def _general_page(
    door: Door,
    request: Request,
    id: str,
    body: Body | None = None,
    error: ReleveError | None = None,
    *,
    expect: int | None = None,
) -> Response:
    caller = door.caller(request)
    role = get_entity(door.house, caller, "role", id).entity
    shown = body or role.body
    editor = Editor(door, caller, "role", FIELDS)
    may_edit = may(caller, Act.ROLES_EDIT)
    known = editor.known(
        shown, may_edit=may_edit, errors=fields_of(error), at_work=row_at_work(request)
    )
    return door.render(
        request,
        "admin/role_general.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="roles",
        role=role,
        tab="general",
        sections=editor.sections(shown, known, _LAYOUT),
        known=known,
        expect=expect or role.revision,
        builtin=browsing.is_builtin(role),
        may_edit=may_edit,
        error=error,
    )


def _permissions(routes: APIRouter, door: Door) -> None:
    @routes.get("/{id}/permissions")
    def page(request: Request, id: str) -> Response:
        return _permissions_page(door, request, id)

    @routes.post("/{id}/permissions")
    def save(request: Request, id: str, form: Sending) -> Response:
        caller = door.caller(request)
        ticked, expect = list(_ticked(form)), whole(text_of(form, "expect"))
        try:
            set_permissions(door.house, caller, id, ticked, expect=expect)
        except ReleveError as error:
            return _permissions_page(door, request, id, set(ticked), error, expect=expect)
        return door.redirect(
            request,
            f"{HOME}/{id}/permissions",
            say("The permissions are saved. They hold from each person's next click."),
        )


def _ticked(form: FormData) -> Iterator[tuple[str, Action]]:
    """Every `permission:action` that was sent; what is no action is passed over."""
    for sent in form.getlist("grant"):
        name, _, action = sent.partition(":") if isinstance(sent, str) else ("", "", "")
        if action in tuple(Action):
            yield name, Action(action)


def _permissions_page(
    door: Door,
    request: Request,
    id: str,
    ticked: set[tuple[str, Action]] | None = None,
    error: ReleveError | None = None,
    *,
    expect: int | None = None,
) -> Response:
    caller = door.caller(request)
    page = role_page(door.house, caller, id)
    stored = {(one.name, action) for one, held in page.permissions for action in held}
    return door.render(
        request,
        "admin/role_permissions.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="roles",
        role=page.role,
        tab="permissions",
        tree=_tree([permission for permission, _ in page.permissions]),
        ticked=stored if ticked is None else ticked,
        actions=[(action, _ACTIONS[action]) for action in Action],
        expect=expect or page.role.revision,
        builtin=browsing.is_builtin(page.role),
        may_edit=may(caller, Act.ROLES_EDIT),
        error=error,
    )


_ACTIONS = {Action.VIEW: say("View"), Action.EDIT: say("Edit"), Action.CREATE: say("Create")}


def _tree(permissions: list[Permission]) -> list[tuple[str, Message, list[Permission]]]:
    """By application: the word it has in names, its label, its permissions; in the order of the declaration."""
    tree: dict[str, tuple[Message, list[Permission]]] = {}
    for one in permissions:
        word = one.name.partition(".")[0]
        tree.setdefault(word, (one.application, []))[1].append(one)
    return [(word, label, found) for word, (label, found) in tree.items()]
