"""Rehearsals of the switch: one is made, and the reports of all that are kept."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.names import TenantName
from releve.app import drill_reports, drilling
from releve.app.drill_samples import NAMED_MAX
from releve.app.mending import mend
from releve.app.pairing import Bond
from releve.domain.drills import Drill, LastDrill, Line, Outcome, Part, Step
from releve.domain.tenancy import Side
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/switch/drills", tags=["switch"])

Name = Annotated[str, Field(max_length=320)]
Names = Annotated[list[Name], Field(max_length=NAMED_MAX)]


class DrillIn(Shape):
    """What is tried: employees by their user names, contacts by number or address; of each some are drawn by lot if none is
    named. The passkey is verified if it is given."""

    passkey: Annotated[str, Field(max_length=200)] = ""
    employees: Names = []
    contacts: Names = []


class DrillLine(Shape):
    """A rehearsal in short. `wanted` is the side that would have become the active one, `epoch` the one it was made in. It has
    `passed` if nothing failed and nothing that was wanted could not be tried."""

    number: int
    at: str
    by: str
    acting_as: str | None
    wanted: Side
    epoch: int
    ms: float
    outcome: Outcome
    passed: bool

    @classmethod
    def of(cls, short: LastDrill) -> "DrillLine":
        caller = short.by.caller
        return cls(
            number=short.number,
            at=short.begun_at,
            by=caller.actor,
            acting_as=caller.acting_as,
            wanted=short.wanted,
            epoch=short.epoch,
            ms=short.ms,
            outcome=short.outcome,
            passed=short.passed,
        )


class TriedOut(Shape):
    """One thing that was tried. `code` never changes; `remedy` says what mends it, `page` and `command` where. `ms` is how long it
    took, where that says something."""

    name: str
    code: str
    outcome: Outcome
    told: str
    remedy: str | None
    page: str
    command: str
    ms: float | None

    @classmethod
    def of(cls, line: Line, speaker: Speaker) -> "TriedOut":
        where = mend(line.code)
        return cls(
            name=line.name,
            code=line.code,
            outcome=line.outcome,
            told=speaker.say(line.told),
            remedy=speaker.say(line.remedy) if line.remedy else None,
            page=where.page,
            command=where.command,
            ms=line.ms,
        )


class StepOut(Shape):
    """A part of a rehearsal, as good as the worst of its lines."""

    part: Part
    label: str
    outcome: Outcome
    told: str
    ms: float
    lines: list[TriedOut]

    @classmethod
    def of(cls, step: Step, speaker: Speaker) -> "StepOut":
        return cls(
            part=step.part,
            label=speaker.say(step.part.label),
            outcome=step.outcome,
            told=speaker.say(step.told),
            ms=step.ms,
            lines=[TriedOut.of(line, speaker) for line in step.lines],
        )


class DrillOut(DrillLine):
    """The report of a rehearsal."""

    primary: TenantName
    bcp: TenantName
    steps: list[StepOut]

    @classmethod
    def told(cls, bond: Bond, drill: Drill, speaker: Speaker) -> "DrillOut":
        return cls(
            **dict(DrillLine.of(drill.short)),
            primary=TenantName.of(bond.primary),
            bcp=TenantName.of(bond.bcp),
            steps=[StepOut.of(step, speaker) for step in drill.steps],
        )


@router.get("", summary="Rehearsals of the switch")
def list_drills(house: Open, caller: Whoever) -> list[DrillLine]:
    """Those that are kept, the newest first."""
    return [DrillLine.of(one) for one in drill_reports.drills_page(house, caller).drills]


@router.post("", summary="Rehearse the switch")
def rehearse(house: Open, caller: Whoever, given: DrillIn, speaker: Speaking) -> DrillOut:
    """Tries all that a switch to the side that is not active would do, and moves nothing. Answers with the report: 200 also
    if it has not passed."""
    asked = drilling.Asked(given.passkey, tuple(given.employees), tuple(given.contacts))
    made = drilling.drill(house, caller, asked)
    bond, kept = drill_reports.drill_report(house, caller, str(made.short.number))
    return DrillOut.told(bond, kept, speaker)


@router.get("/{number}", summary="The report of a rehearsal")
def show(house: Open, caller: Whoever, number: str, speaker: Speaking) -> DrillOut:
    """By its number."""
    bond, found = drill_reports.drill_report(house, caller, number)
    return DrillOut.told(bond, found, speaker)
