"""`/.well-known/cxone-configuration`: where a tenant is now. Public, and readable by any web page.

The one asynchronous spot: what is in memory is answered in the loop of the server (`AtOnce`); whatever has to wait for
the directory goes on to the operation, in a thread.
"""

import time
from collections.abc import Callable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from releve.api.caller import Open
from releve.api.requests import HEADER, request_id_of
from releve.app.discovery import discover, discover_at_once, told
from releve.app.house import House
from releve.app.whereabouts import Sighting

router = APIRouter(prefix="/.well-known", tags=["discovery"])

PATH = "/.well-known/cxone-configuration"

_ANYBODY = {"Access-Control-Allow-Origin": "*"}
_NOT_SURE = '110 releve "Response is Stale"'


def _headers(sighting: Sighting) -> dict[str, str]:
    told = _ANYBODY | {"Cache-Control": "no-store", "Age": str(int(sighting.age_s))}
    return told if sighting.sure else told | {"Warning": _NOT_SURE}


@router.get("/cxone-configuration", summary="Where a tenant is now")
def configuration(
    house: Open,
    response: Response,
    tenant: Annotated[str, Query(alias="tenantId", max_length=100)] = "",
) -> dict[str, Any]:
    """The doors of the region in which the tenant's pair is active; either tenant of the pair may be asked.

    Without a tenant, the doors of the home region. The answer changes with a switch and must not be kept. The header
    `Age` says how many seconds ago it was read: a second at most, unless the directory does not answer. Then there is
    also `Warning: 110`, and a switch that was made since is not in the answer.
    """
    found = discover(house, tenant.strip() or None)
    response.headers.update(_headers(found.sighting))
    return found.answer


@router.options("/cxone-configuration", include_in_schema=False)
def preflight() -> Response:
    """What a browser asks before it sends headers of its own."""
    allowed = {
        "Access-Control-Allow-Methods": "GET, OPTIONS",
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Max-Age": "600",
    }
    return Response(status_code=204, headers=_ANYBODY | allowed)


class AtOnce:
    """Middleware around all others, which cost more than the answer: it names and counts its requests itself. `counted` is
    told how long each one took."""

    def __init__(self, app: ASGIApp, house: House, counted: Callable[[float], object]) -> None:
        self._app, self._house, self._counted = app, house, counted
        self._bodies: dict[
            tuple[str, str], bytes
        ] = {}  # of tenants that exist, in regions that exist

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        tenant = _tenant_asked_for(scope)
        sighting = None if tenant is None else discover_at_once(self._house, tenant)
        if tenant is None or sighting is None:
            await self._app(scope, receive, send)
            return
        body = self._body(tenant, sighting)
        told = {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            HEADER: request_id_of(scope, self._house.new_id),
        }
        headers = [
            (name.lower().encode(), value.encode())
            for name, value in (told | _headers(sighting)).items()
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        self._counted(time.perf_counter() - began)

    def _body(self, tenant: str, sighting: Sighting) -> bytes:
        key = tenant, sighting.region
        if (body := self._bodies.get(key)) is None:
            body = self._bodies[key] = orjson.dumps(told(self._house, tenant, sighting))
        return body


def _tenant_asked_for(scope: Scope) -> str | None:
    """None if something else is asked for, or in a way that needs more care: pages of other origins have their own rules."""
    if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "GET":
        return None
    if any(
        name in (b"origin", b"content-length", b"transfer-encoding") for name, _ in scope["headers"]
    ):
        return None
    name, _, value = scope["query_string"].partition(b"=")
    plain = name == b"tenantId" and value.replace(b"-", b"").isalnum()
    return value.decode("ascii") if plain else None
