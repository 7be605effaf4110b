"""Admin › Audit: who did what in the tenant."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app.audit import audit_page, titles_in
from releve.app.audit_names import own_names
from releve.app.audit_words import codes_said
from releve.app.browsing import tenant_of
from releve.web.door import Door
from releve.web.paging import Skip

TOP = 50


def router(door: Door) -> APIRouter:
    routes = APIRouter()

    @routes.get("/admin/audit")
    def page(request: Request, q: str = "", skip: Skip = 0) -> Response:
        caller = door.caller(request)
        tenant_of(door.house, caller)
        acts, outcomes = codes_said(q, door.shell.speaker(request).say)
        entries, total = audit_page(
            door.house, caller, search=q, acts=acts, outcomes=outcomes, skip=skip, top=TOP
        )
        return door.render(
            request,
            "admin/audit.html",
            place="audit",
            entries=entries,
            names=own_names(door.house, caller.tenant or "") if caller else {},
            titles=titles_in(door.house, caller, entries),
            total=total,
            skip=skip,
            top=TOP,
            q=q,
        )

    return routes
