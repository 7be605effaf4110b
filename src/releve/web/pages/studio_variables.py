"""Studio › a script › Variables: every place where each of them is given something, and every place where one is read."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app.script_variables import MENTIONS_MAX, TOP, script_variables
from releve.domain.kinds import KINDS
from releve.web.door import Door
from releve.web.paging import Skip


def router(door: Door) -> APIRouter:
    routes = APIRouter()

    @routes.get("/studio/scripts/{id}/variables")
    def variables(request: Request, id: str, q: str = "", skip: Skip = 0) -> Response:
        page = script_variables(door.house, door.caller(request), id, search=q, skip=skip)
        return door.render(
            request,
            "studio/variables.html",
            place="scripts",
            page=page,
            kinds=KINDS,
            q=q,
            skip=skip,
            top=TOP,
            mentions_max=MENTIONS_MAX,
        )

    return routes
