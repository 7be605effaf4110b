"""Does a region hold steady? A pure judgement of the looks at it.

A region that is gone is told of anyway. One that comes and goes, or answers late, is noticed by nobody in time, and
is worse to work with. It is advice: nothing is ever switched on account of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

#: How far back looks count, and how few say nothing.
WINDOW = timedelta(minutes=5)
LOOKS_MIN = 10

#: An answer that takes longer is late. So many falls, or such a share of late answers, and a region is unsteady.
LATE_S = 1.0
FALLS_MAX, LATE_SHARE_MAX = 1, 0.3


@dataclass(frozen=True, slots=True)
class Look:
    """`took_s` is None if there was no answer."""

    at: datetime
    took_s: float | None

    @property
    def answered(self) -> bool:
        return self.took_s is not None

    @property
    def late(self) -> bool:
        return self.took_s is not None and self.took_s > LATE_S


@dataclass(frozen=True, slots=True)
class Unsteady:
    """What is the matter with a region: of so many looks so many had no answer, or a late one."""

    looks: int
    silent: int
    late: int


def recent(looks: Iterable[Look], now: datetime) -> list[Look]:
    """Those that count."""
    return [one for one in looks if now - one.at <= WINDOW]


def judge_looks(looks: Iterable[Look], now: datetime) -> Unsteady | None:
    """None for a region that is steady, that has failed once (whether or not it came back), or that is hardly known yet."""
    counted = recent(looks, now)
    if len(counted) < LOOKS_MIN:
        return None
    falls = sum(one.answered and not next_one.answered for one, next_one in pairwise(counted))
    late = sum(one.late for one in counted)
    if falls <= FALLS_MAX and late <= LATE_SHARE_MAX * len(counted):
        return None
    return Unsteady(len(counted), sum(not one.answered for one in counted), late)
