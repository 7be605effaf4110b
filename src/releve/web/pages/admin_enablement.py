"""Admin › BC Enablement: which tenant is active, what a switch would cost, the switch and the revert."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import switching
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.domain.errors import Invalid, ReleveError
from releve.domain.say import say
from releve.domain.tenancy import Side
from releve.web.door import Door
from releve.web.paging import Seen

Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/admin/enablement")

    @routes.get("")
    def page(request: Request) -> Response:
        return _show(door, request)

    @routes.post("")
    def submit(
        request: Request,
        epoch: Seen,
        passkey: Text = "",
        reason: Text = "",
        bcp: Text = "",
        acknowledged: Text = "",
    ) -> Response:
        caller = door.caller(request)
        wanted = Side.BCP if bcp else Side.PRIMARY
        try:
            before = switching.switch_page(door.house, caller).bond.activation
            _must_change(before.active, wanted)
            then = switching.switch(
                door.house,
                caller,
                wanted=wanted,
                passkey=passkey,
                reason=reason,
                expect=epoch,
                acknowledged=bool(acknowledged),
            )
        except ReleveError as error:
            return _show(door, request, error, ticked=bool(bcp), reason=reason)
        done = (
            say("The BCP tenant is active. People log in again and land there.")
            if then.active is Side.BCP
            else say("The primary tenant is active again. People log in again and land there.")
        )
        return door.redirect(request, "/admin/enablement", done)

    return routes


def _must_change(active: Side, wanted: Side) -> None:
    if active is not wanted:
        return
    raise Invalid(
        say("Nothing would change: the BCP tenant is active already.")
        if active is Side.BCP
        else say("Nothing would change: the primary tenant is active already."),
        say("Change the toggle Enable/Disable BCP Tenant, then submit."),
    )


def _show(
    door: Door,
    request: Request,
    error: ReleveError | None = None,
    *,
    ticked: bool | None = None,
    reason: str = "",
) -> Response:
    caller = door.caller(request)
    page = switching.switch_page(door.house, caller)
    active = page.bond.activation.active
    return door.render(
        request,
        "admin/enablement.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="enablement",
        page=page,
        ticked=(active is Side.BCP) if ticked is None else ticked,
        reason=reason,
        may_switch=may(caller, Act.SWITCH),
        error=error,
        errors=error.fields if error else {},
    )
