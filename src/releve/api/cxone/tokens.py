"""The token doors of the field: one for OAuth, and those that its clients ask in other words."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Response
from pydantic import BaseModel, Field

from releve.api.caller import Open, Origin
from releve.api.cxone.bodies import Sent, client_in, word
from releve.app import authorizing, tokens
from releve.app.clients import UNNAMED, must_be_client, shown_client
from releve.app.house import House
from releve.app.openid import EXCHANGE
from releve.domain.errors import Forbidden, Invalid, Unauthenticated
from releve.domain.say import say

router = APIRouter(tags=["tokens"])


def nowhere_kept(response: Response) -> None:
    response.headers.update({"Cache-Control": "no-store", "Pragma": "no-cache"})


class Tokens(BaseModel):
    """The answer of OAuth. `id_token` is there for every grant: clients read the tenant from it."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int = Field(description="Seconds.")
    refresh_token: str | None = Field(
        default=None, description="Good once; the answer brings another. An exchange gives none."
    )
    id_token: str
    scope: Literal["openid"] = "openid"
    issued_token_type: str | None = None

    @classmethod
    def of(cls, issued: tokens.Issued, type: str | None = None) -> "Tokens":
        return cls(
            access_token=issued.access,
            expires_in=issued.life_s,
            refresh_token=issued.refresh or None,
            id_token=issued.id,
            issued_token_type=type,
        )


class RegionalTokens(Tokens):
    """The same, with the names of the field's older doors beside them."""

    access: str = Field(serialization_alias="accessToken")
    refresh: str | None = Field(default=None, serialization_alias="refreshToken")
    expiry: int = Field(serialization_alias="accessTokenExpiry")

    @classmethod
    def of(cls, issued: tokens.Issued, type: str | None = None) -> "RegionalTokens":
        plain = Tokens.of(issued, type).model_dump()
        refresh = issued.refresh or None
        return cls(**plain, access=issued.access, refresh=refresh, expiry=issued.life_s)


class Refreshed(BaseModel):
    """What `/public/user/refresh` answers."""

    token: str
    refreshToken: str  # noqa: N815
    tokenExpirationTimeSec: int  # noqa: N815
    refreshTokenExpirationTimeSec: int  # noqa: N815


@contextmanager
def granted() -> Iterator[None]:
    """What cannot be granted is a 400 at an OAuth door: the client is known, what it showed is of no use."""
    try:
        yield
    except (Unauthenticated, Forbidden) as refused:
        if "oauth" in refused.facts:
            raise
        answer = Invalid(refused.message, refused.hint, oauth="invalid_grant")
        answer.facts.update(refused.facts)
        raise answer from refused


Asked = Mapping[str, Any]
Basic = Annotated[str, Header(alias="Authorization", include_in_schema=False)]


def _readings(authorization: str, asked: Asked) -> list[tuple[str, str | None]]:
    return [(one.client, one.secret) for one in client_in(authorization, asked)]


def _shown(house: Open, asked: Sent, authorization: Basic = "") -> str:
    """Who asks at one of the older doors, if it is a client that is declared."""
    return shown_client(house, _readings(authorization, asked))


Shown = Annotated[str, Depends(_shown)]
Grant = Callable[[House, str, Asked, str], tokens.Issued]


def _password(house: House, client: str, asked: Asked, origin: str) -> tokens.Issued:
    key, secret = word(asked, "username"), word(asked, "password")
    return tokens.log_in_with_key(house, key, secret, client=client, origin=origin)


def _refresh_token(house: House, client: str, asked: Asked, origin: str) -> tokens.Issued:
    named = "" if client == UNNAMED else client
    return tokens.refresh(house, word(asked, "refresh_token").strip(), origin=origin, client=named)


def _authorization_code(house: House, client: str, asked: Asked, origin: str) -> tokens.Issued:
    return authorizing.redeem_code(
        house,
        word(asked, "code").strip(),
        client=client,
        redirect_uri=word(asked, "redirect_uri"),
        verifier=word(asked, "code_verifier").strip(),
        origin=origin,
    )


def _token_exchange(house: House, client: str, asked: Asked, origin: str) -> tokens.Issued:
    shown = word(asked, "subject_token_type", required=False)
    if shown not in ("", "access_token", ACCESS_TOKEN):
        raise Invalid(
            say("Only access tokens can be exchanged."), say("Send one as subject_token.")
        )
    return tokens.exchange(
        house, word(asked, "subject_token").strip(), origin=origin, client=client
    )


ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105
GRANTS: Mapping[str, Grant] = {
    "password": _password,
    "refresh_token": _refresh_token,
    "authorization_code": _authorization_code,
    EXCHANGE: _token_exchange,
    "token-exchange": _token_exchange,
}

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        name: {"type": "string"}
                        for name in (
                            "grant_type",
                            "username",
                            "password",
                            "refresh_token",
                            "code",
                            "redirect_uri",
                            "code_verifier",
                            "client_id",
                            "client_secret",
                            "subject_token",
                            "subject_token_type",
                            "scope",
                        )
                    },
                }
            }
        },
    }
}


def _json(*names: str) -> dict[str, Any]:
    """A body with these fields, for the OpenAPI document."""
    properties = {name: {"type": "string"} for name in names}
    schema = {"type": "object", "required": list(names), "properties": properties}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "/auth/token",
    summary="Get tokens",
    openapi_extra=_FORM,
    dependencies=[Depends(nowhere_kept)],
    response_model_exclude_none=True,
)
def token(
    house: Open,
    origin: Origin,
    asked: Sent,
    authorization: Basic = "",
) -> Tokens:
    """Grants: `password` (an access key's ID and secret), `authorization_code` (with PKCE, S256), `refresh_token` (good
    once) and token exchange. A client introduces itself with HTTP Basic or in the body; a public one has no secret.
    """
    client = must_be_client(house, _readings(authorization, asked))
    grant = word(asked, "grant_type").strip()
    if grant not in GRANTS:
        raise Invalid(
            say("The grant type “{name}” is not offered.", name=grant),
            say("Use one of: {names}.", names=", ".join(GRANTS)),
            oauth="unsupported_grant_type",
        )
    with granted():
        issued = GRANTS[grant](house, client, asked, origin)
    return Tokens.of(issued, ACCESS_TOKEN if GRANTS[grant] is _token_exchange else None)


@router.post(
    "/authentication/v1/token/access-key",
    summary="Get tokens with an access key",
    openapi_extra=_json("accessKeyId", "accessKeySecret"),
    dependencies=[Depends(nowhere_kept)],
    response_model_exclude_none=True,
)
def with_access_key(house: Open, origin: Origin, asked: Sent) -> Tokens:
    """The short way for programs: no client, no grant type."""
    key, secret = word(asked, "accessKeyId"), word(asked, "accessKeySecret")
    client = must_be_client(house, [(UNNAMED, None)])
    return Tokens.of(tokens.log_in_with_key(house, key, secret, client=client, origin=origin))


@router.post(
    "/public/user/refresh",
    summary="Refresh, in the words of an older client",
    openapi_extra=_json("token"),
    dependencies=[Depends(nowhere_kept)],
)
def user_refresh(house: Open, origin: Origin, asked: Sent, client: Shown) -> Refreshed:
    """`token` is the refresh token."""
    token = word(asked, "token").strip()
    issued = tokens.refresh(house, token, origin=origin, client=client)
    return Refreshed(
        token=issued.access,
        refreshToken=issued.refresh,
        tokenExpirationTimeSec=issued.life_s,
        refreshTokenExpirationTimeSec=issued.refresh_life_s,
    )


@router.post(
    "/public/authentication/v1/token",
    summary="Exchange an access token, in the words of an SDK",
    openapi_extra=_json("accessToken"),
    dependencies=[Depends(nowhere_kept)],
    response_model_exclude_none=True,
)
def regional_token(house: Open, origin: Origin, asked: Sent, client: Shown) -> RegionalTokens:
    token = word(asked, "accessToken").strip()
    issued = tokens.exchange(house, token, origin=origin, client=client)
    return RegionalTokens.of(issued)


@router.post(
    "/public/authentication/v1/refresh",
    summary="Refresh, in the words of an SDK",
    openapi_extra=_json("token"),
    dependencies=[Depends(nowhere_kept)],
    response_model_exclude_none=True,
)
def regional_refresh(house: Open, origin: Origin, asked: Sent, client: Shown) -> RegionalTokens:
    token = word(asked, "token").strip()
    return RegionalTokens.of(tokens.refresh(house, token, origin=origin, client=client))
