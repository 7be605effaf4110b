"""The API as one application, and how it stands beside the pages.

It is an application of its own, so that its errors are problems and those of the pages are pages. Whatever begins
with one of its paths is answered here, everything else by the application it is added to.
"""

from functools import cache, partial

from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp, Receive, Scope, Send

from releve import __version__
from releve.api import discovery, docs_page, health, metrics
from releve.api.cors import Cors
from releve.api.cxone import access_keys as cxone_access_keys
from releve.api.cxone import openid as cxone_openid
from releve.api.cxone import persons as cxone_persons
from releve.api.cxone import tokens as cxone_tokens
from releve.api.cxone.correlation import Correlation
from releve.api.cxone.document import field_document
from releve.api.cxone.doors import PATHS as FIELD_PATHS
from releve.api.cxone.doors import ROUTERS
from releve.api.cxone.paths import PlainPaths, plain
from releve.api.problems import RESPONSES, add_problems, declared
from releve.api.requests import BODY_BYTES_MAX, Requests
from releve.api.v1 import (
    account,
    audit,
    audit_chains,
    bcp,
    decisions,
    drift,
    drills,
    employee_access,
    employee_files,
    employee_uploads,
    employees,
    entities,
    example,
    keep,
    kinds,
    login,
    losses,
    outside,
    passkeys,
    plans,
    regions,
    restore_points,
    roles,
    runs,
    script_checklists,
    script_steps,
    scripts,
    sign_on,
    signing_keys,
    switch,
    switch_orders,
    switch_reports,
    switch_rules,
    sync,
    tenants,
    tonight,
    uses,
    verify,
)
from releve.app.clients import origin_allowed
from releve.app.example import CompanyMaker
from releve.app.figures import Figures
from releve.app.house import House
from releve.languages.catalogue import ENGLISH
from releve.languages.speaker import speakers

PATHS = (
    "/api",
    "/.well-known",
    "/health",
    "/metrics",
    "/auth/token",
    "/auth/jwks",
    "/auth/userinfo",
    "/authentication",
    "/public",
    "/incontactauthorizationserver",
    *FIELD_PATHS,
)
_NOUNS = (
    login,
    account,
    tenants,
    sign_on,
    bcp,
    regions,
    kinds,
    entities,
    roles,
    employee_files,
    employee_uploads,
    employees,
    employee_access,
    tonight,
    sync,
    verify,
    plans,
    runs,
    losses,
    decisions,
    drift,
    keep,
    restore_points,
    switch,
    switch_orders,
    switch_reports,
    drills,
    switch_rules,
    passkeys,
    script_checklists,
    script_steps,
    scripts,
    outside,
    uses,
    audit,
    audit_chains,
    signing_keys,
)
#: The doors of the field, at its own paths.
_FIELD = (cxone_openid, cxone_tokens, cxone_persons, cxone_access_keys)

#: Figures are our own (`metrics`); looking for somebody else's at every request costs as much as a small answer.
NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}

_ABOUT = """
Business continuity for contact centres: tenants and their BCP tenants, the sync between them, the switch and the
way back. Log in with `POST /api/v1/login` (or `/api/v1/login/operator`) and send the token as
`Authorization: Bearer`. Errors are `application/problem+json`. Sentences are in the language of `Accept-Language`, times
inside them by the clock of `Time-Zone` (such as `Europe/Paris`), else each with the zone it comes with.
"""


def api_app(
    house: House,
    *,
    company: CompanyMaker | None = None,
    bytes_max: int = BODY_BYTES_MAX,
    language: str = ENGLISH,
    figures: Figures | None = None,
) -> FastAPI:
    """The API of a house. With a `company`, operators may fill a tenant with the example (demos and the story).

    `language` is for clients that ask for none; `figures` are those of the pairs, if somebody else looks at them too.
    """
    app = FastAPI(
        title="Relève",
        version=__version__,
        description=_ABOUT,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses={**RESPONSES},
        telemetry=NO_TELEMETRY,
    )
    app.state.house, app.state.speakers, app.state.company = house, speakers(), company
    app.state.language = language
    app.state.meters = metrics.Meters(house, figures or Figures(house))
    app.state.docs = docs_page.template()
    app.state.field_document = cache(partial(field_document, _field_routers()))
    for noun in _NOUNS:
        app.include_router(noun.router, prefix="/api/v1")
    if company is not None:
        app.include_router(example.router, prefix="/api/v1")
    for door in (discovery, health, metrics, docs_page, *_FIELD):
        app.include_router(door.router)
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    add_problems(app)
    app.add_middleware(metrics.Counting, meters=app.state.meters)
    app.add_middleware(PlainPaths)
    app.add_middleware(Correlation, paths=tuple(one.lstrip("/") for one in FIELD_PATHS))
    app.add_middleware(Cors, allowed=partial(origin_allowed, house))
    app.add_middleware(Requests, new_id=house.new_id, bytes_max=bytes_max)
    at_once = app.state.meters.counter("GET", discovery.PATH, 200)
    app.add_middleware(discovery.AtOnce, house=house, counted=at_once)
    _name_the_problem(app)
    return app


def _field_routers() -> list[APIRouter]:
    """Everything that the field has a door for: discovery and tokens first, for that is where a client begins."""
    return [one.router for one in (discovery, *_FIELD)] + list(ROUTERS)


def _name_the_problem(app: FastAPI) -> None:
    """Every operation may answer a `Problem`: how is said once in the OpenAPI document."""
    drawn = app.openapi

    def openapi() -> dict[str, object]:
        return app.openapi_schema or declared(drawn())

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


class Doors:
    """Sends each request to the API or to the pages, by its path."""

    def __init__(self, app: ASGIApp, api: ASGIApp) -> None:
        self._pages, self._api = app, api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and is_ours(plain(scope["path"]))
        await (self._api if ours else self._pages)(scope, receive, send)


def is_ours(path: str) -> bool:
    return any(path == ours or path.startswith(ours + "/") for ours in PATHS)


def add_api(
    app: FastAPI,
    house: House,
    *,
    company: CompanyMaker | None = None,
    language: str = ENGLISH,
    figures: Figures | None = None,
) -> None:
    """Put the API in front of an application that answers everything else."""
    api = api_app(house, company=company, language=language, figures=figures)
    app.add_middleware(Doors, api=api)
