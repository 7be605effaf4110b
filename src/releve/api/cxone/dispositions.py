"""Dispositions: how contacts end."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from releve.api.caller import Open, Somebody, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import acd_router, not_offered
from releve.api.cxone.answers import batch, told
from releve.api.cxone.asked import Body, Queried, object_in, objects_in, said
from releve.api.cxone.lists import Listing, flag, read_list, read_one
from releve.api.cxone.shapes import Id, Own, Shape, always, changed, own
from releve.api.cxone.writing import change, create
from releve.api.speaking import Speaking
from releve.app.seeking import find
from releve.domain.entities import Holds
from releve.domain.say import say

router = acd_router("dispositions")

_PARTS = (
    Id(name="dispositionId"),
    *own("dispositionName notes"),
    changed("lastUpdated"),
    *own("classificationId isActive isPreviewDisposition"),
    *always("", "systemOutcome"),
)
DISPOSITION = Shape(
    "disposition",
    (
        *_PARTS,
        Own(name="isAgentSpecific", also=("agentSpecific",)),
        Own(name="reportingGroupId"),
        Own(name="showCommitmentAmount", also=("requireCommitmentAmount",)),
        Own(name="showRescheduleDate", also=("requireRescheduleDate",)),
        *always("", "classificationName classification reportingGroup dispositionCategoryName"),
        *always(None, "dialerAgentOutcomeId dialerAgentOutcomeName"),
    ),
)
DISPOSITIONS = Listing(
    DISPOSITION,
    "dispositions",
    {
        "isActive": flag("isActive"),
        "isPreviewDispositions": flag("isPreviewDispositions", "isPreviewDisposition"),
    },
)


@router.get(
    "/dispositions", summary="List dispositions", openapi_extra=describing.list_doc(DISPOSITIONS)
)
def list_dispositions(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    return told(read_list(house, caller, request, query, DISPOSITIONS))


@router.post(
    "/dispositions",
    summary="Create dispositions",
    openapi_extra=describing.batch_doc(
        DISPOSITION, "dispositions", "dispositionResults", "dispositionId"
    ),
)
def create_dispositions(house: Open, caller: Whoever, body: Body, speaker: Speaking) -> Response:
    def make(one: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"dispositionId": int(create(house, caller, DISPOSITION, one).id)}

    errors, results = batch(speaker, objects_in(body, "dispositions"), make, "dispositionId")
    return told({"errorCount": errors, "dispositionResults": results})


SKILL_LINE = Shape("skill", (Id(name="skillId"), Own(name="skillName", takes=())))
SKILL_LINES = Listing(SKILL_LINE, "skills")


@router.get("/dispositions/{id}/skills", summary="The skills of a disposition")
def skills_of(house: Open, caller: Whoever, request: Request, query: Queried, id: str) -> Response:
    number = int(find(house, caller, "disposition", id).rows[0].id)
    wish = (("dispositions",), Holds(number, "dispositionId"))
    return told(read_list(house, caller, request, query, SKILL_LINES, wishes=[wish]))


@router.get("/dispositions/classifications", summary="Classifications (not offered)")
def classifications(caller: Somebody) -> Response:
    raise not_offered(say("The names of classifications are not kept here; their numbers are."))


@router.get(
    "/dispositions/{id}", summary="A disposition", openapi_extra=describing.one_doc(DISPOSITION)
)
def get_disposition(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
    disposition, _ = read_one(house, caller, query, DISPOSITION, id)
    return told(disposition)


@router.put(
    "/dispositions/{id}",
    summary="Change a disposition",
    openapi_extra=describing.body_doc(describing.taken_by(DISPOSITION)),
)
@router.patch("/dispositions/{id}/status", summary="Activate or deactivate a disposition")
def change_disposition(
    house: Open, caller: Whoever, query: Queried, body: Body, id: str
) -> Response:
    """In the body, or as older versions do in the query."""
    given = said(query, object_in(body, "disposition"))
    change(house, caller, DISPOSITION, id, given)
    return told({})
