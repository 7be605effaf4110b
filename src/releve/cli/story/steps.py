"""How a story is performed and told: step by step, each with its figures and its duration, until a check fails."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from releve.cli.told import Told
from releve.domain.say import Message

#: What a step found out, by name, for people and for programs.
Figures = dict[str, Any]


class CheckFailed(Exception):
    """Something that must hold does not."""

    def __init__(self, what: Message) -> None:
        super().__init__(str(what))
        self.what = what


def check(holds: bool, what: Message) -> None:
    """Raises CheckFailed, with `what` should have been, unless it holds."""
    if not holds:
        raise CheckFailed(what)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a story: what it is called, and what it does."""

    name: str
    title: Message
    do: Callable[[], Figures]


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was performed. `fault` says why it failed."""

    step: Step
    seconds: float
    figures: Figures = field(default_factory=dict)
    fault: Message | str | None = None

    @property
    def ok(self) -> bool:
        return self.fault is None


def performed(steps: Iterable[Step]) -> Iterable[Done]:
    """Perform one step after the other; the first that fails is the last, for the others build on it."""
    for step in steps:
        done = _done(step)
        yield done
        if not done.ok:
            return


def _done(step: Step) -> Done:
    began = time.perf_counter()
    figures: Figures = {}
    fault: Message | str | None = None
    try:
        figures = step.do()
    except CheckFailed as failed:
        fault = failed.what
    except Told as told:
        fault = " ".join([told.detail, *told.reasons, told.hint]).strip()
    return Done(step, time.perf_counter() - began, figures, fault)
