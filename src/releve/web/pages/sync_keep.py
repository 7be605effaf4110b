"""Admin › Sync Configuration › Keep: what people changed in the BCP tenant, looked at one by one, and given to the primary."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from releve.app import keeping
from releve.app.keep_drawing import KeptChange
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.domain.errors import Invalid, ReleveError
from releve.domain.kinds import KINDS
from releve.domain.runs import Verb
from releve.domain.say import Message, say, say_n
from releve.web.door import Door
from releve.web.editing import Sending, text_of
from releve.web.pages.sync_lines import Changed, narrowed, ticked, told_fields, totals
from releve.web.paging import Skip

HERE = "/admin/sync/keep"
TOP = 50

#: What the buttons send.
CHOICES: Mapping[str, bool] = {"take": True, "leave": False}


@dataclass(frozen=True, slots=True)
class Line:
    """One change as the page shows it."""

    change: KeptChange
    kind: Message
    seen: tuple[Changed, ...]
    folded: tuple[Changed, ...]
    why: tuple[Message, ...]

    @property
    def name(self) -> str:
        return f"{self.change.step.kind}/{self.change.step.bcp_id}"


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HERE)

    @routes.get("")
    def page(request: Request, verb: str = "", kind: str = "", skip: Skip = 0) -> Response:
        return _show(door, request, verb=verb, kind=kind, skip=skip)

    @routes.post("")
    def draw(request: Request) -> Response:
        try:
            keeping.draw(door.house, door.caller(request))
        except ReleveError as error:
            return _show(door, request, error)
        return door.redirect(request, HERE)

    @routes.post("/choices")
    def choose(request: Request, form: Sending) -> Response:
        try:
            take, which = _choice(form), _which(form)
            keeping.choose(
                door.house, door.caller(request), text_of(form, "plan"), which, take=take
            )
        except ReleveError as error:
            return _show(door, request, error)
        return door.redirect(request, HERE)

    @routes.post("/apply")
    def apply(request: Request, form: Sending) -> Response:
        try:
            kept = keeping.apply(door.house, door.caller(request), text_of(form, "plan"))
        except ReleveError as error:
            return _show(door, request, error)
        told = say_n(
            "{n} change of the BCP tenant is in the primary tenant now. The sync goes on.",
            "{n} changes of the BCP tenant are in the primary tenant now. The sync goes on.",
            kept.kept,
        )
        return door.redirect(request, HERE, told)

    @routes.post("/drop")
    def drop(request: Request) -> Response:
        try:
            keeping.drop(door.house, door.caller(request))
        except ReleveError as error:
            return _show(door, request, error)
        told = say("The sync goes on, and overwrites what was changed in the BCP tenant.")
        return door.redirect(request, HERE, told)

    return routes


def _choice(form: FormData) -> bool:
    if (found := CHOICES.get(text_of(form, "choice"))) is None:
        raise Invalid(
            say("It was not said what is to be done."),
            say("Choose one of the buttons: take, or leave."),
        )
    return found


def _which(form: FormData) -> list[tuple[str, str]] | None:
    """None: all of them."""
    if text_of(form, "all"):
        return None
    return ticked(form)


def _line(one: KeptChange) -> Line:
    step = one.step
    return Line(one, KINDS[step.kind].label, *told_fields(step.kind, step.fields), one.why)


def _show(
    door: Door,
    request: Request,
    error: ReleveError | None = None,
    *,
    verb: str = "",
    kind: str = "",
    skip: int = 0,
) -> Response:
    caller = door.caller(request)
    page = keeping.keep_page(door.house, caller, verb=verb, kind=kind, skip=skip, top=TOP)
    return door.render(
        request,
        "admin/sync_keep.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="sync",
        error=error,
        page=page,
        body=page.plan.body if page.plan else {},
        lines=[_line(one) for one in page.changes],
        totals=totals(page.plan.body["counts"]) if page.plan else dict.fromkeys(Verb, 0),
        **narrowed(verb, kind, skip, TOP),
        may_edit=may(caller, Act.SYNC_EDIT),
    )
