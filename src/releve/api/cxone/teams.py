"""Teams, their agents, and the unavailable codes that they may use."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import acd_router
from releve.api.cxone.agents import AGENT
from releve.api.cxone.answers import at_both_levels, batch, told
from releve.api.cxone.asked import Body, Queried, Query, object_in, objects_in, said, value_in
from releve.api.cxone.lists import Listing, read_list, read_one, rows_of, sought_in, word
from releve.api.cxone.shapes import Alt, Counted, Id, Made, Own, Shape, always, changed, own
from releve.api.cxone.unavailable_codes import allow
from releve.api.cxone.writing import change, create
from releve.api.speaking import Speaking
from releve.app.house import House
from releve.app.seeking import TOP_MAX, Known, change_entity, find, seek
from releve.domain.entities import Among, Entity, Sought
from releve.domain.errors import Invalid
from releve.domain.ids import Which
from releve.domain.people import Caller
from releve.domain.say import say

router = acd_router("teams")

_CODES = ("unavailableCodes.*.outStateId",)
_INACTIVE = "INACTIVE"


def team_codes(row: Entity, known: Known) -> list[dict[str, Any]]:
    """The codes of a team, in both spellings of their names."""
    told = []
    for line in row.body.get("unavailableCodes", ()):
        found = known.of("unavailable_code", Which.ID, line["outStateId"])
        body = found.body if found else {}
        name, timeout = body.get("name", ""), body.get("agentTimeout")
        told.append(
            {
                "outstateId": line["outStateId"],
                "outStateId": line["outStateId"],
                "outstateName": name,
                "outStateName": name,
                "isActive": body.get("isActive", True),
                "isAcw": body.get("isACW", False),
                "agentTimeoutMins": "" if timeout is None else str(timeout),
            }
        )
    return told


def active(row: Entity, known: Known) -> bool:
    return row.body.get("status") != _INACTIVE


def _activation(value: Any) -> Mapping[str, object]:
    off = str(value).lower() in ("false", "0")
    return {"status": _INACTIVE if off else "ACTIVE"}


TEAM = Shape(
    "team",
    (
        Id(name="teamId"),
        Alt(name="teamUuid"),
        Own(name="teamName", of="name", takes=("teamName", "name")),
        Made(name="isActive", tell=active, untell=_activation),
        *own("description"),
        *always("", "notes"),
        Counted(name="agentCount", of=("employee", "teamId"), by=Which.ALT),
        Own(name="teamLeadId", of="leadUserId"),
        Own(name="divisionNo", of="divisionId"),
        *own("voiceThreshold chatThreshold emailThreshold workItemThreshold maxConcurrentChats"),
        *own("deliveryMode totalContactCount requestContact contactAutoFocus isDefault"),
        changed("lastUpdateTime"),
        Made(name="unavailableCodes", also=("UnavailableCodes",), tell=team_codes, needs=(_CODES,)),
        *always(None, "evolveTeamId smsThreshold digitalThreshold socialThreshold"),
        *always(None, "maxEmailAutoParkingLimit"),
        *always(False, "channelLock wfoEnabled wfm2Enabled qm2Enabled analyticsEnabled"),
        *always(False, "inViewEnabled cxoneCustomerAuthenticationEnabled"),
    ),
)
TEAMS = Listing(TEAM, "teams", {"isActive": word("isActive", _INACTIVE, "status", unless=True)})


@router.get("/teams", summary="List teams", openapi_extra=describing.list_doc(TEAMS))
def list_teams(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    return told(read_list(house, caller, request, query, TEAMS))


@router.post(
    "/teams",
    summary="Create teams",
    openapi_extra=describing.batch_doc(TEAM, "teams", "results", "teamId"),
)
def create_teams(house: Open, caller: Whoever, body: Body, speaker: Speaking) -> Response:
    def make(one: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"teamId": int(create(house, caller, TEAM, one).id)}

    errors, results = batch(speaker, objects_in(body, "teams"), make, "teamId")
    first = {"teamId": results[0].get("teamId")} if results else {}
    return told({"errorCount": errors, "results": results, "teams": results, **first})


# ---------------------------------------------------------------- agents of teams


@router.get("/teams/agents", summary="The agents of all teams")
def agents_of_teams(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    """Pages and filters are of the teams; `fields` of their agents."""
    teams = seek(house, caller, "team", sought_in(TEAMS, query))
    return told(_with_agents(house, caller, request, query, teams.rows))


@router.get("/teams/{id}/agents", summary="The agents of a team")
def agents_of_team(
    house: Open, caller: Whoever, request: Request, query: Queried, id: str
) -> Response:
    found = find(house, caller, "team", id)
    return told(_with_agents(house, caller, request, query, found.rows))


def _with_agents(
    house: House, caller: Caller | None, request: Request, query: Query, teams: list[Entity]
) -> dict[str, Any]:
    names = query.names("fields")
    members = seek(
        house,
        caller,
        "employee",
        Sought(where={"teamId": Among(tuple(one.alt_id or "" for one in teams))}, top=TOP_MAX),
        AGENT.paths(names),
    )
    told = rows_of(AGENT, members, names)
    of_team: dict[object, list[dict[str, Any]]] = defaultdict(list)
    for row, agent in zip(members.rows, told, strict=True):
        of_team[row.body.get("teamId")].append(agent)
    return {
        "businessUnitId": members.unit,
        "totalRecords": len(teams),
        "lastPollTime": members.at,
        "teams": [
            {
                "teamId": int(one.id),
                "teamUuid": one.alt_id,
                "teamName": one.body["name"],
                "agents": of_team[one.alt_id],
            }
            for one in teams
        ],
    }


def _members(body: Any) -> list[Mapping[str, Any]]:
    """Agents as they are named: objects with a number, or numbers."""
    numbers = value_in(body, "agentIds") if isinstance(body, Mapping) else None
    if isinstance(numbers, list):
        return [{"agentId": one} for one in numbers]
    return objects_in(body, "agents")


def _moved(
    house: House, caller: Caller | None, speaker: Speaking, body: Any, team: str
) -> Response:
    goal = find(house, caller, "team", team).rows[0]

    def act(one: Mapping[str, Any]) -> Mapping[str, Any]:
        agent = str(value_in(one, "agentId") or "")
        change_entity(house, caller, "employee", agent, lambda before: {"teamId": goal.alt_id})
        return {"agentId": agent}

    errors, results = batch(speaker, _members(body), act, "agentId")
    return told(at_both_levels(errors, "agentResults", results))


@router.post("/teams/{id}/agents", summary="Put agents into a team")
def add_agents(house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str) -> Response:
    """They leave the team that they were in."""
    return _moved(house, caller, speaker, body, id)


@router.delete("/teams/{id}/agents", summary="Move agents to another team")
def transfer_agents(
    house: Open, caller: Whoever, query: Queried, body: Body, speaker: Speaking, id: str
) -> Response:
    """Nobody is without a team: `transferTeamId` is where they go."""
    find(house, caller, "team", id)
    if not query.text("transferTeamId"):
        raise Invalid(
            say("An agent is always in a team."),
            say("Say with transferTeamId which team they go to."),
            fields={"transferTeamId": say("This field is required.")},
        )
    return _moved(house, caller, speaker, body, query.text("transferTeamId"))


@router.get("/teams/{id}", summary="A team", openapi_extra=describing.one_doc(TEAM, "teams", True))
def get_team(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
    team, found = read_one(house, caller, query, TEAM, id)
    return told({"businessUnitId": found.unit, "lastPollTime": found.at, "teams": [team]})


@router.put(
    "/teams/{id}",
    summary="Change a team",
    openapi_extra=describing.body_doc(describing.wrapped(describing.taken_by(TEAM), "team")),
)
def change_team(house: Open, caller: Whoever, query: Queried, body: Body, id: str) -> Response:
    """What is not named stays as it is."""
    change(house, caller, TEAM, id, said(query, object_in(body, "team")))
    return told({})


# ---------------------------------------------------------------- unavailable codes of a team


@router.get("/teams/{id}/unavailable-codes", summary="The unavailable codes of a team")
def codes_of_team(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
    found = find(house, caller, "team", id, [_CODES])
    team = found.rows[0]
    codes = team_codes(team, found.known)
    if query.flag("activeOnly"):
        codes = [one for one in codes if one["isActive"]]
    return told(
        {
            "teamId": int(team.id),
            "teamName": team.body["name"],
            "teamUuid": team.alt_id,
            "divisionNo": team.body.get("divisionId"),
            "unavailableCodes": codes,
        }
    )


def _codes(
    house: House, caller: Caller | None, speaker: Speaking, team: str, body: Any, *, there: bool
) -> Response:
    def act(one: Mapping[str, Any]) -> Mapping[str, Any]:
        code = find(house, caller, "unavailable_code", str(value_in(one, "outStateId") or "")).rows[
            0
        ]
        allow(house, caller, team, [int(code.id)], there=there)
        return {"outstateId": int(code.id)}

    errors, results = batch(
        speaker, objects_in(body, "codes", "unavailableCodes"), act, "outstateId"
    )
    return told(at_both_levels(errors, "codeResults", results))


@router.post("/teams/{id}/unavailable-codes", summary="Let a team use codes")
def add_codes(house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str) -> Response:
    return _codes(house, caller, speaker, id, body, there=True)


@router.delete("/teams/{id}/unavailable-codes", summary="Let a team not use codes any more")
def drop_codes(house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str) -> Response:
    return _codes(house, caller, speaker, id, body, there=False)


@router.put("/teams/{id}/unavailable-codes", summary="Say which codes a team may use")
def set_codes(house: Open, caller: Whoever, body: Body, id: str) -> Response:
    """These, and no other."""
    ids = [
        str(value_in(one, "outStateId") or "")
        for one in objects_in(body, "unavailableCodes", "codes")
    ]
    lines = [{"outStateId": one} for one in ids]
    change_entity(house, caller, "team", id, lambda before: {"unavailableCodes": lines})
    return told({})
