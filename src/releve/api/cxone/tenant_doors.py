"""Small doors of UserHub that desktops of the field ask: which tenant this is, how it looks, what is turned on."""

from fastapi import Response

from releve.api.caller import Open, Somebody
from releve.api.cxone.acd import hub_router, not_offered
from releve.api.cxone.answers import told
from releve.app.browsing import tenant_of
from releve.app.roles import visible
from releve.domain.say import say

router = hub_router("", "tenant")


@router.get("/tenants/v2/current", summary="The caller's tenant")
def current(house: Open, caller: Somebody) -> Response:
    tenant = tenant_of(house, caller)
    features = [permission.name for permission in visible(house, tenant.id)]
    place = house.places[tenant.region]
    return told(
        {
            "tenant": {
                "tenantId": tenant.id,
                "tenantName": tenant.name,
                "schemaName": tenant.name,
                "parentId": None,
                "partnerId": None,
                "status": "ACTIVE",
                "type": "CUSTOMER",
                "timezone": None,
                "clusterId": place.cluster,
                "area": place.area,
                "billingId": str(tenant.business_unit),
                "licenses": [
                    {
                        "applicationId": name.partition(".")[0],
                        "productId": name,
                        "featureIds": [name],
                        "settings": {},
                    }
                    for name in features
                ],
                "userSoftLimit": None,
                "creationDate": tenant.created_at or None,
            }
        }
    )


@router.get("/branding-profiles/current", summary="How the caller's tenant looks")
def branding(house: Open, caller: Somebody) -> Response:
    tenant = tenant_of(house, caller)
    logo = f"{house.places[tenant.region].ui_endpoint}/static/mark.svg"
    profile = {"profileId": 0, "profileName": tenant.name, "cxoneLoginHeaderLogoUrl": logo}
    return told({"brandingProfile": profile})


@router.get("/config/toggledFeatures", summary="What is turned on for the caller's tenant")
def toggled(house: Open, caller: Somebody) -> Response:
    tenant = tenant_of(house, caller)
    return told({"toggledFeatures": [one.name for one in visible(house, tenant.id)]})


@router.get("/schedules/user/{id}", summary="When a user works (not offered)")
def schedules(caller: Somebody, id: str) -> Response:
    raise not_offered(say("Schedules of people are not kept here."))
