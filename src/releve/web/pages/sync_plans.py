"""Admin › Sync Configuration › Plan: what a run would do, looked at before it does it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app import plans
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.domain.errors import ReleveError
from releve.domain.say import say
from releve.web.door import Door
from releve.web.pages.sync_asking import question_of
from releve.web.pages.sync_lines import counted, lines, narrowed, totals
from releve.web.paging import Skip

STEPS = 50


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/admin/sync/plans")

    @routes.get("")
    def kept(request: Request) -> Response:
        caller = door.caller(request)
        return door.render(
            request,
            "admin/sync_plans.html",
            place="sync",
            plans=[(one, totals(one.body["counts"])) for one in plans.plans(door.house, caller)],
        )

    @routes.post("")
    def draw(request: Request) -> Response:
        plan = plans.draw(door.house, door.caller(request))
        return door.redirect(request, f"/admin/sync/plans/{plan.id}")

    @routes.get("/{plan}")
    def one(
        request: Request, plan: str, verb: str = "", kind: str = "", skip: Skip = 0
    ) -> Response:
        return _show(door, request, plan, verb=verb, kind=kind, skip=skip)

    @routes.post("/{plan}/apply")
    def apply(request: Request, plan: str) -> Response:
        try:
            run = plans.apply(door.house, door.caller(request), plan)
        except ReleveError as error:
            return _show(door, request, plan, error)
        told = say("This run does exactly what the plan says.")
        return door.redirect(request, f"/admin/sync/runs/{run.id}", told)

    return routes


def _show(
    door: Door,
    request: Request,
    plan_id: str,
    error: ReleveError | None = None,
    *,
    verb: str = "",
    kind: str = "",
    skip: int = 0,
) -> Response:
    caller = door.caller(request)
    page = plans.plan_page(door.house, caller, plan_id, verb=verb, kind=kind, skip=skip, top=STEPS)
    body = page.plan.body
    return door.render(
        request,
        "admin/sync_plan.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="sync",
        error=error,
        plan=page.plan,
        moved=page.moved,
        lines=lines(page.steps),
        total=page.total,
        counts=counted(body["counts"]),
        totals=totals(body["counts"]),
        logins=int(body.get("logins", 0)),
        asked=question_of(body["asks"]),
        **narrowed(verb, kind, skip, STEPS),
        may_edit=may(caller, Act.SYNC_EDIT),
    )
