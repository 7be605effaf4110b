"""Which agent has which skill, asked from either end."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import acd_router
from releve.api.cxone.agents import name_at
from releve.api.cxone.answers import at_both_levels, batch, told
from releve.api.cxone.asked import Body, Queried, Query, list_in, objects_in, value_in
from releve.api.cxone.lists import Listing, Wish, flag, number, read_list, text
from releve.api.cxone.media import NAMES
from releve.api.cxone.shapes import Far, Made, Named, Own, Shape, always, changed
from releve.api.cxone.skills import SKILLS
from releve.api.speaking import Speaking
from releve.app import assigning
from releve.app.house import House
from releve.app.seeking import Known, find, seek
from releve.domain.entities import Among, Entity, Meant, Sought
from releve.domain.ids import Which
from releve.domain.people import Caller

router = acd_router("skill assignments")

_AGENT, _SKILL = ("agentId",), ("skillId",)
_TEAM, _CAMPAIGN = ("agentId", "teamId"), ("skillId", "campaignId")


def _proficiency(row: Entity, known: Known) -> str:
    return str(row.body.get("agentProficiencyValue", ""))


def _media(row: Entity, known: Known) -> str:
    skill = known.at(row, _SKILL)
    return NAMES.get(skill.body.get("mediaTypeId"), "") if skill else ""


ASSIGNMENT = Shape(
    "agent_skill",
    (
        Own(name="agentId", takes=()),
        name_at(*_AGENT),
        Far(name="userId", by=_AGENT, which=Which.ALT),
        Far(name="firstName", by=_AGENT, of="firstName"),
        Far(name="middleName", by=_AGENT, of="middleName"),
        Far(name="lastName", by=_AGENT, of="lastName"),
        Far(name="internalId", by=_AGENT, of="internalId", guarded=True),
        Far(name="isAgentActive", by=_AGENT, of="isActive"),
        Far(name="teamId", by=_TEAM),
        Named(name="teamName", by=_TEAM),
        Own(name="skillId", takes=()),
        Named(name="skillName", by=_SKILL),
        Far(name="isSkillActive", by=_SKILL, of="isActive"),
        Far(name="campaignId", by=_SKILL, of="campaignId"),
        Named(name="campaignName", by=_CAMPAIGN),
        Far(name="mediaTypeId", also=("mediaType",), by=_SKILL, of="mediaTypeId"),
        Made(name="mediaTypeName", tell=_media, needs=(_SKILL,)),
        *(
            Far(name=name, by=_SKILL, of=name)
            for name in [
                "isOutbound",
                "outboundStrategy",
                "priorityBlending",
                "requireDisposition",
                "notes",
                "emailFromAddress",
                "screenPopTriggerEvent",
            ]
        ),
        Far(name="useSecondaryDispositions", by=_SKILL, of="allowSecondaryDisposition"),
        Made(
            name="useDisposition",
            tell=lambda row, known: _has(known.at(row, _SKILL), "dispositions"),
            needs=(_SKILL,),
        ),
        Made(
            name="useACW",
            tell=lambda row, known: _has(known.at(row, _SKILL), "acwTypeId"),
            needs=(_SKILL,),
        ),
        Own(
            name="agentProficiencyValue",
            takes=("proficiency", "agentProficiencyValue", "agentProficiency"),
        ),
        Made(name="agentProficiencyName", tell=_proficiency),
        Own(name="isActive"),
        Made(name="isAssigned", tell=lambda row, known: not row.deleted),
        *always(False, "isRestricted isDialer isNaturalCalling isNaturalCallingRunning"),
        *always(False, "scriptDisposition requireCustomerId"),
        *always("", "digitalPOC digitalPOCName"),
        changed("lastUpdateTime", "lastPollTime"),
    ),
)

ASSIGNMENTS = Listing(
    ASSIGNMENT,
    "agentSkillAssignments",
    {
        "isActive": flag("isActive"),
        "isAssignedSkillActive": flag("isAssignedSkillActive", "isActive"),
        "mediaTypeId": number("mediaTypeId", "skillId", "mediaTypeId"),
        "outboundStrategy": text("outboundStrategy", "skillId", "outboundStrategy"),
        "isSkillActive": flag("isSkillActive", "skillId", "isActive"),
        "isAgentActive": flag("isAgentActive", "agentId", "isActive"),
    },
    search=False,
)


def _has(skill: Entity | None, name: str) -> bool:
    return bool(skill and skill.body.get(name))


def _read(
    house: House, caller: Caller | None, request: Request, query: Query, by: str, **more: Any
) -> dict[str, Any]:
    """The list; `searchString` is a part of the name of what `by` leads to."""
    wishes: list[Wish] = list(more.pop("wishes", ()))
    if search := query.text("searchString"):
        wishes.append(((by,), Meant({}, search)))
    return read_list(house, caller, request, query, ASSIGNMENTS, wishes=wishes, **more)


_LIST = describing.list_doc(ASSIGNMENTS)


@router.get("/agents/skills", summary="The skills of all agents", openapi_extra=_LIST)
def list_assignments(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    """`searchString` is a part of the agent's user name."""
    answer = _read(house, caller, request, query, "agentId")
    return told({**answer, "businessUnitId": str(answer["businessUnitId"])})


@router.get("/agents/{id}/skills", summary="The skills of an agent", openapi_extra=_LIST)
def skills_of_agent(
    house: Open, caller: Whoever, request: Request, query: Queried, id: str
) -> Response:
    """`searchString` is a part of the skill's name."""
    agent = _person(house, caller, id)
    return told(_read(house, caller, request, query, "skillId", under=agent))


@router.get("/agents/{id}/skills/unassigned", summary="The skills that an agent has not")
def skills_not_of_agent(
    house: Open, caller: Whoever, request: Request, query: Queried, id: str
) -> Response:
    agent = _person(house, caller, id)
    there = seek(house, caller, "agent_skill", Sought(under=agent, top=10_000)).rows
    without = tuple(str(one.body["skillId"]) for one in there)
    answer = read_list(house, caller, request, query, SKILLS, without=without)
    return told({**answer, "resultSet": answer})


@router.get("/skills/agents", summary="The agents of some skills", openapi_extra=_LIST)
def agents_of_skills(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    """`skills` are their numbers, with commas."""
    asked = [one.strip() for one in query.text("skills").split(",") if one.strip()]
    found = {
        one.id for one in seek(house, caller, "skill", Sought(ids=tuple(asked), top=10_000)).rows
    }
    wishes: list[Wish] = [(("skillId",), Among(tuple(sorted(found))))]
    answer = _read(house, caller, request, query, "agentId", wishes=wishes if asked else [])
    invalid = [{"skillId": one} for one in asked if one not in found]
    return told({**answer, "invalidSkills": invalid})


@router.get("/skills/{id}/agents", summary="The agents of a skill", openapi_extra=_LIST)
def agents_of_skill(
    house: Open, caller: Whoever, request: Request, query: Queried, id: str
) -> Response:
    skill = find(house, caller, "skill", id).rows[0]
    wishes: list[Wish] = [(("skillId",), int(skill.id))]
    return told(_read(house, caller, request, query, "agentId", wishes=wishes))


def _person(house: House, caller: Caller | None, id: str) -> str:
    """The number of an agent named by either id. Raises NotFound."""
    return assigning.agent_number(house, caller, id)


Doing = Callable[[str, str, Mapping[str, Any]], object]
_SKILLS_OF_AGENT = {
    "type": "object",
    "properties": {
        "skills": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "skillId": {"type": "string", "example": "41870264"},
                    "proficiency": {"type": "integer", "example": 3},
                    "isActive": {"type": "boolean", "example": True},
                },
            },
        }
    },
}
_BODY = describing.body_doc(_SKILLS_OF_AGENT)


def _wanted(one: Mapping[str, Any]) -> dict[str, object]:
    """What is said of an assignment besides who and which."""
    said = {
        "agentProficiencyValue": value_in(one, "proficiency", "agentProficiencyValue"),
        "isActive": value_in(one, "isActive"),
    }
    return {name: value for name, value in said.items() if value not in (None, "")}


def _skills_of(speaker: Speaking, agent: str, body: Any, do: Doing) -> Response:
    def act(one: Mapping[str, Any]) -> Mapping[str, Any]:
        skill = str(value_in(one, "skillId") or "")
        do(agent, skill, _wanted(one))
        return {"skillId": int(skill), "agentId": agent}

    errors, results = batch(speaker, objects_in(body, "skills"), act, "skillId")
    return told(at_both_levels(errors, "skillResults", results))


def _agents_of(speaker: Speaking, skill: str, body: Any, do: Doing) -> Response:
    def act(one: Mapping[str, Any]) -> Mapping[str, Any]:
        agent = str(value_in(one, "agentId") or "")
        do(agent, skill, _wanted(one))
        return {"agentId": agent, "skillId": int(skill)}

    errors, results = batch(speaker, objects_in(body, "agents"), act, "agentId")
    return told(at_both_levels(errors, "agentResults", results))


@router.post("/agents/{id}/skills", summary="Assign skills to an agent", openapi_extra=_BODY)
def assign_to_agent(
    house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str
) -> Response:
    """What is assigned already is changed."""
    return _skills_of(
        speaker,
        id,
        body,
        lambda agent, skill, said: assigning.assign(house, caller, agent, skill, said),
    )


@router.put("/agents/{id}/skills", summary="Change skills of an agent", openapi_extra=_BODY)
def change_of_agent(
    house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str
) -> Response:
    return _skills_of(
        speaker,
        id,
        body,
        lambda agent, skill, said: assigning.change_assignment(house, caller, agent, skill, said),
    )


@router.delete("/agents/{id}/skills", summary="Take skills from an agent", openapi_extra=_BODY)
def take_from_agent(
    house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str
) -> Response:
    return _skills_of(
        speaker,
        id,
        body,
        lambda agent, skill, said: assigning.unassign(house, caller, agent, skill),
    )


@router.post("/skills/{id}/agents", summary="Assign a skill to agents")
def assign_skill(house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str) -> Response:
    """The agents under `agents`, or a bare list."""
    return _agents_of(
        speaker,
        id,
        body,
        lambda agent, skill, said: assigning.assign(house, caller, agent, skill, said),
    )


@router.put("/skills/{id}/agents", summary="Change a skill of agents")
def change_skill(house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str) -> Response:
    return _agents_of(
        speaker,
        id,
        body,
        lambda agent, skill, said: assigning.change_assignment(house, caller, agent, skill, said),
    )


@router.delete("/skills/{id}/agents", summary="Take a skill from agents")
def take_skill(house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str) -> Response:
    return _agents_of(
        speaker,
        id,
        body,
        lambda agent, skill, said: assigning.unassign(house, caller, agent, skill),
    )


@router.delete("/skills/{id}/agents/{agent}", summary="Take a skill from an agent")
def take_skill_from(house: Open, caller: Whoever, id: str, agent: str) -> Response:
    assigning.unassign(house, caller, agent, id)
    return told({})


@router.post("/agents/skills", summary="Assign skills to several agents")
def assign_many(house: Open, caller: Whoever, body: Body, speaker: Speaking) -> Response:
    """`agentAndSkillDetails`: each with `agentIds` and `skills`."""
    pairs = [
        {**skill, "agentId": str(agent)}
        for one in objects_in(body, "agentAndSkillDetails")
        for agent in list_in(one, "agentIds")
        for skill in objects_in(one, "skills")
    ]

    def act(one: Mapping[str, Any]) -> Mapping[str, Any]:
        skill = str(value_in(one, "skillId") or "")
        assigning.assign(house, caller, one["agentId"], skill, _wanted(one))
        return {"agentId": one["agentId"], "skillId": int(skill)}

    errors, results = batch(speaker, pairs, act, "skillId")
    return told(at_both_levels(errors, "skillResults", results))
