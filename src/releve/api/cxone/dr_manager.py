"""DR management: the only public description of BCP that the field has for programs. The same permissions, checks and
traces as on the pages."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Response

from releve.api.caller import Open, Whoever
from releve.api.cxone import describing
from releve.api.cxone.acd import hub_router
from releve.api.cxone.answers import told
from releve.api.cxone.asked import Body, object_in
from releve.api.speaking import Speaking
from releve.app import dr_config as app
from releve.app.house import House
from releve.domain.errors import Invalid
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.tenancy import Side, Tenant

router = hub_router("/dr-manager/v1/tenant", "DR management")

CREATED, ACCEPTED, CHANGED = 201, 202, 204

_ST = {
    "type": "object",
    "properties": {
        "tenantId": {"type": "string", "example": "9be1c7d4-02aa-4f58-b6d3-7e5a4c3b2d02"},
        "tenantName": {"type": "string", "example": "Larkmont BCP"},
        "region": {"type": "string", "example": "eu1"},
        "billingId": {"type": "string", "example": "7390114"},
        "clusterId": {"type": "string", "example": "eu1"},
        "schemaName": {"type": "string", "example": "larkmont-bcp"},
    },
}
_ESC = {
    "type": "object",
    "properties": {
        "syncMode": {"type": "string", "example": "OneWay"},
        "syncFrequency": {"type": "string", "example": "Daily"},
        "syncType": {"type": "string", "example": "Standard"},
        "domain": {"type": "string", "example": "acd"},
        "entityType": {"type": "string", "example": "skill"},
    },
}
_CONFIG = {
    "type": "object",
    "properties": {
        "tenantId": {"type": "string", "example": "5d2f7a10-3c41-4b7e-9a55-1f0c6e8b2a01"},
        "primaryTenantId": {"type": "string", "example": "5d2f7a10-3c41-4b7e-9a55-1f0c6e8b2a01"},
        "configurationId": {"type": "string", "example": "c0ffe3a2-71b4-4d0e-8f6a-9b2d4c5e7f10"},
        "drEnabled": {"type": "boolean", "example": False},
        "version": {"type": "integer", "example": 7},
        "originDdbRegion": {"type": "string", "example": "ca1"},
        "primaryTenantRegion": {"type": "string", "example": "ca1"},
        "multiRegionHA": {"type": "boolean", "example": True},
        "primaryTenantSchema": {"type": "string", "example": "larkmont"},
        "primaryTenantBillingId": {"type": "string", "example": "7314250"},
        "primaryTenantClusterId": {"type": "string", "example": "ca1"},
        "secondaryTenants": {"type": "array", "items": _ST},
        "entitySyncConfiguration": {"type": "array", "items": _ESC},
        "syncStart": {"type": "boolean", "example": True},
    },
}


def _schema_of(tenant: Tenant) -> str:
    """A name for the tenant as the field's schemas have them: we have no schemas."""
    plain = "".join(one if one.isalnum() else " " for one in tenant.name.lower())
    return "-".join(plain.split())


def _told(house: House, asked: str, found: app.DrConfig) -> dict[str, Any]:
    bond = found.bond
    primary, bcp = bond.primary, bond.bcp
    answer = {
        "tenantId": asked,
        "primaryTenantId": primary.id,
        "configurationId": bond.pair.id,
        "drEnabled": found.is_switched,
        "version": found.version,
        "originDdbRegion": house.home,
        "primaryTenantRegion": primary.region,
        "multiRegionHA": found.is_enabled,
        "primaryTenantSchema": _schema_of(primary),
        "primaryTenantBillingId": str(primary.business_unit),
        "primaryTenantClusterId": house.places[primary.region].cluster,
        "secondaryTenants": [
            {
                "tenantId": bcp.id,
                "tenantName": bcp.name,
                "region": bcp.region,
                "billingId": str(bcp.business_unit),
                "clusterId": house.places[bcp.region].cluster,
                "schemaName": _schema_of(bcp),
            }
        ],
    }
    if found.items is None:
        return answer
    sync = {"entitySyncConfiguration": found.items, "syncStart": bond.pair.sync.enabled}
    return {**answer, **sync}


@router.get(
    "/{tenant}/config",
    summary="The BCP configuration of a tenant",
    openapi_extra=describing.answering(_CONFIG),
)
def get_config(house: Open, caller: Whoever, tenant: str) -> Response:
    """From either tenant of the pair. What is synced is told to who may see the sync configuration."""
    return told(_told(house, tenant, app.look(house, caller, tenant)))


@router.post(
    "/{tenant}/config",
    status_code=CREATED,
    summary="Set up BCP for a tenant",
    openapi_extra=describing.body_doc(
        {
            "type": "object",
            "properties": {
                "primaryTenantSchema": {"type": "string", "example": "larkmont"},
                "secondaryTenants": {"type": "array", "items": _ST},
            },
        }
    ),
)
def create_config(
    house: Open, caller: Whoever, body: Body, speaker: Speaking, tenant: str
) -> Response:
    """For operators. Both tenants are enabled. The passkey is in this answer and in no other; it is a field of ours."""
    given = object_in(body)
    if not str(given.get("primaryTenantSchema") or "").strip():
        why = say("This field is required.")
        told_wrong = say("Some parts of the request are not right.")
        raise Invalid(told_wrong, fields={"primaryTenantSchema": why})
    counterpart, region = app.one_secondary(given.get("secondaryTenants"))
    made = app.create(house, caller, tenant, region=region, counterpart=counterpart)
    message = speaker.say(say("The BCP tenant is set up. Keep the passkey: it is not shown again."))
    answer = {"message": message, "configurationId": made.configuration, "passkey": made.passkey}
    return told(answer, CREATED)


# ---------------------------------------------------------------- the five ways to change it

Given = Mapping[str, Any]
#: Answers with the status if it is another than that of a change that is made.
Change = Callable[[House, Caller | None, app.DrConfig, Given], int | None]


def _feature(house: House, caller: Caller | None, now: app.DrConfig, given: Given) -> int | None:
    if given.get("secondaryTenants") is not None:
        app.same_mapping(now, _list(given, "secondaryTenants"))
    app.set_enabled(house, caller, now, _flag(given, "multiRegionHA"))
    return None


def _switch(house: House, caller: Caller | None, now: app.DrConfig, given: Given) -> int | None:
    """A planned switch with something to bring over first is accepted: `drEnabled` says when it is made."""
    done = app.set_active(
        house,
        caller,
        now,
        Side.BCP if _flag(given, "drEnabled") else Side.PRIMARY,
        passkey=str(given.get("passkey") or ""),
        reason=str(given.get("reason") or "")[:500],
        acknowledged=given.get("acknowledged") is True,
    )
    return ACCEPTED if done.pending else None


def _sync(house: House, caller: Caller | None, now: app.DrConfig, given: Given) -> int | None:
    start = None if given.get("syncStart") is None else _flag(given, "syncStart")
    items = None
    if given.get("entitySyncConfiguration") is not None:
        items = _list(given, "entitySyncConfiguration")
    app.set_sync(house, caller, now, items=items, start=start)
    return None


def _mapping(house: House, caller: Caller | None, now: app.DrConfig, given: Given) -> int | None:
    app.same_mapping(now, _list(given, "secondaryTenants"))
    return None


#: What tells the shapes apart, the weightier first: the others may carry `syncStart` or `secondaryTenants` with them.
SHAPES: Mapping[str, tuple[Change, frozenset[str]]] = {
    "drEnabled": (_switch, frozenset()),
    "multiRegionHA": (_feature, frozenset({"secondaryTenants"})),
    "entitySyncConfiguration": (_sync, frozenset({"syncStart"})),
    "secondaryTenants": (_mapping, frozenset()),
    "syncStart": (_sync, frozenset()),
}


@router.patch(
    "/{tenant}/config",
    status_code=CHANGED,
    summary="Change the BCP configuration, or switch",
    openapi_extra=describing.body_doc(
        {
            "type": "object",
            "properties": {
                "ifMatchVersion": {"type": "integer", "example": 7},
                "drEnabled": {"type": "boolean", "example": True},
                "passkey": {"type": "string", "example": "ABCD-EFGH-JKLM-NPQR"},
                "multiRegionHA": {"type": "boolean"},
                "entitySyncConfiguration": {"type": "array", "items": _ESC},
                "syncStart": {"type": "boolean"},
                "secondaryTenants": {"type": "array", "items": _ST},
                "reason": {"type": "string", "description": "Of a switch; a field of ours."},
                "acknowledged": {
                    "type": "boolean",
                    "description": "Of a switch: an emergency, all that is known was read; a field of ours.",
                },
            },
        }
    ),
)
def change_config(house: Open, caller: Whoever, body: Body, tenant: str) -> Response:
    """`ifMatchVersion` and one of five: `drEnabled` with `passkey` switches (true) or reverts; `multiRegionHA` turns BCP on
    or off; `entitySyncConfiguration`, perhaps with `syncStart`, says what is synced; `syncStart` whether; `secondaryTenants`
    repeats the mapping. A switch is an emergency if it is `acknowledged` or a region does not answer, else planned; where a
    last sync has to run first it is answered with 202, and `drEnabled` follows."""
    given = object_in(body)
    change = _change_in(given)
    now = app.seen(house, caller, tenant, _version(given))
    return Response(status_code=change(house, caller, now, given) or CHANGED)


def _change_in(given: Given) -> Change:
    """Raises Invalid for none of the shapes, and for more than one."""
    named = [name for name in SHAPES if given.get(name) is not None]
    if named:
        change, beside = SHAPES[named[0]]
        if set(named[1:]) <= beside:
            return change
    raise Invalid(
        say("A change is one of: {names}.", names=", ".join(SHAPES)),
        say("Send one of them, with ifMatchVersion."),
    )


def _version(given: Given) -> int:
    value = given.get("ifMatchVersion")
    text = str(value).removesuffix(".0")
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) < 16):
        why = say("A whole number is expected here.")
        raise Invalid(
            say("Say which version you have seen."),
            say("Send as ifMatchVersion what the configuration says as version."),
            fields={"ifMatchVersion": why},
        )
    return int(text)


def _flag(given: Given, name: str) -> bool:
    value = str(given.get(name)).lower()
    if value not in ("true", "false"):
        why = say("Yes or no is expected here.")
        raise Invalid(say("Some parts of the request are not right."), fields={name: why})
    return value == "true"


def _list(given: Given, name: str) -> list[Mapping[str, Any]]:
    value = given.get(name)
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        why = say("A list is expected here.")
        raise Invalid(say("Some parts of the request are not right."), fields={name: why})
    return value
