"""Admin › Sync Configuration: what is synced and when, run now, and the history of runs."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import syncing
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.domain.errors import Invalid, ReleveError
from releve.domain.kinds import KINDS
from releve.domain.runs import reasons
from releve.domain.say import Message, say
from releve.web.door import Door
from releve.web.paging import Seen, Skip

Text = Annotated[str, Form()]
TOP = 20
TABS = ("default", "custom")


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody filled in and could not save."""

    enabled: bool
    at: str
    zone: str
    kinds: tuple[str, ...]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/admin/sync")
    _configuration(routes, door)
    _runs(routes, door)
    return routes


def _configuration(routes: APIRouter, door: Door) -> None:
    @routes.get("")
    def page(request: Request, tab: str = "") -> Response:
        return _show(door, request, tab)

    @routes.post("")
    def save(
        request: Request,
        enabled: Text = "",
        frequency: Text = "daily",
        at: Text = "",
        zone: Text = "",
        tab: Text = "default",
        kinds: Annotated[list[str] | None, Form()] = None,
        version: Seen = 0,
    ) -> Response:
        caller = door.caller(request)
        entered = Entered(bool(enabled), at, zone, tuple(kinds or ()))
        try:
            syncing.configure(
                door.house,
                caller,
                enabled=entered.enabled,
                frequency=frequency,
                at=at,
                zone=zone,
                custom=tab == "custom",
                kinds=entered.kinds,
                expect=version,
            )
        except Invalid as error:
            return _show(door, request, tab, error, entered)
        except ReleveError as error:
            return _show(door, request, tab, error)
        return door.redirect(
            request, f"/admin/sync?tab={tab}", say("The sync configuration is saved.")
        )

    @routes.post("/run")
    def run(request: Request) -> Response:
        caller = door.caller(request)
        try:
            queued = syncing.run_now(door.house, caller)
        except ReleveError as error:
            return _show(door, request, "", error)
        return door.redirect(request, f"/admin/sync/runs/{queued.id}")


def _show(
    door: Door,
    request: Request,
    tab: str,
    error: ReleveError | None = None,
    entered: Entered | None = None,
) -> Response:
    """The page as it is stored; with `entered`, as the person had filled it in before the refusal."""
    caller = door.caller(request)
    page = syncing.sync_page(door.house, caller)
    runs, total = syncing.history(door.house, caller, top=5)
    choices = syncing.kinds_to_choose(page.bond)
    config = page.config
    chosen = {name for name, _, is_chosen in choices if is_chosen}
    if entered:
        config = replace(config, enabled=entered.enabled, at=entered.at, zone=entered.zone)
        chosen = set(entered.kinds)
    return door.render(
        request,
        "admin/sync.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="sync",
        page=page,
        config=config,
        tab=tab if tab in TABS else TABS[config.custom],
        runs=runs,
        total=total,
        zones=[(zone, zone) for zone in syncing.zones()],
        choices=[(name, label) for name, label, _ in choices],
        chosen=chosen,
        may_edit=may(caller, Act.SYNC_EDIT),
        error=error,
        errors=error.fields if error else {},
        failure=_failure(runs[0].error) if runs else [],
    )


def _failure(record: object) -> list[Message]:
    """What a failed run left to say: what happened, every reason, what to do."""
    if not isinstance(record, dict):
        return []
    said = [record["message"], *record.get("reasons", []), record.get("hint")]
    return [Message.of(one) for one in said if one]


def _runs(routes: APIRouter, door: Door) -> None:
    @routes.get("/runs")
    def history(request: Request, skip: Skip = 0) -> Response:
        runs, total = syncing.history(door.house, door.caller(request), skip=skip, top=TOP)
        return door.render(
            request,
            "admin/runs.html",
            place="sync",
            runs=runs,
            total=total,
            skip=skip,
            top=TOP,
        )

    @routes.get("/runs/{run}")
    def one(request: Request, run: str, verb: str = "", skip: Skip = 0) -> Response:
        page = syncing.run_page(door.house, door.caller(request), run, verb=verb, skip=skip, top=50)
        return door.render(
            request,
            "admin/run.html",
            place="sync",
            page=page,
            verb=verb,
            skip=skip,
            top=50,
            kinds=KINDS,
            why=reasons,
            failure=_failure(page.run.error),
        )
