"""Admin › Sync Configuration › What you would lose now: what is in the primary tenant and not in the BCP tenant yet."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app import losing, syncing
from releve.app.rights import Act, may
from releve.app.sync_views import as_step
from releve.domain.people import Caller
from releve.domain.runs import Step
from releve.web.door import Door
from releve.web.pages.sync_files import as_csv
from releve.web.pages.sync_lines import lines
from releve.web.paging import Skip

TOP = 50


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/admin/sync/losing")

    @routes.get("")
    def page(request: Request, skip: Skip = 0) -> Response:
        caller = door.caller(request)
        found = losing.loss_page(door.house, caller, skip=skip, top=TOP)
        return door.render(
            request,
            "admin/sync_losing.html",
            place="sync",
            sync=syncing.sync_page(door.house, caller),
            lines=lines(map(as_step, found.losses)),
            total=found.total,
            held=len(found.held),
            as_of=found.as_of,
            restored=found.restored,
            skip=skip,
            top=TOP,
            may_edit=may(caller, Act.SYNC_EDIT),
        )

    @routes.get("/changes.csv")
    def csv(request: Request) -> Response:
        return as_csv(door, request, "not-copied-yet.csv", _all(door, door.caller(request)))

    return routes


@contextmanager
def _all(door: Door, caller: Caller | None) -> Iterator[Iterator[Step]]:
    with losing.all_losses(door.house, caller) as found:
        yield map(as_step, found)
