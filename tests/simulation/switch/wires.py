"""The network between sites: links that break in one direction or both, requests and answers that get lost or come late."""

from dataclasses import dataclass, field

from tests.simulation.switch.stage import Stage

#: The two regions, and the witness.
SITES = ("ca1", "eu1", "witness")
REGIONS = SITES[:2]


@dataclass
class Wires:
    stage: Stage
    noise: float = (
        0.02  # the share of requests that are lost, and of answers, of late ones and of doubles
    )
    broken: set[tuple[str, str]] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)

    def up(self, one: str, other: str) -> bool:
        """Whether what is sent from one site arrives at the other."""
        if one in self.dead or other in self.dead:
            return False
        return one == other or (one, other) not in self.broken

    def both(self, one: str, other: str) -> bool:
        return self.up(one, other) and self.up(other, one)

    def bad_luck(self) -> bool:
        return self.stage.chance.random() < self.noise

    def sort_out(self) -> None:
        self.broken.clear()
        self.dead.clear()
        self.noise = 0.0
