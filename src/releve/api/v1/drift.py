"""Drift: what others than the sync have changed in the BCP tenant, and what is decided about it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.paging import TOP_MAX, Skip, Top
from releve.api.shape import Listed, Shape
from releve.api.speaking import Speaking
from releve.app import drifting
from releve.domain.kinds import KINDS
from releve.domain.runs import Change, Decision, Drifted
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/sync/drift", tags=["sync"])

#: Decisions by their names on the wire.
Decided = Literal["keep", "overwrite", "none"]
_DECISIONS: Mapping[Decided, Decision] = {
    "keep": Decision.KEEP,
    "overwrite": Decision.OVERWRITE,
    "none": Decision.NONE,
}


class DriftOut(Shape):
    """An entity that others have changed in the BCP tenant. `primaryId` is `null` for what was made there. `decision`
    is a person's; `none`: as the configuration says."""

    kind: str
    label: str
    bcp_id: str
    primary_id: str | None
    title: str
    change: Change
    changed_at: str
    changed_by: str
    decision: Decided
    decided_by: str

    @classmethod
    def of(cls, one: Drifted, speaker: Speaker) -> "DriftOut":
        names = {decision: name for name, decision in _DECISIONS.items()}
        return cls(
            kind=one.kind,
            label=speaker.say(KINDS[one.kind].label),
            bcp_id=one.bcp_id,
            primary_id=one.primary_id,
            title=one.title,
            change=one.change,
            changed_at=one.changed_at,
            changed_by=one.changed_by,
            decision=names[one.decision],
            decided_by=one.decided_by,
        )


class Which(Shape):
    kind: Annotated[str, Field(max_length=100)]
    bcp_id: Annotated[str, Field(max_length=100)]


class Decide(Shape):
    """`keep`: the sync leaves these as they are. `overwrite`: the next run puts them right. `none`: as the configuration
    says."""

    decision: Decided
    entities: Annotated[list[Which], Field(min_length=1, max_length=TOP_MAX)]


@router.get("", summary="What was changed in the BCP tenant")
def get_drift(
    house: Open, caller: Whoever, speaker: Speaking, skip: Skip = 0, top: Top = 50
) -> Listed[DriftOut]:
    """As it is now, the newest change first."""
    found = drifting.drift(house, caller)
    items = [DriftOut.of(one, speaker) for one in found[skip : skip + top]]
    return Listed(total=len(found), items=items)


@router.post("", status_code=204, summary="Decide about changes in the BCP tenant")
def decide(house: Open, caller: Whoever, wanted: Decide) -> None:
    """All of them or none. It holds until it is decided otherwise, or until the change is no more."""
    which = [(one.kind, one.bcp_id) for one in wanted.entities]
    drifting.decide(house, caller, which, _DECISIONS[wanted.decision])
