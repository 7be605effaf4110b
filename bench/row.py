"""A row: one figure of ours beside a baseline that anybody can understand.

Laws:
- a figure is a cost, less is better: seconds, not requests per second;
- the baseline does the least that must be done in any case, on the same data, in the same run;
- `reach` is how many times the baseline we mean to stay within.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median

#: Takes one measurement and returns the figure, in the row's unit.
Measure = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Contest:
    """Both sides, prepared: each call measures once and leaves things so that it can be called again."""

    figure: Measure
    baseline: Measure


@dataclass(frozen=True, slots=True)
class Row:
    """`prepare` opens what the contest needs (data, stores, servers) and closes it afterwards."""

    name: str
    unit: str
    reach: float
    prepare: Callable[[], AbstractContextManager[Contest]]
    rounds: int = 5

    def __post_init__(self) -> None:
        if self.rounds < 3:
            raise ValueError("a median of fewer than three rounds is a single run")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was measured; its fields are those of `build/bench.json`."""

    name: str
    figure: float
    unit: str
    baseline: float
    ratio: float
    reach: float
    holds: bool


def measured(row: Row) -> Outcome:
    """Medians over the rounds. The sides take turns, so that a busy moment meets both; the first round warms up."""
    with row.prepare() as contest:
        rounds = [(contest.figure(), contest.baseline()) for _ in range(row.rounds + 1)][1:]
    figure = median(ours for ours, _ in rounds)
    baseline = median(theirs for _, theirs in rounds)
    ratio = figure / baseline
    return Outcome(
        name=row.name,
        figure=round(figure, 6),
        unit=row.unit,
        baseline=round(baseline, 6),
        ratio=round(ratio, 2),
        reach=row.reach,
        holds=ratio <= row.reach,
    )


def seconds(work: Callable[[], object]) -> Measure:
    """A measure: how long `work` takes."""

    def measure() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return measure
