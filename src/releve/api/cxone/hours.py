"""Hours of operation. A holiday's name is read as `name` and written as `holidayName`, the profile's as `profileName`."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import acd_router
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Body, Queried, Query, list_in, object_in, value_in
from releve.api.cxone.lists import Listing, read_list, read_one
from releve.api.cxone.shapes import Id, Made, Own, Shape, changed, own
from releve.api.cxone.writing import change, create
from releve.app.entities import delete_entity
from releve.app.house import House
from releve.app.rights import Act, may
from releve.app.seeking import TOP_MAX, Known, change_entity, find, seek
from releve.app.uses import uses_of
from releve.domain.entities import Entity, Sought
from releve.domain.people import Caller

router = acd_router("hours of operation")

_OPENING = ["openTime", "closeTime", "additionalOpenTime", "additionalCloseTime"]


def _opening(line: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: line.get(name) for name in _OPENING}
    return {
        **times,
        "hasAdditionalHours": line.get("hasAdditionalHours", False),
        "isClosedAllDay": line.get("isClosedAllDay", False),
    }


def _days(row: Entity, known: Known) -> list[dict[str, Any]]:
    return [{"day": one["day"], **_opening(one)} for one in row.body.get("days", ())]


def _holidays(row: Entity, known: Known) -> list[dict[str, Any]]:
    return [
        {"name": one["name"], "holidayName": one["name"], "date": one["date"], **_opening(one)}
        for one in row.body.get("holidays", ())
    ]


def _holidays_taken(value: Any) -> Mapping[str, object]:
    if not isinstance(value, list):
        return {"holidays": value}
    lines = [one if isinstance(one, Mapping) else {} for one in value]
    return {"holidays": [{**one, "name": value_in(one, "holidayName", "name")} for one in lines]}


PROFILE = Shape(
    "hours",
    (
        Id(name="hoursOfOperationProfileId", also=("profileId",)),
        Own(
            name="hoursOfOperationProfileName",
            also=("profileName",),
            takes=("profileName", "hoursOfOperationProfileName"),
        ),
        *own("description notes overrideBranch overrideExpirationDate"),
        changed("lastUpdateTime"),
        Made(name="isDeleted", tell=lambda row, known: row.deleted),
        Made(name="days", tell=_days, untell=lambda value: {"days": value}),
        Made(name="holidays", tell=_holidays, untell=_holidays_taken),
    ),
)
PROFILES = Listing(PROFILE, "hoursOfOperation", unit="businessUnit")


@router.get(
    "/hours-of-operation",
    summary="List hours of operation",
    openapi_extra=describing.list_doc(PROFILES),
)
def list_hours(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    """`isDeleted=true` lists those that were deleted."""
    deleted = query.flag("isDeleted") is True
    answer = read_list(house, caller, request, query, PROFILES, deleted=deleted)
    older = {"hoursOfOperationProfiles": answer["hoursOfOperation"]}
    return told({**answer, "resultSet": {**answer, **older}})


IDENTITY = Shape(
    "hours",
    (Id(name="hooId"), Own(name="hooName", of="hoursOfOperationProfileName")),
)


@router.get("/hours-of-operation/identities", summary="The names of hours of operation")
def identities(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    listing = Listing(IDENTITY, "hoursOfOperation", unit="businessUnit")
    return told(read_list(house, caller, request, query, listing))


@router.get(
    "/hours-of-operation/{id}",
    summary="Hours of operation",
    openapi_extra=describing.one_doc(PROFILE),
)
def get_hours(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
    """With the skills that use them, and the scripts, for who may see scripts."""
    profile, found = read_one(house, caller, query, PROFILE, id)
    row, names = found.rows[0], query.names("fields")
    if not names or "skills" in names:
        profile["skills"] = _skills_of(house, caller, row)
    if (not names or "scripts" in names) and may(caller, Act.SCRIPTS_VIEW):
        profile["scripts"] = _scripts_of(house, caller, row)
    return told(profile)


def _users(row: Entity) -> Sought:
    return Sought(where={"reskillHours": int(row.id)}, top=TOP_MAX)


def _skills_of(house: House, caller: Caller | None, row: Entity) -> list[dict[str, Any]]:
    rows = seek(house, caller, "skill", _users(row)).rows
    return [{"skillId": int(one.id), "skillName": one.body["skillName"]} for one in rows]


def _scripts_of(house: House, caller: Caller | None, row: Entity) -> list[dict[str, Any]]:
    found = uses_of(house, caller, "hours", row.id).scripts
    return [
        {"scriptId": int(one.script.id), "scriptName": one.script.body["path"]} for one in found
    ]


@router.post(
    "/hours-of-operation",
    summary="Create hours of operation",
    openapi_extra=describing.body_doc(describing.taken_by(PROFILE)),
)
def create_hours(house: Open, caller: Whoever, body: Body) -> Response:
    """Without days they are always open."""
    made = create(house, caller, PROFILE, object_in(body))
    for one in list_in(body, "skills") if value_in(object_in(body), "skills") else ():
        skill = str(value_in(one, "skillId") if isinstance(one, Mapping) else one)
        _use(house, caller, skill, int(made.id))
    name = made.body["hoursOfOperationProfileName"]
    return told({"profileId": made.id, "profileName": name})


def _use(house: House, caller: Caller | None, skill: str, hours: int | None) -> None:
    change_entity(house, caller, "skill", skill, lambda before: {"reskillHours": hours})


@router.put(
    "/hours-of-operation/{id}",
    summary="Change hours of operation",
    openapi_extra=describing.body_doc(describing.taken_by(PROFILE)),
)
def change_hours(house: Open, caller: Whoever, body: Body, id: str) -> Response:
    """What is not named stays as it is."""
    change(house, caller, PROFILE, id, object_in(body))
    return told({})


@router.put("/hours-of-operation/{id}/skills", summary="Say which skills use the hours")
def set_skills(house: Open, caller: Whoever, query: Queried, body: Body, id: str) -> Response:
    """`assign` true gives the hours to the skills, false takes them away; `all` means every skill."""
    row = find(house, caller, "hours", id).rows[0]
    given = object_in(body)
    said = {name: value_in(given, name) for name in ("assign", "all")}
    flags = Query({name: "" if one is None else str(one) for name, one in said.items()})
    assign = flags.flag("assign") is not False
    everyone = Sought(top=TOP_MAX) if assign else _users(row)
    if flags.flag("all"):
        skills = [one.id for one in seek(house, caller, "skill", everyone).rows]
    else:
        skills = [str(one) for one in list_in(given, "skills")]
    for skill in skills:
        _use(house, caller, skill, int(row.id) if assign else None)
    return told({})


@router.delete("/hours-of-operation/{id}", summary="Delete hours of operation")
def delete_hours(house: Open, caller: Whoever, id: str) -> Response:
    delete_entity(house, caller, "hours", id)
    return told({})
