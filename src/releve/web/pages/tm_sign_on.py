"""TM › one tenant › Single sign-on: the identity provider of the company."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import sign_on
from releve.app.bcp_setup import unsaved
from releve.app.over_http import HTTP_STATUS
from releve.app.tenants import tenant_card
from releve.domain.errors import ReleveError
from releve.domain.say import say
from releve.domain.tenancy import SignOn
from releve.web.door import Door

Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/tm/tenants/{id}/sign-on")

    @routes.get("")
    def page(request: Request, id: str) -> Response:
        return _page(door, request, id)

    @routes.post("")
    def save(
        request: Request,
        id: str,
        issuer: Text = "",
        client_id: Text = "",
        secret: Text = "",
        claim: Text = "",
    ) -> Response:
        caller = door.caller(request)
        wanted = SignOn(issuer.strip(), client_id.strip(), secret.strip(), claim.strip())
        try:
            sign_on.save_setting(door.house, caller, id, wanted)
        except ReleveError as error:
            return _page(door, request, id, wanted, error)
        return door.redirect(request, request.url.path, say("Single sign-on is set up."))

    @routes.post("/remove")
    def remove(request: Request, id: str) -> Response:
        sign_on.remove_setting(door.house, door.caller(request), id)
        done = say("Single sign-on is taken away. People log in with their passwords.")
        return door.redirect(request, f"/tm/tenants/{id}/sign-on", done)

    return routes


def _page(
    door: Door,
    request: Request,
    id: str,
    typed: SignOn | None = None,
    error: ReleveError | None = None,
) -> Response:
    caller = door.caller(request)
    stands = sign_on.setting_for(door.house, caller, id)
    return door.render(
        request,
        "tm/sign_on.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="tenants",
        tab="sign_on",
        card=tenant_card(door.house, caller, id),
        unsaved=unsaved(door.house, caller, id),
        stands=stands,
        shown=typed or stands or SignOn("", ""),
        redirects=sign_on.redirects(door.house),
        error=error,
        errors=error.fields if error else {},
    )
