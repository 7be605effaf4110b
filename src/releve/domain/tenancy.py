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
    """The *Applications & Features* of a tenant that Relève knows."""

    bcp: bool = False
    bcp_configurations: bool = False
    bcp_enablement: bool = False


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
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class SyncConfig:
    """What is synced and when. `kinds` counts only when `custom`; `at` is a wall-clock time in `zone`.
    `enabled_at` is the stamp of when the sync was last turned on: nothing is due before."""

    enabled: bool = False
    enabled_at: str = ""
    frequency: Frequency = Frequency.DAILY
    at: str = "02:00"
    zone: str = "UTC"
    custom: bool = False
    kinds: tuple[str, ...] = ()

    @classmethod
    def of(cls, record: dict[str, Any]) -> Self:
        return cls(
            **{
                **record,
                "frequency": Frequency(record["frequency"]),
                "kinds": tuple(record["kinds"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """A primary tenant and its BCP tenant. Every change is a compare-and-set on the record's version."""

    id: str
    primary: TenantId
    bcp: TenantId
    passkey: Passkey | None = None
    sync: SyncConfig = SyncConfig()

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
    whose answer was lost can find out whether it was its own."""

    pair: str
    epoch: int
    active: Side
    at: str
    by: str
    reason: str = ""
    operation: str = ""

    def record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, record: dict[str, Any]) -> Self:
        return cls(**{**record, "active": Side(record["active"])})


def switched(
    now: Activation, wanted: Side, *, at: str, by: str, reason: str, operation: str
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
