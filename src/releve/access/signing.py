"""Signing keys: each region signs its tokens with a key of its own, and everybody can check them.

    next      published, signs nothing yet: clients that keep the list of keys know it before it is used
    current   signs
    past      signs nothing any more; published until the last token it signed is over

Rotating moves each on by one. The private half is sealed (AES-GCM) under a secret that stands in no store, so that a
stolen copy of a store signs nothing.
"""

import base64
import datetime
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc.jwk import RSAKey

from releve.domain.clock import instant, stamp
from releve.domain.errors import Unavailable
from releve.domain.say import say

BITS = 2048
ALGORITHM = "RS256"
_NONCE_BYTES = 12


class Stage(StrEnum):
    NEXT = "next"
    CURRENT = "current"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key of a region. `public` is its JWK for everybody, `sealed` its private half. `until` is the end of a past
    one."""

    kid: str
    stage: Stage
    public: Mapping[str, Any]
    sealed: str
    made_at: str
    until: str = ""

    def record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        return cls(**{**record, "stage": Stage(record["stage"])})


def make_key(
    region: str, secret: str, random_bytes: Callable[[int], bytes], at: str, stage: Stage
) -> SigningKey:
    """A new key of a region, sealed under the secret."""
    kid = random_bytes(8).hex()
    key = RSAKey.generate_key(BITS, private=True)
    public = {**key.as_dict(private=False), "kid": kid, "use": "sig", "alg": ALGORITHM}
    nonce = random_bytes(_NONCE_BYTES)
    locked = AESGCM(_lock(secret)).encrypt(nonce, key.as_pem(private=True), _bound(region, kid))
    sealed = base64.urlsafe_b64encode(nonce + locked).decode()
    return SigningKey(kid, stage, public, sealed, at)


def opened(key: SigningKey, region: str, secret: str) -> RSAKey:
    """The private key. Raises Unavailable if it was sealed under another secret."""
    raw = base64.urlsafe_b64decode(key.sealed)
    try:
        pem = AESGCM(_lock(secret)).decrypt(
            raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound(region, key.kid)
        )
    except InvalidTag as fault:
        raise Unavailable(
            say("The signing key of the region {region} cannot be opened.", region=region),
            say(
                "Start every process of the region with the same tokens.secret. If it is lost, make new keys: releve signing-keys rotate --at-once."
            ),
            region=region,
        ) from fault
    return RSAKey.import_key(pem)


def rotated(
    keys: Sequence[SigningKey], fresh: SigningKey, now: datetime.datetime, keep_s: int
) -> list[SigningKey]:
    """The keys moved on by one: the next one signs, the current one is published for `keep_s` more, and `fresh` will be
    the next. Those whose time is over are gone."""
    until = stamp(now + datetime.timedelta(seconds=keep_s))
    moved = []
    for key in keys:
        if key.stage is Stage.NEXT:
            moved.append(replace(key, stage=Stage.CURRENT))
        elif key.stage is Stage.CURRENT:
            moved.append(replace(key, stage=Stage.PAST, until=until))
        elif instant(key.until) > now:
            moved.append(key)
    return [*moved, fresh]


def published(keys: Sequence[SigningKey], now: datetime.datetime) -> list[SigningKey]:
    """Those that tokens may be checked with."""
    return [key for key in keys if key.stage is not Stage.PAST or instant(key.until) > now]


def current(keys: Sequence[SigningKey]) -> SigningKey:
    return next(key for key in keys if key.stage is Stage.CURRENT)


def _lock(secret: str) -> bytes:
    """The key of the seal. A fast derivation is enough: the secret is long and made by chance, or the operator's fault."""
    return hashlib.sha256(b"releve signing keys\x00" + secret.encode()).digest()


def _bound(region: str, kid: str) -> bytes:
    """A sealed key moved to another region, or under another name, does not open."""
    return f"{region}/{kid}".encode()
