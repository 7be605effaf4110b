"""Admin › BC Enablement › a report: what was known and done at a switch or a revert, fit to be printed."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app import evidence
from releve.app.downloads import losses_csv
from releve.domain.kinds import KINDS
from releve.web.door import Door
from releve.web.downloads import download
from releve.web.pages.report_pictures import drawn


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/admin/enablement/reports/{epoch}")

    @routes.get("")
    def page(request: Request, epoch: str) -> Response:
        found = evidence.report_page(door.house, door.caller(request), epoch)
        labels = [KINDS[one.kind].label for one in found.lost or ()]
        return door.render(
            request,
            "admin/report.html",
            place="enablement",
            found=found,
            labels=labels,
            **drawn(found.steps, found.span_ms, is_switch=found.is_switch),
        )

    @routes.get("/lost.csv")
    def lost(request: Request, epoch: str) -> Response:
        found = evidence.report_page(door.house, door.caller(request), epoch)
        speaker = door.shell.speaker(request)
        rows = losses_csv(found.lost or (), speaker.say)
        return download(
            f"not-copied-{found.report.after.epoch}.csv", "text/csv; charset=utf-8", rows
        )

    return routes
