"""Admin › Who could work there tonight: who would get into the BCP tenant now, who not, and why."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app.tonight import Wanted, tonight
from releve.domain.hindrances import Reason
from releve.domain.people import BcpType
from releve.domain.say import say
from releve.web.door import Door
from releve.web.naming import named
from releve.web.paging import Skip

HERE = "/admin/tonight"
TOP = 50


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HERE)

    @routes.get("")
    def page(
        request: Request,
        q: str = "",
        role: str = "",
        team: str = "",
        bcp: str = "",
        reason: str = "",
        skip: Skip = 0,
    ) -> Response:
        caller = door.caller(request)
        wanted = Wanted(q, role, team, bcp, reason)
        found = tonight(door.house, caller, wanted, skip=skip, top=TOP)
        return door.render(
            request,
            "admin/tonight.html",
            place="employees",
            found=found,
            wanted=wanted,
            roles=[(one, named("role", one)) for one in found.roles],
            teams=[(one, one) for one in found.teams],
            types=[(one.value, one.label) for one in BcpType],
            answers=[("can", say("Could work there")), *((one.value, one.label) for one in Reason)],
            skip=skip,
            top=TOP,
        )

    return routes
