"""Studio › Outside identifiers: what scripts exchange with other systems, who answers for it, and how its last test went."""

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from releve.app.outside import (
    BY_MAX,
    NOTE_MAX,
    OWNER_MAX,
    TOP,
    State,
    all_lines,
    outside_line,
    outside_register,
    record_test,
    set_owner,
)
from releve.app.outside_file import OUTCOMES, SORTS, STATES, outside_rows
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.domain.errors import Conflict, Invalid
from releve.domain.say import say
from releve.web.door import Door
from releve.web.downloads import csv_file
from releve.web.editing import Sending, fields_of, text_of, whole
from releve.web.flash import Tone
from releve.web.paging import Skip

HOME = "/studio/outside"
TONES: Mapping[State, str] = {
    State.FAILED: "bad",
    State.UNTESTED: "warn",
    State.CHANGED: "warn",
    State.TESTED: "good",
    State.GONE: "muted",
}


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HOME)
    _list(routes, door)
    _one(routes, door)
    return routes


def _list(routes: APIRouter, door: Door) -> None:
    @routes.get("")
    def register(request: Request, q: str = "", skip: Skip = 0) -> Response:
        page = outside_register(door.house, door.caller(request), search=q, skip=skip, top=TOP)
        return door.render(
            request,
            "studio/outside.html",
            place="outside",
            page=page,
            states=STATES,
            tones=TONES,
            outcomes=OUTCOMES,
            sorts=SORTS,
            q=q,
            skip=skip,
            top=TOP,
        )

    @routes.get("/outside-identifiers.csv")
    def csv(request: Request) -> Response:
        lines = all_lines(door.house, door.caller(request))
        rows = outside_rows(lines, door.shell.speaker(request).say)
        return csv_file("outside-identifiers.csv", rows)


def _one(routes: APIRouter, door: Door) -> None:
    @routes.get("/{id}")
    def line(request: Request, id: str) -> Response:
        return _show(door, request, id)

    @routes.post("/{id}/owner")
    def owner(request: Request, id: str, form: Sending) -> Response:
        caller = door.caller(request)
        try:
            set_owner(
                door.house,
                caller,
                id,
                text_of(form, "owner"),
                expect=_version(form),
                whole_system=_whole_system(form),
            )
        except (Invalid, Conflict) as error:
            return _show(door, request, id, error, form)
        return door.redirect(request, _page(id), (Tone.GOOD, say("The owner is saved.")))

    @routes.post("/{id}/tests")
    def test(request: Request, id: str, form: Sending) -> Response:
        caller = door.caller(request)
        try:
            record_test(
                door.house,
                caller,
                id,
                on=text_of(form, "on"),
                outcome=text_of(form, "outcome"),
                by=text_of(form, "by"),
                note=text_of(form, "note"),
                expect=_version(form),
                whole_system=_whole_system(form),
            )
        except (Invalid, Conflict) as error:
            return _show(door, request, id, error, form)
        return door.redirect(request, _page(id), (Tone.GOOD, say("The test is recorded.")))


def _page(id: str) -> str:
    return f"{HOME}/{quote(id)}"


def _version(form: FormData) -> int:
    return whole(text_of(form, "expect")) or 0


def _whole_system(form: FormData) -> bool:
    return bool(text_of(form, "test_all") or text_of(form, "owner_all"))


def _show(
    door: Door,
    request: Request,
    id: str,
    error: Invalid | Conflict | None = None,
    form: FormData | None = None,
) -> Response:
    """`form` is what was sent and refused: nothing of it is lost."""
    caller = door.caller(request)
    page = outside_line(door.house, caller, id)
    sent = {name: text_of(form, name) for name in form} if form is not None else {}
    return door.render(
        request,
        "studio/outside_line.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="outside",
        page=page,
        line=page.line,
        states=STATES,
        tones=TONES,
        outcomes=OUTCOMES,
        sorts=SORTS,
        error=error,
        errors=fields_of(error),
        sent=sent,
        today=door.house.now()[:10],
        may_edit=may(caller, Act.SCRIPTS_EDIT),
        owner_max=OWNER_MAX,
        by_max=BY_MAX,
        note_max=NOTE_MAX,
    )
