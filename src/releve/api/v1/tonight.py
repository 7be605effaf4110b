"""Who could work there tonight: who would get into the BCP tenant now, who not, and why."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from releve.api.caller import Open, Whoever
from releve.api.paging import Skip, Top
from releve.api.shape import Listed, Shape
from releve.api.speaking import Speaking
from releve.app import tonight as app
from releve.domain.hindrances import Reason
from releve.domain.people import BcpType
from releve.languages.speaker import Speaker

router = APIRouter(tags=["employees"])


class PersonOut(Shape):
    """`id` is the one in the tenant of the caller, null when the employee does not exist there."""

    id: str | None
    username: str
    name: str
    role: str
    team: str
    bcp_type: BcpType
    can: bool
    reasons: list[Reason]


class TonightOut(Listed[PersonOut]):
    """`known` false: the BCP tenant's region does not answer, and nothing else here means anything. `primaryAsked`
    false: the primary's does not, so whom no sync has copied is not among these. `counts` may overlap."""

    known: bool
    primary_asked: bool
    obstacles: list[str]
    asked: int
    can: int
    counts: dict[Reason, int]

    @classmethod
    def told(cls, found: app.Tonight, speaker: Speaker) -> "TonightOut":
        return cls(
            known=found.known,
            primary_asked=found.primary_asked,
            obstacles=[speaker.say(one) for one in found.obstacles],
            asked=found.asked,
            can=found.can,
            counts=dict(found.counts),
            total=found.total,
            items=[
                PersonOut(
                    id=one.id or None,
                    username=one.username,
                    name=one.name,
                    role=one.role,
                    team=one.team,
                    bcp_type=one.bcp_type,
                    can=one.can,
                    reasons=list(one.reasons),
                )
                for one in found.rows
            ],
        )


Word = Annotated[str, Query(max_length=200)]


@router.get("/tonight", summary="Who could work in the BCP tenant now")
def tonight(
    house: Open,
    caller: Whoever,
    speaker: Speaking,
    search: Word = "",
    role: Word = "",
    team: Word = "",
    bcp_type: Annotated[BcpType | None, Query(alias="bcpType")] = None,
    reason: Reason | Literal["can"] | None = None,
    skip: Skip = 0,
    top: Top = 50,
) -> TonightOut:
    """Roles and teams by their names. It works with the primary's region gone."""
    wanted = app.Wanted(search, role, team, bcp_type or "", reason or "")
    return TonightOut.told(app.tonight(house, caller, wanted, skip=skip, top=top), speaker)
