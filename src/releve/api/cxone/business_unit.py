"""The business unit: what a client asks first, to learn in which tenant it is."""

from fastapi import Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import acd_router
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Queried
from releve.api.cxone.lists import rows_of
from releve.api.cxone.shapes import Alt, Id, Named, Shape, always, own
from releve.app.seeking import seek
from releve.domain.entities import Sought
from releve.domain.kinds import KINDS

router = acd_router("business unit")

#: All that is kept of a business unit, under the names that the field has for it too.
_KEPT = tuple(field.name for field in KINDS["business_unit"].fields if field.name != "scope")

UNIT = Shape(
    "business_unit",
    (
        Id(name="businessUnitId"),
        Alt(name="tenantId"),
        *own(*_KEPT),
        Named(name="coBrandProfileName", by=("coBrandProfileId",)),
        *always(False, "isUnifiedRoutingEnabled isIntegratedTenant enableMaxReleasePreview"),
        *always(False, "isVFMEnabled permitPerAgentVersioning permitDevVersion defaultToPrevious"),
        *always(None, "presenceMasterId niceEngageConfigId niceWFMConfigID niceQMTenantID"),
        *always(None, "niceWFMTenantId maxClientVersion clientConnectorPort"),
        *always("", "authGUID connectivityType ieX_CustomerName"),
    ),
)


@router.get(
    "/business-unit",
    summary="The business unit",
    openapi_extra=describing.one_doc(UNIT, "businessUnits", True),
)
def business_unit(house: Open, caller: Whoever, query: Queried) -> Response:
    """A list of one: the caller's own."""
    names = query.names("fields")
    found = seek(house, caller, "business_unit", Sought(top=1), UNIT.paths(names))
    return told({"businessUnits": rows_of(UNIT, found, names)})
