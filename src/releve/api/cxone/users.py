"""Users: employees as UserHub knows them, by a UUID. They are deactivated and revived, never deleted."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from releve.api.caller import Open, Somebody, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import hub_router, not_offered
from releve.api.cxone.agents import deactivation, full_name
from releve.api.cxone.answers import links, told
from releve.api.cxone.asked import Body, Queried, list_in, object_in, value_in
from releve.api.cxone.hub_search import Search
from releve.api.cxone.lists import page_of, rows_of
from releve.api.cxone.shapes import Alt, Id, Made, Named, Own, Shape, always, changed, own
from releve.api.cxone.writing import change, create
from releve.api.speaking import Speaking
from releve.app.browsing import must_edit
from releve.app.house import House
from releve.app.seeking import TOP_MAX, Found, Known, change_entity, find_employee, seek
from releve.domain.entities import Entity, Sought
from releve.domain.errors import Invalid, NotFound, Refused
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.say import say

router = hub_router("/user-management", "users")

_NAMES = ("firstName", "lastName")
_DELETED = "DELETED"


def _status(row: Entity, known: Known) -> str:
    return _DELETED if row.body.get("isActive") is False else row.body.get("status", "ACTIVE")


def _attributes(row: Entity, known: Known) -> Any:
    """Always an object: a client of the field waits for ever without one."""
    return row.body.get("customAttributes") or {}


def _logins(row: Entity, known: Known) -> list[dict[str, Any]]:
    return list(row.body.get("acdInfos", ()))


USER = Shape(
    "employee",
    (
        Alt(name="id"),
        Id(name="icAgentId"),
        *own("userName firstName middleName lastName displayName"),
        Made(name="fullName", tell=lambda row, known: full_name(row)),
        *own("emailAddress emailToBeVerified type mobileNumber mobileNumber2 assignedGroup"),
        *own("country timeZone externalIdentity hireDate rank divisionId impersonated billable"),
        Made(name="status", tell=_status, untell=lambda value: {"status": value}),
        *own("roleUUID"),
        Named(name="role", by=("roleUUID",)),
        *own("teamId loginAuthenticatorId secondaryRoleIds groupIds views bcpType"),
        Made(name="acdInfos", tell=_logins, untell=lambda value: {"acdInfos": value}),
        Made(name="acdUserMappings", tell=_logins),
        Made(
            name="customAttributes",
            tell=_attributes,
            untell=lambda value: {"customAttributes": value},
        ),
        Made(name="applicationAttributes", tell=lambda row, known: {}),
        Made(name="modifiable", tell=lambda row, known: row.key not in KINDS["employee"].builtin),
        changed("lastModifiedTime"),
        *always(False, "invitationExpired passwordPolicyUpdated defaultAdminUserRequired"),
        *always(None, "deletedDate creationDate"),
    ),
)
#: What can be searched by: the status as it is kept.
_SEARCHED = Shape("employee", (*USER.parts, Own(name="status"), Own(name="isActive")))


def _told(house: House, caller: Caller | None, found: Found) -> list[dict[str, Any]]:
    tenant, _ = house.registry.tenant(caller.tenant or "" if caller else "")
    about = {"icBUId": found.unit, "organizationName": tenant.name, "tenantId": tenant.id}
    about |= {"icClusterId": house.places[tenant.region].cluster, "idmType": "RELEVE"}
    return [{**row, **about} for row in rows_of(USER, found)]


@router.get("/v1/users", summary="List users")
def list_users(house: Open, caller: Whoever, query: Queried) -> Response:
    """Those who are active; with `includeDeleted=true` all. `fullNameContains` is a part of the whole name."""
    where = {} if query.flag("includeDeleted") else {"isActive": True}
    skip, top = page_of(query)
    if query.flag("onlyImpersonated"):
        where |= {"impersonated": True}
    if query.flag("excludeImpersonated"):
        where |= {"impersonated": False}
    sought = Sought(
        search=query.text("fullNameContains"),
        search_in=_NAMES,
        where=where,
        since=query.moment("includeDeletedAfter"),
        skip=skip,
        top=TOP_MAX if top is None else top,
    )
    found = seek(house, caller, "employee", sought, USER.paths())
    return told({"users": _told(house, caller, found)})


@router.post("/v2/users/search", summary="Search users")
def search_users(house: Open, caller: Whoever, body: Body) -> Response:
    """`filter` says what fields shall be, `operations` how they are compared: LIKE, BETWEEN, NOT or OR."""
    search = Search(_SEARCHED, body, _NAMES)
    names = search.fields()
    found = seek(house, caller, "employee", search.sought(), USER.paths(names))
    rows = rows_of(USER, found, names)
    return told(
        {"totalRecords": found.total, "skip": search.skip, "top": search.top, "users": rows}
    )


@router.get("/v2/users/identities", summary="The names of users")
def identities(house: Open, caller: Whoever, request: Request, query: Queried) -> Response:
    skip, top = page_of(query)
    sought = Sought(skip=skip, top=TOP_MAX if top is None else top)
    found = seek(house, caller, "employee", sought)
    rows = [
        {"id": one.alt_id, "displayName": full_name(one), "status": _status(one, found.known)}
        for one in found.rows
    ]
    around = links(request, found.total, skip, len(rows), top)
    return told({"totalRecords": found.total, "_links": around, "users": rows})


@router.get("/v1/users/location/evaluate", summary="Where a user works (not offered)")
@router.post("/v1/users/location/select-location", summary="Where a user works (not offered)")
def locations(caller: Somebody) -> Response:
    raise not_offered(say("Users have one location here; it stands in their profile."))


@router.get("/v1/users/{id}", summary="A user", openapi_extra=describing.one_doc(USER, "user"))
@router.get("/v3/users/{id}", summary="A user", openapi_extra=describing.one_doc(USER, "user"))
def get_user(house: Open, caller: Somebody, id: str) -> Response:
    """By the UUID, or the number of the agent. One's own needs no permission."""
    found = find_employee(house, caller, id, USER.paths())
    [user] = _told(house, caller, found)
    return told({"user": user})


@router.get("/v1/users/{id}/identities", summary="The name of a user")
def identity(house: Open, caller: Somebody, id: str) -> Response:
    user = find_employee(house, caller, id).rows[0]
    return told({"user": {"id": user.alt_id, "fullName": full_name(user)}})


def _whole(house: House, caller: Caller | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a new user, with what follows from it: a role by its name, the e-mail address as user name, and
    the team that everybody is in."""
    whole = dict(given)
    if not value_in(given, "roleUUID"):
        whole["roleUUID"] = _role(house, caller, str(value_in(given, "role") or ""))
    if not value_in(given, "userName"):
        whole["userName"] = value_in(given, "emailAddress")
    if not value_in(given, "teamId"):
        teams = seek(house, caller, "team", Sought(where={"isDefault": True}, top=1)).rows
        whole["teamId"] = teams[0].alt_id if teams else None
    return whole


def _role(house: House, caller: Caller | None, named: str) -> str:
    """The UUID of a role that is named by its name or its UUID. Raises Invalid."""
    if named:
        for one in seek(house, caller, "role", Sought(top=TOP_MAX)).rows:
            if named.casefold() in (one.id, str(one.body["roleName"]).casefold()):
                return one.id
    why = say("There is no role “{name}”.", name=named) if named else say("This field is required.")
    raise Invalid(say("Some parts of the request are not right."), fields={"role": why})


_DOC = describing.body_doc(describing.taken_by(USER))


@router.post("/v1/users", summary="Create a user", openapi_extra=_DOC)
def create_user(house: Open, caller: Whoever, body: Body, speaker: Speaking) -> Response:
    """`role` is the name of a role or its UUID. Without a user name it is the e-mail address."""
    must_edit(caller, "employee")
    made = create(house, caller, USER, _whole(house, caller, object_in(body, "user")))
    done = speaker.say(say("The user was created."))
    answer = {"success": True, "message": done, "msg": done, "error": ""}
    return told({**answer, "uuid": made.alt_id})


@router.put("/v1/users", summary="Change a user", openapi_extra=_DOC)
def change_user(house: Open, caller: Whoever, body: Body, speaker: Speaking) -> Response:
    """`id` says which. What is not named stays as it is."""
    given = dict(object_in(body, "user"))
    user = str(value_in(given, "id") or "")
    if (named := value_in(given, "role")) and not value_in(given, "roleUUID"):
        given["roleUUID"] = _role(house, caller, str(named))
    change(house, caller, USER, user, given)
    done = speaker.say(say("The user was changed."))
    return told({"success": True, "message": done, "msg": done, "error": ""})


@router.post("/v1/users/deactivate", summary="Deactivate users")
def deactivate(house: Open, caller: Whoever, body: Body) -> Response:
    """Told back are those that could not be."""
    left = []
    for one in list_in(body, "userIds"):
        try:
            _set_active(house, caller, str(one), False)
        except (NotFound, Refused, Invalid):
            left.append(str(one))
    return told({"notDeletedUserIds": left})


@router.post("/v1/users/{id}/revive", summary="Activate a user again")
def revive(house: Open, caller: Whoever, id: str) -> Response:
    return told({"success": True, "uuid": _set_active(house, caller, id, True).alt_id})


def _set_active(house: House, caller: Caller | None, user: str, active: bool) -> Entity:
    def changing(before: Mapping[str, Any]) -> Mapping[str, object]:
        wanted = {"isActive": active}
        return {**wanted, **deactivation(dict(before), wanted)}

    return change_entity(house, caller, "employee", user, changing)


@router.put("/v1/users/{id}/login-authenticator", summary="Set how a user logs in")
def set_authenticator(
    house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str
) -> Response:
    given = {"loginAuthenticatorId": value_in(object_in(body), "authenticatorId")}
    change(house, caller, USER, id, given)
    return told({"success": True, "message": speaker.say(say("The user was changed."))})


@router.post("/v2/users/inviteById", summary="Invite users (not offered)")
@router.post("/v2/users/inviteByEmail", summary="Invite users (not offered)")
def invite(caller: Somebody) -> Response:
    raise not_offered(
        say("Users are not invited by e-mail here; an administrator sets their password.")
    )
