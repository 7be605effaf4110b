"""Access keys at the door of the ACD; the same keys as in UserHub, whose door says the same in other names."""

from typing import Any

from fastapi import Response

from releve.api.caller import Open, Somebody
from releve.api.cxone.acd import acd_router
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Body, Queried, Query, object_in, value_in
from releve.app import access_keys as app
from releve.app.seeking import find

router = acd_router("access keys of agents")


def _line(key: app.AccessKey) -> dict[str, Any]:
    return {
        "accessKeyId": key.id,
        "agentId": int(key.agent) if key.agent else None,
        "billingId": key.billing,
        "isActive": key.is_active,
        "lastUsedDate": key.last_used_at,
    }


@router.get("/access-keys", summary="The access keys of an agent")
def list_keys(house: Open, caller: Somebody, query: Queried) -> Response:
    """`agentId` says whose; without it, the caller's own."""
    keys = app.list_keys(house, caller, agent=query.text("agentId"))
    return told({"totalRecords": len(keys), "accesskeys": [_line(one) for one in keys]})


@router.post("/access-keys", summary="Make an access key for an agent")
def create_key(house: Open, caller: Somebody, query: Queried, body: Body) -> Response:
    """The secret is in this answer and in no other."""
    agent = query.text("agentId") or str(value_in(object_in(body), "agentId") or "")
    user = find(house, caller, "employee", agent).rows[0].alt_id or "" if agent else ""
    made = app.create_key(house, caller, user=user)
    return told({"accesskeys": [{**_line(made.key), "accessKeySecret": made.secret}]})


@router.get("/access-keys/{id}", summary="An access key of an agent")
def get_key(house: Open, caller: Somebody, id: str) -> Response:
    return told({"accessKey": _line(app.get_key(house, caller, id))})


@router.patch("/access-keys/{id}", summary="Activate or deactivate an access key of an agent")
def change_key(house: Open, caller: Somebody, query: Queried, body: Body, id: str) -> Response:
    active = _active(query, body)
    if active is None:
        return told({"accessKey": _line(app.get_key(house, caller, id))})
    return told({"accessKey": _line(app.set_active(house, caller, id, active))})


def _active(query: Query, body: Any) -> bool | None:
    given = value_in(object_in(body), "isActive")
    said = query.text("isActive") if given is None else str(given)
    return Query({"isActive": said}).flag("isActive")


@router.delete("/access-keys/{id}", summary="Revoke an access key of an agent")
def revoke_key(house: Open, caller: Somebody, id: str) -> Response:
    app.revoke_key(house, caller, id)
    return told({})
