"""What must never happen, looked at when it would."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from releve.domain.tenancy import Activation, Side
from releve.stores.regional.moments import STILL_S_MAX
from tests.simulation.switch.stage import Stage


class Broken(AssertionError):
    """A law was broken."""


@dataclass
class Judge:
    """Knows the truth: every activation, and since when it held."""

    stage: Stage
    past: list[tuple[float, Activation]] = field(default_factory=list)
    served: int = 0
    from_copies: int = 0
    acknowledged: int = 0
    copied: int = 0
    in_the_gap: int = 0
    waits: Callable[[], bool] = lambda: (
        True
    )  # whether somebody keeps syncs from their last moment now
    _hasty: set[int] = field(default_factory=set)  # epochs that began while nobody did

    @property
    def now(self) -> Activation:
        return self.past[-1][1]

    def told(self, key: str, value: Any) -> None:
        if not key.startswith("activation/"):
            return
        new = Activation.of(value)
        if self.past and not (
            new.epoch == self.now.epoch + 1 and new.active is self.now.active.other
        ):
            raise Broken(f"law 1: epoch {new.epoch} of {new.active} after {self.now}")
        self.past.append((self.stage.now, new))
        if not self.waits():
            self._hasty.add(new.epoch)

    def copies_into_the_bcp_tenant(self) -> None:
        """But for the gap that decision 31 names: a switch that does not reach the BCP tenant's region waits for nobody there."""
        self.copied += 1
        since, now = self.past[-1]
        if now.active is Side.PRIMARY:
            return
        if now.epoch in self._hasty and self.stage.now - since <= STILL_S_MAX:
            self.in_the_gap += 1
        else:
            raise Broken("law 3: a sync was committed while the BCP tenant was active")

    def was_served(self, side: Side, since: float, copied: Sequence[Activation] = ()) -> None:
        """Somebody who may only be on the active side was served on this one, by a request that began at `since`; and, where
        the directory did not answer it, by what was `copied` of that."""
        self.served += 1
        happened = [one for _, one in self.past]
        if any(side is one.active and one in happened for one in copied):
            self.from_copies += 1
            return
        ends = [at for at, _ in self.past[1:]] + [float("inf")]
        sides = {one.active for (_, one), end in zip(self.past, ends, strict=True) if end >= since}
        if side not in sides:
            raise Broken(f"law 2: served by the {side} side, which was left before the request")

    def far_end_was_set(self, before: int, epoch: int) -> None:
        """At one that compares."""
        if epoch < before:
            raise Broken(f"law 2: a far end went back from epoch {before} to {epoch}")

    def was_acknowledged(self, activation: Activation) -> None:
        self.acknowledged += 1
        if activation not in [one for _, one in self.past]:
            raise Broken(f"law 7: {activation} was acknowledged and never happened")

    def had_to_work(self, what: str, fault: object) -> None:
        raise Broken(f"law 8: {what} did not work in the surviving region: {fault}")
