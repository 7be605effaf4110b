"""Restore points: the BCP tenant put back to how it was before one of its last runs."""

from fastapi import APIRouter

from releve.api.caller import Open, Whoever
from releve.api.shape import Listed, Shape
from releve.api.speaking import Speaking
from releve.api.v1.runs import RunOut
from releve.app import restoring
from releve.app.restoring import RestorePoint
from releve.app.sync_views import RestorePreview, restore_preview
from releve.domain.kinds import KINDS
from releve.domain.runs import Verb
from releve.domain.tenancy import Drift
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/sync/restore-points", tags=["sync"])


class RestorePointOut(Shape):
    """Before this run the BCP tenant was at `revision` of its own."""

    run: RunOut
    revision: int

    @classmethod
    def of(cls, point: RestorePoint, speaker: Speaker) -> "RestorePointOut":
        return cls(run=RunOut.of(point.run, speaker), revision=point.revision)


@router.get("", summary="List restore points")
def list_points(house: Open, caller: Whoever, speaker: Speaking) -> Listed[RestorePointOut]:
    """The newest first, as many as the configuration keeps."""
    points = restoring.restore_points(house, caller)
    items = [RestorePointOut.of(one, speaker) for one in points]
    return Listed(total=len(items), items=items)


class UndoneOut(Shape):
    """What a restore would do to one kind: how many were made since and are deleted, were changed since and become as
    they were before, were deleted since and come back."""

    kind: str
    label: str
    delete: int
    update: int
    create: int


class RestoreOut(Shape):
    """What a restore to before `run` would undo, by whomever it was done. Passwords are not put back. It turns the sync
    off (`syncEnabled`: it is on now). When it is turned on again, the next run keeps what was restored (`keeps`), or
    writes over it with what the primary tenant has."""

    run: RunOut
    total: int
    kinds: list[UndoneOut]
    sync_enabled: bool
    keeps: bool

    @classmethod
    def of(cls, found: RestorePreview, speaker: Speaker) -> "RestoreOut":
        config = found.bond.pair.sync
        return cls(
            run=RunOut.of(found.point.run, speaker),
            total=found.total,
            kinds=[
                UndoneOut(
                    kind=name,
                    label=speaker.say(KINDS[name].plural),
                    **{verb: found.counts[name].get(verb, 0) for verb in UNDOING},
                )
                for name in KINDS
                if name in found.counts
            ],
            sync_enabled=config.enabled,
            keeps=config.drift is Drift.KEEP,
        )


#: What a restore does.
UNDOING = (Verb.DELETE, Verb.UPDATE, Verb.CREATE)


@router.get("/{run}", summary="Look at a restore point")
def get_point(house: Open, caller: Whoever, speaker: Speaking, run: str) -> RestoreOut:
    """What a restore would undo now. Changes nothing."""
    return RestoreOut.of(restore_preview(house, caller, run, top=0), speaker)


@router.post("/{run}/restore", status_code=202, summary="Restore the BCP tenant")
def restore(house: Open, caller: Whoever, speaker: Speaking, run: str) -> RunOut:
    """Turns the sync off, and asks for a run that puts the BCP tenant back to how it was before `run`. The sync stays
    off until somebody turns it on: its next run would bring everything back."""
    return RunOut.of(restoring.restore(house, caller, run), speaker)
