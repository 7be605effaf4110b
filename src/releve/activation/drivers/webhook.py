"""A signed message to somebody's own program, by the scheme of Standard Webhooks, until the program has taken it.

The message of one epoch of a pair is the same to the letter, and under the same id, however often it is sent. The program
cannot be asked what it has; what it has taken is what it has answered with 2xx. It tells us with 409 that it has seen a
higher epoch.
"""

import base64
import hashlib
import hmac
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from releve.domain.errors import Conflict, Refused, Unavailable
from releve.domain.say import say
from releve.domain.tenancy import Tenant
from releve.domain.traffic import Observed, Trial, Wanted

#: What the secret begins with when it is written down.
PREFIX = "whsec_"

#: Answers after which trying again may help.
_LATER = frozenset((408, 425, 429))


@dataclass(frozen=True, slots=True)
class Hook:
    """Somebody's program that takes signed messages at an address. `secret` is shared with it; `trust` says whose certificates
    are good."""

    url: str
    secret: bytes = field(repr=False)
    trust: ssl.SSLContext
    patience_s: float = 5.0

    def post(self, id: str, body: bytes, at: str) -> int:
        """The status of the answer; what else is in it does not matter, and nobody is followed anywhere. `at` is in seconds
        since 1970. Raises Unavailable when there is none."""
        headers = {
            "content-type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": at,
            "webhook-signature": signature(self.secret, id, at, body),
        }
        try:
            with httpx.stream(
                "POST",
                self.url,
                headers=headers,
                content=body,
                timeout=self.patience_s,
                verify=self.trust,
                follow_redirects=False,
            ) as answer:
                return answer.status_code
        except httpx.HTTPError as error:
            raise Unavailable(
                say(
                    "{url} does not answer: {why}.",
                    url=self.url,
                    why=str(error).rstrip(".") or type(error).__name__,
                ),
                say(
                    "See that it runs, and that this process can reach it and trusts its certificate."
                ),
            ) from error


@dataclass(frozen=True, slots=True)
class WebhookDriver:
    """Implements `TrafficDriver`. `secret` is shared with the program; `trust` says whose certificates are good."""

    name: str
    url: str
    secret: bytes = field(repr=False)
    trust: ssl.SSLContext
    patience_s: float = 5.0
    clock: Callable[[], float] = time.time
    check_s: float | None = None
    sort: str = "webhook"

    def converge(self, wanted: Wanted) -> Observed:
        self._send(wanted)
        return Observed(wanted.epoch, True, say("{url} has taken it.", url=self.url))

    def rehearse(self, now: Wanted, mark: str) -> Trial:
        """Send the message of the present epoch once more, as may happen at any time: it is the same to the letter, and says
        only what is so already. A message of another kind might be taken for a switch."""
        self._send(now)
        told = say(
            "{url} has taken the message of epoch {epoch} once more.",
            url=self.url,
            epoch=now.epoch,
        )
        return Trial(now.epoch, told)

    def _send(self, wanted: Wanted) -> None:
        body = orjson.dumps(message(wanted))
        status = self._hook().post(identity(wanted), body, str(int(self.clock())))
        self._must_be_taken(status, wanted)

    def _hook(self) -> "Hook":
        return Hook(self.url, self.secret, self.trust, self.patience_s)

    def _must_be_taken(self, status: int, wanted: Wanted) -> None:
        if 200 <= status < 300:
            return
        told = say("{url} answers with the status {status}.", url=self.url, status=status)
        if status == httpx.codes.CONFLICT:
            raise Conflict(
                told, say("It has seen a higher epoch than {epoch}.", epoch=wanted.epoch)
            )
        if status >= 500 or status in _LATER:
            raise Unavailable(told, say("It is sent again until it is taken."))
        raise Refused(told, say("See whether the address and the secret are right."))


def identity(wanted: Wanted) -> str:
    """The id of the message: whoever has taken it before need not do so again."""
    whole = f"{wanted.pair}\n{wanted.epoch}\n{wanted.active}"
    return "msg_" + hashlib.sha256(whole.encode()).hexdigest()[:32]


def message(wanted: Wanted) -> dict[str, Any]:
    """What is said: which tenant takes the traffic, and which had it."""
    return {
        "type": "activation.changed",
        "timestamp": wanted.at,
        "data": {
            "pair": wanted.pair,
            "epoch": wanted.epoch,
            "active": wanted.active.value,
            "tenant": _told(wanted.tenant),
            "primary": _told(wanted.primary),
            "bcp": _told(wanted.bcp),
        },
    }


def _told(tenant: Tenant) -> dict[str, Any]:
    return {
        "id": tenant.id,
        "name": tenant.name,
        "region": tenant.region,
        "businessUnit": tenant.business_unit,
    }


def signature(secret: bytes, id: str, at: str, body: bytes) -> str:
    """HMAC-SHA256 over id, time and body, with dots between, as `v1,` and Base64."""
    signed = hmac.digest(secret, f"{id}.{at}.".encode() + body, "sha256")
    return "v1," + base64.b64encode(signed).decode("ascii")


def secret_of(text: str) -> bytes:
    """The secret as it is written down: `whsec_` and Base64 of at least 24 bytes. Raises ValueError."""
    if not text.startswith(PREFIX):
        raise ValueError("whsec_ is missing")
    secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    if len(secret) < 24:
        raise ValueError("too short")
    return secret
