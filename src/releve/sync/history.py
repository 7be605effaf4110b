"""The last days of a sync, day by day by the clock of a zone: how old the copy became, how long runs took, what they brought.

Pure: the runs, the present moment and the zone are given.
"""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from releve.domain.clock import instant
from releve.domain.runs import PastRun, RunState, Verb

#: How a run ends that was to bring something over and did not.
_NOT_WELL = (RunState.FAILED, RunState.REFUSED)


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `age_s`: how long ago the BCP tenant had been read from the primary, when that was longest; None while no run
    is known. `longest_s`: the longest run that ended that day, well or not; None if none did. `failed` are runs that failed or
    were refused, `changes` kind → how many entities were written."""

    date: datetime.date
    age_s: float | None
    longest_s: float | None
    runs: int
    failed: int
    changes: Mapping[str, int]

    @property
    def changed(self) -> int:
        return sum(self.changes.values())

    @property
    def is_empty(self) -> bool:
        """Nothing is known of it."""
        return self.age_s is None and not self.runs


class _Span(NamedTuple):
    """The copy as one run made it: as old as `read`, from `since` until the next one."""

    read: datetime.datetime
    since: datetime.datetime
    until: datetime.datetime


def days_of(
    runs: Sequence[PastRun], now: datetime.datetime, zone: str, many: int, *, is_cut: bool = False
) -> list[Day]:
    """The last `many` days up to `now`, the oldest first. `is_cut`: there were more runs than these, so that of days before
    the first of them nothing is known; they are left out."""
    clock = ZoneInfo(zone)
    today = now.astimezone(clock).date()
    dates = [today - datetime.timedelta(days=n) for n in reversed(range(many))]
    ended: dict[datetime.date, list[PastRun]] = {}
    for run in runs:
        ended.setdefault(instant(run.ended).astimezone(clock).date(), []).append(run)
    if is_cut and ended:
        dates = [date for date in dates if date >= min(ended)]
    spans = list(_spans(runs, now))
    return [_day(date, ended.get(date, ()), _age(spans, date, clock)) for date in dates]


def largest(days: Sequence[Day], many: int) -> list[str]:
    """The kinds of which most was changed in all these days, the first one most."""
    total: Counter[str] = Counter()
    for day in days:
        total.update(day.changes)
    order = sorted(total.items(), key=lambda one: (-one[1], one[0]))
    return [kind for kind, n in order[:many] if n]


def _day(date: datetime.date, runs: Sequence[PastRun], age_s: float | None) -> Day:
    changes: Counter[str] = Counter()
    for run in runs:
        if run.state is RunState.DONE:
            changes.update({kind: _written(verbs) for kind, verbs in run.counts.items()})
    return Day(
        date=date,
        age_s=age_s,
        longest_s=max(map(_took, runs), default=None),
        runs=len(runs),
        failed=sum(run.state in _NOT_WELL for run in runs),
        changes={kind: n for kind, n in changes.items() if n},
    )


def _written(verbs: Mapping[str, int]) -> int:
    return sum(many for verb, many in verbs.items() if verb != Verb.HOLD)


def _took(run: PastRun) -> float:
    return max(0.0, (instant(run.ended) - instant(run.began)).total_seconds())


def _spans(runs: Sequence[PastRun], now: datetime.datetime) -> Iterator[_Span]:
    done = sorted((run.ended, run.began) for run in runs if run.state is RunState.DONE)
    moments = [(instant(began), instant(ended)) for ended, began in done]
    for (read, since), (_, until) in pairwise([*moments, (now, now)]):
        yield _Span(read, since, until)


def _age(spans: Sequence[_Span], date: datetime.date, clock: ZoneInfo) -> float | None:
    """A day of a zone has 23, 24 or 25 hours: its ends are compared as instants."""
    begin, end = _midnight(date, clock), _midnight(date + datetime.timedelta(days=1), clock)
    ages = [
        (min(one.until, end) - one.read).total_seconds()
        for one in spans
        if one.since < end and one.until > begin
    ]
    return max(ages, default=None)


def _midnight(date: datetime.date, clock: ZoneInfo) -> datetime.datetime:
    return datetime.datetime.combine(date, datetime.time(), clock).astimezone(datetime.UTC)
