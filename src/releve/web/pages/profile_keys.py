"""My profile › Access keys: who one is here, and one's access keys."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import access_keys
from releve.app.over_http import HTTP_STATUS
from releve.app.profile import my_profile
from releve.domain.errors import ReleveError, Unauthenticated
from releve.domain.people import Caller
from releve.domain.say import say
from releve.web.door import Door
from releve.web.pages.profile import HOME

HERE = f"{HOME}/keys"

Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HERE)

    @routes.get("")
    def page(request: Request) -> Response:
        return _page(door, request, door.caller(request))

    @routes.post("")
    def create(request: Request) -> Response:
        caller = door.caller(request)
        try:
            made = access_keys.create_key(door.house, caller)
        except Unauthenticated:
            raise
        except ReleveError as error:
            return _page(door, request, caller, error=error)
        # Not a redirect: no cookie and no address ever carries the secret.
        return _page(door, request, caller, made=made)

    @routes.post("/revoke")
    def revoke(request: Request, key: Text = "") -> Response:
        access_keys.revoke_key(door.house, _somebody(door, request), key)
        return door.redirect(
            request, HERE, say("The access key is revoked. Programs that used it are logged out.")
        )

    @routes.post("/sleep")
    def sleep(request: Request, key: Text = "") -> Response:
        access_keys.set_active(door.house, _somebody(door, request), key, False)
        return door.redirect(
            request, HERE, say("The access key is inactive. Programs that used it are logged out.")
        )

    @routes.post("/wake")
    def wake(request: Request, key: Text = "") -> Response:
        access_keys.set_active(door.house, _somebody(door, request), key, True)
        return door.redirect(request, HERE, say("The access key can be used again."))

    return routes


def _somebody(door: Door, request: Request) -> Caller:
    """Raises Unauthenticated for nobody."""
    if (caller := door.caller(request)) is None:
        raise Unauthenticated(say("Log in first."))
    return caller


def _page(
    door: Door,
    request: Request,
    caller: Caller | None,
    *,
    made: access_keys.Made | None = None,
    error: ReleveError | None = None,
) -> Response:
    return door.render(
        request,
        "profile/keys.html",
        status=HTTP_STATUS[error.code] if error else 200,
        tab="keys",
        profile=my_profile(door.house, caller),
        made=made,
        error=error,
        token_address=f"{door.house.issuer}/auth/token",
    )
