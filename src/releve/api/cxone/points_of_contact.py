"""Points of contact: numbers and addresses. They are read under other names than they are written, and told under both."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import acd_router
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Body, Queried, object_in, said
from releve.api.cxone.crud import Resource, add_change, add_list
from releve.api.cxone.lists import Listing, flag, number, read_one
from releve.api.cxone.media import media_name
from releve.api.cxone.shapes import Id, Made, Named, Own, Shape, own
from releve.api.cxone.writing import create

router = acd_router("points of contact")

CONTACT = Shape(
    "point_of_contact",
    (
        Id(name="contactCode", also=("pointOfContactId",)),
        Own(
            name="contactAddress",
            also=("pointOfContact",),
            takes=("pointOfContact", "contactAddress"),
        ),
        Own(
            name="contactDescription",
            also=("pointOfContactName",),
            takes=("pointOfContactName", "contactDescription"),
        ),
        Own(name="defaultSkillId", also=("skillId",), takes=("skillId", "defaultSkillId")),
        Named(name="skillName", by=("defaultSkillId",)),
        Own(name="mediaTypeId"),
        Made(name="mediaTypeName", tell=media_name),
        *own("subType isActive notes outboundSkill scriptName ivrReportingEnabled chatProfileId"),
    ),
)
CONTACTS = Listing(
    CONTACT,
    "pointsOfContact",
    {"mediaTypeId": number("mediaTypeId"), "isActive": flag("isActive")},
)
_CONTACTS = Resource(
    "/points-of-contact", CONTACTS, "point of contact", bodies=("pointOfContactDetails",)
)

add_list(router, _CONTACTS)
add_change(router, _CONTACTS)


@router.get(
    "/points-of-contact/{id}",
    summary="One point of contact",
    openapi_extra=describing.one_doc(CONTACT, "pointsOfContact", True),
)
def get_contact(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
    contact, found = read_one(house, caller, query, CONTACT, id)
    around: Mapping[str, Any] = {
        "businessUnitId": found.unit,
        "lastPollTime": found.at,
        "totalRecords": found.total,
    }
    return told({**around, "pointsOfContact": [contact]})


@router.post(
    "/points-of-contact",
    summary="Create a point of contact",
    openapi_extra=describing.body_doc(describing.taken_by(CONTACT)),
)
def create_contact(house: Open, caller: Whoever, query: Queried, body: Body) -> Response:
    """The script is named by its path."""
    made = create(house, caller, CONTACT, said(query, object_in(body)))
    return told({"pointOfContactId": int(made.id), "error": "", "error_description": ""})
