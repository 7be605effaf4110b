"""What people have said of places in scripts, and what is left for them to say."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.app import script_decisions as app
from releve.app.script_review import script_page

router = APIRouter(prefix="/scripts", tags=["scripts"])


class OpenPlace(Shape):
    """A place for a person to judge. `kinds` are the kinds of which the tenant has something with this id."""

    action: str
    property: str
    offset: int = Field(description="In characters of the decoded value of the property.")
    value: str
    kinds: list[str]
    reason: str


class DecisionOut(Shape):
    """What somebody has said. It counts for this line of the script, wherever the line moves within its property."""

    action: str
    property: str
    value: str
    line: str = Field(description="The mark of the line that it was said of.")
    settled: Literal["id", "not", "waived"]
    kind: str
    reason: str
    by: str
    at: str


class Judgements(Shape):
    open: list[OpenPlace]
    decisions: list[DecisionOut]


class DecisionIn(Shape):
    """`settled` is `id` (it is one, of `kind`), `not` (it is none) or `waived` (it stays as it is, for the `reason`)."""

    action: Annotated[str, Field(max_length=50)]
    property: Annotated[str, Field(max_length=200)]
    offset: Annotated[int, Field(ge=0)]
    value: Annotated[str, Field(max_length=200)]
    settled: Annotated[str, Field(max_length=20, examples=["id", "not", "waived"])]
    kind: Annotated[str, Field(max_length=50)] = ""
    reason: Annotated[str, Field(max_length=500)] = ""


class Withdrawn(Shape):
    action: Annotated[str, Field(max_length=50)]
    property: Annotated[str, Field(max_length=200)]
    value: Annotated[str, Field(max_length=200)]
    line: Annotated[str, Field(max_length=50)]


def _told(one: object) -> DecisionOut:
    return DecisionOut.model_validate(one, from_attributes=True)


@router.get("/{id}/decisions", summary="Look at what is open and what is decided in a script")
def judgements(house: Open, caller: Whoever, speaker: Speaking, id: str) -> Judgements:
    """In the order of the file."""
    page = script_page(house, caller, id)
    return Judgements(
        open=[
            OpenPlace(
                action=one.action,
                property=one.property,
                offset=one.offset,
                value=one.value,
                kinds=[guess.kind for guess in one.guesses if guess.title],
                reason=speaker.say(one.reason),
            )
            for one in page.doubts
            if not one.informational
        ],
        decisions=[_told(one) for one in page.decisions],
    )


@router.post("/{id}/decisions", summary="Say what stands at a place of a script", status_code=201)
def decide(house: Open, caller: Whoever, id: str, given: DecisionIn) -> DecisionOut:
    """The next sync uses it. A later decision about the same place replaces an earlier one. In the primary tenant only."""
    return _told(app.settle(house, caller, id, **given.model_dump()))


@router.post("/{id}/decisions/withdraw", summary="Take a decision back", status_code=204)
def withdraw(house: Open, caller: Whoever, id: str, given: Withdrawn) -> Response:
    """The place has to be judged again."""
    app.withdraw(house, caller, id, **given.model_dump())
    return Response(status_code=204)
