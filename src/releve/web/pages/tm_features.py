"""The tab *Applications & Features* of a tenant, with the pop-up that sets up BCP.

The wizard's draft travels as `wizard=` in the address; which page of the pop-up is open as `page=`.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app import bcp_setup
from releve.app.bcp_setup import Wizard
from releve.app.over_http import HTTP_STATUS
from releve.app.tenants import tenant_card
from releve.domain.errors import Conflict, NotFound, ReleveError
from releve.domain.say import say
from releve.web.door import Door
from releve.web.flash import Tone
from releve.web.paging import Seen, Step

Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/tm/tenants/{tenant}/features")
    _tab(routes, door)
    _steps(routes, door)
    _ends(routes, door)
    return routes


def _tab(routes: APIRouter, door: Door) -> None:
    @routes.get("")
    def tab(
        request: Request, tenant: str, wizard: str = "", page: Step = 0, region: str = ""
    ) -> Response:
        caller = door.caller(request)
        try:
            open_wizard = bcp_setup.resume(door.house, caller, wizard) if wizard else None
        except (NotFound, Conflict) as over:
            return _stored(door, request, tenant, over)
        return _show(door, request, tenant, open_wizard, page=page, region=region)

    @routes.post("/begin")
    def begin(request: Request, tenant: str) -> Response:
        wizard = bcp_setup.begin(door.house, door.caller(request), tenant)
        return door.redirect(request, _at(wizard, 1))


def _steps(routes: APIRouter, door: Door) -> None:
    @routes.post("/toggles")
    def toggles(
        request: Request,
        tenant: str,
        wizard: Text,
        configurations: Text = "",
        enablement: Text = "",
    ) -> Response:
        caller = door.caller(request)
        try:
            found = bcp_setup.set_toggles(
                door.house,
                caller,
                wizard,
                configurations=bool(configurations),
                enablement=bool(enablement),
            )
        except ReleveError as error:
            return _again(door, request, tenant, wizard, error, page=1)
        return door.redirect(request, _at(found, 2))

    @routes.post("/validate")
    def validate(
        request: Request, tenant: str, wizard: Text, region: Text = "", counterpart: Text = ""
    ) -> Response:
        caller = door.caller(request)
        try:
            found = bcp_setup.validate(
                door.house, caller, wizard, region=region, counterpart=counterpart
            )
        except ReleveError as error:
            return _again(door, request, tenant, wizard, error, page=2)
        return door.redirect(request, _at(found, 2))

    @routes.post("/passkey")
    def passkey(request: Request, tenant: str, wizard: Text, generated: Seen = 0) -> Response:
        """`generated` is how many passkeys the page knew of: a page that is sent again (reloaded, or twice) makes
        no other one in silence."""
        caller = door.caller(request)
        try:
            before = bcp_setup.resume(door.house, caller, wizard)
            if before.generated != generated:
                return door.redirect(request, _at(before, 2))
            found, clear = bcp_setup.generate_passkey(door.house, caller, wizard)
        except ReleveError as error:
            return _again(door, request, tenant, wizard, error, page=2)
        # Shown in this answer and nowhere else: it is not in an address, a cookie or a store.
        return _show(door, request, tenant, found, page=2, passkey=clear)


def _ends(routes: APIRouter, door: Door) -> None:
    @routes.post("/finish")
    def finish(request: Request, tenant: str, wizard: Text) -> Response:
        caller = door.caller(request)
        try:
            found = bcp_setup.finish(door.house, caller, wizard)
        except ReleveError as error:
            return _again(door, request, tenant, wizard, error, page=2)
        return door.redirect(request, _at(found, 0))

    @routes.post("/save")
    def save(request: Request, tenant: str, wizard: Text) -> Response:
        caller = door.caller(request)
        try:
            card = bcp_setup.save(door.house, caller, wizard)
        except ReleveError as error:
            return _again(door, request, tenant, wizard, error, page=0)
        return door.redirect(
            request,
            f"/tm/tenants/{tenant}/features",
            say("Saved: Business Continuity Plan is enabled on {tenant}.", tenant=card.tenant.name),
        )

    @routes.post("/discard")
    def discard(request: Request, tenant: str, wizard: Text) -> Response:
        try:
            bcp_setup.discard(door.house, door.caller(request), wizard)
        except (NotFound, Conflict) as over:
            return _stored(door, request, tenant, over)
        return door.redirect(
            request,
            f"/tm/tenants/{tenant}/features",
            (Tone.INFO, say("The set-up is discarded. Nothing of it was stored.")),
        )

    @routes.post("/disable")
    def disable(request: Request, tenant: str) -> Response:
        caller = door.caller(request)
        try:
            card = bcp_setup.disable(door.house, caller, tenant)
        except ReleveError as error:
            return _show(door, request, tenant, None, error=error)
        return door.redirect(
            request,
            f"/tm/tenants/{tenant}/features",
            say("Business Continuity Plan is off on {tenant}.", tenant=card.tenant.name),
        )


def _at(wizard: Wizard, page: int) -> str:
    return f"/tm/tenants/{wizard.tenant}/features?wizard={wizard.id}&page={page}"


def _again(
    door: Door, request: Request, tenant: str, wizard: str, error: ReleveError, *, page: int
) -> Response:
    """The same page of the pop-up, saying what is in the way; what is stored, if the draft itself is gone."""
    try:
        found = bcp_setup.resume(door.house, door.caller(request), wizard)
    except (NotFound, Conflict) as over:
        return _stored(door, request, tenant, over)
    return _show(door, request, tenant, found, page=page, error=error)


def _stored(door: Door, request: Request, tenant: str, over: ReleveError) -> Response:
    """For whoever comes back to a set-up that is over, as with the browser's Back after Save: what is stored now."""
    return door.redirect(
        request,
        f"/tm/tenants/{tenant}/features",
        (Tone.INFO, over.message),
        (Tone.INFO, say("What you see here is what is stored.")),
    )


def _show(
    door: Door,
    request: Request,
    tenant: str,
    wizard: Wizard | None,
    *,
    page: int = 0,
    region: str = "",
    passkey: str = "",
    error: ReleveError | None = None,
) -> Response:
    caller = door.caller(request)
    card = tenant_card(door.house, caller, tenant)
    if card.pair is not None:
        door.show_times_in(request, card.pair.sync.zone)
    chosen = region or (wizard.region if wizard else "")
    if wizard is not None:
        bcp_setup.check_tenant(wizard, tenant)
    return door.render(
        request,
        "tm/features.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="tenants",
        card=card,
        wizard=wizard,
        unsaved=[] if wizard else bcp_setup.unsaved(door.house, caller, tenant),
        page=page,
        chosen=chosen,
        labels={region.name: region.label for region in door.house.registry.regions()},
        regions=bcp_setup.available_regions(door.house, wizard) if wizard else [],
        candidates=_candidates(door, wizard, chosen),
        counterpart=door.house.registry.tenant(wizard.counterpart)[0]
        if wizard and wizard.validated
        else None,
        passkey=passkey,
        fault=error if page else None,
        error=None if page else error,
    )


def _candidates(door: Door, wizard: Wizard | None, region: str) -> list[tuple[str, str]]:
    found = bcp_setup.candidates(door.house, wizard, region) if wizard else []
    return [(tenant.id, f"{tenant.name} · {tenant.id}") for tenant in found]
