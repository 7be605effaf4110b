"""The development workflow of scripts: draft, review, published; and whether the tenant has it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.paging import Skip, Top
from releve.api.shape import Listed, Shape
from releve.api.v1.uploads import RAW
from releve.app import script_steps as app
from releve.domain.script_work import WorkStep

router = APIRouter(tags=["scripts"])
HOME = "/scripts/workflow"

Expect = Annotated[
    int | None, Query(ge=0, description="The version that you have seen, of what you change.")
]

Step = Annotated[WorkStep | None, Query(description="Only those at this step.")]


class StudioSettings(Shape):
    """`steps`: scripts go through draft, review and published. So many scripts wait to be published."""

    steps: bool
    version: int
    waiting: int


class StudioSettingsIn(Shape):
    steps: bool


class VersionOut(Shape):
    """A script in the workflow. `script` is the id of the published one, empty for one that was never published; `acts` are what
    the caller may do with it now."""

    id: str
    path: str
    script: str
    step: str
    version: int
    changed_at: str
    changed_by: str
    review_at: str
    review_by: str
    published_at: str
    published_by: str
    note: str
    acts: list[str]


@router.get("/studio/settings", summary="Settings of Studio")
def settings(house: Open, caller: Whoever) -> StudioSettings:
    """Whether scripts go through the development workflow."""
    return StudioSettings.model_validate(app.studio_settings(house, caller), from_attributes=True)


@router.put("/studio/settings", summary="Turn the development workflow on or off")
def set_settings(
    house: Open, caller: Whoever, given: StudioSettingsIn, expect: Expect = None
) -> StudioSettings:
    """Off is refused while a script waits to be published."""
    app.set_steps(house, caller, steps=given.steps, expect=expect)
    return settings(house, caller)


@router.get(HOME, summary="The scripts in the development workflow")
def workflow(
    house: Open, caller: Whoever, step: Step = None, skip: Skip = 0, top: Top = 50
) -> Listed[VersionOut]:
    """Those at the steps that the caller may look at: drafts first, then what is in review, then what is published."""
    found = app.workflow(house, caller, step=step or "", skip=skip, top=top)
    return Listed(total=found.total, items=[_told(one) for one in found.lines])


def _told(one: app.VersionLine) -> VersionOut:
    version = one.version
    return VersionOut(
        id=version.id,
        path=version.path,
        script=one.script,
        step=version.step.value,
        version=version.version,
        changed_at=version.changed_at,
        changed_by=version.changed_by,
        review_at=version.review_at,
        review_by=version.review_by,
        published_at=version.published_at,
        published_by=version.published_by,
        note=version.note,
        acts=sorted(one.acts),
    )


@router.get(
    HOME + "/{id}/file",
    summary="The file of a version that waits",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": RAW}}},
)
def version_file(house: Open, caller: Whoever, id: str) -> Response:
    """Byte for byte as it was uploaded."""
    _, raw = app.version_file(house, caller, id)
    return Response(raw, media_type="application/octet-stream")


@router.post(HOME + "/{id}/review", summary="Hand a draft over for review", status_code=204)
def ask_review(house: Open, caller: Whoever, id: str, expect: Expect = None) -> Response:
    """From draft to review."""
    app.ask_review(house, caller, id, expect=expect)
    return Response(status_code=204)


class ReturnIn(Shape):
    note: Annotated[str, Field(max_length=500, description="What is to be changed.")]


@router.post(HOME + "/{id}/return", summary="Send a version back to its author", status_code=204)
def send_back(
    house: Open, caller: Whoever, id: str, given: ReturnIn, expect: Expect = None
) -> Response:
    """From review to draft."""
    app.send_back(house, caller, id, note=given.note, expect=expect)
    return Response(status_code=204)


class PublishedOut(Shape):
    script: str = Field(description="The id of the script.")


@router.post(HOME + "/{id}/publish", summary="Publish what was reviewed")
def publish(house: Open, caller: Whoever, id: str, expect: Expect = None) -> PublishedOut:
    """It becomes the script; the next sync copies it."""
    return PublishedOut(script=app.publish(house, caller, id, expect=expect))


@router.delete(HOME + "/{id}", summary="Discard a draft", status_code=204)
def discard(house: Open, caller: Whoever, id: str, expect: Expect = None) -> Response:
    """What is published stays."""
    app.discard(house, caller, id, expect=expect)
    return Response(status_code=204)
