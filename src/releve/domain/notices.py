"""Notices: what people are told of a pair without having to look. Each is told once, and a condition that is over is told as over.

    open ──► over        a condition: a sync that failed, a copy that is too old, drift, a rehearsal that is due
    told                 an event: somebody has switched

They are kept in the region of the BCP tenant, under its id. Of the same condition one is open at a time, and of an event one
in its epoch, so that several processes that see the same tell it once. What is to leave the house is a *post*: one for each
notice, phase and channel, sent again until it is taken, or given up.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol, Self

from releve.domain.ids import TenantId
from releve.domain.say import Message, say
from releve.domain.tenancy import Tenant


class Topic(StrEnum):
    """What a notice is about: what goes where is chosen by topic."""

    SYNC = "sync"
    COPY = "copy"
    DRIFT = "drift"
    SWITCH = "switch"
    DRILL = "drill"

    @property
    def label(self) -> Message:
        return _TOPICS[self]


_TOPICS: Mapping[Topic, Message] = {
    Topic.SYNC: say("Sync without success"),
    Topic.COPY: say("Copy too old"),
    Topic.DRIFT: say("Changed in the BCP tenant"),
    Topic.SWITCH: say("Switch"),
    Topic.DRILL: say("Rehearsal due"),
}

#: Code of a condition or event → its topic. Codes are for programs and never change.
CODES: Mapping[str, Topic] = {
    "sync_failed": Topic.SYNC,
    "sync_refused": Topic.SYNC,
    "sync_asking": Topic.SYNC,
    "old_copy": Topic.COPY,
    "drifted": Topic.DRIFT,
    "switched": Topic.SWITCH,
    "reverted": Topic.SWITCH,
    "drill_due": Topic.DRILL,
    "drill_failed": Topic.DRILL,
}


class Channel(StrEnum):
    """Ways out of the house. In the console everything is told anyway."""

    MAIL = "mail"
    WEBHOOK = "webhook"

    @property
    def label(self) -> Message:
        return _CHANNELS[self]


_CHANNELS: Mapping[Channel, Message] = {
    Channel.MAIL: say("E-mail"),
    Channel.WEBHOOK: say("Webhook"),
}


class Phase(StrEnum):
    BEGAN = "began"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Notice:
    """`tenant` is the BCP tenant of the pair. `once` is "" of a condition; of an event it says which one: there is no second
    one with the same. `page` is where one looks at it, inside the tenant."""

    tenant: TenantId
    id: str
    code: str
    began_at: str
    message: Message
    page: str
    once: str = ""
    ended_at: str = ""

    @property
    def topic(self) -> Topic:
        return CODES[self.code]

    @property
    def is_open(self) -> bool:
        """Whether it is a condition that still holds."""
        return not self.once and not self.ended_at

    @property
    def changed_at(self) -> str:
        return self.ended_at or self.began_at


class PostState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Post:
    """One notice on one way out. It is tried from `next_at` on, by whoever holds it until `lease_until`; `why` says why the
    last try failed."""

    tenant: TenantId
    notice: str
    phase: Phase
    channel: Channel
    next_at: str
    state: PostState = PostState.WAITING
    tries: int = 0
    worker: str = ""
    lease_until: str = ""
    why: Message | None = None
    done_at: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What leaves the house: topic → the ways it goes; and language → the addresses that get mail in it."""

    wanted: Mapping[Topic, frozenset[Channel]] = field(default_factory=dict)
    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def ways(self, topic: Topic) -> frozenset[Channel]:
        """Mail without an address goes nowhere."""
        ways = self.wanted.get(topic, frozenset())
        return ways if any(self.addresses.values()) else ways - {Channel.MAIL}

    def record(self) -> dict[str, Any]:
        return {
            "wanted": {
                topic.value: sorted(way.value for way in ways)
                for topic, ways in self.wanted.items()
            },
            "addresses": {language: list(some) for language, some in self.addresses.items()},
        }

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        return cls(
            {Topic(one): frozenset(map(Channel, ways)) for one, ways in record["wanted"].items()},
            {language: tuple(some) for language, some in record["addresses"].items()},
        )


class Notices(Protocol):
    def begin(self, notice: Notice) -> bool:
        """Keep it; False, having changed nothing, if the same condition is open, or the same event is there already."""

    def end(self, notice: Notice, at: str) -> bool:
        """The condition is over; False if somebody has said so before."""

    def open(self) -> list[Notice]:
        """The conditions that hold, of all tenants."""

    def of(self, tenant: TenantId, *, top: int) -> list[Notice]:
        """The newest first."""

    def get(self, tenant: TenantId, id: str) -> Notice | None: ...

    def changed(self, since: str, *, top: int) -> list[Notice]:
        """Of all tenants those that began or ended at this moment or later, the last one last."""

    def sweep(self, before: str) -> int:
        """Forget what changed last before this moment, unless it is open, with its posts; return how many."""

    def read_at(self, tenant: TenantId, person: str) -> str:
        """Up to when somebody of the tenant has read the notices; "" for never."""

    def mark_read(self, tenant: TenantId, person: str, at: str) -> None: ...

    def choice(self, tenant: TenantId) -> tuple[Choice, int]:
        """And its version; nothing and 0 if nobody has chosen."""

    def choose(self, tenant: TenantId, choice: Choice, expect: int) -> bool:
        """False, having changed nothing, if it is at another version."""

    def add_posts(self, posts: Iterable[Post]) -> None:
        """One that is there already stays as it is."""

    def posts(self, tenant: TenantId, notices: Collection[str]) -> list[Post]: ...

    def due(self, channels: Collection[Channel], now: str, *, top: int) -> list[Post]:
        """Those that may be tried and that nobody holds, of all tenants, the oldest first."""

    def take(self, post: Post, *, worker: str, now: str, until: str) -> bool:
        """Hold it; False if somebody else does, or it is done."""

    def put_back(self, post: Post) -> bool:
        """Write what came of it; False if this worker holds it no more."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A post with all that is to be said. `id` is the same however often it is sent. `link` is the address of its page;
    `people` is language → addresses; times are told by the clock of `zone`."""

    id: str
    notice: Notice
    phase: Phase
    pair: str
    primary: Tenant
    bcp: Tenant
    link: str
    zone: str
    people: Mapping[str, tuple[str, ...]]

    @property
    def at(self) -> str:
        return self.notice.began_at if self.phase is Phase.BEGAN else self.notice.ended_at


class Sender(Protocol):
    """One way out of the house. Called by one thread of each process at a time."""

    @property
    def channel(self) -> Channel: ...

    def send(self, telling: Telling) -> None:
        """Returns when it is taken. Raises Unavailable when trying again may help, Refused when it does not."""


def ended(notice: Notice, at: str) -> Notice:
    return replace(notice, ended_at=at)
