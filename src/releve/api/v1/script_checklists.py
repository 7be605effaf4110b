"""The checklists of scripts: each item of the requirement page with its state, and the evidence for it."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.paging import Search, Skip
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.downloads import CSV, Download
from releve.app import script_checklists as app
from releve.domain.script_work import Confirmation
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/scripts", tags=["scripts"])


class ConfirmationOut(Shape):
    """What a person has said. It counts while the `mark` of the item is the same."""

    mark: str
    note: str
    by: str
    at: str

    @classmethod
    def of(cls, one: Confirmation) -> "ConfirmationOut":
        return cls(mark=one.mark, note=one.note, by=one.by, at=one.at)


class ItemOut(Shape):
    """An item. `state` is `open`, `confirm` (by a person, in the BCP tenant), `done` or `not-needed`; `place` says where what
    is open is settled, and `at` what of it. Whoever confirms sends the `mark` of what they have looked at."""

    item: str
    label: str
    state: str
    evidence: list[str]
    place: str
    at: str
    mark: str
    confirmation: ConfirmationOut | None
    is_stale: bool = Field(description="It was confirmed, and what was looked at has changed.")


class ChecklistOut(Shape):
    """The checklist of a script. `problem` says why the script cannot be read; then there are no items."""

    id: str
    path: str
    revision: int
    complete: bool
    open: int
    to_confirm: int
    problem: str
    items: list[ItemOut]

    @classmethod
    def of(cls, one: app.Checklist, speaker: Speaker) -> "ChecklistOut":
        found = one.counts
        return cls(
            id=one.script.id,
            path=str(one.script.body["path"]),
            revision=one.script.revision,
            complete=one.is_complete,
            open=found[app.State.OPEN],
            to_confirm=found[app.State.CONFIRM],
            problem=speaker.say(one.problem.message) if one.problem else "",
            items=[_item(item, speaker) for item in one.items],
        )


def _item(one: app.Item, speaker: Speaker) -> ItemOut:
    return ItemOut(
        item=one.topic.value,
        label=speaker.say(app.TOPICS[one.topic]),
        state=one.state.value,
        evidence=[speaker.say(evidence) for evidence in one.evidence],
        place=one.place.value,
        at=one.at,
        mark=one.mark,
        confirmation=ConfirmationOut.of(one.confirmation) if one.confirmation else None,
        is_stale=one.is_stale,
    )


class ChecklistsOut(Shape):
    """Of the scripts that were looked at, those asked for, the worst first. `complete` counts all that were looked at; `next` is
    where to go on (`skip`), null at the end."""

    total: int
    looked_at: int
    complete: int
    next: int | None
    items: list[ChecklistOut]


@router.get("/checklists", summary="The checklists of all scripts")
def list_checklists(
    house: Open,
    caller: Whoever,
    speaker: Speaking,
    search: Search = "",
    complete: Annotated[bool | None, Query(description="Only those that are, or are not.")] = None,
    item: Annotated[
        str, Query(max_length=50, description="Only those in which this item is not settled.")
    ] = "",
    skip: Skip = 0,
) -> ChecklistsOut:
    """Looks through the scripts in the order of their paths, at so many, or until some seconds have passed."""
    found = app.checklists(house, caller, search=search, complete=complete, topic=item, skip=skip)
    return ChecklistsOut(
        total=found.total,
        looked_at=found.looked_at,
        complete=found.complete,
        next=found.next,
        items=[ChecklistOut.of(one, speaker) for one in found.lines],
    )


@router.get(
    "/checklists.csv",
    summary="Download the checklists of all scripts (CSV)",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
def checklists_as_csv(house: Open, caller: Whoever, speaker: Speaking) -> Download:
    """A row for each item of each script. Cells that a spreadsheet would run as formulas begin with an apostrophe."""
    rows: Iterator[bytes] = app.checklists_csv(house, caller, speaker.say)
    return Download(nullcontext(rows), lambda found: found, name="checklists.csv", media_type=CSV)


@router.get("/{id}/checklist", summary="The checklist of a script")
def checklist(house: Open, caller: Whoever, speaker: Speaking, id: str) -> ChecklistOut:
    """In the order of the requirement page."""
    return ChecklistOut.of(app.script_checklist(house, caller, id).checklist, speaker)


class ConfirmationIn(Shape):
    """`mark` is that of the item as it was looked at."""

    mark: Annotated[str, Field(max_length=50)]
    note: Annotated[str, Field(max_length=500)] = ""


@router.post(
    "/{id}/checklist/{item}/confirmation", summary="Confirm an item of a checklist", status_code=201
)
def confirm(
    house: Open, caller: Whoever, id: str, item: str, given: ConfirmationIn
) -> ConfirmationOut:
    """In the BCP tenant only. It counts until what was looked at changes."""
    return ConfirmationOut.of(
        app.confirm(house, caller, id, item, mark=given.mark, note=given.note)
    )


@router.delete(
    "/{id}/checklist/{item}/confirmation", summary="Take a confirmation back", status_code=204
)
def take_back(house: Open, caller: Whoever, id: str, item: str) -> Response:
    """The item is to be confirmed again."""
    app.take_back(house, caller, id, item)
    return Response(status_code=204)
