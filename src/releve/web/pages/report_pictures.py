"""Admin › BC Enablement › a report: its steps and drivers as bars on one axis of time."""

from collections.abc import Mapping, Sequence
from typing import Any

from releve.app.evidence import Step
from releve.domain.say import say
from releve.web.charts.gantt import Span, gantt

#: What follows the switch has a picture of its own where it takes less than this share of the whole.
CLOSE_UP = 1 / 5


def drawn(steps: Sequence[Step], end_ms: int, *, is_switch: bool) -> Mapping[str, Any]:
    """`whole`, from the order to `end_ms`; `after`, what follows the commit, None where the whole shows enough of it."""
    committed_ms = max((one.until or 0 for one in steps if one.sort == "commit"), default=0)
    mark = committed_ms / 1000, say("Switched") if is_switch else say("Reverted")
    later_ms = end_ms - committed_ms
    follows = any(one.sort == "driver" and one.until is not None for one in steps)
    is_small = follows and 0 < later_ms < end_ms * CLOSE_UP
    return {
        "whole": gantt(_spans(steps), 0.0, end_ms / 1000, mark),
        "after": gantt(_followers(steps), committed_ms / 1000, end_ms / 1000) if is_small else None,
    }


def _spans(steps: Sequence[Step]) -> list[Span]:
    return [
        Span(
            one.sort,
            one.what,
            one.took,
            one.since / 1000,
            None if one.until is None else one.until / 1000,
            is_moment=one.sort == "login",
        )
        for one in steps
    ]


def _followers(steps: Sequence[Step]) -> list[Span]:
    return _spans([one for one in steps if one.sort in ("driver", "login")])
