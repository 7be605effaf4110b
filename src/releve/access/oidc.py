"""Single sign-on by OpenID Connect: what is asked of an identity provider, and what is believed of its answer.

Laws: an answer counts only if it was asked for here (state), for this login (nonce), by who began it (PKCE); a token
is believed only if the provider's own key signed it, it is for us, and it is of now. `none` and keys that we would
share with the provider are no signatures.
"""

import base64
import datetime
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from releve.domain.errors import Refused
from releve.domain.say import Message, say
from releve.domain.tenancy import SignOn

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
#: How far the provider's clock may be off.
SKEW_S = 120


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def same(given: str, kept: str) -> bool:
    """In constant time."""
    return bool(kept) and hmac.compare_digest(given.encode("utf-8", "surrogatepass"), kept.encode())


def is_signed_by(token: str, keys: Mapping[str, Any]) -> bool:
    """Whether one of these keys has signed it; nothing else is looked at."""
    try:
        _read(token, keys)
    except (JoseError, ValueError, KeyError, TypeError):
        return False
    return True


def _read(token: str, keys: Mapping[str, Any]) -> Mapping[str, Any]:
    published = KeySet.import_key_set(cast(Any, dict(keys)))
    return jwt.decode(token, published, algorithms=ALGORITHMS).claims


def username_in(
    token: str, keys: Mapping[str, Any], setting: SignOn, *, nonce: str, now: datetime.datetime
) -> str:
    """Whom an ID token names. Raises Refused, saying what is wrong with it."""
    try:
        claims = _read(token, keys)
    except (JoseError, ValueError, KeyError, TypeError) as fault:
        raise not_believed(say("its signature is not one of the provider's keys")) from fault
    _must_be_ours(claims, setting, nonce, now.timestamp())
    name = claims.get(setting.claim)
    if not isinstance(name, str) or not name.strip():
        raise not_believed(say("it has no claim “{claim}”", claim=setting.claim))
    if setting.claim == "email" and claims.get("email_verified") is False:
        raise not_believed(say("the provider has not verified the e-mail address"))
    return name


def _must_be_ours(claims: Mapping[str, Any], setting: SignOn, nonce: str, now: float) -> None:
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != setting.issuer:
        raise not_believed(say("another provider made it"))
    if setting.client_id not in listed or claims.get("azp", setting.client_id) != setting.client_id:
        raise not_believed(say("it is not for us"))
    if not same(str(claims.get("nonce", "")), nonce):
        raise not_believed(say("it belongs to another login"))
    ends, made = claims.get("exp"), claims.get("iat")
    if not isinstance(ends, int | float) or now > ends + SKEW_S:
        raise not_believed(say("its time is over"))
    if not isinstance(made, int | float) or made > now + SKEW_S:
        raise not_believed(say("it is dated in the future"))


def not_believed(why: Message) -> Refused:
    return Refused(
        say("The answer of your company's identity provider cannot be believed: {why}.", why=why),
        say("Try again. If it goes on, show this to those who run it."),
    )
