"""My profile: what is a person's own. Its sections stand in files of their own."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from releve.web.door import Door

HOME = "/profile"


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HOME)

    @routes.get("")
    def start(request: Request) -> Response:
        door.caller(request)
        return RedirectResponse(f"{HOME}/security", 303)

    return routes
