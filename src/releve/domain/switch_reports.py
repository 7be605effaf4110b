"""The report of a switch or a revert: what was known and done at its moment. Written by the very commit that switches,
under `switch_report/<pair>/<epoch>`, and never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
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


def report_prefix(pair: str) -> str:
    """Under which the reports of a pair stand, the oldest first."""
    return f"switch_report/{pair}/"


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
    return Change(f"{report_prefix(after.pair)}{after.epoch:010}", record, 0)
