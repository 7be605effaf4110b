"""Admin › Sync Configuration › Runs: the last days as pictures, and the figures behind them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import Request

from releve.app.sync_history import RUNS_MAX, Day, SyncHistory, sync_history
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say, say_n
from releve.languages.speaker import Speaker
from releve.web.charts.columns import Columns, Figure, columns
from releve.web.charts.scale import counts, span, spans, tick_name
from releve.web.door import Door

#: Pixels.
TALL, LOW = 150, 110


def pictures(door: Door, request: Request) -> Mapping[str, Any]:
    """What the page shows; `history` None where no run is known."""
    history = sync_history(door.house, door.caller(request))
    if history.is_empty:
        return {"history": None}
    speaker = door.shell.speaker(request)
    kinds = [KINDS[kind].plural if kind in KINDS else kind for kind in history.kinds]
    has_others = any(_others(day, history) for day in history.days)
    return {
        "history": history,
        "runs_max": RUNS_MAX,
        "known": [day for day in history.days if not day.is_empty],
        "span": span,
        "others_of": lambda day: _others(day, history),
        "has_others": has_others,
        "kind_names": [*kinds, *([say("Others")] if has_others else [])],
        "ages": _times(speaker, history.days, lambda day: day.age_s, LOW),
        "ages_told": _oldest(speaker, history.days),
        "lasted": _times(speaker, history.days, lambda day: day.longest_s, LOW, marks=True),
        "lasted_told": _failures(history.days),
        "brought": _brought(speaker, history),
        "brought_told": _total(history.days),
    }


def _others(day: Day, history: SyncHistory) -> int:
    return day.changed - sum(day.changes.get(kind, 0) for kind in history.kinds)


def _times(
    speaker: Speaker,
    days: Sequence[Day],
    of: Callable[[Day], float | None],
    height: int,
    *,
    marks: bool = False,
) -> Columns:
    ticks = spans(max((of(day) or 0.0 for day in days), default=0.0), 3)
    figures = [
        Figure(
            label=speaker.day(day.date),
            parts=None if (value := of(day)) is None else (value,),
            told=_of_day(speaker, day, say("unknown") if value is None else span(value)),
            is_marked=marks and day.failed > 0,
        )
        for day in days
    ]
    return columns(figures, ticks, list(map(tick_name, ticks)), height)


def _brought(speaker: Speaker, history: SyncHistory) -> Columns:
    ticks = counts(max(day.changed for day in history.days))
    figures = [
        Figure(
            label=speaker.day(day.date),
            parts=[*(day.changes.get(kind, 0) for kind in history.kinds), _others(day, history)],
            told=_of_day(speaker, day, say_n("{n} change", "{n} changes", day.changed)),
        )
        for day in history.days
    ]
    return columns(figures, ticks, [speaker.number(tick) for tick in ticks], TALL)


def _of_day(speaker: Speaker, day: Day, what: Message) -> Message:
    return say("{day}: {what}", day=speaker.day(day.date), what=what)


def _oldest(speaker: Speaker, days: Sequence[Day]) -> Message:
    worst = max((day for day in days if day.age_s is not None), key=_age, default=None)
    if worst is None:
        return say("No run has brought anything over.")
    return say("At most {span}, on {day}.", span=span(_age(worst)), day=speaker.date(worst.date))


def _age(day: Day) -> float:
    return day.age_s or 0.0


def _failures(days: Sequence[Day]) -> Message:
    failed = sum(day.failed for day in days)
    if not failed:
        return say("Every run did what it was to do.")
    return say_n("{n} run did not succeed.", "{n} runs did not succeed.", failed)


def _total(days: Sequence[Day]) -> Message:
    return say_n(
        "{n} entity was written.", "{n} entities were written.", sum(day.changed for day in days)
    )
