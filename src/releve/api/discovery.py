"""`/.well-known/cxone-configuration`: where a tenant is now. Public, and readable by any web page."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from releve.api.caller import Open
from releve.app.discovery import discover

router = APIRouter(prefix="/.well-known", tags=["discovery"])

_ANYBODY = {"Access-Control-Allow-Origin": "*"}


@router.get("/cxone-configuration", summary="Where a tenant is now")
def configuration(
    house: Open,
    response: Response,
    tenant: Annotated[str, Query(alias="tenantId", max_length=100)] = "",
) -> dict[str, Any]:
    """The doors of the region in which the tenant's pair is active; either tenant of the pair may be asked.

    Without a tenant, the doors of the home region. The answer changes with a switch and must not be kept.
    """
    response.headers.update(_ANYBODY | {"Cache-Control": "no-store"})
    return discover(house, tenant.strip() or None)


@router.options("/cxone-configuration", include_in_schema=False)
def preflight() -> Response:
    """What a browser asks before it sends headers of its own."""
    allowed = {
        "Access-Control-Allow-Methods": "GET, OPTIONS",
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Max-Age": "600",
    }
    return Response(status_code=204, headers=_ANYBODY | allowed)
