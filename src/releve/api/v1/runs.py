"""Sync runs: one asked for, their history, and each with its steps."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from releve.api.caller import Open, Whoever
from releve.api.paging import Skip, Top
from releve.api.shape import Listed, Shape
from releve.api.speaking import Speaking
from releve.api.v1.downloads import CSV, JSON, Download
from releve.app import plans, syncing
from releve.app.downloads import steps_csv
from releve.domain.kinds import KINDS, kind_named
from releve.domain.runs import HeldBack, Run, RunState, Step, Verb, reasons
from releve.domain.say import Message
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/sync/runs", tags=["sync"])

OnlyVerb = Annotated[Verb | None, Query(description="Only the steps that do this.")]


def _kind_asked_for(
    kind: Annotated[str, Query(max_length=100, description="Only the steps of this kind.")] = "",
) -> str:
    """Raises NotFound for one that does not exist."""
    return kind_named(kind).name if kind else ""


OnlyKind = Annotated[str, Depends(_kind_asked_for)]


class RunError(Shape):
    """Why a run did not come to its end."""

    code: str
    message: str
    hint: str | None
    reasons: list[str]


class AskOut(Shape):
    """What a person must decide about one kind: so many of the BCP tenant's `of` entities would be edited (more than
    the `allowed`), or were deleted in the primary and wait here. `by` says who did most of it, and how often."""

    kind: str
    label: str
    edits: int = 0
    deletions: int = 0
    of: int
    allowed: int | None = None
    by: dict[str, int]

    @classmethod
    def all_of(cls, asks: Mapping[str, Mapping[str, Any]], speaker: Speaker) -> "list[AskOut]":
        return [
            cls(kind=kind, label=speaker.say(KINDS[kind].plural), **one)
            for kind, one in asks.items()
        ]


class ProgressOut(Shape):
    """How far an open run has come: its stage (`draw`, `drawn`, `write`), `done` of `total` of a kind, and how many of
    them a second (`rate`, null while that is not known)."""

    stage: str
    kind: str
    done: int
    total: int
    rate: float | None = None

    @classmethod
    def of(cls, progress: Mapping[str, Any] | None) -> "ProgressOut | None":
        return cls.model_validate(progress) if progress else None


class RunOut(Shape):
    """A run. `counts` is kind → verb → how many; `toReview` counts places in scripts that a person must look at. `asks`
    is what a person must decide about it."""

    id: str
    state: RunState
    ended: bool
    trigger: str
    requested_by: str
    requested_at: str
    started_at: str | None
    ended_at: str | None
    counts: dict[str, dict[str, int]]
    totals: dict[str, int]
    held: int
    to_review: int
    error: RunError | None
    asks: list[AskOut]
    cancelled: bool

    @classmethod
    def of(cls, run: Run, speaker: Speaker) -> "RunOut":
        return cls(
            id=run.id,
            state=run.state,
            ended=run.state.ended,
            trigger=run.trigger,
            requested_by=run.requested_by,
            requested_at=run.requested_at,
            started_at=run.started_at,
            ended_at=run.ended_at,
            counts={kind: dict(counts) for kind, counts in run.counts.items()},
            totals={verb: run.total(verb) for verb in Verb},
            held=run.held,
            to_review=run.to_review,
            error=_error(run, speaker),
            asks=AskOut.all_of(run.asks or {}, speaker),
            cancelled=run.cancelled or run.state is RunState.CANCELLED,
        )


def _error(run: Run, speaker: Speaker) -> RunError | None:
    if run.error is None:
        return None
    hint = run.error["hint"]
    return RunError(
        code=run.error["code"],
        message=speaker.say(Message.of(run.error["message"])),
        hint=speaker.say(Message.of(hint)) if hint else None,
        reasons=[speaker.say(Message.of(reason)) for reason in run.error["reasons"]],
    )


class FieldOut(Shape):
    """A field that is edited. The values are JSON, shortened; empty where there is none."""

    path: str
    before: str
    after: str

    @classmethod
    def all_of(cls, fields: Iterable[tuple[str, str, str]]) -> "list[FieldOut]":
        return [cls(path=path, before=before, after=after) for path, before, after in fields]


class StepOut(Shape):
    """What a run does to one entity, and why if it is held back or must be reviewed. `by` and `at` say who changed it
    in the primary, and when."""

    verb: Verb
    kind: str
    title: str
    primary_id: str
    bcp_id: str | None
    why: list[str]
    fields: list[FieldOut]
    by: str
    at: str

    @classmethod
    def of(cls, step: Step, speaker: Speaker) -> "StepOut":
        return cls(
            verb=step.verb,
            kind=step.kind,
            title=step.title,
            primary_id=step.primary_id,
            bcp_id=step.bcp_id,
            why=[speaker.say(reason) for reason in reasons(step.why)],
            fields=FieldOut.all_of(step.fields),
            by=step.by,
            at=step.at,
        )


class HeldOut(Shape):
    """An entity that could not be copied; every later run tries again."""

    kind: str
    primary_id: str
    title: str
    why: list[str]

    @classmethod
    def of(cls, held: HeldBack, speaker: Speaker) -> "HeldOut":
        return cls(
            kind=held.kind,
            primary_id=held.primary_id,
            title=held.title,
            why=[speaker.say(reason) for reason in reasons(held.why)],
        )


class RunPageOut(Shape):
    """A run with a part of its steps. `total` counts the steps, `held` is what is held back now; `progress` is there
    while the run is open."""

    run: RunOut
    progress: ProgressOut | None
    total: int
    steps: list[StepOut]
    held: list[HeldOut]


@router.post("", status_code=202, summary="Sync now")
def run_now(house: Open, caller: Whoever, speaker: Speaking) -> RunOut:
    """Asks for a run, which begins in a moment. Refused while the BCP tenant is active or another run is open."""
    return RunOut.of(syncing.run_now(house, caller), speaker)


@router.get("", summary="List runs")
def history(
    house: Open, caller: Whoever, speaker: Speaking, skip: Skip = 0, top: Top = 20
) -> Listed[RunOut]:
    """The pair's runs, the newest first."""
    runs, total = syncing.history(house, caller, skip=skip, top=top)
    return Listed(total=total, items=[RunOut.of(run, speaker) for run in runs])


@router.get("/{run}", summary="Look at a run")
def get_run(
    house: Open,
    caller: Whoever,
    speaker: Speaking,
    run: str,
    kind: OnlyKind,
    verb: OnlyVerb = None,
    skip: Skip = 0,
    top: Top = 50,
) -> RunPageOut:
    """The run and what it did, entity by entity."""
    page = syncing.run_page(house, caller, run, verb=verb or "", kind=kind, skip=skip, top=top)
    return RunPageOut(
        run=RunOut.of(page.run, speaker),
        progress=ProgressOut.of(page.progress),
        total=page.total,
        steps=[StepOut.of(step, speaker) for step in page.steps],
        held=[HeldOut.of(one, speaker) for one in page.held],
    )


@router.post("/{run}/approve", status_code=202, summary="Approve what a run asks")
def approve(house: Open, caller: Whoever, speaker: Speaking, run: str) -> RunOut:
    """Asks for another run, which may edit and delete as many as this one showed, and not more. Refused if the run
    asks nothing."""
    return RunOut.of(plans.approve(house, caller, run), speaker)


@router.post("/{run}/cancel", status_code=204, summary="Cancel a run")
def cancel(house: Open, caller: Whoever, run: str) -> None:
    """It ends before it writes. Refused if it has ended already."""
    plans.cancel(house, caller, run)


@router.get(
    "/{run}/steps.json",
    summary="Download the steps of a run (JSON)",
    response_class=StreamingResponse,
    responses={200: {"content": {JSON: {}}}},
)
def steps_as_json(house: Open, caller: Whoever, speaker: Speaking, run: str) -> Download:
    """Every step, as one list."""
    return Download(
        syncing.all_steps(house, caller, run),
        lambda found: _listed(found[1], speaker),
        name=f"sync-{run}.json",
        media_type=JSON,
    )


@router.get(
    "/{run}/steps.csv",
    summary="Download the steps of a run (CSV)",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
def steps_as_csv(house: Open, caller: Whoever, speaker: Speaking, run: str) -> Download:
    """A row for each step; one for each field of what was edited. Cells that a spreadsheet would run as formulas begin
    with an apostrophe."""
    return Download(
        syncing.all_steps(house, caller, run),
        lambda found: steps_csv(found[1], speaker.say),
        name=f"sync-{run}.csv",
        media_type=CSV,
    )


def _listed(steps: Iterator[Step], speaker: Speaker) -> Iterator[bytes]:
    before = "["
    for step in steps:
        yield f"{before}{StepOut.of(step, speaker).model_dump_json(by_alias=True)}".encode()
        before = ",\n"
    yield b"[]\n" if before == "[" else b"]\n"
