"""OpenID discovery: where clients log in, and the keys with which they check what they are given. Public."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from releve.api.caller import Open
from releve.app import openid

router = APIRouter(tags=["tokens"])

_ANYBODY = {"Access-Control-Allow-Origin": "*"}


class OpenIdConfiguration(BaseModel):
    """The doors and what they take, in the names of OpenID Connect Discovery."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    end_session_endpoint: str
    jwks_uri: str
    grant_types_supported: list[str]
    code_challenge_methods_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    token_endpoint_auth_signing_alg_values_supported: list[str]
    scopes_supported: list[str]
    response_types_supported: list[str]
    response_modes_supported: list[str]
    subject_types_supported: list[str]
    id_token_signing_alg_values_supported: list[str]
    request_object_signing_alg_values_supported: list[str]
    display_values_supported: list[str]
    claim_types_supported: list[str]
    ui_locales_supported: list[str]


class Jwks(BaseModel):
    """The public signing keys of all regions: those in use, the next ones, and those used lately."""

    keys: list[dict[str, Any]]


@router.get("/.well-known/openid-configuration", summary="Where clients log in")
def configuration(
    house: Open,
    response: Response,
    tenant: Annotated[str, Query(alias="tenantId", max_length=100)] = "",
) -> OpenIdConfiguration:
    """The same for every region and every tenant, for clients keep it: a switch changes nothing in it. A `tenantId` is
    checked for being one."""
    response.headers.update(_ANYBODY | {"Cache-Control": "max-age=300"})
    return OpenIdConfiguration(**openid.configuration(house, tenant.strip() or None))


@router.get("/auth/jwks", summary="The keys that sign tokens")
def jwks(house: Open, response: Response) -> Jwks:
    """Each region has a key of its own and publishes the next one before it signs with it: ask again for a `kid` that you
    do not know."""
    response.headers.update(_ANYBODY | {"Cache-Control": "max-age=60"})
    return Jwks(**openid.jwks(house))
