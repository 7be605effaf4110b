"""Teams as UserHub knows them, by a UUID and under other names than the ACD's."""

from typing import Any

from fastapi import Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import hub_router
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Body, object_in, value_in
from releve.api.cxone.hub_search import Search
from releve.api.cxone.lists import rows_of
from releve.api.cxone.shapes import Alt, Counted, Id, Made, Own, Shape, changed, own
from releve.api.cxone.teams import team_codes
from releve.api.cxone.writing import change, create
from releve.api.speaking import Speaking
from releve.app.house import House
from releve.app.seeking import find, seek
from releve.domain.ids import Which
from releve.domain.people import Caller
from releve.domain.say import say

router = hub_router("/user-management", "teams of UserHub")


def _codes_taken(value: Any) -> dict[str, object]:
    if not isinstance(value, list):
        return {"unavailableCodes": value}
    lines = [value_in(one, "outStateId") if isinstance(one, dict) else one for one in value]
    return {"unavailableCodes": [{"outStateId": one} for one in lines]}


HUB_TEAM = Shape(
    "team",
    (
        Alt(name="id"),
        Id(name="teamId"),
        *own("name description"),
        Made(
            name="status",
            tell=lambda row, known: row.body.get("status", "ACTIVE"),
            untell=lambda value: {"status": value},
        ),
        *own("leadUserId divisionId voiceThreshold chatThreshold emailThreshold"),
        *own("workItemThreshold maxConcurrentChats requestContact contactAutoFocus deliveryMode"),
        *own("totalContactCount isDefault"),
        Counted(name="userCount", of=("employee", "teamId"), by=Which.ALT),
        Made(
            name="unavailableCodes",
            tell=team_codes,
            needs=(("unavailableCodes.*.outStateId",),),
            untell=_codes_taken,
        ),
        Made(name="customAttributes", tell=lambda row, known: {}),
        changed("lastModifiedTime"),
    ),
)
_SEARCHED = Shape("team", (*HUB_TEAM.parts, Own(name="status")))


def _one(house: House, caller: Caller | None, id: str) -> dict[str, Any]:
    found = find(house, caller, "team", id, HUB_TEAM.paths(), HUB_TEAM.tallies())
    return rows_of(HUB_TEAM, found)[0]


@router.get("/v1/teams/{id}", summary="A team", openapi_extra=describing.one_doc(HUB_TEAM, "team"))
@router.get("/v3/teams/{id}", summary="A team", openapi_extra=describing.one_doc(HUB_TEAM, "team"))
def get_team(house: Open, caller: Whoever, id: str) -> Response:
    return told({"team": _one(house, caller, id)})


_DOC = describing.body_doc(describing.taken_by(HUB_TEAM))


@router.post("/v3/teams", summary="Create a team", openapi_extra=_DOC)
def create_team(house: Open, caller: Whoever, body: Body, speaker: Speaking) -> Response:
    made = create(house, caller, HUB_TEAM, object_in(body, "team"))
    return _done(house, caller, made.id, speaker.say(say("The team was created.")))


@router.put("/v3/teams", summary="Change a team", openapi_extra=_DOC)
def change_team(house: Open, caller: Whoever, body: Body, speaker: Speaking) -> Response:
    """`id` says which. What is not named stays as it is."""
    given = object_in(body, "team")
    changed_one = change(house, caller, HUB_TEAM, str(value_in(given, "id") or ""), given)
    return _done(house, caller, changed_one.id, speaker.say(say("The team was changed.")))


def _done(house: House, caller: Caller | None, id: str, message: str) -> Response:
    answer = {"message": message, "detailedMessage": "", "httpCode": 200}
    return told({**answer, "team": _one(house, caller, id)})


@router.post("/v1/teams/search", summary="Search teams")
@router.post("/v4/teams/search", summary="Search teams")
def search_teams(house: Open, caller: Whoever, body: Body) -> Response:
    search = Search(_SEARCHED, body)
    names = search.fields()
    paths, tallies = HUB_TEAM.paths(names), HUB_TEAM.tallies(names)
    found = seek(house, caller, "team", search.sought(), paths, tallies)
    rows = rows_of(HUB_TEAM, found, names)
    return told(
        {"totalRecords": found.total, "skip": search.skip, "top": search.top, "teams": rows}
    )
