"""What the histories of a model have come to: how often each thing happened, and in how many of them."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Over all histories. `often` counts every time, `reached` the histories in which it happened at all."""

    histories: int = 0
    steps: int = 0
    often: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)

    def share(self, what: str) -> float:
        return self.reached[what] / self.histories if self.histories else 0.0

    def __str__(self) -> str:
        rows = [
            f"  {what:<28} {self.often[what]:>7} times, in {100 * self.share(what):>3.0f} % of histories"
            for what in sorted(self.reached, key=lambda one: -self.reached[one])
        ]
        return "\n".join([f"{self.steps} steps in {self.histories} histories:", *rows])
