"""Look-ups: short lists that other things refer to by number, and facts about the server."""

import datetime
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from releve.api.caller import Open, Somebody, Whoever
from releve.api.cxone.acd import acd_router, not_offered
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Queried
from releve.api.cxone.crud import Resource, add_list
from releve.api.cxone.lists import Listing, read_list, rows_of
from releve.api.cxone.media import NAMES
from releve.api.cxone.shapes import Alt, Id, Made, Own, Part, Shape, own
from releve.app.agent_rights import grants_of_agent, settings_of_agent
from releve.app.house import House
from releve.app.seeking import TOP_MAX, find, seek
from releve.app.sync_settings import zones
from releve.domain.entities import Sought
from releve.domain.errors import NotFound
from releve.domain.people import Caller, Grants
from releve.domain.say import say

router = acd_router("look-ups")


def _look_up(path: str, kind: str, plural: str, parts: tuple[Part, ...], named: str) -> None:
    listing = Listing(Shape(kind, tuple(parts)), plural)
    add_list(router, Resource(path, listing, named))


_look_up(
    "/business-unit/outbound-routes",
    "outbound_route",
    "outboundRoutes",
    (Id(name="outboundTelecomRouteId"), Own(name="routeDescription")),
    "outbound route",
)
_look_up(
    "/locations",
    "location",
    "locations",
    (Id(name="locationId"), Own(name="locationName")),
    "location",
)
_look_up(
    "/hiring-sources",
    "hiring_source",
    "hiringSources",
    (Id(name="sourceId"), Own(name="sourceName")),
    "hiring source",
)
_look_up(
    "/phone-codes",
    "phone_code",
    "phoneCodes",
    (Id(name="transportCodeId"), *own("transportCode transportTypeId")),
    "phone code",
)
_look_up(
    "/branding-profiles",
    "branding_profile",
    "brandingProfiles",
    (Id(name="profileId"), Own(name="profileName")),
    "branding profile",
)
_look_up(
    "/agent-patterns",
    "dialing_pattern",
    "agentPatterns",
    (Id(name="patternId"), Own(name="patternName")),
    "dialing pattern",
)
_look_up(
    "/feedback-categories-and-priorities",
    "feedback_category",
    "feedbackCategories",
    (Id(name="categoryId"), Own(name="categoryName")),
    "feedback category",
)


@router.get("/media-types", summary="List media types")
def media_types(caller: Somebody) -> Response:
    return told({"mediaTypes": [_media(number) for number in NAMES]})


@router.get("/media-types/{id}", summary="A media type")
def media_type(caller: Somebody, id: str) -> Response:
    found = [_media(number) for number in NAMES if str(number) == id]
    if not found:
        raise NotFound(say("There is no media type {id}.", id=id))
    return told({"mediaTypes": found})


def _media(number: object) -> dict[str, Any]:
    return {"mediaTypeId": number, "mediaTypeName": NAMES[number], "subTypes": []}


@router.get("/timezones", summary="List time zones")
@router.get("/business-unit/time-zones", summary="List the time zones of the business unit")
def time_zones(house: Open, caller: Somebody) -> Response:
    """By the names under which they may be set; `offset` is that of this moment."""
    now = house.clock()
    return told({"timeZones": [_zone(name, now) for name in zones()]})


def _zone(name: str, now: datetime.datetime) -> dict[str, str]:
    offset = now.astimezone(ZoneInfo(name)).strftime("%z")
    written = f"{offset[:3]}:{offset[3:5]}"
    return {"displayName": f"(UTC{written}) {name}", "standardName": name, "offset": written}


@router.get("/server-time", summary="The time of the server")
def server_time(house: Open, caller: Somebody) -> Response:
    return told({"ServerTime": house.now()})


@router.get("/phone-numbers", summary="List phone numbers")
def phone_numbers(house: Open, caller: Whoever) -> Response:
    """Those of the points of contact for calls."""
    sought = Sought(where={"mediaTypeId": 4}, order="contactAddress", top=TOP_MAX)
    found = seek(house, caller, "point_of_contact", sought)
    numbers = [str(one.body["contactAddress"]) for one in found.rows]
    return told(
        {
            "businessUnitId": found.unit,
            "totalRecords": found.total,
            "phoneNumbers": numbers,
            "phoneCollection": [{"phonenumber": one} for one in numbers],
        }
    )


# ---------------------------------------------------------------- security profiles and permissions


def _permissions(row: Any, known: Any) -> list[dict[str, Any]]:
    return [
        {"permissionKey": line["permission"], "optionKeys": line.get("actions", [])}
        for line in row.body.get("permissions", ())
    ]


PROFILE = Shape(
    "role",
    (
        Id(name="roleId"),
        Alt(name="securityProfileId"),
        Own(name="securityProfileName", of="roleName"),
        Own(name="description"),
        Made(
            name="securityProfileStatusName",
            tell=lambda row, known: str(row.body.get("status", "ACTIVE")).title(),
        ),
        Made(name="isInternal", tell=lambda row, known: bool(row.body.get("internal"))),
        Made(name="permissions", tell=_permissions),
        Own(name="dataRestrictions"),
    ),
)
PROFILES = Listing(PROFILE, "securityProfiles")


@router.get("/security-profiles", summary="List security profiles")
def security_profiles(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    """Roles, as the ACD knows them."""
    return told(read_list(house, caller, request, query, PROFILES))


@router.get("/security-profiles/{id}", summary="A security profile")
def security_profile(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
    found = find(house, caller, "role", id)
    return told({"securityProfiles": rows_of(PROFILE, found, query.names("fields"))})


@router.get("/permissions", summary="What the caller may do")
def permissions(house: Open, caller: Somebody, query: Queried) -> Response:
    """With `agentId`, what that agent may."""
    return _told(house, caller, query.text("agentId"))


@router.get("/permissions/{id}", summary="What an agent may do")
def permissions_of(house: Open, caller: Somebody, id: str) -> Response:
    return _told(house, caller, id)


def _told(house: House, caller: Caller, agent: str) -> Response:
    unit, grants = grants_of_agent(house, caller, agent)
    return told({"permissions": _lines(unit, grants)})


def _lines(unit: int, grants: Grants) -> list[Mapping[str, Any]]:
    return [
        {"BusinessUnitId": unit, "Key": f"{name}:{action}", "Value": "True"}
        for name, actions in sorted(grants.items())
        for action in sorted(actions)
    ]


@router.get("/agents/{id}/agent-settings", summary="Settings of an agent's desktop")
@router.get("/agents/{id}/agent-configuration", summary="Settings of an agent's desktop")
def agent_settings(house: Open, caller: Somebody, id: str) -> Response:
    """What is kept that a desktop asks for; what is not is absent. One's own need no permission."""
    agent, parties = settings_of_agent(house, caller, id)
    settings = {"agentId": int(agent.id), "timeZone": agent.body.get("timeZone", "")}
    return told(settings | ({} if parties is None else {"maxConferenceParties": parties}))


@router.get("/agents/client-data", summary="Notes of a desktop (not offered)")
@router.put("/agents/client-data", summary="Notes of a desktop (not offered)")
def client_data(caller: Somebody) -> Response:
    raise not_offered(say("Desktops cannot leave their own data here."))


@router.get("/countries", summary="List countries (not offered)")
def countries(caller: Somebody) -> Response:
    raise not_offered(say("Countries are not kept as a list: an employee's is a text."))
