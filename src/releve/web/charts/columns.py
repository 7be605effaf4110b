"""Columns side by side, each of one or more parts that stand on each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from releve.domain.say import Message
from releve.web.charts.scale import Scale, spaced

#: How much of its place a column takes.
_FILLED = 0.72
#: So much of a part is always seen, in pixels.
_SEEN = 2.0
#: So many labels below; on a phone every other one is left out.
LABELS_MAX = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """What a column shows. `parts` are in the order of the series, None where nothing is known; `told` is read by whoever
    points at it; `is_marked`: something is to be noticed above it."""

    label: object
    parts: Sequence[float] | None
    told: object = ""
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """`series` counts from 1."""

    series: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    x: float
    width: float
    middle: float
    parts: Sequence[Part]
    told: object
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Label:
    """`anchor` is SVG's: a label at an end of the axis stays inside. `is_spare`: left out where there is little room."""

    at: float
    text: object
    anchor: str = "middle"
    is_spare: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """`height` is that of the plot; labels come below, `rungs` are the lines across, from the bottom up."""

    height: float
    columns: Sequence[Column]
    rungs: Sequence[Label]
    labels: Sequence[Label]
    series: int


def columns(
    figures: Sequence[Figure], ticks: Sequence[float], named: Sequence[Message | str], height: float
) -> Columns:
    """`ticks` are where the axis says what it is, from 0 up, and `named` what it says there; the last one is the top."""
    scale = Scale(0.0, ticks[-1], height)
    place = 100.0 / max(1, len(figures))
    drawn = [_column(one, n * place, place, scale) for n, one in enumerate(figures)]
    rungs = [Label(height - scale.at(tick), name) for tick, name in zip(ticks, named, strict=True)]
    series = max((len(one.parts or ()) for one in figures), default=0)
    return Columns(height, drawn, rungs, _labels(figures, place), series)


def _column(figure: Figure, left: float, place: float, scale: Scale) -> Column:
    width = place * _FILLED
    return Column(
        x=round(left + (place - width) / 2, 2),
        width=round(width, 2),
        middle=round(left + place / 2, 2),
        parts=_parts(figure.parts or (), scale),
        told=figure.told,
        is_marked=figure.is_marked,
    )


def _parts(values: Sequence[float], scale: Scale) -> list[Part]:
    """From the bottom up. Each begins where the values below it end, not where their pictures do, but for what is too small
    to be seen."""
    parts, below, floor = [], 0.0, scale.length
    for series, value in enumerate(values, 1):
        if value <= 0:
            continue
        below += value
        top = min(scale.length - scale.at(below), floor - _SEEN)
        top = round(max(top, 0.0), 2)
        parts.append(Part(series, top, round(floor - top, 2)))
        floor = top
    return parts


def _labels(figures: Sequence[Figure], place: float) -> list[Label]:
    written = list(spaced(len(figures), LABELS_MAX))
    labels = []
    for turn, n in enumerate(reversed(written)):
        at = round((n + 0.5) * place, 2)
        labels.append(Label(at, figures[n].label, anchor_at(at), is_spare=turn % 2 == 1))
    return labels[::-1]


def anchor_at(at: float) -> str:
    """So that a text does not leave the picture."""
    if at < 6:
        return "start"
    return "end" if at > 94 else "middle"
