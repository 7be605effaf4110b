"""Admin › BC Enablement: which tenant is active, what a switch would cost, the switch and the revert."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import switching
from releve.app.far_ends import far_ends, far_ends_of
from releve.app.over_http import HTTP_STATUS
from releve.app.pairing import Bond
from releve.app.rights import Act, may
from releve.app.switching import Switched
from releve.domain.clock import local_time
from releve.domain.errors import Invalid, ReleveError
from releve.domain.say import Message, say
from releve.domain.tenancy import Side
from releve.web.door import Door
from releve.web.flash import Tone
from releve.web.paging import Seen

HERE = "/admin/enablement"
Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HERE)

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
            before = switching.switch_page(door.house, caller).bond
            if before.activation.active is wanted and before.activation.epoch != epoch:
                return door.redirect(request, HERE, (Tone.INFO, _already(before)))
            _must_change(before.activation.active, wanted)
            done = switching.switch(
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
        return door.redirect(request, HERE, *_told(done))

    @routes.get("/drivers")
    def drivers(request: Request) -> Response:
        """What a page asks for again and again while the traffic has not followed."""
        return door.render(
            request,
            "admin/enablement_drivers.html",
            block="drivers",
            drivers=far_ends(door.house, door.caller(request)),
        )

    return routes


def _told(done: Switched) -> list[Message | tuple[Tone, Message]]:
    """What has become of the switch, and the truth about what stood in its way and still does."""
    to_bcp = done.activation.active is Side.BCP
    if done.acknowledged:
        what = say("The BCP tenant is active.") if to_bcp else say("The primary tenant is active.")
        return [
            what,
            *(
                (
                    Tone.WARN,
                    say("You went on although this stood in the way: {obstacle}", obstacle=one),
                )
                for one in done.acknowledged
            ),
        ]
    if to_bcp:
        return [say("The BCP tenant is active. People log in again and land there.")]
    return [say("The primary tenant is active again. People log in again and land there.")]


def _already(bond: Bond) -> Message:
    """To somebody whose page is older than the switch that did what they want: obeying it must not undo it."""
    now = bond.activation
    return say(
        "{tenant} is already active, since {at}, by {by}. There is nothing to do, and nothing was changed.",
        tenant=bond.at(now.active).name,
        at=local_time(now.at, bond.pair.sync.zone),
        by=now.by,
    )


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
        drivers=far_ends_of(door.house, page.bond),
        ticked=(active is Side.BCP) if ticked is None else ticked,
        reason=reason,
        may_switch=may(caller, Act.SWITCH),
        error=error,
        errors=error.fields if error else {},
    )
