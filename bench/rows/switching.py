"""How long a switch takes for those who ask, beside Patroni's switchover and failover on the same etcd and PostgreSQL.

Of ours, the house has moved when no door of either region has answered for the old side any more (`left`), and when every
one has answered for the new side, a new login included (`there`). Patroni's cluster has moved when a row is written in the
other region. All of them take turns, so that a busy moment meets everybody.
"""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from tests.scenario.continents import REGIONS

from bench.patroni import TIMINGS, Patroni, patroni
from bench.row import Line, Samples, Study, p99
from bench.sizes import KILLS, PATRONI, SWITCHES
from bench.switching import DRIVEN, Ours, ours


@dataclass(frozen=True, slots=True)
class Course:
    """What is done to us and to Patroni, and how often."""

    us: Callable[[Ours], Mapping[str, float]]
    times: int
    them: Callable[[Patroni], float]

    def __call__(self, own: Ours, others: list[Patroni]) -> Samples:
        taken: dict[str, list[float]] = defaultdict(list)
        self.us(own)  # warms up
        for nth in range(max(self.times, PATRONI)):
            if nth < self.times:
                for name, took in self.us(own).items():
                    taken[name].append(took)
            if _falls(nth, PATRONI, self.times):
                for other in others:
                    taken[other.timing.name].append(self.them(other))
            last = (f"{name} {times[-1]:.2f}" for name, times in taken.items())
            print(f"  {nth + 1}: {', '.join(last)} s", file=sys.stderr, flush=True)
        return taken


def _falls(nth: int, times: int, among: int) -> bool:
    """Whether one of so many, spread evenly among more, falls here."""
    return times >= among or nth * times // among != (nth + 1) * times // among


@contextmanager
def prepared(course: Course) -> Iterator[Callable[[], Samples]]:
    with ExitStack() as leaving:
        folder = Path(leaving.enter_context(tempfile.TemporaryDirectory(prefix="releve-bench-")))
        folder.chmod(0o755)  # who runs PostgreSQL has to get there
        own = leaving.enter_context(ours(folder))
        others = [
            leaving.enter_context(patroni(folder, own.earth.etcd, timing, REGIONS))
            for timing in TIMINGS
        ]
        yield lambda: course(own, others)


def lines(what: str, within_s: float) -> list[Line]:
    usual, fastest = (f"Patroni's {what} {timing.name}" for timing in TIMINGS)

    def line(told: str, name: str, choose: Callable[..., float], against: int) -> Line:
        baseline = TIMINGS[against].name
        return Line(
            f"{told}, {'median' if choose is median else 'p99'}, against the median of {(usual, fastest)[against]}",
            lambda taken: choose(taken[name]),
            lambda taken: median(taken[baseline]),
            reach=1,
        )

    found = []
    for told, name in (
        ("acknowledged", "acknowledged"),
        ("last answer of the old side", "left"),
        ("first answer of the new side at every door", "there"),
        *((f"driver {name}", name) for name in DRIVEN),
    ):
        found += [line(told, name, median, 0), line(told, name, p99, 1)]
    for told, name in (("last answer of the old side", "left"), ("first of the new one", "there")):
        found.append(
            Line(
                f"{told}, p99, against {within_s:g} s",
                lambda taken, name=name: p99(taken[name]),  # type: ignore[misc]
                lambda taken: within_s,
                reach=1,
            )
        )
    return found


def study(name: str, course: Course, what: str, within_s: float) -> Study:
    return Study(f"switch times, {name}", lines(what, within_s), partial(prepared, course))


ROWS = [
    study(
        f"everything healthy, {SWITCHES} switches",
        Course(Ours.switch, SWITCHES, Patroni.switchover),
        "switchover",
        1,
    ),
    study(
        f"the leader of etcd killed, {KILLS} switches",
        Course(
            partial(Ours.switch, killing=True), KILLS, partial(Patroni.switchover, killing=True)
        ),
        "switchover",
        5,
    ),
    study(
        f"the primary's region killed, {KILLS} switches",
        Course(Ours.lose_the_region, KILLS, Patroni.failover),
        "failover",
        5,
    ),
]
