"""Admin › Sync Configuration › Changed in the BCP tenant: what others than the sync did there, and what is decided."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from releve.app import drifting, syncing
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.domain.errors import Invalid, ReleveError
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.runs import Change, Decision, Drifted
from releve.domain.say import Message, say, say_n
from releve.domain.tenancy import Drift
from releve.web.door import Door
from releve.web.editing import Sending, text_of
from releve.web.pages.sync_lines import Changed, ticked, told_fields
from releve.web.paging import Skip

TOP = 100

#: What the buttons send.
DECISIONS: Mapping[str, Decision] = {
    "keep": Decision.KEEP,
    "overwrite": Decision.OVERWRITE,
    "configured": Decision.NONE,
}
CHANGES: Mapping[Change, tuple[str, Message]] = {
    Change.EDITED: ("info", say("Edited")),
    Change.DELETED: ("bad", say("Deleted")),
    Change.ADDED: ("good", say("Added")),
}


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/admin/sync/drift")

    @routes.get("")
    def page(request: Request, skip: Skip = 0) -> Response:
        return _show(door, request, skip)

    @routes.post("")
    def decide(request: Request, form: Sending) -> Response:
        caller = door.caller(request)
        try:
            which = _which(door, request, form)
            drifting.decide(door.house, caller, which, _decision(form))
        except ReleveError as error:
            return _show(door, request, 0, error)
        told = say_n("It is decided for {n} change.", "It is decided for {n} changes.", len(which))
        return door.redirect(request, "/admin/sync/drift", told)

    return routes


def _which(door: Door, request: Request, form: FormData) -> list[tuple[str, str]]:
    if text_of(form, "all"):
        return [(one.kind, one.bcp_id) for one in drifting.drift(door.house, door.caller(request))]
    return ticked(form)


def _decision(form: FormData) -> Decision:
    if (found := DECISIONS.get(text_of(form, "decision"))) is None:
        raise Invalid(
            say("It was not said what is to be done."),
            say("Choose one of the buttons: keep, write over, or as configured."),
        )
    return found


@dataclass(frozen=True, slots=True)
class Differing:
    """The fields in which a drifted entity differs from the primary's, or why that is not known."""

    seen: tuple[Changed, ...]
    folded: tuple[Changed, ...]
    why: tuple[Message, ...]


def _compared(
    door: Door, caller: Caller | None, drifted: list[Drifted]
) -> Mapping[tuple[str, str], Differing] | None:
    found = drifting.compared(door.house, caller, drifted)
    if found is None:
        return None
    return {
        (kind, bcp_id): Differing(*told_fields(kind, one.fields), one.why)
        for (kind, bcp_id), one in found.items()
    }


def _show(door: Door, request: Request, skip: int, error: ReleveError | None = None) -> Response:
    caller = door.caller(request)
    sync = syncing.sync_page(door.house, caller)
    found = drifting.drift(door.house, caller)
    return door.render(
        request,
        "admin/sync_drift.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="sync",
        error=error,
        sync=sync,
        keeps=sync.config.drift is Drift.KEEP,
        drifted=found[skip : skip + TOP],
        compared=_compared(door, caller, found[skip : skip + TOP]),
        total=len(found),
        changes=CHANGES,
        kinds=KINDS,
        skip=skip,
        top=TOP,
        may_edit=may(caller, Act.SYNC_EDIT),
    )
