"""Sessions: who is logged in, for how long, and the highest epoch they have seen.

Laws:
- the store keeps the SHA-256 of a token, so that a stolen copy of it opens nothing;
- a session ends after some time without a request, and after some time in any case;
- a session that has seen an epoch refuses a lower one;
- what proves a part of a login is no session.
"""

import base64
import datetime
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from releve.domain.clock import instant, stamp
from releve.domain.ids import TenantId
from releve.domain.store import Session, Sessions
from releve.domain.tenancy import admit

TOKEN_BYTES = 32
AGENT_CHARS_MAX = 200


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Seconds without a request, and seconds in all, after which a session is over."""

    idle_s: int
    absolute_s: int


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """A shift for an employee; less for an operator; little for an operator inside a tenant."""

    employee: Lifetime = Lifetime(idle_s=2 * 3600, absolute_s=12 * 3600)
    operator: Lifetime = Lifetime(idle_s=3600, absolute_s=12 * 3600)
    impersonation: Lifetime = Lifetime(idle_s=1800, absolute_s=2 * 3600)

    def of(self, session: Session) -> Lifetime:
        if session.impersonator is not None:
            return self.impersonation
        return self.operator if session.tenant is None else self.employee


LIFETIMES = Lifetimes()


def make_token(random_bytes: Callable[[int], bytes]) -> str:
    """A new token for a cookie: 256 bits, letters, figures, `-` and `_`."""
    return base64.urlsafe_b64encode(random_bytes(TOKEN_BYTES)).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """What the store keeps. A fast hash is enough, for a token cannot be guessed. Any text is taken."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def open_session(
    token: str,
    *,
    username: str,
    now: datetime.datetime,
    tenant: TenantId | None = None,
    employee: str | None = None,
    epoch: int = 0,
    impersonator: str | None = None,
    data: Mapping[str, Any] | None = None,
    origin: str = "",
    agent: str = "",
    lifetimes: Lifetimes = LIFETIMES,
) -> Session:
    """A session that begins now. No `tenant` means an operator. The token must be new at every login."""
    session = Session(
        token_hash=token_hash(token),
        tenant=tenant,
        employee=employee,
        username=username,
        created_at=stamp(now),
        expires_at="",
        epoch=epoch,
        impersonator=impersonator,
        data=dict(data or {}),
        origin=origin,
        agent=agent[:AGENT_CHARS_MAX],
        seen_at=stamp(now),
    )
    return replace(session, expires_at=stamp(_end(session, now, lifetimes)))


def is_over(session: Session, now: datetime.datetime) -> bool:
    return now >= instant(session.expires_at)


def read_back(sessions: Sessions, token: str, now: datetime.datetime) -> Session | None:
    """The living session of a token; None if there is none or it is over."""
    session = sessions.get(token_hash(token)) if token else None
    return None if session is None or is_over(session, now) else session


def touched(session: Session, now: datetime.datetime, lifetimes: Lifetimes = LIFETIMES) -> Session:
    """The session after a request: its end moves on. The same object if a save is not worth it yet.

    A tenth of the idle time must be gained, so that a page with many requests does not write at each.
    """
    end, gain_s_min = _end(session, now, lifetimes), lifetimes.of(session).idle_s / 10
    if (end - instant(session.expires_at)).total_seconds() < gain_s_min:
        return session
    return replace(session, expires_at=stamp(end), seen_at=stamp(now))


def renewed(session: Session, token: str) -> Session:
    """The same session under a new token: whoever knew the old one knows nothing any more."""
    return replace(session, token_hash=token_hash(token))


def is_proof(session: Session) -> bool:
    """Whether it proves a part of a login, and opens nothing."""
    return bool(session.data.get("step"))


def at_epoch(session: Session, epoch: int) -> Session:
    """The session having seen `epoch`; the same object if it had already. Raises Conflict for a lower one."""
    seen = admit(session.epoch, epoch)
    return session if seen == session.epoch else replace(session, epoch=seen)


def _end(session: Session, now: datetime.datetime, lifetimes: Lifetimes) -> datetime.datetime:
    lifetime = lifetimes.of(session)
    idle = now + datetime.timedelta(seconds=lifetime.idle_s)
    return min(idle, instant(session.created_at) + datetime.timedelta(seconds=lifetime.absolute_s))
