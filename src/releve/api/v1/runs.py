"""Sync runs: one asked for, their history, and each with its steps."""

from typing import Annotated

from fastapi import APIRouter, Query

from releve.api.caller import Open, Whoever
from releve.api.paging import Skip, Top
from releve.api.shape import Listed, Shape
from releve.api.speaking import Speaking
from releve.app import syncing
from releve.domain.runs import HeldBack, Run, RunState, Step, Verb, reasons
from releve.domain.say import Message
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/sync/runs", tags=["sync"])


class RunError(Shape):
    """Why a run did not come to its end."""

    code: str
    message: str
    hint: str | None
    reasons: list[str]


class RunOut(Shape):
    """A run. `counts` is kind → verb → how many; `toReview` counts places in scripts that a person must look at."""

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


class StepOut(Shape):
    """What a run did to one entity, and why if it was held back or must be reviewed."""

    verb: Verb
    kind: str
    title: str
    primary_id: str
    bcp_id: str | None
    why: list[str]

    @classmethod
    def of(cls, step: Step, speaker: Speaker) -> "StepOut":
        return cls(
            verb=step.verb,
            kind=step.kind,
            title=step.title,
            primary_id=step.primary_id,
            bcp_id=step.bcp_id,
            why=[speaker.say(reason) for reason in reasons(step.why)],
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
    """A run with a part of its steps. `total` counts the steps, `held` is what is held back now."""

    run: RunOut
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
    verb: Annotated[Verb | None, Query(description="Only the steps that do this.")] = None,
    skip: Skip = 0,
    top: Top = 50,
) -> RunPageOut:
    """The run and what it did, entity by entity."""
    page = syncing.run_page(house, caller, run, verb=verb or "", skip=skip, top=top)
    return RunPageOut(
        run=RunOut.of(page.run, speaker),
        total=page.total,
        steps=[StepOut.of(step, speaker) for step in page.steps],
        held=[HeldOut.of(one, speaker) for one in page.held],
    )
