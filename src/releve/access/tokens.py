"""Tokens: signed statements about who somebody is and where, in the claims that the field's clients read.

Laws:
- a token says in which epoch it was made, and for which tenant: whoever takes it compares both with what is true now;
- an ID token opens nothing, and an access token tells a client nothing that it needs: their types differ;
- a token is taken only with RS256 and with a key that is published.
"""

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from releve.access.signing import ALGORITHM
from releve.domain.errors import Unauthenticated
from releve.domain.ids import TenantId
from releve.domain.say import Message, say

#: The types in the header: of a token for our doors (RFC 9068), and of one for the client itself.
ACCESS, ID = "at+jwt", "JWT"

#: How far the clocks of two machines may be apart.
GRACE_S = 60

CHARS_MAX = 8_000


@dataclass(frozen=True, slots=True)
class Claims:
    """What we read out of a token of ours."""

    tenant: TenantId
    family: str
    client: str
    epoch: int
    expires_at: int
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Of whom a token speaks; `client` is the program that holds it."""

    tenant: TenantId
    tenant_name: str
    business_unit: int
    cluster: str
    user: str
    agent: int
    first_name: str
    last_name: str
    username: str
    email: str
    team: int | None
    role_id: str
    role_legacy_id: str
    role_name: str
    client: str
    family: str
    epoch: int


def claims_of(holder: Holder, issuer: str, now: datetime.datetime, life_s: int) -> dict[str, Any]:
    """What both tokens say."""
    issued = int(now.timestamp())
    return {
        "iss": issuer,
        "sub": f"user:{holder.user}",
        "iat": issued,
        "exp": issued + life_s,
        "sid": holder.family,
        "epoch": holder.epoch,
        "tenantId": holder.tenant,
        "tenant": holder.tenant_name,
        "icBUId": holder.business_unit,
        "icClusterId": holder.cluster,
        "icAgentId": holder.agent,
        "userId": holder.user,
        "given_name": holder.first_name,
        "family_name": holder.last_name,
        "name": f"{holder.first_name} {holder.last_name}".strip(),
        "userName": holder.username,
        "email": holder.email,
        "teamId": holder.team,
        "role": {
            "id": holder.role_id,
            "legacyId": holder.role_legacy_id,
            "name": holder.role_name,
        },
    }


def access_token(claims: Mapping[str, Any], client: str, kid: str, key: RSAKey) -> str:
    """For our doors: its audience is its issuer."""
    return _signed({**claims, "aud": claims["iss"], "client_id": client}, ACCESS, kid, key)


def id_token(claims: Mapping[str, Any], client: str, nonce: str, kid: str, key: RSAKey) -> str:
    """For the client: its audience is the client."""
    told = {**claims, "aud": client} | ({"nonce": nonce} if nonce else {})
    return _signed(told, ID, kid, key)


def _signed(claims: Mapping[str, Any], type: str, kid: str, key: RSAKey) -> str:
    # ASCII: clients of the field read the payload as if each byte were a character.
    payload = json.dumps(claims, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    header = {"alg": ALGORITHM, "kid": kid, "typ": type}
    return jws.serialize_compact(header, payload, key, algorithms=[ALGORITHM])


def looks_signed(token: str) -> bool:
    """Whether this is a token of this form at all; the tokens of sessions have one dot."""
    return token.count(".") == 2 and token.startswith("eyJ")


def read(
    token: str,
    public: Callable[[str], RSAKey | None],
    issuer: str,
    now: datetime.datetime,
    *,
    type: str = ACCESS,
    expired: bool = False,
) -> Claims:
    """What an access token of ours says; with `type=ID`, an ID token. `public` finds a published key by its name.
    `expired` takes one that is over too.

    Raises Unauthenticated, saying why, for anything else.
    """
    claims = _verified(token, public, type)
    at = now.timestamp()
    if claims.get("iss") != issuer or (type == ACCESS and claims.get("aud") != issuer):
        raise _unfit(say("This token was made for somebody else."))
    try:
        found = Claims(
            tenant=str(claims["tenantId"]),
            family=str(claims["sid"]),
            client=str(claims["client_id"] if type == ACCESS else claims["aud"]),
            epoch=int(claims["epoch"]),
            expires_at=int(claims["exp"]),
            agent=str(claims["icAgentId"]),
        )
        issued = int(claims["iat"])
    except (KeyError, TypeError, ValueError) as fault:
        raise _unfit(say("This token says too little.")) from fault
    if issued - GRACE_S > at:
        raise _unfit(say("This token is from the future: the clocks of two servers differ."))
    if found.expires_at <= at and not expired:
        raise Unauthenticated(
            say("The token has expired."),
            say("Use the refresh token, or ask for a new one with the access key."),
            why="expired",
        )
    return found


def _verified(token: str, public: Callable[[str], RSAKey | None], type: str) -> dict[str, Any]:
    """The claims of a token whose signature holds."""
    if len(token) > CHARS_MAX:
        raise _unfit(say("This is not a token of ours."))
    try:
        unread = jws.extract_compact(token.encode("ascii"))
        header = unread.headers()
        key = public(str(header.get("kid", "")))
        if key is None or header.get("alg") != ALGORITHM or header.get("typ") != type:
            raise _unfit(say("This token was signed with a key that is not in use."))
        payload = jws.deserialize_compact(token, key, algorithms=[ALGORITHM]).payload
        claims = json.loads(payload)
    except (JoseError, ValueError) as fault:
        raise _unfit(say("This is not a token of ours.")) from fault
    if not isinstance(claims, dict):
        raise _unfit(say("This is not a token of ours."))
    return claims


def _unfit(why: Message) -> Unauthenticated:
    return Unauthenticated(why, say("Get a new token: /auth/token says how."), why="unfit")
