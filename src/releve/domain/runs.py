"""A sync run and what it did: counts, steps, what was held back and why."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from releve.domain.rewriting import Call
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
    ASKING = "asking"  # it wants to do something unusual: a person decides, and another run does it
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self not in (RunState.QUEUED, RunState.RUNNING)


class Verb(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    ADOPT = "adopt"
    HOLD = "hold"


class Step(NamedTuple):
    """One thing that a plan does to one entity of the BCP tenant. `why` says why it is held back, or what
    remains to be reviewed in a script that was copied; read it with `reasons`. `fields` are those that an update
    changes: (path, before, after), as JSON, shortened. `by` and `at` say who changed it in the primary, and when."""

    verb: Verb
    kind: str
    title: str
    primary_id: str
    bcp_id: str | None
    why: str = ""
    fields: tuple[tuple[str, str, str], ...] = ()
    by: str = ""
    at: str = ""


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
    doors to put into words; `worker` and `lease_until` say who is at work and until when that holds. `work` says
    what is to be done if it is not the usual (a plan to apply, a point to restore, what was approved), `asks` what a
    person must decide, `progress` how far it has come; `cancelled`: somebody wants it to end."""

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
    work: Mapping[str, Any] = field(default_factory=dict)
    asks: Mapping[str, Any] | None = None
    progress: Mapping[str, Any] | None = None
    cancelled: bool = False

    @property
    def told(self) -> str:
        """For the log."""
        return f"run {self.id} of pair {self.pair}"

    def total(self, verb: Verb) -> int:
        return sum(counts.get(verb, 0) for counts in self.counts.values())


class PastRun(NamedTuple):
    """A run that has ended, as a picture of many needs it. `began` is when it was asked for if it never started."""

    state: RunState
    trigger: str
    began: str
    ended: str
    counts: Mapping[str, Mapping[str, int]]


class PastRuns(Protocol):
    """What is asked of the runs of a pair that are over."""

    def past(self, pair: str, *, since: str, top: int) -> list[PastRun]:
        """Those asked for since then that have ended, the newest first, `top` at most. One statement, along an index."""


#: How what a restore writes is signed; behind it stands who asked for it.
_RESTORER = "restore ("


def restorer(asked_by: str) -> str:
    """Who changed what a restore has put back."""
    return f"{_RESTORER}{asked_by})"


class Change(StrEnum):
    """What somebody did in the BCP tenant."""

    EDITED = "edited"
    DELETED = "deleted"
    ADDED = "added"


class Decision(StrEnum):
    """What is done about it: as the configuration says, or as a person said of this one."""

    NONE = ""
    KEEP = "keep"
    OVERWRITE = "overwrite"


@dataclass(frozen=True, slots=True)
class Drifted:
    """An entity of the BCP tenant that others than the sync have changed. `primary_id` None: it was made there."""

    kind: str
    bcp_id: str
    primary_id: str | None
    title: str
    change: Change
    changed_at: str
    changed_by: str
    decision: Decision = Decision.NONE
    decided_by: str = ""

    @property
    def is_restored(self) -> bool:
        """Whether it stands as a restore has put it back: nobody's change, which the next sync writes over. What the
        primary never had, and what a person has decided about, is theirs."""
        undecided = self.primary_id is not None and self.decision is Decision.NONE
        return undecided and self.changed_by.startswith(_RESTORER)


@dataclass(frozen=True, slots=True)
class ScriptFace:
    """What a pair remembers of a script of its primary, held back or not: under which key it stood, what it called, and what
    its callers were to know of it (`rewriting.ScriptOutcome`)."""

    script: str
    key: str
    calls: tuple[Call, ...]
    face: str


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan that was drawn to be looked at. `body` is `sync.plan`'s record of it; its steps are kept like a run's."""

    id: str
    pair: str
    drawn_at: str
    drawn_by: str
    body: Mapping[str, Any]
