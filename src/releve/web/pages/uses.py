"""Where an entity is used: a page in Admin and, for scripts, in Studio. The page of the entity and the question before its deletion
fetch parts of it."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from releve.app.browsing import entity_name
from releve.app.referring import referred_by
from releve.app.uses import REFERRERS_MAX, Uses, uses_of
from releve.domain.entities import Entity
from releve.domain.kinds import KINDS
from releve.web.door import Door
from releve.web.naming import named
from releve.web.pages.kind_groups import ELSEWHERE
from releve.web.pages.reference_graph import pictured
from releve.web.paging import Skip


def router(door: Door) -> APIRouter:
    routes = APIRouter()

    @routes.get("/admin/entities/{kind}/{id}/uses")
    def uses(request: Request, kind: str, id: str, skip: Skip = 0) -> Response:
        if kind == "script":
            return RedirectResponse(f"{page_of(kind, id)}/uses", 303)
        found = uses_of(door.house, door.caller(request), kind, id, skip=skip)
        return _show(door, request, "admin/uses.html", found)

    @routes.get("/studio/scripts/{id}/uses")
    def of_script(request: Request, id: str, skip: Skip = 0) -> Response:
        found = uses_of(door.house, door.caller(request), "script", id, skip=skip)
        return _show(door, request, "studio/uses.html", found)

    return routes


_PLACES = {"employee": "employees", "role": "roles", "script": "scripts"}


def _show(door: Door, request: Request, template: str, found: Uses) -> Response:
    entity = found.entity
    return door.render(
        request,
        template,
        place=_PLACES.get(entity.kind, "entities"),
        found=found,
        kinds=KINDS,
        kind_of=KINDS[entity.kind],
        name=_name(found, entity),
        name_of=lambda one: _name(found, one),
        href_of=lambda one: page_of(one.kind, one.id),
        named=named,
        home=ELSEWHERE.get(entity.kind, f"/admin/entities/{entity.kind}"),
        referrers_max=REFERRERS_MAX,
        **pictured(
            found,
            referred_by(door.house, door.caller(request), entity.kind, entity.id),
            door.shell.speaker(request),
            name_of=lambda one: _name(found, one),
            page_of=page_of,
        ),
    )


def _name(found: Uses, entity: Entity) -> object:
    return named(entity.kind, entity_name(entity, found.titles))


def page_of(kind: str, id: str) -> str:
    """The address of the entity's own page."""
    return f"{ELSEWHERE.get(kind, f'/admin/entities/{kind}')}/{quote(id)}"
