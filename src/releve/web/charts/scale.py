"""Scales: where a value stands, and the ticks at which an axis says what it is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from releve.domain.say import Message, say

#: Round steps within a power of ten.
_ROUND = (1, 2, 5, 10)

_SECOND, _MINUTE, _HOUR, _DAY = 1.0, 60.0, 3600.0, 86400.0
#: Steps of time at which a clock, and not a power of ten, is round; below a second the latter is.
_ROUND_SPANS = (
    *(n * _SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * _HOUR for n in (1, 2, 3, 6, 12)),
    *(n * _DAY for n in (1, 2, 5, 10)),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high` over `length`. What lies outside stands at the nearer end."""

    low: float
    high: float
    length: float = 100.0

    def at(self, value: float) -> float:
        if self.high <= self.low:
            return 0.0
        share = (value - self.low) / (self.high - self.low)
        return round(min(max(share, 0.0), 1.0) * self.length, 2)


def counts(high: float, many: int = 4) -> list[int]:
    """Ticks for something counted: 0, round steps of at least one, the last one not below `high`."""
    step = max(1, math.ceil(_round_step(max(high, 1.0) / many)))
    return [n * step for n in range(math.ceil(max(high, 1.0) / step) + 1)]


def spans(high_s: float, many: int = 4) -> list[float]:
    """Ticks for a time in seconds: 0, steps round by the clock, the last one not below `high_s`."""
    wanted = max(high_s / many, 0.001)  # nothing is told in less than milliseconds
    if wanted <= _ROUND_SPANS[0]:
        step = _round_step(wanted)
    elif wanted > _ROUND_SPANS[-1]:
        step = _round_step(wanted / _DAY) * _DAY
    else:
        step = next(one for one in _ROUND_SPANS if one >= wanted)
    # A hair below a tick is on it: the parts of a second are not exact.
    last = math.ceil(max(high_s, step) / step - 1e-9)
    return [round(n * step, 6) for n in range(last + 1)]


def _round_step(wanted: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not smaller."""
    power = math.floor(math.log10(wanted))
    return next(n * 10.0**power for n in _ROUND if n * 10.0**power >= wanted * (1 - 1e-9))


def tick_name(seconds: float) -> Message | str:
    """What an axis of time says at a tick: in the largest unit of which it is one or more, for its ticks are round."""
    if seconds >= _DAY:
        return say("{n} d", n=_exact(seconds / _DAY))
    if seconds >= _HOUR:
        return say("{n} h", n=_exact(seconds / _HOUR))
    if seconds >= _MINUTE:
        return say("{n} min", n=_exact(seconds / _MINUTE))
    if seconds >= _SECOND:
        return say("{n} s", n=_exact(seconds))
    return say("{n} ms", n=_exact(seconds * 1000)) if seconds else "0"


def _exact(value: float) -> float:
    return int(value) if value == int(value) else round(value, 2)


def span(seconds: float) -> Message:
    """A time as an axis, a bar or a cell has room for it."""
    if seconds < _SECOND:
        return say("{n} ms", n=round(seconds * 1000))
    if seconds < 2 * _MINUTE:
        return say("{n} s", n=_short(seconds))
    if seconds < 2 * _HOUR:
        return say("{n} min", n=_short(seconds / _MINUTE))
    if seconds < 2 * _DAY:
        return say("{n} h", n=_short(seconds / _HOUR))
    return say("{n} d", n=_short(seconds / _DAY))


def _short(value: float) -> float:
    """One decimal for small numbers, none for others, and none that says nothing."""
    shown = round(value, 1) if value < 10 else round(value)
    return int(shown) if shown == int(shown) else shown


def spaced(many: int, most: int) -> Sequence[int]:
    """Which of so many labels in a row are written, so that at most `most` are: the last one and every so manieth before it."""
    step = max(1, math.ceil(many / most))
    return range((many - 1) % step, many, step) if many else ()
