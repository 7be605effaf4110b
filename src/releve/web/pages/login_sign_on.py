"""Single sign-on: to the company's identity provider, and back."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import sign_on
from releve.app.over_http import HTTP_STATUS, origin_of
from releve.app.proofs import Visit
from releve.domain.errors import ReleveError, Unauthenticated
from releve.web.door import Door
from releve.web.pages.authorize import open_to_popups
from releve.web.pages.login import agent_of, go_on

COOKIE = "releve_sign_on"
AGE_S = 600
Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/login/sso")

    @routes.get("")
    def page(request: Request, company: str = "", next: str = "") -> Response:
        return _page(door, request, company, next)

    @routes.post("")
    def begin(request: Request, company: Text = "", next: Text = "") -> Response:
        try:
            address, token = sign_on.begin(
                door.house, company, request.headers.get("host", ""), _visit(request), next=next
            )
        except ReleveError as error:
            return _page(door, request, company, next, error)
        # A form may not lead to another host (Content-Security-Policy); a page may.
        response = door.render(
            request, "login/sso_go.html", address=address, host=urlsplit(address).netloc
        )
        door.shell.set_cookie(response, COOKIE, token, AGE_S)
        return open_to_popups(response, next)

    @routes.get("/callback")
    def back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
        token = request.cookies.get(COOKIE, "")
        try:
            landed, wanted = sign_on.finish(
                door.house, token, state=state, code=code, error=error, visit=_visit(request)
            )
        except Unauthenticated:
            raise
        except ReleveError as refusal:
            response = _page(door, request, "", "", refusal)
        else:
            response = go_on(door, request, landed, wanted)
        door.shell.drop_cookie(response, COOKIE)
        return response

    return routes


def _visit(request: Request) -> Visit:
    return Visit(origin_of(request), agent_of(request))


def _page(
    door: Door, request: Request, company: str, next: str, error: ReleveError | None = None
) -> Response:
    page = door.render(
        request,
        "login/sso.html",
        status=HTTP_STATUS[error.code] if error else 200,
        company=company,
        next=next,
        error=error,
    )
    return open_to_popups(page, next)
