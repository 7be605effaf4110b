"""Admin › BC Enablement › Passkey: verified without switching, and the log of all that the pair has had."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import passkey_verifying
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.domain.errors import ReleveError
from releve.domain.passkeys import PasskeyLine, Showing
from releve.domain.say import Message, say
from releve.web.door import Door

HERE = "/admin/enablement/passkey"
Text = Annotated[str, Form()]

#: What somebody showed a passkey for.
SHOWN_FOR = {
    Showing.VERIFIED: say("verified"),
    Showing.ORDERED: say("to order a switch"),
    Showing.CONFIRMED: say("to confirm an order"),
}


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HERE)

    @routes.get("")
    def page(request: Request) -> Response:
        return _show(door, request)

    @routes.post("")
    def verify(request: Request, passkey: Text = "") -> Response:
        try:
            line = passkey_verifying.verify(door.house, door.caller(request), passkey)
        except ReleveError as error:
            return _show(door, request, error)
        return door.redirect(request, HERE, right(line))

    return routes


def right(line: PasskeyLine) -> Message:
    return say("This is the passkey: number {n}. Nothing was switched.", n=line.number)


def _show(door: Door, request: Request, error: ReleveError | None = None) -> Response:
    caller = door.caller(request)
    return door.render(
        request,
        "admin/passkey.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="enablement",
        passkeys=passkey_verifying.passkeys(door.house, caller),
        shown_for=SHOWN_FOR,
        may_switch=may(caller, Act.SWITCH),
        error=error,
        errors=error.fields if error else {},
    )
