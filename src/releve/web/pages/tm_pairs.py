"""TM › Pairs: where TM opens. All pairs with their state, those first that need somebody."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from releve.app.board import Concern, State
from releve.app.pairs import has_pairs, pairs_page
from releve.domain.say import Message, say
from releve.web.door import Door
from releve.web.paging import Skip

TOP = 20

#: So many reasons of a pair are told in the list.
REASONS_MAX = 3

#: How a state looks; it is always in words too.
TONES = {
    State.AWAY: "bad",
    State.ORDER: "bad",
    State.BLOCKED: "bad",
    State.SYNC: "bad",
    State.OLD: "warn",
    State.TRAFFIC: "warn",
    State.PASSKEY: "warn",
    State.DRILL: "info",
    State.UNKNOWN: "muted",
    State.FINE: "good",
}

#: Where a reason is mended → what the link there is called: as the page itself.
_PAGES = (
    ("/admin/enablement/drills", say("Rehearsals")),
    ("/admin/enablement", say("BC Enablement")),
    ("/admin/sync", say("Sync Configuration")),
    ("/admin/tonight", say("Who could work there tonight")),
    ("/studio", say("To review")),
    ("/features", say("Applications & Features")),
    ("/switch", say("Switch")),
)


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/tm")

    @routes.get("")
    def start(request: Request) -> Response:
        """Where the pairs are, if there are any."""
        door.caller(request)
        return RedirectResponse("/tm/pairs" if has_pairs(door.house) else "/tm/tenants", 303)

    @routes.get("/pairs")
    def pairs(
        request: Request, q: str = "", region: str = "", state: str = "", skip: Skip = 0
    ) -> Response:
        found = pairs_page(
            door.house,
            door.caller(request),
            search=q,
            region=region,
            state=state,
            skip=skip,
            top=TOP,
        )
        return door.render(
            request,
            "tm/pairs.html",
            place="pairs",
            found=found,
            q=q,
            region=region,
            state=state,
            skip=skip,
            top=TOP,
            states=list(State),
            tones=TONES,
            mended_at=mended_at,
            reasons_max=REASONS_MAX,
            regions={one.name: one.label for one in door.house.registry.regions()},
        )

    return routes


def mended_at(concern: Concern) -> tuple[Message, str] | None:
    """What the link to where a reason is mended is called, and its address; None where no page mends it. What is mended
    inside a tenant is reached through the tenant, where one confirms the impersonation."""
    label = next((label for part, label in _PAGES if part in concern.page), None)
    if label is None:
        return None
    if concern.page.startswith("/tm/"):
        return label, concern.page
    return label, f"/tm/tenants/{concern.tenant}?then={concern.page}"
