"""Roles. The field publishes how they are searched; reading one, creating and changing it are ours, in the same style."""

from typing import Any

from fastapi import Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import hub_router
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Body, object_in, value_in
from releve.api.cxone.hub_search import Search
from releve.api.cxone.lists import rows_of
from releve.api.cxone.shapes import Alt, Id, Made, Own, Shape, changed, own
from releve.api.cxone.writing import change, create
from releve.app.house import House
from releve.app.seeking import Known, find, seek
from releve.domain.entities import Entity
from releve.domain.people import Action, Caller

router = hub_router("/authorization/v1/roles", "roles")


def _permissions(row: Entity, known: Known) -> list[dict[str, Any]]:
    return [
        {"permission": line["permission"], "actions": line.get("actions", [])}
        for line in row.body.get("permissions", ())
    ]


def _taken(value: Any) -> dict[str, object]:
    """A permission without actions is one to look."""
    if not isinstance(value, list):
        return {"permissions": value}
    lines = [one if isinstance(one, dict) else {"permission": one} for one in value]
    return {
        "permissions": [
            {
                "permission": value_in(one, "permission"),
                "actions": value_in(one, "actions") or [Action.VIEW.value],
            }
            for one in lines
        ]
    }


def _list_of(value: object) -> list[Any]:
    return list(value) if isinstance(value, list) else []


ROLE = Shape(
    "role",
    (
        Id(name="roleId"),
        Alt(name="securityProfileId"),
        *own("roleName displayName description"),
        Made(
            name="status",
            tell=lambda row, known: row.body.get("status", "ACTIVE"),
            untell=lambda value: {"status": value},
        ),
        *own("internal modifiable sequence parentAccess loginAuthenticatorId"),
        changed("lastModifiedTime"),
        Made(name="permissions", tell=_permissions, untell=_taken),
        Made(
            name="applications",
            tell=lambda row, known: _list_of(row.body.get("applications")),
            untell=lambda value: {"applications": value},
        ),
        Own(name="dataRestrictions"),
    ),
)
_SEARCHED = Shape("role", (*ROLE.parts, Own(name="status")))


@router.post("/search", summary="Search roles")
def search_roles(house: Open, caller: Whoever, body: Body) -> Response:
    """An empty filter finds all."""
    search = Search(_SEARCHED, body)
    found = seek(house, caller, "role", search.sought(), ROLE.paths())
    page = {"pageSize": search.top, "totalRecords": found.total}
    rows = rows_of(ROLE, found, search.fields())
    return told({"totalRecords": found.total, "page": page, "roles": rows})


@router.get("/{id}", summary="A role", openapi_extra=describing.one_doc(ROLE, "role"))
def get_role(house: Open, caller: Whoever, id: str) -> Response:
    """By the UUID or the number of the security profile. Not published by the field."""
    return told({"role": _one(house, caller, id)})


def _one(house: House, caller: Caller | None, id: str) -> dict[str, Any]:
    return rows_of(ROLE, find(house, caller, "role", id, ROLE.paths()))[0]


_DOC = describing.body_doc(describing.taken_by(ROLE))


@router.post("", summary="Create a role", openapi_extra=_DOC)
def create_role(house: Open, caller: Whoever, body: Body) -> Response:
    """Nobody gives more than they have. Not published by the field."""
    made = create(house, caller, ROLE, object_in(body, "role"))
    return told({"roleId": made.id, "role": _one(house, caller, made.id)})


@router.put("", summary="Change a role", openapi_extra=_DOC)
def change_role(house: Open, caller: Whoever, body: Body) -> Response:
    """`roleId` says which. What is not named stays as it is. Not published by the field."""
    given = object_in(body, "role")
    role = str(value_in(given, "roleId") or "")
    changed_one = change(house, caller, ROLE, role, given)
    return told({"roleId": changed_one.id, "role": _one(house, caller, changed_one.id)})
