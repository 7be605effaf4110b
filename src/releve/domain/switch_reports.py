"""The report of a switch or a revert: what was known and done at its moment. Written by the very commit that switches,
under `switch_report/<pair>/<epoch>`, and never changed. When a traffic driver has followed is noted beside it, once each,
under `switch_followed/<pair>/<epoch>/<driver>`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from releve.domain.directory import Change
from releve.domain.orders import Order
from releve.domain.tenancy import Activation


@dataclass(frozen=True, slots=True)
class SwitchReport:
    """`before` is the activation that ended, `after` the one that began. `changes` is how many changes of the primary
    were not copied, None if it did not answer; of a revert 0, for nothing is copied from the primary by it."""

    before: Activation
    after: Activation
    order: Order
    changes: int | None

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        return cls(
            Activation.of(record["before"]),
            Activation.of(record["after"]),
            Order.of(record["order"]),
            record["changes"],
        )


@dataclass(frozen=True, slots=True)
class Followed:
    """When the far end of a driver showed the epoch, how long after the order that was carried out."""

    driver: str
    sort: str
    at: str
    took_ms: int

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        return cls(**record)


def followed_prefix(pair: str, epoch: int) -> str:
    """Under which the drivers are noted that have followed this switch."""
    return f"switch_followed/{pair}/{epoch:010}/"


def followed_change(pair: str, epoch: int, one: Followed) -> Change:
    """Noted once: a second note is a Conflict, and the first one stays."""
    return Change(f"{followed_prefix(pair, epoch)}{one.driver}", asdict(one), 0)


def report_prefix(pair: str) -> str:
    """Under which the reports of a pair stand, the oldest first."""
    return f"switch_report/{pair}/"


def report_key(pair: str, epoch: int) -> str:
    """Of the switch that began this epoch."""
    return f"{report_prefix(pair)}{epoch:010}"


def report_change(
    before: Activation, after: Activation, order: Order, changes: int | None
) -> Change:
    """For the commit that switches. No epoch has two."""
    record = {
        "before": before.record(),
        "after": after.record(),
        "order": order.record(),
        "changes": changes,
    }
    return Change(report_key(after.pair, after.epoch), record, 0)
