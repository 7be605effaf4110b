"""Far ends on the third site, and drivers for them: one compares before it sets, as a name server does; one does not, as
a load balancer."""

from collections.abc import Callable
from dataclasses import dataclass

from releve.domain.errors import Conflict, Unavailable
from releve.domain.say import say
from releve.domain.traffic import Observed, Wanted
from tests.simulation.switch.stage import Process, Stage
from tests.simulation.switch.wires import Wires

SITE = "witness"


@dataclass
class FarEnd:
    """`told` hears of every epoch that is set, with the one before."""

    name: str
    compares: bool
    told: Callable[[int, int], None] = lambda before, epoch: None
    epoch: int = 0
    region: str = ""


@dataclass
class Driver:
    """Implements `TrafficDriver` in one process."""

    stage: Stage
    wires: Wires
    process: Process
    far: FarEnd
    sort: str = "play"
    check_s: float | None = 3.0

    @property
    def name(self) -> str:
        return self.far.name

    def converge(self, wanted: Wanted) -> Observed:
        seen = self._look()
        if seen > wanted.epoch:
            raise Conflict(say("A higher epoch was seen."))
        right = (self.far.epoch, self.far.region) == (wanted.epoch, wanted.region)
        if not right:
            self._set(seen, wanted)
        return Observed(wanted.epoch, not right, say("It is there."))

    def _look(self) -> int:
        self._travel()
        seen = self.far.epoch
        self._travel()
        return seen

    def _set(self, seen: int, wanted: Wanted) -> None:
        self._travel()
        if self.far.compares and self.far.epoch != seen:
            raise Conflict(say("It does not stand there any more as it was read."))
        before, self.far.epoch, self.far.region = self.far.epoch, wanted.epoch, wanted.region
        self.far.told(before, wanted.epoch)
        self._travel()

    def _travel(self) -> None:
        self.stage.pause()
        if not self.wires.both(self.process.site, SITE) or self.wires.bad_luck():
            self.stage.sleep(1.0)
            raise Unavailable(say("It does not answer."))
