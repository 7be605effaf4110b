"""Admin: the tenant one is in, what its pair is doing, and the places one may go to."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app.home import home
from releve.domain.say import Message, say
from releve.web.door import Door
from releve.web.menus import APPLICATIONS

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
    routes = APIRouter()

    @routes.get("/admin")
    def page(request: Request) -> Response:
        found = home(door.house, door.caller(request))
        entries = [*APPLICATIONS["admin"].entries, *APPLICATIONS["studio"].entries]
        return door.render(
            request, "admin/home.html", home=found, entries=entries, purposes=PURPOSES
        )

    return routes
