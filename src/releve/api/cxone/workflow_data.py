"""Workflow data: named values that scripts read. Names are read with a small letter at their start and written with a
capital one; the values are JSON text when they are read."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import acd_router
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Body, Queried, object_in, value_in
from releve.api.cxone.lists import Listing, flag, read_list, rows_of, sought_in
from releve.api.cxone.shapes import Id, Made, Own, Shape
from releve.api.cxone.writing import change, create
from releve.app.house import House
from releve.app.seeking import Found, change_entity, find, seek
from releve.domain.entities import Entity
from releve.domain.errors import Invalid, NotFound
from releve.domain.people import Caller
from releve.domain.say import say

router = acd_router("workflow data")

PROFILE = Shape(
    "workflow_data",
    (
        Id(name="profileId"),
        Own(name="profileName", of="ProfileName"),
        Own(name="description", of="Description"),
        Own(name="isActive"),
        Made(name="businessUnitId", tell=lambda row, known: None),
    ),
)
PROFILES = Listing(PROFILE, "profiles", {"isActive": flag("isActive")})


def _values(row: Entity) -> str:
    return orjson.dumps(row.body.get("data", {})).decode()


def _told(found: Found) -> list[dict[str, Any]]:
    profiles = rows_of(PROFILE, found)
    return [
        {"profile": {**profile, "businessUnitId": found.unit}, "data": _values(row)}
        for profile, row in zip(profiles, found.rows, strict=True)
    ]


@router.get("/workflow-data", summary="List workflow data")
def list_profiles(house: Open, caller: Whoever, query: Queried) -> Response:
    found = seek(house, caller, "workflow_data", sought_in(PROFILES, query))
    return told(
        {"businessUnitId": found.unit, "totalRecords": found.total, "profiles": _told(found)}
    )


_ACTIVE = {"0": None, "1": True, "2": False}


@router.get("/workflow-data/list/{which}", summary="List workflow data, as older versions do")
def list_by_activity(house: Open, caller: Whoever, query: Queried, which: str) -> Response:
    """0 is all, 1 those that are active, 2 the others."""
    if which not in _ACTIVE:
        raise NotFound(say("There is no such list."), say("Ask for list/0, list/1 or list/2."))
    wanted = _ACTIVE[which]
    wishes = [] if wanted is None else [(("isActive",), wanted)]
    found = seek(house, caller, "workflow_data", sought_in(PROFILES, query, wishes))
    return told(
        {"businessUnitId": found.unit, "totalRecords": found.total, "profiles": _told(found)}
    )


IDENTITY = Shape("workflow_data", (Id(name="wfdId"), Own(name="wfdName", of="ProfileName")))


@router.get("/workflow-data/identities", summary="The names of workflow data")
def identities(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    listing = Listing(IDENTITY, "workflowDataIdentities")
    return told(read_list(house, caller, request, query, listing))


@router.get("/workflow-data/{id}", summary="A workflow data profile")
def get_profile(house: Open, caller: Whoever, id: str) -> Response:
    [one] = _told(find(house, caller, "workflow_data", id))
    return told(one)


def _given(body: Any) -> dict[str, Any]:
    """What is said of a profile, and its values beside it."""
    profile = dict(object_in(body, "profile"))
    data = value_in(body, "data") if isinstance(body, Mapping) else None
    if isinstance(data, str) and data.strip():
        try:
            data = orjson.loads(data)
        except orjson.JSONDecodeError as fault:
            why = say("This is not JSON.")
            raise Invalid(why, fields={"data": why}) from fault
    return {**profile, "_values": data}


_WRITTEN = Shape(
    "workflow_data",
    (
        *(part for part in PROFILE.parts if part.taken),
        Made(
            name="_values",
            tell=lambda row, known: None,
            untell=lambda value: {} if value is None else {"data": value},
        ),
    ),
)
_DOC = describing.body_doc(
    {
        "type": "object",
        "properties": {
            "profile": {
                "type": "object",
                "properties": {
                    "ProfileName": {"type": "string", "example": "Prompts"},
                    "Description": {"type": "string", "example": ""},
                    "ProfileID": {"type": "integer", "example": 4711},
                },
            },
            "data": {
                "type": "object",
                "example": {"Welcome": {"Value": ["w.wav"], "Visible": True, "Type": "Text"}},
            },
        },
    }
)


@router.post("/workflow-data", summary="Create workflow data", openapi_extra=_DOC)
def create_profile(house: Open, caller: Whoever, body: Body) -> Response:
    return told({"profileId": int(create(house, caller, _WRITTEN, _given(body)).id)})


@router.put("/workflow-data", summary="Change workflow data", openapi_extra=_DOC)
def change_profile(house: Open, caller: Whoever, body: Body) -> Response:
    """`ProfileID` says which. The values are replaced as a whole, if any are sent."""
    given = _given(body)
    profile = str(value_in(given, "ProfileID") or "")
    return told({"profileId": int(change(house, caller, _WRITTEN, profile, given).id)})


def _set_active(house: House, caller: Caller | None, id: str, active: bool) -> Response:
    change_entity(house, caller, "workflow_data", id, lambda before: {"isActive": active})
    return told({})


@router.put("/workflow-data/{id}/activate", summary="Activate workflow data")
def activate(house: Open, caller: Whoever, id: str) -> Response:
    return _set_active(house, caller, id, True)


@router.put("/workflow-data/{id}/deactivate", summary="Deactivate workflow data")
def deactivate(house: Open, caller: Whoever, id: str) -> Response:
    return _set_active(house, caller, id, False)
