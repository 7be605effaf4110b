"""Admin: how continuity stands, what has happened lately, and the places one may go to."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app.continuity import Continuity, continuity
from releve.app.happenings import Happening, Happenings, happenings
from releve.app.home import home
from releve.app.rights import Act, may
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.web.door import Door
from releve.web.frame import frame_of
from releve.web.menus import APPLICATIONS
from releve.web.pages.home_reasons import reasons

HERE = "/admin"

#: What one does in each place, by the key of its menu entry.
PURPOSES: Mapping[str, Message] = {
    "employees": say("Profiles, passwords, and who has access to the BCP tenant."),
    "roles": say("What the people of each role may see and change."),
    "sync": say("What is copied to the BCP tenant, when, and what was held back."),
    "enablement": say("Direct the traffic to the BCP tenant, and back."),
    "entities": say("Skills, hours, points of contact and everything else of the tenant."),
    "audit": say("Who did what, and when."),
    "scripts": say("Call scripts, and the identifiers in them."),
    "search": say("A text, an identifier or an entity, anywhere in the scripts."),
    "review": say("Places in scripts that a person must judge."),
    "outside": say("What scripts exchange with a CRM or another system, and its last test."),
    "checklists": say("What is left to do for each script, with the evidence for the rest."),
    "workflow": say("Scripts in draft, in review and published."),
    "studio-settings": say("Whether scripts go through a review before they are published."),
}


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HERE)

    @routes.get("")
    def page(request: Request) -> Response:
        caller = door.caller(request)
        found = home(door.house, caller)
        entries = [*APPLICATIONS["admin"].entries, *APPLICATIONS["studio"].entries]
        return door.render(
            request,
            "admin/home.html",
            home=found,
            **_told(found.lately),
            entries=entries,
            purposes=PURPOSES,
            **_shown(request, caller, found.continuity),
        )

    _parts(routes, door)
    return routes


def _parts(routes: APIRouter, door: Door) -> None:
    """What the page asks for again by itself. Where there is nothing to show any more, the page is loaded anew."""

    @routes.get("/continuity")
    def stands(request: Request) -> Response:
        caller = door.caller(request, by_itself=True)
        seen = continuity(door.house, caller)
        if seen is None:
            return Response(headers={"HX-Redirect": HERE})
        return door.render(
            request,
            "admin/home_continuity.html",
            block="continuity",
            **_shown(request, caller, seen),
        )

    @routes.get("/timeline")
    def timeline(request: Request) -> Response:
        lately = happenings(door.house, door.caller(request, by_itself=True))
        if lately is None:
            return Response(headers={"HX-Redirect": HERE})
        return door.render(request, "admin/home_lately.html", block="lately", **_told(lately))


def _told(lately: Happenings | None) -> Mapping[str, Any]:
    """`keyed`: every line with a key that it keeps when newer ones come."""
    keyed: list[tuple[str, Happening]] = []
    often = Counter[str]()
    for one in reversed(lately.lately if lately else ()):
        moment = f"{one.sort}-{one.at}"
        often[moment] += 1
        keyed.append((f"{moment}-{often[moment]}", one))
    return {"lately": lately, "keyed": keyed[::-1]}


def _shown(request: Request, caller: Caller | None, seen: Continuity | None) -> Mapping[str, Any]:
    """`may_switch`: whether the way to the other side is offered as a button."""
    return {
        "seen": seen,
        "reasons": reasons(seen, frame_of(request)) if seen else [],
        "may_switch": may(caller, Act.SWITCH),
    }
