"""Admin › Roles & Permissions: the roles, their general data, and what each may see and change."""

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from releve.app import browsing
from releve.app.audit_words import act_named, outcome_named
from releve.app.entities import delete_entity, get_entity, save_entity
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.app.roles import (
    ACTIVE,
    DRAFT,
    default_permissions,
    duplicate,
    is_active,
    out_of_the_box_names,
    role_history,
    role_page,
    set_permissions,
)
from releve.domain.errors import ReleveError
from releve.domain.kind import Body
from releve.domain.kinds import KINDS
from releve.domain.people import PERMISSIONS, Action, Permission
from releve.domain.say import Message, say
from releve.web.door import Door
from releve.web.editing import Editor, Sending, fields_of, is_row_edit, row_at_work, text_of, whole
from releve.web.naming import named
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
#: Of a new role: its status follows from the button.
_NEW_LAYOUT = (
    (None, ("roleName", "displayName", "description"), False),
    (say("Login"), ("secondFactorRequired",), False),
    (None, ("dataRestrictions",), False),
)
NEW_FIELDS = tuple(_KIND.field(name) for _, names, _ in _NEW_LAYOUT for name in names)
FRESH: Body = {"status": DRAFT}
#: The names of the built-in roles (`releve.domain.seed`), which the pages show in the language of the reader.


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HOME)
    _list(routes, door)
    _new(routes, door)
    _permissions(routes, door)
    _history(routes, door)
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
        body = Editor(door, caller, "role", NEW_FIELDS).sent(form, FRESH)
        if is_row_edit(form):
            return _new_page(door, request, body)
        body = {**body, **_activated(form)}
        try:
            made = save_entity(door.house, caller, "role", None, body)
        except ReleveError as error:
            return _new_page(door, request, body, error)
        return door.redirect(
            request,
            f"{HOME}/{made.id}/permissions",
            say("The role is created. It allows nothing yet: choose its permissions."),
        )


def _activated(form: FormData) -> Body:
    """What *Save and Activate* changes besides what *Save* does."""
    return {"status": ACTIVE} if text_of(form, "activate") else {}


def _new_page(
    door: Door, request: Request, body: Body, error: ReleveError | None = None
) -> Response:
    caller = browsing.must_edit(door.caller(request), "role")
    editor = Editor(door, caller, "role", NEW_FIELDS)
    known = editor.known(body, may_edit=True, errors=fields_of(error), at_work=row_at_work(request))
    return door.render(
        request,
        "admin/role_new.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="roles",
        sections=editor.sections(body, known, _NEW_LAYOUT),
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
        body = {**body, **_activated(form)}
        try:
            save_entity(door.house, caller, "role", id, body, expect=expect)
        except ReleveError as error:
            return _general_page(door, request, id, body, error, expect=expect)
        return door.redirect(request, f"{HOME}/{id}", say("The changes are saved."))

    @routes.post("/{id}/duplicate")
    def copy(request: Request, id: str) -> Response:
        made = duplicate(door.house, door.caller(request), id)
        return door.redirect(
            request,
            f"{HOME}/{made.id}",
            say("The copy is a draft. Give it a name of its own, then activate it."),
        )

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


def _history(routes: APIRouter, door: Door) -> None:
    @routes.get("/{id}/history")
    def page(request: Request, id: str, skip: Skip = 0) -> Response:
        caller = door.caller(request)
        role, lines, total = role_history(door.house, caller, id, skip=skip, top=TOP)
        return door.render(
            request,
            "admin/role_history.html",
            place="roles",
            role=role,
            tab="history",
            lines=lines,
            total=total,
            skip=skip,
            top=TOP,
            act_named=act_named,
            outcome_named=outcome_named,
            path_of=_path_of,
            labels={field.name: field.label for field in _KIND.fields},
            statuses=getattr(_KIND.field("status"), "options", {}),
            builtin=browsing.is_builtin(role),
            may_edit=may(caller, Act.ROLES_EDIT),
        )


def _path_of(grant: str) -> Message | str:
    """`admin.roles:edit` as one finds it in the tree."""
    name, _, action = grant.partition(":")
    if name not in PERMISSIONS or action not in tuple(Action):
        return grant
    one = PERMISSIONS[name]
    return say(
        "{application} › {group} › {permission} › {action}",
        application=one.application,
        group=one.group,
        permission=one.label,
        action=_ACTIONS[Action(action)],
    )


def _permissions(routes: APIRouter, door: Door) -> None:
    @routes.get("/{id}/permissions")
    def page(request: Request, id: str, like: str = "") -> Response:
        if not like:
            return _permissions_page(door, request, id)
        ticked = set(default_permissions(door.house, door.caller(request), like))
        return _permissions_page(door, request, id, ticked, like=like)

    @routes.post("/{id}/permissions")
    def save(request: Request, id: str, form: Sending) -> Response:
        caller = door.caller(request)
        ticked, expect = list(_ticked(form)), whole(text_of(form, "expect"))
        try:
            status = ACTIVE if text_of(form, "activate") else None
            saved = set_permissions(door.house, caller, id, ticked, status=status, expect=expect)
        except ReleveError as error:
            return _permissions_page(door, request, id, set(ticked), error, expect=expect)
        return door.redirect(
            request,
            f"{HOME}/{id}/permissions",
            _saved(saved.body, activated=bool(text_of(form, "activate"))),
        )


def _saved(role: Body, *, activated: bool) -> Message:
    if activated:
        return say("The permissions are saved, and the role is active. They hold at once.")
    if is_active(role):
        return say("The permissions are saved. They hold from each person's next click.")
    return say("The permissions are saved. The role is not active: it gives nobody anything yet.")


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
    like: str = "",
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
        like=like,
        boxes=[(name, named("role", name)) for name in out_of_the_box_names()],
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
