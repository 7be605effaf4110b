"""Studio: the scripts of the tenant in and out, one script taken apart, and what a person has to judge."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app import browsing
from releve.app.rights import Act, may
from releve.app.script_decisions import settle, withdraw
from releve.app.script_review import AT_ONCE, script_page, scripts_to_review
from releve.app.script_steps import version_of
from releve.app.scripts import export_script, import_scripts, may_upload
from releve.domain.kind import Choice, Field, Group, Many
from releve.domain.kinds import KINDS
from releve.domain.media import MEDIA_TYPES
from releve.domain.say import Message, say
from releve.domain.script_work import WORK_STEPS
from releve.domain.tenancy import Side
from releve.web.door import Door
from releve.web.editing import Sending, files_of, text_of, whole
from releve.web.flash import Tone
from releve.web.paging import Skip

HOME = "/studio/scripts"
TOP = 50
SORTS = ("path", "mediaType", "format", "status")
#: The usual ones in the reader's language; another one as it is.
_STATUSES = {"Active": say("Active"), "Inactive": say("Inactive")}


def _options(*names: str) -> Mapping[str | int, Message]:
    """The choices of a field of a script, and their words, as its kind declares them."""
    fields: Sequence[Field] = KINDS["script"].fields
    for name in names:
        field = next(one for one in fields if one.name == name)
        if isinstance(field, Choice):
            return field.options
        match field:
            case Many(item=Group(fields=inner)):
                fields = inner
    raise AssertionError(f"{names} is no choice")


_FORMATS = _options("format")
_SETTLED = _options("decisions", "settled")


def router(door: Door) -> APIRouter:
    routes = APIRouter()
    _list(routes, door)
    _files(routes, door)
    _one(routes, door)
    return routes


def _list(routes: APIRouter, door: Door) -> None:
    @routes.get(HOME)
    def scripts(
        request: Request, q: str = "", sort: str = "path", skip: Skip = 0, media: str = ""
    ) -> Response:
        caller = door.caller(request)
        order, number = sort.removeprefix("-"), whole(media)
        found = browsing.listed(
            door.house,
            caller,
            "script",
            search=q,
            where={} if number is None else {"mediaType": number},
            order=order if order in SORTS else "path",
            descending=sort.startswith("-"),
            skip=skip,
            top=TOP,
        )
        return door.render(
            request,
            "studio/scripts.html",
            place="scripts",
            found=found,
            formats=_FORMATS,
            media_types=MEDIA_TYPES,
            statuses=_STATUSES,
            media=media,
            q=q,
            sort=sort,
            skip=skip,
            top=TOP,
            may_upload=may_upload(door.house, caller),
        )

    @routes.get("/studio/review")
    def review(request: Request, skip: Skip = 0) -> Response:
        page = scripts_to_review(door.house, door.caller(request), skip=skip)
        return door.render(
            request,
            "studio/review.html",
            place="review",
            page=page,
            skip=skip,
            top=AT_ONCE,
        )


def _files(routes: APIRouter, door: Door) -> None:
    @routes.post(HOME + "/upload")
    def upload(request: Request, form: Sending) -> Response:
        files = files_of(form, "files")
        outcomes = import_scripts(door.house, door.caller(request), files)
        if not outcomes:
            none = say("No file was chosen. Choose one or more script files, then upload them.")
            return door.redirect(request, HOME, (Tone.WARN, none))
        return door.render(request, "studio/upload.html", place="scripts", outcomes=outcomes)

    @routes.get(HOME + "/{id}/file")
    def download(request: Request, id: str) -> Response:
        file = export_script(door.house, door.caller(request), id)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"}
        return Response(file.raw, media_type="application/octet-stream", headers=headers)


def _one(routes: APIRouter, door: Door) -> None:
    @routes.get(HOME + "/{id}")
    def script(request: Request, id: str) -> Response:
        caller = door.caller(request)
        page = script_page(door.house, caller, id)
        return door.render(
            request,
            "studio/script.html",
            place="scripts",
            page=page,
            kinds=KINDS,
            formats=_FORMATS,
            media_types=MEDIA_TYPES,
            statuses=_STATUSES,
            acting=[doubt for doubt in page.doubts if not doubt.informational],
            remarks=[doubt for doubt in page.doubts if doubt.informational],
            settled=_SETTLED,
            work=version_of(door.house, caller, page.script.key),
            work_steps=WORK_STEPS,
            may_settle=may(caller, Act.SCRIPTS_EDIT) and page.side != Side.BCP,
        )

    @routes.post(HOME + "/{id}/settle")
    def settle_place(request: Request, id: str, form: Sending) -> Response:
        settled, _, kind = text_of(form, "what").partition(":")
        decision = settle(
            door.house,
            door.caller(request),
            id,
            action=text_of(form, "action"),
            property=text_of(form, "property"),
            offset=whole(text_of(form, "offset")) or 0,
            value=text_of(form, "value"),
            settled=settled,
            kind=kind,
            reason=text_of(form, "reason"),
        )
        told = say("Decided for {value}. The next sync uses it.", value=decision.value)
        return door.redirect(request, f"{HOME}/{quote(id)}", (Tone.GOOD, told))

    @routes.post(HOME + "/{id}/withdraw")
    def withdraw_decision(request: Request, id: str, form: Sending) -> Response:
        withdraw(
            door.house,
            door.caller(request),
            id,
            action=text_of(form, "action"),
            property=text_of(form, "property"),
            value=text_of(form, "value"),
            line=text_of(form, "line"),
        )
        told = say("The decision is withdrawn. The place has to be judged again.")
        return door.redirect(request, f"{HOME}/{quote(id)}", (Tone.GOOD, told))
