"""What would be lost if the primary were gone now: the changes that are not in the BCP tenant yet."""

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from releve.api.caller import Open, Whoever
from releve.api.paging import Skip, Top
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.downloads import CSV, Download
from releve.api.v1.runs import FieldOut, HeldOut
from releve.app.downloads import losses_csv
from releve.app.losing import LossPage, all_losses, loss_page
from releve.app.restoring import Restored
from releve.domain.kinds import KINDS
from releve.domain.runs import Verb
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/sync/losses", tags=["sync"])


class LossOut(Shape):
    """A change of the primary that is not in the BCP tenant. `verb` is what a sync would do about it."""

    kind: str
    label: str
    primary_id: str
    title: str
    verb: Verb
    by: str
    at: str
    fields: list[FieldOut]


class RestoredOut(Shape):
    """The BCP tenant was put back by `run` at `at`, as it was before the run asked for at `before`, and was not synced since:
    `entities` of it are older than in the primary tenant."""

    run: str
    at: str | None
    before: str | None
    entities: int


class LossesOut(Shape):
    """A part of the changes since the last sync, which ended at `asOf` (`null`: there was none). Where there are many,
    `total` counts the entities that were touched, of which those that are as they were again are not listed. `held` are
    those that the last sync could not copy. `restored`: the BCP tenant was put back since, `null` if it was not."""

    as_of: str | None
    total: int
    items: list[LossOut]
    held: list[HeldOut]
    restored: RestoredOut | None

    @classmethod
    def of(cls, page: LossPage, speaker: Speaker) -> "LossesOut":
        return cls(
            as_of=page.as_of,
            total=page.total,
            items=[
                LossOut(
                    kind=one.kind,
                    label=speaker.say(KINDS[one.kind].label),
                    primary_id=one.primary_id,
                    title=one.title,
                    verb=one.verb,
                    by=one.by,
                    at=one.at,
                    fields=FieldOut.all_of(one.fields),
                )
                for one in page.losses
            ],
            held=[HeldOut.of(one, speaker) for one in page.held],
            restored=_restored(page.restored),
        )


def _restored(one: Restored | None) -> RestoredOut | None:
    if one is None:
        return None
    return RestoredOut(
        run=one.run.id, at=one.run.ended_at, before=one.before, entities=one.entities
    )


@router.get("", summary="What is not copied yet")
def get_losses(
    house: Open, caller: Whoever, speaker: Speaking, skip: Skip = 0, top: Top = 50
) -> LossesOut:
    """Who changed what, and when. Both regions must answer."""
    return LossesOut.of(loss_page(house, caller, skip=skip, top=top), speaker)


@router.get(
    ".csv",
    summary="Download what is not copied yet (CSV)",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
def losses_as_csv(house: Open, caller: Whoever, speaker: Speaking) -> Download:
    """A row for each change; one for each field of what was edited. Cells that a spreadsheet would run as formulas
    begin with an apostrophe."""
    return Download(
        all_losses(house, caller),
        lambda losses: losses_csv(losses, speaker.say),
        name="not-copied.csv",
        media_type=CSV,
    )
