"""Studio › Checklist: of one script, item by item with its evidence; and of all scripts, the worst first."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app.rights import Act, may
from releve.app.script_checklists import (
    CONFIRMABLE,
    NOTE_MAX,
    SHORT,
    STATES,
    TOPICS,
    ChecklistPage,
    Item,
    Place,
    checklists,
    checklists_csv,
    confirm,
    script_checklist,
    take_back,
)
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.tenancy import Side
from releve.web.door import Door
from releve.web.downloads import download
from releve.web.editing import Sending, text_of
from releve.web.flash import Tone
from releve.web.paging import Skip

HOME = "/studio/checklists"
SCRIPTS = "/studio/scripts"
#: What the overview shows of all scripts.
SHOWN: Mapping[str, Message] = {"open": say("Not complete"), "complete": say("Complete")}
_COMPLETE = {"open": False, "complete": True}


def router(door: Door) -> APIRouter:
    routes = APIRouter()
    _overview(routes, door)
    _one(routes, door)
    return routes


def _overview(routes: APIRouter, door: Door) -> None:
    @routes.get(HOME)
    def overview(
        request: Request, q: str = "", show: str = "", item: str = "", skip: Skip = 0
    ) -> Response:
        found = checklists(
            door.house,
            door.caller(request),
            search=q,
            complete=_COMPLETE.get(show),
            topic=item,
            skip=skip,
        )
        return door.render(
            request,
            "studio/checklists.html",
            place="checklists",
            found=found,
            topics=SHORT,
            shown=SHOWN,
            show=show,
            item=item,
            q=q,
        )

    @routes.get(HOME + ".csv")
    def csv(request: Request) -> Response:
        caller, speaker = door.caller(request), door.shell.speaker(request)
        rows = checklists_csv(door.house, caller, speaker.say)
        return download("checklists.csv", "text/csv; charset=utf-8", rows)


def _one(routes: APIRouter, door: Door) -> None:
    @routes.get(SCRIPTS + "/{id}/checklist")
    def checklist(request: Request, id: str) -> Response:
        caller = door.caller(request)
        page = script_checklist(door.house, caller, id)
        return door.render(
            request,
            "studio/checklist.html",
            place="scripts",
            page=page,
            topics=TOPICS,
            states=STATES,
            confirmable=CONFIRMABLE,
            note_max=NOTE_MAX,
            settled_at=lambda item: _settled_at(page, item, caller),
        )

    @routes.post(SCRIPTS + "/{id}/checklist/confirm")
    def confirm_item(request: Request, id: str, form: Sending) -> Response:
        confirm(
            door.house,
            door.caller(request),
            id,
            text_of(form, "item"),
            mark=text_of(form, "mark"),
            note=text_of(form, "note"),
        )
        told = say("Confirmed. It counts until what you have looked at changes.")
        return door.redirect(request, _page(id), (Tone.GOOD, told))

    @routes.post(SCRIPTS + "/{id}/checklist/take-back")
    def take_item_back(request: Request, id: str, form: Sending) -> Response:
        take_back(door.house, door.caller(request), id, text_of(form, "item"))
        told = say("The confirmation is withdrawn. The item is to be confirmed again.")
        return door.redirect(request, _page(id), (Tone.GOOD, told))


def _page(id: str) -> str:
    return f"{SCRIPTS}/{quote(id)}/checklist"


def _settled_at(
    page: ChecklistPage, item: Item, caller: Caller | None
) -> tuple[str, Message] | None:
    """Where what is open is settled: an address, and what its link says. None where there is no page for this caller."""
    script = f"{SCRIPTS}/{quote(page.checklist.script.id)}"
    match item.place:
        case Place.REVIEW:
            return f"{script}#to-review", say("Look at the places")
        case Place.IDENTIFIERS:
            return f"{script}#identifiers", say("Look at the identifiers")
        case Place.SCRIPT:
            return script, say("Look at the script")
        case Place.CALLED if item.at in page.called:
            return f"{SCRIPTS}/{quote(page.called[item.at])}/checklist", say("Open its checklist")
        case Place.CALLED:
            return f"{SCRIPTS}?{urlencode({'q': item.at})}", say("Look for it")
        case Place.HOSTS:
            found = urlencode({"q": item.at, "where": "values"})
            return f"/studio/search?{found}", say("Find it in the scripts")
        case Place.OUTSIDE:
            return f"/studio/outside?{urlencode({'q': item.at})}", say("Outside identifiers")
        case Place.KEYS if page.side is Side.BCP and may(caller, Act.ACCESS_KEYS_VIEW):
            return "/admin/entities/access_key", say("Access keys")
        case Place.WORKFLOW:
            return "/studio/workflow", say("Development workflow")
        case Place.SYNC if may(caller, Act.SYNC_VIEW):
            return "/admin/sync", say("Sync Configuration")
    return None
