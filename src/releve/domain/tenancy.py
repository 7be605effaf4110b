"""Tenants, pairs, activations, operators: what the directory holds.

An activation says which side of a pair is active. In any epoch exactly one side is; epochs only grow:

    epoch 1  active=primary      written when the pair is made
    epoch 2  active=bcp          this single compare-and-set is the switch

Everybody who acts for a side remembers the highest epoch seen, takes a higher one and refuses a lower one.
"""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from releve.domain.errors import Conflict
from releve.domain.ids import TenantId
from releve.domain.say import say


class Side(StrEnum):
    PRIMARY = "primary"
    BCP = "bcp"

    @property
    def other(self) -> "Side":
        return Side.BCP if self is Side.PRIMARY else Side.PRIMARY


@dataclass(frozen=True, slots=True)
class Features:
    """The *Applications & Features* of a tenant that Relève knows. `script_steps` is the tenant's own: an administrator turns
    the development workflow steps of scripts on in Studio."""

    bcp: bool = False
    bcp_configurations: bool = False
    bcp_enablement: bool = False
    script_steps: bool = False


@dataclass(frozen=True, slots=True)
class Tenant:
    """One system with its own store and its own ids. `business_unit` is its `busNo`."""

    id: TenantId
    name: str
    region: str
    business_unit: int
    features: Features = Features()
    pair: str | None = None
    created_at: str = ""
    created_by: str = ""

    def record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, record: dict[str, Any]) -> Self:
        return cls(**{**record, "features": Features(**record["features"])})


@dataclass(frozen=True, slots=True)
class Passkey:
    """The pair's shared secret, as a memory-hard hash. `number` counts the passkeys the pair has had."""

    hash: str
    number: int
    made_at: str
    made_by: str


class Frequency(StrEnum):
    """How often the sync runs. The field's API has two words for it: Daily, and RealTime for `continuous`."""

    CONTINUOUS = "continuous"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


class Deletions(StrEnum):
    """What a sync does about what was deleted in the primary: nothing, ask somebody first, or delete it too."""

    OFF = "off"
    ASK = "ask"
    FOLLOW = "follow"


class Drift(StrEnum):
    """What a sync does about what somebody changed in the BCP tenant: write over it, or leave it alone."""

    OVERWRITE = "overwrite"
    KEEP = "keep"


class OpenPlaces(StrEnum):
    """What a sync does with a script in which a person has something to judge: copy it and say so, or wait."""

    SEND = "send"
    HOLD = "hold"


#: So many entities of a kind may always be edited unasked, however small their share is set.
EDITS_FLOOR = 50


@dataclass(frozen=True, slots=True)
class SyncConfig:
    """What is synced, when, and how far a run may go before it asks somebody.

    `at` is a wall-clock time in `zone` (daily, weekly; hourly uses its minute), `weekday` counts from Monday, 0.
    `kinds` counts only when `custom`. `others` are pairs of domain and entity type that a client of the field's
    API has named and that we do not have; they are kept for it. The caps of deletions count for `follow`.
    `restore_points` is how many runs back the BCP tenant can be restored to.
    `enabled_at` is the stamp of when the sync was last turned on: nothing is due before.
    """

    enabled: bool = False
    enabled_at: str = ""
    frequency: Frequency = Frequency.DAILY
    at: str = "02:00"
    zone: str = "UTC"
    weekday: int = 0
    custom: bool = False
    kinds: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    deletions: Deletions = Deletions.ASK
    deletions_max: int = 20
    deletions_share: int = 5
    edits_share: int = 50
    drift: Drift = Drift.OVERWRITE
    open_places: OpenPlaces = OpenPlaces.SEND
    restore_points: int = 10

    def deletions_cap(self, living: int) -> int:
        """How many entities of a kind one run may delete unasked when the BCP tenant has `living` of them."""
        return max(self.deletions_max, living * self.deletions_share // 100)

    def edits_cap(self, living: int) -> int:
        """How many entities of a kind one run may edit unasked when the BCP tenant has `living` of them."""
        return max(EDITS_FLOOR, living * self.edits_share // 100)

    @classmethod
    def of(cls, record: dict[str, Any]) -> Self:
        """The inverse of `asdict`. A record of an earlier release lacks fields: they get their defaults."""
        read = cls(**record)
        return replace(
            read,
            frequency=Frequency(read.frequency),
            deletions=Deletions(read.deletions),
            drift=Drift(read.drift),
            open_places=OpenPlaces(read.open_places),
            kinds=tuple(read.kinds),
            others=tuple((domain, entity_type) for domain, entity_type in read.others),
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """A primary tenant and its BCP tenant. Every change is a compare-and-set on the record's version. `two_persons`: an
    order counts when a second administrator has confirmed it. `break_glass`: an operator may switch without the passkey."""

    id: str
    primary: TenantId
    bcp: TenantId
    passkey: Passkey | None = None
    sync: SyncConfig = SyncConfig()
    two_persons: bool = False
    break_glass: bool = False

    def __post_init__(self) -> None:
        assert self.primary != self.bcp, "a tenant cannot stand in for itself"

    def tenant(self, side: Side) -> TenantId:
        return self.primary if side is Side.PRIMARY else self.bcp

    def side(self, tenant: TenantId) -> Side:
        assert tenant in (self.primary, self.bcp), f"{tenant} is not in pair {self.id}"
        return Side.PRIMARY if tenant == self.primary else Side.BCP

    def record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, record: dict[str, Any]) -> Self:
        passkey = record["passkey"]
        return cls(
            **{
                **record,
                "passkey": Passkey(**passkey) if passkey else None,
                "sync": SyncConfig.of(record["sync"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Activation:
    """Which side is active, since when, by whom. `operation` names the act that wrote it, so that a writer
    whose answer was lost can find out whether it was its own. `mode` says how it was ordered ("" of the first one, and of
    those of earlier releases). `broken_at` and `broken_by`: when an operator has last switched without the passkey, in this
    epoch or an earlier one."""

    pair: str
    epoch: int
    active: Side
    at: str
    by: str
    reason: str = ""
    operation: str = ""
    mode: str = ""
    broken_at: str = ""
    broken_by: str = ""

    def record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, record: dict[str, Any]) -> Self:
        return cls(**{**record, "active": Side(record["active"])})


def switched(
    now: Activation,
    wanted: Side,
    *,
    at: str,
    by: str,
    reason: str,
    operation: str,
    mode: str = "",
) -> Activation:
    """The record to be written so that `wanted` is active; the same one if it is already."""
    if now.active is wanted:
        return now
    return replace(
        now,
        epoch=now.epoch + 1,
        active=wanted,
        at=at,
        by=by,
        reason=reason,
        operation=operation,
        mode=mode,
    )


def admit(seen: int, epoch: int) -> int:
    """The fence before every act for a side: refuse a lower epoch than one already seen, remember a higher.

    Raises Conflict.
    """
    if epoch < seen:
        raise Conflict(
            say("This was decided in epoch {epoch}, which is over.", epoch=epoch),
            say("Look again at which tenant is active, then repeat what you wanted to do."),
            epoch=epoch,
            seen=seen,
        )
    return epoch


@dataclass(frozen=True, slots=True)
class SignOn:
    """Where a company's people prove who they are: its OpenID provider. `secret` names the client's secret, which is
    nowhere stored; "" for a client that has none. `claim` of the ID token is the username."""

    issuer: str
    client_id: str
    secret: str = ""
    claim: str = "email"


@dataclass(frozen=True, slots=True)
class Operator:
    """A person with the permission *TM Admin*."""

    username: str
    name: str
    hash: str
    language: str = ""

    def record(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Region:
    """A place with its own regional store and its own doors. `slot` is its residue class for ids, for ever."""

    name: str
    label: str
    slot: int

    def record(self) -> dict[str, Any]:
        return asdict(self)
