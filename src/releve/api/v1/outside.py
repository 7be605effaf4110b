"""Outside identifiers: what scripts send to systems beyond the platform or take from them, who answers for it, and its last test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.paging import Search, Skip, Top
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.downloads import CSV, Download
from releve.app import outside as app
from releve.app.outside_file import outside_rows
from releve.app.sheets.csv_file import streamed
from releve.app.sheets.formulas import guarded
from releve.domain.outside import Test

router = APIRouter(prefix="/outside-identifiers", tags=["scripts"])


class TestOut(Shape):
    """How a test went, on which day, and who made it."""

    __test__ = False

    on: str
    outcome: Literal["works", "fails"]
    by: str
    note: str

    @classmethod
    def of(cls, one: Test | None) -> "TestOut | None":
        if one is None:
            return None
        return cls(on=one.on, outcome=one.outcome.value, by=one.by, note=one.note)


class PlaceOut(Shape):
    action: str
    property: str


class UsedInOut(Shape):
    """A script that uses it, with the places in it."""

    script: str
    path: str
    changed_at: str
    places: list[PlaceOut]


class OutsideOut(Shape):
    """One identifier of one outside system. `state`: `failed`, `untested`, `changed` (a script was changed since the test),
    `tested`, or `gone` (no script uses it any more). `otherTest` is the last test in the other tenant of the pair. The `id` is the
    same in both."""

    id: str
    system: str
    identifier: str
    uses: list[Literal["address", "sent", "taken", "key"]]
    state: Literal["failed", "untested", "changed", "tested", "gone"]
    used_in: list[UsedInOut]
    owner: str
    test: TestOut | None
    other_test: TestOut | None
    version: int = Field(description="To be sent back as `expect` with a change.")

    @classmethod
    def of(cls, one: app.Line) -> "OutsideOut":
        return cls(
            id=one.id,
            system=one.system,
            identifier=one.identifier,
            uses=[sort.value for sort in one.sorts],
            state=one.state.value,
            used_in=[
                UsedInOut(
                    script=used.script,
                    path=used.path,
                    changed_at=used.changed_at,
                    places=[PlaceOut(action=at.action, property=at.place) for at in used.places],
                )
                for used in one.used_in
            ],
            owner=one.note.owner,
            test=TestOut.of(one.note.test),
            other_test=TestOut.of(one.there),
            version=one.note.version,
        )


class RegisterOut(Shape):
    """A part of the register. `waiting` scripts were not looked at yet: ask again. `otherAnswers`: the region of the pair's other
    tenant does; else no `otherTest` is known."""

    total: int
    urgent: int = Field(description="How many failed, or were not tested as the scripts are now.")
    waiting: int
    other_answers: bool
    items: list[OutsideOut]


WholeSystem = Annotated[
    bool, Field(description="It holds for the other identifiers of the system too.")
]


class OwnerIn(Shape):
    owner: Annotated[str, Field(max_length=500)]
    expect: Annotated[int, Field(ge=0)]
    whole_system: WholeSystem = False


class TestIn(Shape):
    """`on` is a day (2026-03-31), today if it is left out; `by` is the caller if nobody is named."""

    __test__ = False

    outcome: Annotated[str, Field(max_length=20, examples=["works", "fails"])]
    on: Annotated[str, Field(max_length=40)] = ""
    by: Annotated[str, Field(max_length=500)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""
    expect: Annotated[int, Field(ge=0)]
    whole_system: WholeSystem = False


@router.get("", summary="The register of outside identifiers")
def register(
    house: Open, caller: Whoever, search: Search = "", skip: Skip = 0, top: Top = 50
) -> RegisterOut:
    """What failed or has to be tested first. Each tenant has its own register."""
    found = app.outside_register(house, caller, search=search, skip=skip, top=top)
    return RegisterOut(
        total=found.total,
        urgent=found.urgent,
        waiting=found.waiting,
        other_answers=found.answers,
        items=[OutsideOut.of(one) for one in found.lines],
    )


@router.get(
    ".csv",
    summary="Download the register (CSV)",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
def register_as_csv(house: Open, caller: Whoever, speaker: Speaking) -> Download:
    """A row for each line. Cells that a spreadsheet would run as formulas begin with an apostrophe."""

    @contextmanager
    def lines() -> Iterator[list[app.Line]]:
        yield list(app.all_lines(house, caller))

    return Download(
        lines(),
        lambda found: streamed(
            [guarded(cell) for cell in row] for row in outside_rows(found, speaker.say)
        ),
        name="outside-identifiers.csv",
        media_type=CSV,
    )


@router.get("/{id}", summary="One outside identifier")
def one_line(house: Open, caller: Whoever, id: str) -> OutsideOut:
    """With every place in which it is used."""
    return OutsideOut.of(app.outside_line(house, caller, id).line)


@router.put("/{id}/owner", summary="Say who answers for an outside identifier")
def set_owner(house: Open, caller: Whoever, id: str, given: OwnerIn) -> OutsideOut:
    """A person, by whatever name people use; empty for nobody."""
    return OutsideOut.of(app.set_owner(house, caller, id, **given.model_dump()))


@router.post("/{id}/tests", summary="Record a test of an outside identifier", status_code=201)
def record_test(house: Open, caller: Whoever, id: str, given: TestIn) -> OutsideOut:
    """In this tenant. It replaces the last one; the audit keeps all of them."""
    return OutsideOut.of(app.record_test(house, caller, id, **given.model_dump()))
