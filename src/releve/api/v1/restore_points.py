"""Restore points: the BCP tenant put back to how it was before one of its last runs."""

from fastapi import APIRouter

from releve.api.caller import Open, Whoever
from releve.api.shape import Listed, Shape
from releve.api.speaking import Speaking
from releve.api.v1.runs import RunOut
from releve.app import restoring
from releve.app.restoring import RestorePoint
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


@router.post("/{run}/restore", status_code=202, summary="Restore the BCP tenant")
def restore(house: Open, caller: Whoever, speaker: Speaking, run: str) -> RunOut:
    """Turns the sync off, and asks for a run that puts the BCP tenant back to how it was before `run`. The sync stays
    off until somebody turns it on: its next run would bring everything back."""
    return RunOut.of(restoring.restore(house, caller, run), speaker)
