"""A sync run and what it did: counts, steps, what was held back and why."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from releve.domain.say import Message


def why(*reasons: Message) -> str:
    """Reasons as the stores keep them, so that they can be read later in any language."""
    if not reasons:
        return ""
    return json.dumps([reason.record() for reason in reasons], ensure_ascii=False)


def reasons(why: str) -> tuple[Message, ...]:
    """The inverse of `why`."""
    return tuple(Message.of(record) for record in json.loads(why)) if why else ()


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"

    @property
    def ended(self) -> bool:
        return self not in (RunState.QUEUED, RunState.RUNNING)


class Verb(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    ADOPT = "adopt"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a plan does to one entity of the BCP tenant. `why` says why it is held back, or what
    remains to be reviewed in a script that was copied; read it with `reasons`."""

    verb: Verb
    kind: str
    title: str
    primary_id: str
    bcp_id: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An entity of the primary that could not be copied; tried again by every later run. Read `why` with
    `reasons`."""

    kind: str
    primary_id: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Run:
    """One sync of one pair. `counts` is kind → verb → how many; `to_review` counts places in all scripts of the pair that look
    like identifiers of the primary and stand where nothing is declared. `error` is a code and facts for the
    doors to put into words; `worker` and `lease_until` say who is at work and until when that holds."""

    id: str
    pair: str
    state: RunState
    trigger: str  # "schedule" or "person"
    requested_by: str
    requested_at: str
    started_at: str | None = None
    ended_at: str | None = None
    source_revision: int | None = None
    target_revision: int | None = None
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    held: int = 0
    to_review: int = 0
    error: Mapping[str, Any] | None = None
    worker: str | None = None
    lease_until: str | None = None

    def total(self, verb: Verb) -> int:
        return sum(counts.get(verb, 0) for counts in self.counts.values())
