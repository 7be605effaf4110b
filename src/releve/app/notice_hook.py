"""Notices to somebody's own program: a signed message by the scheme of Standard Webhooks, as the traffic driver sends."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from releve.activation.drivers.webhook import Hook
from releve.domain.errors import Refused, Unavailable
from releve.domain.notices import Channel, Telling
from releve.domain.say import say
from releve.domain.tenancy import Tenant


@dataclass(frozen=True, slots=True)
class HookSender:
    """Implements `Sender`. The message of one post is the same to the letter, and under the same id, however often it is sent."""

    hook: Hook
    clock: Callable[[], float] = time.time
    channel: Channel = Channel.WEBHOOK

    def send(self, telling: Telling) -> None:
        body = orjson.dumps(message(telling))
        status = self.hook.post(f"msg_{telling.id}", body, str(int(self.clock())))
        if 200 <= status < 300:
            return
        told = say("{url} answers with the status {status}.", url=self.hook.url, status=status)
        if status == httpx.codes.GONE:
            raise Refused(told, say("Nobody wants it there any more."))
        raise Unavailable(told, say("See whether the address and the secret are right."))


def message(telling: Telling) -> dict[str, Any]:
    """Codes for programs, and one sentence in English for whoever reads it as it comes."""
    notice = telling.notice
    return {
        "type": f"notice.{telling.phase}",
        "timestamp": telling.at,
        "data": {
            "notice": notice.id,
            "code": notice.code,
            "topic": notice.topic.value,
            "began": notice.began_at,
            "ended": notice.ended_at or None,
            "message": str(notice.message),
            "link": telling.link,
            "pair": telling.pair,
            "primary": _told(telling.primary),
            "bcp": _told(telling.bcp),
        },
    }


def _told(tenant: Tenant) -> dict[str, Any]:
    return {"id": tenant.id, "name": tenant.name, "region": tenant.region}
