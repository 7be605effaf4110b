"""Admin › Configuration: every kind of entity, its list, and a form made from its declaration alone."""

import base64
import binascii
from collections.abc import Sequence
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from releve.app import browsing
from releve.app.browsing import Listed
from releve.app.entities import delete_entity, get_entity, save_entity
from releve.app.entities import edit_act as act_to_edit
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import may
from releve.domain.entities import Entity
from releve.domain.errors import NotFound, ReleveError
from releve.domain.kind import Body, Field, Kind, Ref
from releve.domain.kinds import KINDS, kind_named
from releve.domain.say import Message, say
from releve.web.door import Door
from releve.web.editing import Editor, Sending, fields_of, is_row_edit, row_at_work, text_of, whole
from releve.web.forms.controls import Known
from releve.web.naming import named
from releve.web.pages.kind_groups import ELSEWHERE, grouped
from releve.web.paging import Skip

HOME = "/admin/entities"
TOP = 50
#: How many names are offered while somebody types.
NAMES_MAX = 40


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HOME)
    _kinds(routes, door)
    _names(routes, door)
    _new(routes, door)
    _one(routes, door)
    return routes


def _kinds(routes: APIRouter, door: Door) -> None:
    @routes.get("")
    def kinds(request: Request) -> Response:
        return door.render(
            request,
            "admin/kinds.html",
            place="entities",
            groups=grouped(),
            counts=browsing.entity_counts(door.house, door.caller(request)),
            elsewhere=ELSEWHERE,
        )

    @routes.get("/{kind}")
    def entities(
        request: Request, kind: str, q: str = "", sort: str = "", skip: Skip = 0
    ) -> Response:
        if kind in ELSEWHERE:
            return RedirectResponse(ELSEWHERE[kind], 303)
        caller = door.caller(request)
        declared = kind_named(kind)
        order = sort.removeprefix("-")
        found = browsing.listed(
            door.house,
            caller,
            kind,
            search=q,
            order=order if order in {field.name for field in _columns(declared)} else "",
            descending=sort.startswith("-"),
            skip=skip,
            top=TOP,
        )
        return door.render(
            request,
            "admin/entities.html",
            place="entities",
            kind=declared,
            found=found,
            columns=_columns(declared),
            names={
                one.id: named(one.kind, browsing.entity_name(one, found.titles))
                for one in found.rows
            },
            cell=lambda one, field: _cell(one, field, found),
            is_off=lambda one: _is_off(declared, one),
            q=q,
            sort=sort,
            skip=skip,
            top=TOP,
            may_edit=may(caller, act_to_edit(kind)),
        )


def _columns(kind: Kind) -> Sequence[Field]:
    """What a list shows besides the name: the rest of the key, else the first fields that say much in little room."""
    title = kind.title or kind.key[0]
    rest = [kind.field(name) for name in kind.key if name != title]
    if any(isinstance(kind.field(name), Ref) for name in kind.key):
        rest = []  # the name says it all
    plain = [
        field
        for field in kind.fields
        if type(field).__name__ in ("Choice", "Int", "Ref", "Text")
        and field.name not in {title, *kind.key, kind.inactive_field}
        and not getattr(field, "secret", False)
        and not getattr(field, "multiline", False)
    ]
    return [*rest, *plain][:2]


def _cell(entity: Entity, field: Field, found: Listed) -> object:
    value = entity.body.get(field.name)
    if value is None:
        return "–"
    if isinstance(field, Ref):
        if value in field.keep:
            return "–"
        return named(field.kind, found.titles.get((field.kind, str(value)), str(value)))
    return getattr(field, "options", {}).get(value, value)


def _is_off(kind: Kind, entity: Entity) -> bool:
    return bool(kind.inactive_field) and entity.body.get(kind.inactive_field) is False


def _names(routes: APIRouter, door: Door) -> None:
    @routes.get("/{kind}/options/{names}")
    def options(request: Request, kind: str, names: str) -> Response:
        """What a searched reference may be set to, as options of its datalist; asked while somebody types."""
        caller = door.caller(request)
        _, target, by = [*names.split("-"), "", ""][:3]
        typed = next(iter(request.query_params.values()), "")
        found = browsing.choices(
            door.house, caller, kind, [(target, by)], search=typed, top=NAMES_MAX
        )
        return door.render(request, "admin/options.html", by=by, options=found[target, by].options)


def _layout(kind: Kind) -> list[tuple[Message | None, tuple[str, ...], bool]]:
    """Plain fields together, everything nested in a part of its own, and last what is only looked at."""
    nested = ("Many", "Group")
    kept = ("Open", "Content")
    sorts = {field.name: type(field).__name__ for field in kind.fields}
    plain = tuple(name for name, sort in sorts.items() if sort not in (*nested, *kept))
    parts: list[tuple[Message | None, tuple[str, ...], bool]] = [(None, plain, False)]
    parts += [(None, (name,), False) for name, sort in sorts.items() if sort in nested]
    looked_at = tuple(name for name, sort in sorts.items() if sort in kept)
    if looked_at:
        parts.append((say("Kept as it came"), looked_at, False))
    return parts


def _fresh(kind: Kind) -> Body:
    """A choice between one value is no choice."""
    return {
        field.name: next(iter(field.options))  # type: ignore[attr-defined]
        for field in kind.fields
        if field.required and len(getattr(field, "options", ())) == 1
    }


def _new(routes: APIRouter, door: Door) -> None:
    @routes.get("/{kind}/new")
    def new(request: Request, kind: str) -> Response:
        if kind in ELSEWHERE:
            return RedirectResponse(ELSEWHERE[kind], 303)
        return _show(door, request, kind_named(kind), None, _fresh(kind_named(kind)))

    @routes.post("/{kind}/new")
    def create(request: Request, kind: str, form: Sending) -> Response:
        return _save(door, request, kind_named(kind), None, form)


def _one(routes: APIRouter, door: Door) -> None:
    @routes.get("/{kind}/{id}")
    def one(request: Request, kind: str, id: str) -> Response:
        if kind in ELSEWHERE:
            return RedirectResponse(f"{ELSEWHERE[kind]}/{quote(id)}", 303)
        entity = get_entity(door.house, door.caller(request), kind, id).entity
        return _show(door, request, kind_named(kind), entity, entity.body)

    @routes.post("/{kind}/{id}")
    def save(request: Request, kind: str, id: str, form: Sending) -> Response:
        entity = get_entity(door.house, door.caller(request), kind, id).entity
        return _save(door, request, kind_named(kind), entity, form)

    @routes.post("/{kind}/{id}/delete")
    def delete(request: Request, kind: str, id: str, form: Sending) -> Response:
        caller = door.caller(request)
        entity = get_entity(door.house, caller, kind, id).entity
        try:
            delete_entity(door.house, caller, kind, id, expect=whole(text_of(form, "expect")))
        except ReleveError as error:
            return _show(door, request, kind_named(kind), entity, entity.body, error)
        gone = say("{kind}: deleted.", kind=kind_named(kind).label)
        return door.redirect(request, f"{HOME}/{kind}", gone)

    @routes.get("/{kind}/{id}/content")
    def content(request: Request, kind: str, id: str) -> Response:
        entity = get_entity(door.house, door.caller(request), kind, id).entity
        name = KINDS[kind].title_of(entity.body).replace("/", "\\").rpartition("\\")[2]
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(_bytes(entity.body), media_type="application/octet-stream", headers=headers)


def _bytes(body: Body) -> bytes:
    """The bytes of a file, which stand in its document in Base64."""
    try:
        return base64.b64decode(str(body["content"]), validate=True)
    except (KeyError, binascii.Error):
        raise NotFound(
            say("This has no content that could be downloaded."),
            say("It may name a file that is kept elsewhere."),
        ) from None


def _save(
    door: Door, request: Request, kind: Kind, entity: Entity | None, form: Sending
) -> Response:
    caller = door.caller(request)
    before = entity.body if entity else _fresh(kind)
    body = Editor(door, caller, kind.name, kind.fields).sent(form, before)
    expect = whole(text_of(form, "expect"))
    if is_row_edit(form):
        return _show(door, request, kind, entity, body, expect=expect)
    try:
        saved = save_entity(
            door.house, caller, kind.name, entity.id if entity else None, body, expect=expect
        )
    except ReleveError as error:
        return _show(door, request, kind, entity, body, error, expect=expect)
    done = say("The changes are saved.") if entity else say("{kind}: created.", kind=kind.label)
    return door.redirect(request, f"{HOME}/{kind.name}/{saved.id}", done)


def _show(
    door: Door,
    request: Request,
    kind: Kind,
    entity: Entity | None,
    body: Body,
    error: ReleveError | None = None,
    *,
    expect: int | None = None,
) -> Response:
    """The form of an entity, as stored or as somebody has filled it in; None for a new one."""
    caller = door.caller(request)
    may_edit = may(caller, act_to_edit(kind.name))
    if entity is None:
        browsing.must_edit(caller, kind.name)
    editor = Editor(door, caller, kind.name, kind.fields)
    known: Known = editor.known(
        body, may_edit=may_edit, errors=fields_of(error), at_work=row_at_work(request)
    )
    name = named(kind.name, browsing.entity_name(entity, known.titles)) if entity else ""
    return door.render(
        request,
        "admin/entity.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="entities",
        kind_of=kind,
        entity=entity,
        name=name,
        sections=editor.sections(body, known, _layout(kind)),
        known=known,
        expect=expect or (entity.revision if entity else 0),
        builtin=entity is not None and browsing.is_builtin(entity),
        may_edit=may_edit,
        has_content=entity is not None and bool(entity.body.get("content")),
        error=error,
    )
