"""Admin › Sync Configuration › Runs: the history, one run while it goes on and afterwards, and what it asked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app import plans, sync_views, syncing
from releve.app.over_http import HTTP_STATUS
from releve.app.rights import Act, may
from releve.domain.clock import seconds_between
from releve.domain.errors import ReleveError
from releve.domain.kinds import KINDS
from releve.domain.runs import Run, RunState, Step, Verb
from releve.domain.say import Message, say
from releve.web.door import Door
from releve.web.flash import Tone
from releve.web.pages.sync_asking import question
from releve.web.pages.sync_files import as_csv, as_json
from releve.web.pages.sync_lines import counted, lines, narrowed, totals
from releve.web.pages.sync_pictures import pictures
from releve.web.paging import Skip

TOP, STEPS = 20, 50


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/admin/sync/runs")
    _look(routes, door)
    _act(routes, door)
    _download(routes, door)
    return routes


def _look(routes: APIRouter, door: Door) -> None:
    @routes.get("")
    def history(request: Request, skip: Skip = 0) -> Response:
        runs, total = syncing.history(door.house, door.caller(request), skip=skip, top=TOP)
        drawn = {"history": None} if skip else pictures(door, request)
        return door.render(
            request,
            "admin/runs.html",
            place="sync",
            runs=runs,
            total=total,
            skip=skip,
            top=TOP,
            **drawn,
        )

    @routes.get("/{run}")
    def one(request: Request, run: str, verb: str = "", kind: str = "", skip: Skip = 0) -> Response:
        return _show(door, request, run, verb=verb, kind=kind, skip=skip)

    @routes.get("/{run}/progress")
    def progress(request: Request, run: str, on: str = "") -> Response:
        """What a page with an open run asks for again and again; `on` is that page."""
        caller = door.caller(request)
        found = syncing.run_page(door.house, caller, run, top=0).run
        return door.render(
            request,
            "admin/sync_progress.html",
            block="progress",
            run=found,
            **shown_progress(door, found),
            on="sync" if on == "sync" else "run",
        )


def _act(routes: APIRouter, door: Door) -> None:
    @routes.post("/{run}/approve")
    def approve(request: Request, run: str) -> Response:
        try:
            queued = plans.approve(door.house, door.caller(request), run)
        except ReleveError as error:
            return _show(door, request, run, error)
        told = say("It is approved. This run does it.")
        return door.redirect(request, f"/admin/sync/runs/{queued.id}", told)

    @routes.post("/{run}/cancel")
    def cancel(request: Request, run: str) -> Response:
        try:
            plans.cancel(door.house, door.caller(request), run)
        except ReleveError as error:
            return _show(door, request, run, error)
        told = say("The run is asked to end. What it has not written is not written.")
        return door.redirect(request, f"/admin/sync/runs/{run}", (Tone.INFO, told))


@contextmanager
def _steps(door: Door, request: Request, run: str) -> Iterator[Iterator[Step]]:
    with syncing.all_steps(door.house, door.caller(request), run) as (_, steps):
        yield steps


def _download(routes: APIRouter, door: Door) -> None:
    @routes.get("/{run}/steps.csv")
    def csv(request: Request, run: str) -> Response:
        steps = _steps(door, request, run)
        return as_csv(door, request, "sync-steps.csv", steps)

    @routes.get("/{run}/steps.json")
    def json(request: Request, run: str) -> Response:
        steps = _steps(door, request, run)
        return as_json(door, request, "sync-steps.json", steps)


def _show(
    door: Door,
    request: Request,
    run_id: str,
    error: ReleveError | None = None,
    *,
    verb: str = "",
    kind: str = "",
    skip: int = 0,
) -> Response:
    caller = door.caller(request)
    page = syncing.run_page(door.house, caller, run_id, verb=verb, kind=kind, skip=skip, top=STEPS)
    run = page.run
    return door.render(
        request,
        "admin/run.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="sync",
        error=error,
        run=run,
        **shown_progress(door, run),
        on="run",
        **pace(run),
        total=page.total,
        lines=lines(page.steps),
        counts=counted(run.counts),
        totals=totals(run.counts),
        **narrowed(verb, kind, skip, STEPS),
        question=question(run),
        may_edit=may(caller, Act.SYNC_EDIT),
        failure=failure(run.error),
    )


def shown_progress(door: Door, run: Run | None) -> Mapping[str, Any]:
    """What the page tells of a run that is open."""
    progress = sync_views.progress_of(door.house, run) if run else None
    kind = KINDS[progress.kind].plural if progress and progress.kind in KINDS else None
    return {"progress": progress, "progress_kind": kind}


def pace(run: Run) -> Mapping[str, float | None]:
    """How long a run took, and how many entities it did in a second."""
    if not run.started_at or not run.ended_at:
        return {"duration": None, "rate": None}
    took = seconds_between(run.started_at, run.ended_at)
    did = sum(many for verb, many in totals(run.counts).items() if verb is not Verb.HOLD)
    is_done = run.state is RunState.DONE and did and took > 0
    return {"duration": took, "rate": did / took if is_done else None}


def failure(record: object) -> list[Message]:
    """What a failed run left to say: what happened, every reason, what to do."""
    if not isinstance(record, dict):
        return []
    said = [record["message"], *record.get("reasons", []), record.get("hint")]
    return [Message.of(one) for one in said if one]
