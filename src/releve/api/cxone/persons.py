"""Whom a token speaks for, in the field's three ways of asking."""

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from releve.api.caller import Open, Origin, Somebody, Token
from releve.api.cxone.bodies import Sent, word
from releve.api.cxone.tokens import nowhere_kept
from releve.app import persons
from releve.domain.errors import Unauthenticated
from releve.domain.say import say

router = APIRouter(tags=["tokens"])


class Whoami(BaseModel):
    """`resource_server_base_uri` is where one of the field's SDKs sends every later call."""

    agent_id: int
    team_id: int | None
    bus_no: int
    resource_server_base_uri: str
    refresh_token_server_uri: str
    expires_in: int
    iss: str
    sub: str

    @classmethod
    def of(cls, found: persons.Whoami) -> "Whoami":
        return cls(
            agent_id=found.holder.agent,
            team_id=found.holder.team,
            bus_no=found.holder.business_unit,
            resource_server_base_uri=f"{found.api_endpoint}/inContactAPI/",
            refresh_token_server_uri=found.token_endpoint,
            expires_in=found.life_s,
            iss=found.issuer,
            sub=f"user:{found.holder.user}",
        )


@router.post(
    "/incontactauthorizationserver/token/whoami",
    summary="Whom does this token speak for?",
    dependencies=[Depends(nowhere_kept)],
    openapi_extra={
        "requestBody": {
            "content": {
                "application/json": {
                    "schema": {"type": "object", "properties": {"token": {"type": "string"}}}
                }
            }
        }
    },
)
def whoami(house: Open, origin: Origin, asked: Sent, bearer: Token) -> Whoami:
    """The access token is in the body, or in `Authorization`."""
    token = word(asked, "token", required=False).strip() or bearer
    if not token:
        raise _no_token()
    return Whoami.of(persons.whoami(house, token, origin=origin))


class UserInfo(BaseModel):
    """The claims of OpenID about a person."""

    sub: str
    name: str
    given_name: str
    family_name: str
    email: str
    tenantId: str  # noqa: N815
    tenant: str


def _userinfo(house: Open, origin: Origin, bearer: Token) -> UserInfo:
    """Asked with the access token as bearer."""
    if not bearer:
        raise _no_token()
    holder = persons.whoami(house, bearer, origin=origin).holder
    return UserInfo(
        sub=f"user:{holder.user}",
        name=f"{holder.first_name} {holder.last_name}".strip(),
        given_name=holder.first_name,
        family_name=holder.last_name,
        email=holder.email,
        tenantId=holder.tenant,
        tenant=holder.tenant_name,
    )


for _method in ("GET", "POST"):
    router.add_api_route(
        "/auth/userinfo",
        _userinfo,
        methods=[_method],
        operation_id=f"userinfo_{_method.lower()}",
        summary="Who is this person?",
    )


class Association(BaseModel):
    userId: str  # noqa: N815
    username: str
    tenantName: str  # noqa: N815


@router.get("/account-access/v1/associations", summary="The caller's users, in every tenant")
def associations(house: Open, caller: Somebody) -> list[Association]:
    """The caller in this tenant, and in the other one of its pair."""
    return [
        Association(userId=one.user, username=one.username, tenantName=one.tenant_name)
        for one in persons.associations(house, caller)
    ]


def _no_token() -> Unauthenticated:
    return Unauthenticated(say("There is no token in the request."), say("Get one at /auth/token."))
