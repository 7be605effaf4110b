"""A row: one figure of ours beside a baseline that anybody can understand.

Laws:
- a figure is a cost, less is better: seconds, not requests per second;
- the baseline does the least that must be done in any case, on the same data, in the same run;
- `reach` is how many times the baseline we mean to stay within.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median, quantiles

#: Takes one measurement and returns the figure, in the row's unit.
Measure = Callable[[], float]

#: What was measured of each thing that has a name, one after the other.
Samples = Mapping[str, Sequence[float]]


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
class Line:
    """One line of a study: its figure and its baseline are both told from the samples."""

    name: str
    figure: Callable[[Samples], float]
    baseline: Callable[[Samples], float]
    reach: float
    unit: str = "s"


@dataclass(frozen=True, slots=True)
class Study:
    """Several lines out of one course of measurements, because a course for each would take hours. `prepare` opens what it
    needs and gives what carries it out."""

    name: str
    lines: Sequence[Line]
    prepare: Callable[[], AbstractContextManager[Callable[[], Samples]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was measured; its fields are those of `build/bench.json`. `load` is how many processes wanted a processor in
    the last minute of it, on the average."""

    name: str
    figure: float
    unit: str
    baseline: float
    ratio: float
    reach: float
    holds: bool
    load: float


def measured(row: Row | Study) -> list[Outcome]:
    if isinstance(row, Row):
        return [_of_row(row)]
    with row.prepare() as course:
        samples = course()
    return [
        _outcome(
            f"{row.name}: {line.name}",
            line.unit,
            line.figure(samples),
            line.baseline(samples),
            line.reach,
        )
        for line in row.lines
    ]


def _of_row(row: Row) -> Outcome:
    """Medians over the rounds. The sides take turns, so that a busy moment meets both; the first round warms up."""
    with row.prepare() as contest:
        rounds = [(contest.figure(), contest.baseline()) for _ in range(row.rounds + 1)][1:]
    figure = median(ours for ours, _ in rounds)
    baseline = median(theirs for _, theirs in rounds)
    return _outcome(row.name, row.unit, figure, baseline, row.reach)


def _outcome(name: str, unit: str, figure: float, baseline: float, reach: float) -> Outcome:
    ratio = figure / baseline
    return Outcome(
        name=name,
        figure=round(figure, 6),
        unit=unit,
        baseline=round(baseline, 6),
        ratio=round(ratio, 2),
        reach=reach,
        holds=ratio <= reach,
        load=round(os.getloadavg()[0], 1),
    )


def p99(taken: Sequence[float]) -> float:
    """Of few measurements it is nearly the slowest of them."""
    return quantiles(taken, n=100, method="inclusive")[98]


def seconds(work: Callable[[], object]) -> Measure:
    """A measure: how long `work` takes."""

    def measure() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return measure
