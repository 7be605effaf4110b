"""Campaigns, and the skills in them. Items have the names of both generations of the field's API."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import acd_router, known_version
from releve.api.cxone.answers import batch, told
from releve.api.cxone.asked import Body, Queried, Query, list_in, object_in, objects_in, value_in
from releve.api.cxone.crud import Resource, add_change, add_one
from releve.api.cxone.lists import Listing, flag, read_list
from releve.api.cxone.media import media_name
from releve.api.cxone.shapes import Id, Made, Own, Shape, changed, own
from releve.api.cxone.writing import create
from releve.api.speaking import Speaking
from releve.app.house import House
from releve.app.seeking import TOP_MAX, change_entity, find, seek
from releve.domain.entities import Not, Sought
from releve.domain.errors import NotFound
from releve.domain.people import Caller

router = acd_router("campaigns")

CAMPAIGN = Shape(
    "campaign",
    (
        Id(name="id", also=("campaignId",)),
        Own(name="name", also=("campaignName",)),
        *own("isActive description notes divisionId"),
        changed("lastUpdateTime"),
    ),
)
CAMPAIGNS = Listing(CAMPAIGN, "campaigns", {"isActive": flag("isActive")})
_CAMPAIGNS = Resource("/campaigns", CAMPAIGNS, "campaign", bodies=("campaign",))

#: From this version on a list has no `resultSet`, and one campaign is created at a time.
_FLAT = 33


@router.get("/campaigns", summary="List campaigns", openapi_extra=describing.list_doc(CAMPAIGNS))
def list_campaigns(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    answer = read_list(house, caller, request, query, CAMPAIGNS)
    return told({**answer, "resultSet": answer})


@router.post(
    "/campaigns",
    summary="Create campaigns",
    openapi_extra=describing.body_doc(describing.taken_by(CAMPAIGN)),
)
def create_campaigns(
    house: Open,
    caller: Whoever,
    body: Body,
    speaker: Speaking,
    version: Annotated[int, Depends(known_version)],
) -> Response:
    """One, or as versions before 33 do, several under `campaigns`."""

    def make(one: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"campaignId": int(create(house, caller, CAMPAIGN, one).id)}

    if version >= _FLAT and not (isinstance(body, Mapping) and value_in(body, "campaigns")):
        return told({"id": make(object_in(body, "campaign"))["campaignId"]})
    errors, results = batch(speaker, objects_in(body, "campaigns"), make, "campaignId")
    return told({"errorCount": errors, "campaignResults": results})


add_one(router, _CAMPAIGNS)
add_change(router, _CAMPAIGNS, status=True)

SKILL_LINE = Shape(
    "skill",
    (
        Id(name="skillId"),
        Own(name="skillName", takes=()),
        Own(name="mediaType", of="mediaTypeId", takes=()),
        Made(name="mediaName", tell=media_name),
    ),
)
SKILL_LINES = Listing(SKILL_LINE, "skills")


def _skills(
    house: House, caller: Caller | None, request: Request, query: Query, id: str, *, there: bool
) -> Response:
    number = int(find(house, caller, "campaign", id).rows[0].id)
    wish = (("campaignId",), number if there else Not(number))
    return told(read_list(house, caller, request, query, SKILL_LINES, wishes=[wish]))


@router.get("/campaigns/{id}/skills", summary="The skills of a campaign")
def skills_of(house: Open, caller: Whoever, request: Request, query: Queried, id: str) -> Response:
    return _skills(house, caller, request, query, id, there=True)


@router.get("/campaigns/{id}/skills/unassigned", summary="The skills of other campaigns, or none")
def skills_not_of(
    house: Open, caller: Whoever, request: Request, query: Queried, id: str
) -> Response:
    return _skills(house, caller, request, query, id, there=False)


def _named(house: House, caller: Caller | None, body: Any, sought: Sought) -> list[str]:
    """Numbers, or objects with one; or all that are sought."""
    if isinstance(body, Mapping) and str(value_in(body, "addAll", "removeAll")).lower() == "true":
        return [one.id for one in seek(house, caller, "skill", sought).rows]
    return [
        str(value_in(one, "skillId") if isinstance(one, Mapping) else one)
        for one in list_in(body, "skills")
    ]


def _assigned(
    house: House, caller: Caller | None, skills: list[str], campaign: int | None, only: int | None
) -> Response:
    """`only` is the campaign that a skill must be in to be taken out of it."""
    done, invalid = [], []
    for skill in skills:
        try:
            before = find(house, caller, "skill", skill).rows[0]
            if only is not None and before.body.get("campaignId") != only:
                invalid.append(skill)
                continue
            change_entity(house, caller, "skill", skill, lambda old: {"campaignId": campaign})
            done.append(int(skill))
        except NotFound:
            invalid.append(skill)
    return told({"assignedSkills": done, "invalidSkills": invalid})


@router.post("/campaigns/{id}/skills", summary="Put skills into a campaign")
def add_skills(house: Open, caller: Whoever, body: Body, id: str) -> Response:
    number = int(find(house, caller, "campaign", id).rows[0].id)
    skills = _named(house, caller, body, Sought(top=TOP_MAX))
    return _assigned(house, caller, skills, number, None)


@router.delete("/campaigns/{id}/skills", summary="Take skills out of a campaign")
def drop_skills(house: Open, caller: Whoever, body: Body, id: str) -> Response:
    number = int(find(house, caller, "campaign", id).rows[0].id)
    sought = Sought(where={"campaignId": number}, top=TOP_MAX)
    return _assigned(house, caller, _named(house, caller, body, sought), None, number)
