"""Access keys, at the field's own door (UserHub)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from releve.api.caller import Open, Somebody
from releve.api.cxone.bodies import Sent, word
from releve.app import access_keys as app
from releve.domain.directory import no_such_tenant
from releve.domain.errors import Invalid
from releve.domain.people import Caller
from releve.domain.say import say

router = APIRouter(prefix="/access-key-management/v1/access-keys", tags=["access keys"])


class AccessKeyOut(BaseModel):
    """A key without its secret."""

    accessKeyId: str  # noqa: N815
    userId: str  # noqa: N815
    tenantId: str  # noqa: N815
    agentId: str  # noqa: N815
    billingId: str  # noqa: N815
    isActive: bool  # noqa: N815
    createdDate: str  # noqa: N815
    lastUsedDate: str | None  # noqa: N815

    @classmethod
    def of(cls, key: app.AccessKey) -> "AccessKeyOut":
        return cls(**_fields(key))


class NewAccessKey(AccessKeyOut):
    """The only answer with the secret in it."""

    accessKeySecret: str  # noqa: N815


def _fields(key: app.AccessKey) -> dict[str, Any]:
    return {
        "accessKeyId": key.id,
        "userId": key.user,
        "tenantId": key.tenant,
        "agentId": key.agent,
        "billingId": key.billing,
        "isActive": key.is_active,
        "createdDate": key.created_at,
        "lastUsedDate": key.last_used_at,
    }


class Links(BaseModel):
    """All keys are in one answer."""

    self: str | None = None
    next: str | None = None
    previous: str | None = None


class AccessKeys(BaseModel):
    totalRecords: int  # noqa: N815
    links: Links = Field(default=Links(), serialization_alias="_links")
    accessKeys: list[AccessKeyOut]  # noqa: N815


class One(BaseModel):
    resultSet: AccessKeyOut  # noqa: N815


class Made(BaseModel):
    resultSet: NewAccessKey  # noqa: N815


Id = Annotated[str, Query(max_length=100)]


def _own_tenant(caller: Caller, tenant: str) -> None:
    if tenant and tenant != caller.tenant:
        raise no_such_tenant(tenant)


@router.get("", summary="List access keys")
def list_keys(
    house: Open,
    caller: Somebody,
    user: Annotated[str, Query(alias="userId", max_length=100)] = "",
    agent: Annotated[str, Query(alias="agentId", max_length=100)] = "",
) -> AccessKeys:
    """Of one employee; without any, the caller's own."""
    keys = app.list_keys(house, caller, user=user.strip(), agent=agent.strip())
    return AccessKeys(totalRecords=len(keys), accessKeys=[AccessKeyOut.of(one) for one in keys])


@router.post(
    "",
    summary="Make an access key",
    openapi_extra={
        "requestBody": {
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "userId": {"type": "string"},
                            "tenantId": {"type": "string"},
                        },
                    }
                }
            }
        }
    },
)
def create_key(house: Open, caller: Somebody, response: Response, asked: Sent) -> Made:
    """For the user named, or for the caller. The secret is in this answer and in no other."""
    _own_tenant(caller, word(asked, "tenantId", required=False).strip())
    user = word(asked, "userId", required=False).strip()
    made = app.create_key(house, caller, user=user)
    response.headers["Cache-Control"] = "no-store"
    return Made(resultSet=NewAccessKey(**_fields(made.key), accessKeySecret=made.secret))


@router.patch(
    "",
    summary="Activate or deactivate an access key",
    openapi_extra={
        "requestBody": {
            "content": {
                "application/json": {
                    "schema": {"type": "object", "properties": {"isActive": {"type": "boolean"}}}
                }
            }
        }
    },
)
def change_key(
    house: Open,
    caller: Somebody,
    asked: Sent,
    key: Annotated[str, Query(alias="accessKeyId", max_length=100)] = "",
    tenant: Annotated[str, Query(alias="tenantId", max_length=100)] = "",
) -> One:
    """A key that is not active opens nothing, and what was logged in with it ends."""
    _own_tenant(caller, tenant.strip())
    wanted = str(asked.get("isActive", "")).lower()
    if wanted not in ("true", "false"):
        raise Invalid(
            say("The field “{name}” is missing.", name="isActive"),
            say("Send true or false."),
            fields={"isActive": say("Yes or no is expected here.")},
        )
    changed = app.set_active(house, caller, key.strip(), wanted == "true")
    return One(resultSet=AccessKeyOut.of(changed))


@router.get("/{id}", summary="An access key")
def get_key(house: Open, caller: Somebody, id: str) -> One:
    return One(resultSet=AccessKeyOut.of(app.get_key(house, caller, id)))


@router.delete("/{id}", summary="Revoke an access key")
def revoke_key(house: Open, caller: Somebody, id: str) -> dict[str, str]:
    """For good. Its tokens end at once."""
    app.revoke_key(house, caller, id)
    return {}
