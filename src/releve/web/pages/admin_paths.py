"""Admin › Call paths: of the published numbers, how many would lead to somebody in the BCP tenant, and where the others end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from releve.app.coverage import CONTACTS_MAX, CoveragePage, Path, coverage_page
from releve.app.mending import mend
from releve.domain.drills import Line
from releve.web.door import Door
from releve.web.frame import Frame, frame_of

HERE = "/admin/paths"

#: So many broken ones are named on the home page.
BRIEF = 5

#: Where a page that mends stands, by its beginning: the place that must be shown to the reader.
_PLACES = (
    ("/admin/entities/", "entities"),
    ("/admin/sync", "sync"),
    ("/admin/tonight", "employees"),
    ("/studio/review", "review"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was found on the way. `fix` is the page on which it is mended, "" for none that the reader may see."""

    line: Line
    fix: str


@dataclass(frozen=True, slots=True)
class Row:
    """A point of contact. `href` is its page, "" where the reader has none."""

    path: Path
    href: str
    told: tuple[Told, ...]


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HERE)

    @routes.get("")
    def page(request: Request) -> Response:
        found = coverage_page(door.house, door.caller(request))
        paths = found.found.paths if found.found else ()
        worst_first = sorted(paths, key=lambda one: (not one.is_broken, one.arrives))
        return door.render(
            request,
            "admin/paths.html",
            place="enablement",
            page=found,
            rows=list(_rows(found, worst_first, frame_of(request))),
            contacts_max=CONTACTS_MAX,
        )

    @routes.get("/broken")
    def broken(request: Request) -> Response:
        """The part of the home page."""
        found = coverage_page(door.house, door.caller(request, by_itself=True))
        some = found.found.broken[:BRIEF] if found.found else ()
        return door.render(
            request,
            "admin/paths_brief.html",
            block="brief",
            page=found,
            rows=list(_rows(found, some, frame_of(request))),
        )

    return routes


def _rows(page: CoveragePage, paths: Sequence[Path], frame: Frame) -> Iterator[Row]:
    for path in paths:
        own = page.contact(path)
        href = f"/admin/entities/point_of_contact/{own}"
        told = tuple(Told(line, _fix(line, frame)) for line in path.lines)
        yield Row(path, href if own and frame.shows("entities") else "", told)


def _fix(line: Line, frame: Frame) -> str:
    page = mend(line.code).page
    shown = any(page.startswith(begin) and frame.shows(place) for begin, place in _PLACES)
    return page if shown else ""
