"""Admin › Sync Configuration: what is synced and when, run now, and how the pair stands."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import sync_settings, sync_views, syncing
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.app.syncing import SyncPage
from releve.domain.errors import Invalid, ReleveError
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.tenancy import SyncConfig
from releve.web.door import Door
from releve.web.pages.sync_asking import question
from releve.web.pages.sync_form import (
    DELETIONS,
    DRIFT,
    FREQUENCIES,
    OPEN_PLACES,
    WEEKDAYS,
    Sent,
    in_hidden_part,
    is_ordinary,
    stored,
)
from releve.web.pages.sync_lines import lines
from releve.web.pages.sync_runs import failure, shown_progress

TABS = ("default", "custom")


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/admin/sync")
    _configuration(routes, door)
    return routes


def _configuration(routes: APIRouter, door: Door) -> None:
    @routes.get("")
    def page(request: Request, tab: str = "") -> Response:
        return _show(door, request, tab)

    @routes.post("")
    def save(request: Request, sent: Annotated[Sent, Form()]) -> Response:
        caller = door.caller(request)
        try:
            saved = sync_settings.configure(
                door.house,
                caller,
                sent.given(),
                complete=bool(sent.complete),
                expect=sent.version,
            )
        except Invalid as error:
            return _show(door, request, sent.tab, error, sent)
        except ReleveError as error:
            return _show(door, request, sent.tab, error)
        return door.redirect(request, f"/admin/sync?tab={TABS[saved.custom]}", _saved(saved))

    @routes.post("/run")
    def run(request: Request) -> Response:
        caller = door.caller(request)
        try:
            queued = syncing.run_now(door.house, caller)
        except ReleveError as error:
            return _show(door, request, "", error)
        return door.redirect(request, f"/admin/sync/runs/{queued.id}")


def _saved(config: SyncConfig) -> Message:
    if sync_settings.needed(config):
        return say("The sync configuration is saved. It leaves out what the chosen kinds refer to.")
    return say("The sync configuration is saved.")


def _show(
    door: Door,
    request: Request,
    tab: str,
    error: ReleveError | None = None,
    sent: Sent | None = None,
) -> Response:
    """The page as it is stored; with `sent`, as the person had filled it in before the refusal."""
    caller = door.caller(request)
    page = syncing.sync_page(door.house, caller)
    runs, total = syncing.history(door.house, caller, top=5)
    errors = error.fields if error else {}
    return door.render(
        request,
        "admin/sync.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="sync",
        page=page,
        **_form(page, tab, sent),
        safeguards_open=in_hidden_part(errors) or not is_ordinary(page.config),
        runs=runs,
        total=total,
        may_edit=may(caller, Act.SYNC_EDIT),
        error=error,
        errors=errors,
        failure=failure(runs[0].error) if runs else [],
        **_standing(door, caller, page),
    )


def _standing(door: Door, caller: Caller | None, page: SyncPage) -> Mapping[str, object]:
    """How the pair stands, and how far an open run has come."""
    losing = sync_views.first_losses(door.house, caller, page.bond)
    return {
        "losing": losing,
        "question": question(page.asks),
        "first_losses": lines(map(sync_views.as_step, losing.losses)) if losing else [],
        "copied_kinds": sum(chosen for *_, chosen in sync_settings.kinds_to_choose(page.bond)),
        "unequal": [KINDS[kind].plural for kind in page.unequal or ()],
        "run": page.open_run,
        "on": "sync",
        **shown_progress(door, page.open_run),
    }


def _form(page: SyncPage, tab: str, sent: Sent | None) -> Mapping[str, object]:
    """What the form shows, and what it offers."""
    config = page.config
    choices = sync_settings.kinds_to_choose(page.bond)
    chosen = {name for name, _, is_chosen in choices if is_chosen}
    if sent:
        chosen = set(sent.kinds)
        config = replace(config, custom=sent.tab == "custom", kinds=tuple(chosen))
    return {
        "fields": sent.shown() if sent else stored(config),
        "tab": tab if tab in TABS else TABS[config.custom],
        "frequencies": FREQUENCIES,
        "deletions": DELETIONS,
        "drift": DRIFT,
        "open_places": OPEN_PLACES,
        "weekdays": WEEKDAYS,
        "zones": [(zone, zone) for zone in sync_settings.zones(page.config.zone)],
        "choices": [(name, label) for name, label, _ in choices],
        "chosen": chosen,
        "needed": sync_settings.needed(config),
    }
