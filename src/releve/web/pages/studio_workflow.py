"""Studio › Development workflow: what waits to be published, and who may do what with it; and the setting that turns it on."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app import script_steps as app
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.domain.errors import ReleveError
from releve.domain.say import Message, say
from releve.domain.script_work import WORK_STEPS
from releve.web.door import Door
from releve.web.editing import Sending, text_of, whole
from releve.web.flash import Tone
from releve.web.paging import Skip

HOME = "/studio/workflow"
SETTINGS = "/studio/settings"
TOP = 50


def router(door: Door) -> APIRouter:
    routes = APIRouter()
    _list(routes, door)
    _acts(routes, door)
    _settings(routes, door)
    return routes


def _list(routes: APIRouter, door: Door) -> None:
    @routes.get(HOME)
    def workflow(request: Request, step: str = "", skip: Skip = 0) -> Response:
        found = app.workflow(door.house, door.caller(request), step=step, skip=skip, top=TOP)
        return door.render(
            request,
            "studio/workflow.html",
            place="workflow",
            lines=found.lines,
            total=found.total,
            skip=skip,
            top=TOP,
            steps=WORK_STEPS,
            step=step,
        )

    @routes.get(HOME + "/{id}/file")
    def file(request: Request, id: str) -> Response:
        path, raw = app.version_file(door.house, door.caller(request), id)
        name = path.rpartition("\\")[2]
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(raw, media_type="application/octet-stream", headers=headers)


def _acts(routes: APIRouter, door: Door) -> None:
    def act(name: str, do: Callable[..., object], told: Message, *, noted: bool = False) -> None:
        @routes.post(HOME + "/{id}/" + name, name=f"workflow_{name}")
        def done(request: Request, id: str, form: Sending) -> Response:
            given: Mapping[str, object] = {"expect": whole(text_of(form, "expect"))}
            if noted:
                given = {**given, "note": text_of(form, "note")}
            do(door.house, door.caller(request), id, **given)
            return door.redirect(request, HOME, (Tone.GOOD, told))

    act("review", app.ask_review, say("The draft is handed over for review."))
    act("return", app.send_back, say("It is a draft again."), noted=True)
    act("publish", app.publish, say("The script is published. The next sync copies it."))
    act("discard", app.discard, say("The draft is discarded."))


def _settings(routes: APIRouter, door: Door) -> None:
    @routes.get(SETTINGS)
    def settings(request: Request) -> Response:
        return _settings_page(door, request)

    @routes.post(SETTINGS)
    def save(request: Request, form: Sending) -> Response:
        steps = text_of(form, "steps") == "on"
        expect = whole(text_of(form, "expect"))
        try:
            app.set_steps(door.house, door.caller(request), steps=steps, expect=expect)
        except ReleveError as error:
            return _settings_page(door, request, error)
        told = (
            say("The development workflow is on. Give the permissions of its steps to the roles.")
            if steps
            else say("The development workflow is off.")
        )
        return door.redirect(request, SETTINGS, (Tone.GOOD, told))


def _settings_page(door: Door, request: Request, error: ReleveError | None = None) -> Response:
    caller = door.caller(request)
    return door.render(
        request,
        "studio/settings.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="studio-settings",
        settings=app.studio_settings(door.house, caller),
        may_edit=may(caller, Act.STUDIO_EDIT),
        sees_roles=may(caller, Act.ROLES_VIEW),
        error=error,
    )
