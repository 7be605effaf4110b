"""Admin › BC Enablement: which tenant is active, what a switch would cost, the switch and the revert."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import confirming, evidence, orders, switching
from releve.app.drill_reports import last_drill
from releve.app.far_ends import everything_that_follows, far_ends
from releve.app.mending import Finding, mend
from releve.app.over_http import HTTP_STATUS
from releve.app.pairing import Bond
from releve.app.rights import Act, may
from releve.app.switching import Switched
from releve.domain.clock import local_time
from releve.domain.errors import Invalid, ReleveError, Unavailable
from releve.domain.kinds import KINDS
from releve.domain.orders import Mode, Order
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.switch_reports import SwitchReport
from releve.domain.tenancy import Side
from releve.web.door import Door
from releve.web.flash import Tone
from releve.web.pages.switch_notices import notices_before, notices_now
from releve.web.pages.sync_drift import CHANGES
from releve.web.pages.sync_runs import shown_progress
from releve.web.paging import Seen

HERE = "/admin/enablement"
#: So many of the newest reports are listed.
REPORTS = 20
#: What is to become of the changes made in the BCP tenant, as the form sends it.
KEEPS: Mapping[str, bool] = {"keep": True, "overwrite": False}
Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HERE)

    @routes.get("")
    def page(request: Request, mode: str = "") -> Response:
        return _show(door, request, emergency=mode == Mode.EMERGENCY)

    @routes.post("")
    def submit(
        request: Request,
        epoch: Seen,
        passkey: Text = "",
        reason: Text = "",
        bcp: Text = "",
        mode: Text = "",
        word: Text = "",
        changes: Text = "",
    ) -> Response:
        caller = door.caller(request)
        wanted = Side.BCP if bcp else Side.PRIMARY
        emergency = mode == Mode.EMERGENCY
        try:
            before = switching.switch_page(door.house, caller)
            now = before.bond.activation
            if now.active is wanted and now.epoch != epoch:
                return door.redirect(request, HERE, (Tone.INFO, _already(before.bond)))
            _must_change(now.active, wanted)
            if emergency:
                _must_be_typed(word, before.word)
            done = switching.switch(
                door.house,
                caller,
                wanted=wanted,
                passkey=passkey,
                reason=reason,
                expect=epoch,
                mode=Mode.EMERGENCY if emergency else Mode.PLANNED,
                acknowledged=emergency,
                keep=KEEPS.get(changes),
            )
        except ReleveError as error:
            return _show(
                door,
                request,
                error,
                emergency=emergency,
                ticked=bool(bcp),
                reason=reason,
                changes=changes,
            )
        return door.redirect(request, HERE, *_told(done))

    _drivers(routes, door)
    _order(routes, door)
    return routes


def _drivers(routes: APIRouter, door: Door) -> None:
    @routes.get("/drivers")
    def drivers(request: Request) -> Response:
        """What a page asks for again and again while the traffic has not followed."""
        return door.render(
            request,
            "admin/enablement_drivers.html",
            block="drivers",
            drivers=far_ends(door.house, door.caller(request)),
        )


def _order(routes: APIRouter, door: Door) -> None:
    """The open order: how far it is, and its end."""

    @routes.get("/order")
    def order(request: Request, state: str = "") -> Response:
        """`state` is the one that the page knows: when it is another, the page is loaded anew."""
        caller = door.caller(request)
        seen = orders.order_of(door.house, caller)
        if not seen.state.open or state not in ("", seen.state):
            return Response(headers={"HX-Redirect": HERE})
        return door.render(
            request, "admin/enablement_order.html", block="order", **_shown(door, caller, seen)
        )

    @routes.post("/order/confirm")
    def confirm(request: Request, order: Text = "", passkey: Text = "") -> Response:
        caller = door.caller(request)
        try:
            done = confirming.confirm(door.house, caller, order_id=order, passkey=passkey)
        except ReleveError as error:
            return _show(door, request, error)
        return door.redirect(request, HERE, *_told(done))

    @routes.post("/order/cancel")
    def cancel(request: Request) -> Response:
        caller = door.caller(request)
        try:
            orders.cancel(door.house, caller)
        except ReleveError as error:
            return _show(door, request, error)
        return door.redirect(request, HERE)


def _shown(door: Door, caller: Caller | None, order: Order | None) -> Mapping[str, Any]:
    """What the page tells of the pair's last order."""
    run = orders.last_sync(door.house, order) if order and order.state.open else None
    return {
        "order": order,
        "run": run,
        "may_switch": may(caller, Act.SWITCH),
        **shown_progress(door, run),
    }


def _must_be_typed(word: str, wanted: str) -> None:
    """An emergency is acknowledged by typing the name of the tenant that takes over."""
    if word.strip().casefold() != wanted.casefold():
        raise Invalid(
            say("An emergency must be acknowledged."),
            say("Read what is listed, then type the name of the tenant that takes over."),
            fields={"word": say("Type “{name}” here.", name=wanted)},
        )


def _told(done: Switched) -> list[Message | tuple[Tone, Message]]:
    """What has become of the switch, and the truth about what stood in its way and still does. Of an order that is open
    the page itself tells."""
    if done.pending:
        return []
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
    emergency: bool = False,
    ticked: bool | None = None,
    reason: str = "",
    changes: str = "keep",
) -> Response:
    caller = door.caller(request)
    page = switching.switch_page(door.house, caller)
    active = page.bond.activation.active
    emergency = emergency or page.mode is Mode.EMERGENCY
    verdict = page.emergency if emergency else page.planned
    return door.render(
        request,
        "admin/enablement.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="enablement",
        page=page,
        drivers=everything_that_follows(door.house, page.bond),
        drill=last_drill(door.house, page.bond.pair.id),
        emergency=emergency,
        can_plan=page.mode is Mode.PLANNED,
        obstacles=_mended(verdict.obstacles),
        warnings=_mended(verdict.warnings),
        ticked=(active is Side.BCP) if ticked is None else ticked,
        reason=reason,
        changes=changes,
        changed_as=CHANGES,
        kinds=KINDS,
        sees_sync=may(caller, Act.SYNC_VIEW),
        **_shown(door, caller, page.order),
        reports=_reports(door, caller),
        notices=notices_now(door.house, page.bond, door.shell.speakers),
        announcements=notices_before(door.house, page.bond, door.shell.speakers),
        error=error,
        errors=error.fields if error else {},
    )


def _reports(door: Door, caller: Caller | None) -> list[SwitchReport] | None:
    """None while the directory, in which they are, does not answer: the switch is looked at all the same."""
    try:
        return evidence.reports(door.house, caller)[:REPORTS]
    except Unavailable:
        return None


def _mended(findings: Iterable[Finding]) -> list[tuple[Message, str]]:
    """What is found, and the page on which it is mended."""
    return [(one.message, mend(one.code).page) for one in findings]
