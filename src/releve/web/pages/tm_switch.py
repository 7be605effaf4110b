"""TM › one tenant › Switch: the rules of its pair, its passkeys, and the switch without one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import glass, pair_rules, passkey_verifying
from releve.app.bcp_setup import unsaved
from releve.app.over_http import HTTP_STATUS
from releve.app.tenants import tenant_card
from releve.domain.errors import ReleveError
from releve.domain.say import Message, say
from releve.domain.tenancy import Side
from releve.web.door import Door
from releve.web.flash import Tone
from releve.web.pages.admin_passkey import SHOWN_FOR, right
from releve.web.paging import Seen

Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/tm/tenants/{id}/switch")

    @routes.get("")
    def page(request: Request, id: str) -> Response:
        return _page(door, request, id)

    @routes.post("/rules")
    def rules(
        request: Request, id: str, version: Seen, two_persons: Text = "", break_glass: Text = ""
    ) -> Response:
        try:
            pair_rules.set_rules(
                door.house,
                door.caller(request),
                id,
                two_persons=bool(two_persons),
                break_glass=bool(break_glass),
                version=version,
            )
        except ReleveError as error:
            return _page(door, request, id, error)
        return door.redirect(request, _here(id), say("The rules of the switch are saved."))

    @routes.post("/verify")
    def verify(request: Request, id: str, passkey: Text = "") -> Response:
        try:
            line = passkey_verifying.verify(door.house, door.caller(request), passkey, id)
        except ReleveError as error:
            return _page(door, request, id, error)
        return door.redirect(request, _here(id), right(line))

    @routes.post("/break-glass")
    def break_glass(request: Request, id: str, epoch: Seen, reason: Text = "") -> Response:
        caller = door.caller(request)
        try:
            wanted = glass.page_of(door.house, caller, id).wanted
            done = glass.break_glass(
                door.house, caller, id, wanted=wanted, reason=reason, expect=epoch
            )
        except ReleveError as error:
            return _page(door, request, id, error, reason)
        return door.redirect(request, _here(id), (Tone.WARN, _told(done.activation.active)))

    return routes


def _here(id: str) -> str:
    return f"/tm/tenants/{id}/switch"


def _told(active: Side) -> Message:
    if active is Side.BCP:
        return say("The BCP tenant is active, without the passkey. Both tenants are told.")
    return say("The primary tenant is active, without the passkey. Both tenants are told.")


def _page(
    door: Door, request: Request, id: str, error: ReleveError | None = None, reason: str = ""
) -> Response:
    caller = door.caller(request)
    card = tenant_card(door.house, caller, id)
    if card.pair is not None:
        door.show_times_in(request, card.pair.sync.zone)
    return door.render(
        request,
        "tm/switch.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="tenants",
        tab="switch",
        card=card,
        unsaved=unsaved(door.house, caller, id),
        rules=pair_rules.rules(door.house, caller, id),
        passkeys=passkey_verifying.passkeys(door.house, caller, id),
        shown_for=SHOWN_FOR,
        look=glass.page_of(door.house, caller, id),
        reason=reason,
        error=error,
        errors=error.fields if error else {},
    )
