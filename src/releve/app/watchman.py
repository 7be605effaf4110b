"""The watchman: looks at one region now and then, and says when it wavers. He advises, and touches nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from releve.activation.steadiness import Look, judge_looks, recent
from releve.app.house import House
from releve.domain.errors import Unavailable


@dataclass(slots=True)
class Watchman:
    """`turn` is called again and again, by a thread that does nothing else: a region that hangs holds up its own watchman
    only. `timer` counts seconds."""

    house: House
    region: str
    every: timedelta
    timer: Callable[[], float] = time.monotonic
    follows: bool = False
    _looks: list[Look] = field(default_factory=list)

    def turn(self) -> list[str]:
        now = self.house.clock()
        if self._looks and now - self._looks[-1].at < self.every:
            return []
        self._looks = [*recent(self._looks, now), Look(now, self._took_s())]
        return self._said()

    def _took_s(self) -> float | None:
        began = self.timer()
        try:
            with self.house.regions.of(self.region).reading() as tx:
                tx.entities.revision("")
        except Unavailable:
            return None
        return self.timer() - began

    def _said(self) -> list[str]:
        """What has changed, for the log. The rest of the house finds it in `House.unsteady`."""
        was = self.house.unsteady.get(self.region)
        seen = judge_looks(self._looks, self.house.clock())
        if seen is None:
            self.house.unsteady.pop(self.region, None)
            return [f"the region {self.region} is steady again"] if was else []
        self.house.unsteady[self.region] = seen
        told = f"of {seen.looks} looks {seen.silent} had no answer and {seen.late} a late one"
        return [] if was else [f"the region {self.region} is unsteady: {told}"]
