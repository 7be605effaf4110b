"""Admin › Sync Configuration › Restore: the BCP tenant put back to how it was before one of its last runs."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app import restoring, sync_views, syncing
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.domain.errors import ReleveError
from releve.domain.say import say
from releve.web.door import Door
from releve.web.flash import Tone
from releve.web.pages.sync_lines import counted, lines, totals


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/admin/sync/restore")

    @routes.get("")
    def points(request: Request) -> Response:
        caller = door.caller(request)
        found = restoring.restore_points(door.house, caller)
        return door.render(
            request,
            "admin/sync_restore.html",
            place="sync",
            sync=syncing.sync_page(door.house, caller),
            points=[(one, totals(one.run.counts)) for one in found],
        )

    @routes.get("/{run}")
    def confirm(request: Request, run: str) -> Response:
        return _confirm(door, request, run)

    @routes.post("/{run}")
    def restore(request: Request, run: str) -> Response:
        try:
            queued = restoring.restore(door.house, door.caller(request), run)
        except ReleveError as error:
            return _confirm(door, request, run, error)
        told = say(
            "The sync is off, and this run puts the BCP tenant back. Put the primary tenant right, then turn on Enable Sync "
            "on the page Sync Configuration and save."
        )
        return door.redirect(request, f"/admin/sync/runs/{queued.id}", (Tone.INFO, told))

    return routes


def _confirm(door: Door, request: Request, run: str, error: ReleveError | None = None) -> Response:
    caller = door.caller(request)
    found = sync_views.restore_preview(door.house, caller, run)
    return door.render(
        request,
        "admin/sync_restore_confirm.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="sync",
        error=error,
        bond=found.bond,
        run=found.point.run,
        counts=counted(found.counts),
        totals=totals(found.counts),
        lines=lines(found.steps),
        total=found.total,
        may_edit=may(caller, Act.SYNC_EDIT),
    )
