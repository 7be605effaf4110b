"""Tenant Management: the tenants, a new one, and the tabs of one tenant."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from releve.app.audit import operators_page
from releve.app.audit_names import names_in
from releve.app.audit_words import codes_said
from releve.app.bcp_setup import unsaved
from releve.app.over_http import HTTP_STATUS
from releve.app.support import step_in
from releve.app.tenants import create_tenant, list_tenants, tenant_card
from releve.domain.errors import ReleveError, Unauthenticated
from releve.domain.say import say
from releve.web.door import OPERATOR_COOKIE, Door
from releve.web.paging import Skip
from releve.web.shell import SESSION_COOKIE, local

TOP = 20
Text = Annotated[str, Form()]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/tm")
    _list(routes, door)
    _tenant(routes, door)
    _audit(routes, door)
    return routes


def _list(routes: APIRouter, door: Door) -> None:
    @routes.get("/tenants")
    def tenants(request: Request, q: str = "", sort: str = "name", skip: Skip = 0) -> Response:
        caller = door.caller(request)
        lines, total = list_tenants(
            door.house,
            caller,
            search=q,
            sort=sort.removeprefix("-"),
            descending=sort.startswith("-"),
            skip=skip,
            top=TOP,
        )
        return door.render(
            request,
            "tm/tenants.html",
            place="tenants",
            lines=lines,
            total=total,
            skip=skip,
            top=TOP,
            sort=sort,
            q=q,
            regions={region.name: region.label for region in door.house.registry.regions()},
        )

    @routes.get("/tenants/new")
    def new(request: Request) -> Response:
        list_tenants(door.house, door.caller(request), top=1)
        return _new_page(door, request)

    @routes.post("/tenants/new")
    def create(request: Request, name: Text = "", region: Text = "") -> Response:
        caller = door.caller(request)
        try:
            tenant = create_tenant(door.house, caller, name=name, region=region)
        except Unauthenticated:
            raise  # there is no form to go back to for nobody
        except ReleveError as error:
            return _new_page(door, request, error, name, region)
        return door.redirect(
            request,
            f"/tm/tenants/{tenant.id}",
            say("The tenant {name} is created.", name=tenant.name),
        )


def _audit(routes: APIRouter, door: Door) -> None:
    @routes.get("/audit")
    def audit(request: Request, q: str = "", skip: Skip = 0) -> Response:
        acts, outcomes = codes_said(q, door.shell.speaker(request).say)
        entries, total = operators_page(
            door.house,
            door.caller(request),
            search=q,
            acts=acts,
            outcomes=outcomes,
            skip=skip,
            top=50,
        )
        return door.render(
            request,
            "tm/audit.html",
            place="tm-audit",
            entries=entries,
            names=names_in(door.house, entries),
            titles={},
            total=total,
            skip=skip,
            top=50,
            q=q,
        )


def _new_page(
    door: Door, request: Request, error: ReleveError | None = None, name: str = "", region: str = ""
) -> Response:
    return door.render(
        request,
        "tm/new.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="tenants",
        regions=[(region.name, region.label) for region in door.house.registry.regions()],
        error=error,
        errors=error.fields if error else {},
        name=name,
        region=region,
    )


def _tenant(routes: APIRouter, door: Door) -> None:
    @routes.get("/tenants/{tenant}")
    def general(request: Request, tenant: str, then: str = "") -> Response:
        """`then`: where to go inside the tenant, once the impersonation is confirmed."""
        caller = door.caller(request)
        card = tenant_card(door.house, caller, tenant)
        if card.pair is not None:
            door.show_times_in(request, card.pair.sync.zone)
        return door.render(
            request,
            "tm/general.html",
            place="tenants",
            card=card,
            then=_inside(then),
            unsaved=unsaved(door.house, caller, tenant),
            region=door.house.registry.region(card.tenant.region),
        )

    @routes.post("/tenants/{tenant}/impersonate")
    def impersonate(request: Request, tenant: str, then: Text = "") -> Response:
        inside = step_in(door.house, door.caller(request), tenant)
        response = door.redirect(request, _inside(then) or "/admin")
        door.shell.set_cookie(response, OPERATOR_COOKIE, request.cookies[SESSION_COOKIE])
        door.shell.set_cookie(response, SESSION_COOKIE, inside.token)
        return response


def _inside(path: str) -> str:
    """The page of a tenant that somebody wants to be led to; "" for anything else."""
    return local(path) if path.startswith(("/admin/", "/studio/")) else ""
