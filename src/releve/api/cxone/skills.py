"""Skills: what contacts wait for."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import acd_router, not_offered
from releve.api.cxone.answers import at_both_levels, batch, links, told
from releve.api.cxone.asked import Body, Queried, object_in, objects_in, value_in
from releve.api.cxone.dispositions import DISPOSITIONS
from releve.api.cxone.lists import (
    Listing,
    flag,
    number,
    page_of,
    read_list,
    read_one,
    rows_of,
    text,
)
from releve.api.cxone.media import media_name
from releve.api.cxone.shapes import Id, Made, Named, Own, Shape, always, changed, own
from releve.api.cxone.tags import TAG
from releve.api.cxone.writing import change, create
from releve.api.speaking import Speaking
from releve.app.entities import save_entity
from releve.app.house import House
from releve.app.seeking import Known, change_entity, find, seek
from releve.domain import kind as declared
from releve.domain.entities import Entity, Sought
from releve.domain.errors import Invalid, NotFound
from releve.domain.ids import Which
from releve.domain.people import Caller
from releve.domain.say import say

router = acd_router("skills")

_ENDS = "dispositions.*.dispositionId"


def _dispositions(row: Entity, known: Known) -> list[dict[str, Any]]:
    """With their names, which only readers are told."""
    told = []
    for line in row.body.get("dispositions", ()):
        found = known.of("disposition", Which.ID, line["dispositionId"])
        body = found.body if found else {}
        told.append(
            {
                "dispositionId": line["dispositionId"],
                "dispositionName": body.get("dispositionName", ""),
                "priority": line.get("priority"),
                "isPreviewDisposition": body.get("isPreviewDisposition", False),
            }
        )
    return told


def _taken(value: Any) -> Mapping[str, object]:
    return {"dispositions": value}


SKILL = Shape(
    "skill",
    (
        Id(name="skillId"),
        *own("skillName mediaTypeId"),
        Made(name="mediaTypeName", tell=media_name),
        *own("isActive campaignId"),
        Named(name="campaignName", by=("campaignId",)),
        *own("notes isOutbound outboundStrategy workItemQueueType divisionNo routingQueueId"),
        *own("acwTypeId stateIdACW maxSecondsACW acwPostTimeoutStateId agentRestTime"),
        Named(name="stateNameACW", by=("stateIdACW",)),
        Named(name="acwPostTimeoutStateName", by=("acwPostTimeoutStateId",)),
        *own("requireDisposition allowSecondaryDisposition"),
        Made(name="dispositions", tell=_dispositions, needs=((_ENDS,),), untell=_taken),
        *own("scriptId callSuppressionScriptId"),
        Named(name="scriptName", by=("scriptId",)),
        *own("reskillHours"),
        Named(name="reskillHoursName", by=("reskillHours",)),
        *own("minWFIAgents minWFIAvailableAgents minWorkingTime agentless agentlessPorts"),
        *own("initialPriority acceleration maxPriority serviceLevelThreshold serviceLevelGoal"),
        *own("enableShortAbandon shortAbandonThreshold countShortAbandons interruptible"),
        *own("priorityBlending priorityInterrupt cradleToGrave deliverMultipleNumbersSerially"),
        Own(name="requireManualAccept", also=("isRequireManualAccept",)),
        *own("evaluationCriteria EquityLevel FallbackTime FocusLock FocusMetric"),
        *own("callerIdOverride outboundTelecomRouteId useScreenPops useCustomScreenPops"),
        Own(name="screenPopTriggerEvent"),
        Own(name="screenPopType"),
        Own(
            name="screenPopDetail",
            also=("screenPopDetails",),
            takes=("screenPopDetails", "screenPopDetail"),
        ),
        *own("emailFromAddress emailBccAddress emailFromEditable messageTemplateId"),
        Own(name="emailParking", takes=("enableParking", "emailParking")),
        *own("smsTransportCodeId"),
        Named(name="smsTransportCode", by=("smsTransportCodeId",)),
        *own("chatWarningThreshold agentTypingIndicator"),
        Own(name="patronTypingPreview", takes=("patronTypingPreview", "patronTypingIndicator")),
        *own("makeTranscriptAvailable transcriptFromAddress displayThankyou popThankYou"),
        *own("thankYouLink popThankYouURL"),
        Made(name="TenantId", tell=lambda row, known: row.tenant),
        changed("lastUpdateTime"),
        *always(False, "isRunning countReskillHours IsSubSkill countOtherAbandons"),
        *always(False, "agentResponseEnabled customerResponseEnabled timeExtensionEnabled"),
        *always(True, "PresentAcceptReject"),
        *always(None, "agentFirstResponseTime agentFollowOnResponseTime customerIdleTime"),
    ),
)
SKILLS = Listing(
    SKILL,
    "skills",
    {
        "isActive": flag("isActive"),
        "mediaTypeId": number("mediaTypeId"),
        "outboundStrategy": text("outboundStrategy"),
        "isOutbound": flag("isOutbound"),
    },
)


@router.get("/skills", summary="List skills", openapi_extra=describing.list_doc(SKILLS))
def list_skills(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    return told(read_list(house, caller, request, query, SKILLS))


@router.post(
    "/skills",
    summary="Create skills",
    openapi_extra=describing.batch_doc(SKILL, "skills", "skillsResults", "skillId"),
)
def create_skills(house: Open, caller: Whoever, body: Body, speaker: Speaking) -> Response:
    def make(one: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"skillId": int(create(house, caller, SKILL, one).id)}

    errors, results = batch(speaker, objects_in(body, "skills"), make, "skillId")
    return told({"errorCount": errors, "skillsResults": results})


_ACTIVITY = Shape(
    "skill",
    tuple(
        part
        for part in SKILL.parts
        if part.name
        in ["skillId", "skillName", "mediaTypeId", "mediaTypeName", "isOutbound", "isActive"]
    ),
)


@router.get("/skills/activity", summary="Which skills were changed")
def skills_activity(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    """For directories that ask again and again, with `updatedSince`."""
    listing = Listing(_ACTIVITY, "skillActivity", SKILLS.filters)
    answer = read_list(house, caller, request, query, listing)
    return told({**answer, "resultSet": answer})


@router.get("/skills/{id}", summary="A skill", openapi_extra=describing.one_doc(SKILL))
def get_skill(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
    skill, _ = read_one(house, caller, query, SKILL, id)
    return told(skill)


@router.put(
    "/skills/{id}",
    summary="Change a skill",
    openapi_extra=describing.body_doc(describing.wrapped(describing.taken_by(SKILL), "skill")),
)
def change_skill(house: Open, caller: Whoever, body: Body, id: str) -> Response:
    """What is not named stays as it is."""
    changed_one = change(house, caller, SKILL, id, object_in(body, "skill"))
    return told({"success": True, "skillId": int(changed_one.id)})


@router.post("/skills/{id}/start", summary="Start a skill (not offered)")
@router.post("/skills/{id}/stop", summary="Stop a skill (not offered)", include_in_schema=False)
def run_skill(house: Open, caller: Whoever, id: str) -> Response:
    find(house, caller, "skill", id)
    raise not_offered(say("Skills are not started and stopped here."))


# ---------------------------------------------------------------- dispositions and tags of a skill


def _ends_of(skill: Entity) -> dict[str, object]:
    """The dispositions of a skill and their order."""
    return {
        str(line["dispositionId"]): line.get("priority")
        for line in skill.body.get("dispositions", ())
    }


@router.get("/skills/{id}/dispositions", summary="The dispositions of a skill")
def dispositions_of(
    house: Open, caller: Whoever, request: Request, query: Queried, id: str
) -> Response:
    skill = find(house, caller, "skill", id).rows[0]
    order = _ends_of(skill)
    answer = read_list(house, caller, request, query, DISPOSITIONS, ids=tuple(order))
    for row in answer["dispositions"]:
        row["displayOrder"] = order.get(str(row.get("dispositionId")))
    return told({**answer, "skillId": int(skill.id), "skillName": skill.body["skillName"]})


@router.get("/skills/{id}/dispositions/unassigned", summary="The dispositions that a skill has not")
def dispositions_not_of(
    house: Open, caller: Whoever, request: Request, query: Queried, id: str
) -> Response:
    skill = find(house, caller, "skill", id).rows[0]
    without = tuple(_ends_of(skill))
    answer = read_list(house, caller, request, query, DISPOSITIONS, without=without)
    return told({**answer, "skillId": int(skill.id), "skillName": skill.body["skillName"]})


@router.get("/skills/{id}/tags", summary="The tags of a skill")
def tags_of(house: Open, caller: Whoever, request: Request, query: Queried, id: str) -> Response:
    skill = find(house, caller, "skill", id).rows[0]
    skip, top = page_of(query)
    found = seek(
        house,
        caller,
        "tag",
        Sought(ids=_tag_ids(skill.body), skip=skip, top=10_000 if top is None else top),
    )
    rows = rows_of(TAG, found)
    named = {"skillId": int(skill.id), "skillName": skill.body["skillName"], "tags": rows}
    around = {
        "totalRecords": found.total,
        "_links": links(request, found.total, skip, len(rows), top),
    }
    return told({**around, "resultSet": named, **named})


def _tag_ids(body: declared.Body) -> tuple[str, ...]:
    return tuple(str(line["tagId"]) for line in body.get("tags", ()))


def _tag(house: House, caller: Caller | None, skill: str, tag: str, *, there: bool) -> None:
    """Give a skill a tag, or take it away."""

    def changing(before: declared.Body) -> Mapping[str, object]:
        ids = _tag_ids(before)
        if there:
            return {} if tag in ids else {"tags": [*before.get("tags", []), {"tagId": tag}]}
        if tag not in ids:
            raise NotFound(say("The skill does not have the tag {tag}.", tag=tag))
        return {"tags": [line for line in before["tags"] if str(line["tagId"]) != tag]}

    change_entity(house, caller, "skill", skill, changing)


def _tags(
    house: House, caller: Caller | None, speaker: Speaking, skill: str, body: Any, *, there: bool
) -> Response:
    def act(one: Mapping[str, Any]) -> Mapping[str, Any]:
        tag = str(value_in(one, "tagId") or "").strip()
        if not tag:
            why = say("This field is required.")
            raise Invalid(say("Some parts of the request are not right."), fields={"tagId": why})
        _tag(house, caller, skill, tag, there=there)
        return {"tagId": tag}

    errors, results = batch(speaker, objects_in(body, "tags"), act, "tagId")
    return told(at_both_levels(errors, "tagResults", results))


@router.post("/skills/{id}/tags", summary="Give a skill tags")
def add_tags(house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str) -> Response:
    return _tags(house, caller, speaker, id, body, there=True)


@router.delete("/skills/{id}/tags", summary="Take tags from a skill")
def drop_tags(house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str) -> Response:
    return _tags(house, caller, speaker, id, body, there=False)


# ---------------------------------------------------------------- parameters of a skill

#: The end of the path → the field of ours, and the name that a writer wraps it in (none where it stands bare).
_BLOCKS: Mapping[str, tuple[str, str]] = {
    "general-settings": ("generalSettings", "generalSettings"),
    "cpa-management": ("cpaSettings", "cpaSettings"),
    "xs-settings": ("xsSettings", "xsSettings"),
    "delivery-preferences": ("deliveryPreferences", "deliveryPreferences"),
    "retry-settings": ("retrySettings", "retrySettings"),
    "schedule-settings": ("scheduleSettings", "scheduleSettings"),
    "time-zones": ("timeZoneSettings", "timeZoneSettings"),
    "cadence-settings": ("cadenceSettings", "cadenceSettings"),
    "list-management": ("listManagementSettings", "listManagementSettings"),
}


def _parameters(house: House, caller: Caller | None, skill: str) -> tuple[Entity, Entity | None]:
    """A skill and its parameters, if it has any. Raises NotFound."""
    one = find(house, caller, "skill", skill).rows[0]
    rows = seek(house, caller, "skill_parameters", Sought(where={"skillNo": int(one.id)})).rows
    return one, rows[0] if rows else None


@router.get("/skills/{id}/parameters", summary="The parameters of a skill")
def parameters_of(house: Open, caller: Whoever, id: str) -> Response:
    skill, found = _parameters(house, caller, id)
    body = found.body if found else {}
    return told({"skillId": int(skill.id), **{k: v for k, v in body.items() if k != "skillNo"}})


@router.get("/skills/{id}/parameters/{block}", summary="One block of the parameters of a skill")
def block_of(house: Open, caller: Whoever, id: str, block: str) -> Response:
    _, found = _parameters(house, caller, id)
    return told((found.body if found else {}).get(_block(block)[0], {}))


@router.put("/skills/{id}/parameters/{block}", summary="Set one block of the parameters of a skill")
def set_block(house: Open, caller: Whoever, body: Body, id: str, block: str) -> Response:
    """Under the name of the block, or bare. What it does not name stays as it is."""
    name, wrapped = _block(block)
    skill, found = _parameters(house, caller, id)
    given = value_in(body, wrapped) if isinstance(body, Mapping) else body
    value = body if given is None else given
    if found is None:
        new = {"skillNo": int(skill.id), name: value}
        save_entity(house, caller, "skill_parameters", None, new)
        return told({})

    def changing(before: declared.Body) -> Mapping[str, object]:
        old = before.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            return {name: {**old, **value}}
        return {name: value}

    change_entity(house, caller, "skill_parameters", found.id, changing)
    return told({})


def _block(name: str) -> tuple[str, str]:
    if name not in _BLOCKS:
        raise NotFound(
            say("A skill has no parameters called “{name}”.", name=name),
            say("Choose one of: {names}.", names=", ".join(_BLOCKS)),
        )
    return _BLOCKS[name]
