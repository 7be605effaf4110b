"""Agents: employees as the ACD knows them, by an integer; the UUID of the same person is taken in every path too."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import acd_router
from releve.api.cxone.answers import batch, told
from releve.api.cxone.asked import Body, Queried, Query, list_in, object_in, objects_in, value_in
from releve.api.cxone.groups import GROUP
from releve.api.cxone.lists import Listing, flag, read_list, read_one, rows_of, word
from releve.api.cxone.shapes import (
    Alt,
    Id,
    Made,
    Named,
    Other,
    Own,
    Part,
    Shape,
    always,
    changed,
    own,
)
from releve.api.cxone.writing import change, create
from releve.api.speaking import Speaking
from releve.app.seeking import Known, find, seek
from releve.domain import kind as declared
from releve.domain.entities import Entity, Sought

router = acd_router("agents")

_DEACTIVATED, _BLOCKED = "DELETED", "BLOCKED"

_PERSON: tuple[Part, ...] = (
    Id(name="agentId"),
    Alt(name="userID", also=("userId",)),
    *own("userName firstName middleName lastName emailAddress"),
    Own(name="isActive"),
    Made(name="locked", tell=lambda row, known: row.body.get("status") == _BLOCKED),
    *own("isSupervisor internalId notes timeZone"),
    Made(name="createDate", tell=lambda row, known: None),
    changed("lastUpdated"),
    *own("hireDate terminationDate"),
)
_PLACE: tuple[Part, ...] = (
    Own(name="teamUuId", of="teamId", also=("teamUuid",)),
    Other(name="teamId", by="teamId"),
    Named(name="teamName", by=("teamId",)),
    Own(name="reportToId"),
    Named(name="reportToName", by=("reportToId",)),
    Own(name="roleId", of="roleUUID"),
    Other(name="profileId", by="roleUUID"),
    Named(name="profileName", by=("roleUUID",)),
    Own(name="LoginAuthenticatorId", of="loginAuthenticatorId", also=("loginAuthenticatorId",)),
    Own(name="DivisionNo", of="divisionId", also=("divisionNo",)),
    Own(name="locationId"),
    Own(name="location"),
    Own(name="hiringSource"),
    Own(name="defaultDialingPattern"),
    Named(name="defaultDialingPatternName", by=("defaultDialingPattern",)),
)
_ADDRESS = own("address1 address2 city state zipCode country atHome")
_TELEPHONES = (
    Own(name="telephone1", of="mobileNumber"),
    Own(name="telephone2", of="mobileNumber2"),
)
_WORK = own(
    "voiceThreshold chatThreshold emailThreshold workItemThreshold smsThreshold digitalThreshold",
    "maxConcurrentChats maxEmailAutoParkingLimit totalContactCount deliveryMode",
    "requestContact contactAutoFocus agentIntegration",
    "useTeamVoiceThreshold useTeamChatThreshold useTeamEmailThreshold useTeamWorkItemThreshold",
    "useTeamSmsThreshold useTeamDigitalThreshold useTeamMaxConcurrentChats",
    "useTeamEmailAutoParkingLimit useTeamContactAutoFocus useTeamRequestContact",
    "useTeamDeliveryModeSettings",
    "phoneRefusalTimeout chatRefusalTimeout emailRefusalTimeout workItemRefusalTimeout",
    "voicemailRefusalTimeout smsRefusalTimeout digitalRefusalTimeout",
)
_PERSONNEL = (
    *own("employmentType referral hourlyCost rehireStatus ntLoginName federatedId"),
    *own("custom1 custom2 custom3 custom4 custom5"),
    Own(name="isBillable", of="billable"),
    Own(name="bcpType"),
)
_NOT_KEPT = always(
    None,
    "lastLogin inactiveDate systemUser systemDomain crmUserName sipUser timeZoneOffset rowNumber",
    "userNameDomain combinedUserNameDomain subject issuer Teams_channel_Id userType apiKey",
    "timeDisplayFormat scheduleNotification employmentTypeName stateCode countryName",
)

AGENT = Shape(
    "employee",
    (*_PERSON, *_PLACE, *_ADDRESS, *_TELEPHONES, *_WORK, *_PERSONNEL, *_NOT_KEPT),
)
AGENTS = Listing(
    AGENT,
    "agents",
    {
        "isActive": flag("isActive"),
        "isLocked": word("isLocked", _BLOCKED, "status"),
    },
    search_in=("firstName", "lastName", "userName"),
)


def deactivation(before: declared.Body, wanted: Mapping[str, object]) -> Mapping[str, object]:
    """Users are deactivated, not deleted: their status follows, and nobody is unblocked who was blocked."""
    if "isActive" not in wanted:
        return {}
    active = str(wanted["isActive"]).lower() in ("true", "1")
    if not active:
        return {"status": _DEACTIVATED}
    return {"status": "ACTIVE"} if before.get("status") == _DEACTIVATED else {}


@router.get("/agents", summary="List agents", openapi_extra=describing.list_doc(AGENTS))
def list_agents(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    """`searchString` is a part of the name or the user name."""
    answer = read_list(house, caller, request, query, AGENTS)
    return told({**answer, "hiddenAgents": 0})


@router.post(
    "/agents",
    summary="Create agents",
    openapi_extra=describing.batch_doc(AGENT, "agents", "agentResults", "agentId"),
)
def create_agents(house: Open, caller: Whoever, body: Body, speaker: Speaking) -> Response:
    """Each for itself: one that is refused stops nothing."""

    def make(one: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"agentId": int(create(house, caller, AGENT, one, deactivation).id)}

    errors, results = batch(speaker, objects_in(body, "agents"), make, "agentId")
    return told({"errorCount": errors, "agentResults": results})


@router.put(
    "/agents",
    summary="Change agents",
    openapi_extra=describing.batch_doc(AGENT, "agents", "agentResults", "agentId"),
)
def change_agents(house: Open, caller: Whoever, body: Body, speaker: Speaking) -> Response:
    """`agentId` in each says which. What is not named stays as it is."""

    def put(one: Mapping[str, Any]) -> Mapping[str, Any]:
        agent = str(value_in(one, "agentId", "userId") or "")
        return {"agentId": change(house, caller, AGENT, agent, one, deactivation).id}

    errors, results = batch(speaker, objects_in(body, "agents"), put, "agentId")
    return told({"errorCount": errors, "agentResults": results})


@router.post("/agents/search", summary="Search agents")
def search_agents(house: Open, caller: Whoever, request: Request, body: Body) -> Response:
    """What the list takes in its query stands in the body, and `agentIds` besides."""
    given = object_in(body)
    query = Query({str(name): _plain(value) for name, value in given.items()})
    chosen = None
    if value_in(given, "agentIds"):
        chosen = tuple(map(str, list_in(given, "agentIds")))
    answer = read_list(house, caller, request, query, AGENTS, ids=chosen)
    found = answer.pop("agents")
    return told({**answer, "hiddenAgents": 0, "errorCount": 0, "agentResults": [found]})


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


@router.get(
    "/agents/{id}", summary="An agent", openapi_extra=describing.one_doc(AGENT, "agents", True)
)
def get_agent(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
    """By the number or the UUID."""
    agent, found = read_one(house, caller, query, AGENT, id)
    return told({"businessUnitId": found.unit, "lastPollTime": found.at, "agents": [agent]})


@router.put(
    "/agents/{id}",
    summary="Change an agent",
    openapi_extra=describing.body_doc(describing.wrapped(describing.taken_by(AGENT), "agent")),
)
def change_agent(house: Open, caller: Whoever, body: Body, id: str) -> Response:
    """What is not named stays as it is; an empty value clears a field."""
    change(house, caller, AGENT, id, object_in(body, "agent"), deactivation)
    return told({})


@router.get("/agents/{id}/groups", summary="The groups of an agent")
def groups_of_agent(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
    agent = find(house, caller, "employee", id).rows[0]
    ids = tuple(str(one) for one in agent.body.get("groupIds", ()))
    found = seek(house, caller, "group", Sought(ids=ids, top=1000))
    return told({"agentGroups": rows_of(GROUP, found, query.names("fields"))})


def full_name(person: Entity | None) -> str:
    """As the field writes it in lists of assignments."""
    body = person.body if person else {}
    return f"{body.get('firstName', '')} {body.get('lastName', '')}".strip()


def name_at(*path: str) -> Made:
    """The full name of the person at the end of a path."""

    def tell(row: Entity, known: Known) -> str:
        return full_name(known.at(row, path))

    return Made(name="agentName", tell=tell, needs=(path,))
