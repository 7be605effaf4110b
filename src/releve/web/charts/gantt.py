"""What happened when, and for how long: a bar for each part, one below the other, on one axis of time."""

from collections.abc import Sequence
from dataclasses import dataclass

from releve.web.charts.columns import Label, anchor_at
from releve.web.charts.scale import Scale, spans, tick_name

#: Pixels: the mark's label above, and a row of two lines (what it is, and its bar).
HEAD, ROW, BAR, BELOW = 22, 40, 12, 20
#: So much of a bar is always seen, per cent.
_SEEN = 0.6
TICKS = 5


@dataclass(frozen=True, slots=True)
class Span:
    """A part, in seconds since the beginning of the whole; `told` is how long it took, in words. `until` None: it goes on.
    `is_moment`: only its end counts."""

    sort: str
    label: object
    told: object
    since: float
    until: float | None
    is_moment: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """`y` is the top of the row. `is_open`: it goes on beyond the picture; a moment beyond it is open, and has no `width`."""

    sort: str
    label: object
    told: object
    x: float
    width: float
    y: int
    is_open: bool
    is_moment: bool


@dataclass(frozen=True, slots=True)
class Gantt:
    """`mark` is where the line across all rows stands, None if it is outside of the picture."""

    height: int
    bars: Sequence[Bar]
    ticks: Sequence[Label]
    mark: Label | None


def gantt(
    parts: Sequence[Span], since: float, until: float, mark: tuple[float, object] | None = None
) -> Gantt:
    """The parts that go on after `since`, or begin there. The axis is named by the seconds from `since`, and goes on to a round one that
    is not before `until`."""
    ticks = spans(max(until - since, 0.001), TICKS)
    end = since + ticks[-1]
    scale = Scale(since, end)
    shown = [one for one in parts if one.until is None or one.until > since or one.since >= since]
    bars = [_bar(one, HEAD + n * ROW, end, scale) for n, one in enumerate(shown)]
    return Gantt(
        height=HEAD + len(bars) * ROW,
        bars=bars,
        ticks=[_tick(n, tick, ticks, scale.at(since + tick)) for n, tick in enumerate(ticks)],
        mark=None
        if mark is None or not since <= mark[0] <= end
        else Label(at := scale.at(mark[0]), mark[1], _beside(at)),
    )


def _bar(part: Span, y: int, end: float, scale: Scale) -> Bar:
    is_open = part.until is None or part.until > end
    last = scale.at(end if part.until is None else part.until)
    x = last if part.is_moment else round(min(scale.at(part.since), 100.0 - _SEEN), 2)
    width = 0.0 if part.is_moment else round(max(last - x, _SEEN), 2)
    return Bar(part.sort, part.label, part.told, x, width, y, is_open, part.is_moment)


def _tick(n: int, tick: float, ticks: Sequence[float], at: float) -> Label:
    """The first and the last are always there."""
    is_spare = n % 2 == 1 and n != len(ticks) - 1
    return Label(at, tick_name(tick), anchor_at(at), is_spare)


def _beside(at: float) -> str:
    """The label of a mark stands behind its line, unless there is no room."""
    return "end" if at > 60 else "start"
