"""What a run asks a person, in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from releve.domain.kinds import KINDS
from releve.domain.runs import Run, RunState
from releve.domain.say import Message, say_n


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one kind; `by` are people with how many changes each of them made, the busiest first."""

    sentence: Message
    by: tuple[str, ...]
    deletes: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """`waits`: nothing at all was copied. Otherwise only the deletions were held back."""

    run: Run
    waits: bool
    asked: tuple[Asked, ...]


def question(run: Run | None) -> Question | None:
    asked = question_of(run.asks or {}) if run else ()
    return Question(run, run.state is RunState.ASKING, asked) if run and asked else None


def question_of(asks: Mapping[str, Mapping[str, Any]]) -> tuple[Asked, ...]:
    """The same of a plan."""
    return tuple(one for kind in KINDS if kind in asks for one in _asked(kind, asks[kind]))


def _asked(kind: str, asks: Mapping[str, Any]) -> list[Asked]:
    label = KINDS[kind].plural
    told = []
    if edits := asks.get("edits"):
        sentence = say_n(
            "{kind}: {n} of {of} would be changed; up to {allowed} may change unasked.",
            "{kind}: {n} of {of} would be changed; up to {allowed} may change unasked.",
            edits,
            kind=label,
            of=asks.get("of", 0),
            allowed=asks.get("allowed", 0),
        )
        told.append(Asked(sentence, _people(asks)))
    if deletions := asks.get("deletions"):
        sentence = say_n(
            "{kind}: {n} of {of} would be deleted.",
            "{kind}: {n} of {of} would be deleted.",
            deletions,
            kind=label,
            of=asks.get("of", deletions),
        )
        told.append(Asked(sentence, () if edits else _people(asks), deletes=True))
    return told


def _people(asks: Mapping[str, Any]) -> tuple[str, ...]:
    by = sorted(asks.get("by", {}).items(), key=lambda one: -one[1])
    return tuple(f"{who} ({many})" for who, many in by)
