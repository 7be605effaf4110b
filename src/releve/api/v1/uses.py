"""Where an entity is used: to be asked before it is deleted."""

from fastapi import APIRouter
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.paging import Skip
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.places import ScriptPlaces, places_of
from releve.app.browsing import entity_name
from releve.app.uses import uses_of

router = APIRouter(tags=["entities"])


class ReferrerOut(Shape):
    """An entity that refers to the one asked about, in these fields."""

    id: str
    title: str
    fields: list[str]


class ReferrersOut(Shape):
    """Those of one kind. Unless `isAll`, there may be others."""

    kind: str
    is_all: bool
    items: list[ReferrerOut]


class UsesOut(Shape):
    """`next` is where to go on among the scripts (`skip`), null at the end. `unseen` are kinds that were not looked at, because the
    caller may not see them."""

    scripts: list[ScriptPlaces]
    next: int | None = Field(description="Where to go on among the scripts.")
    referrers: list[ReferrersOut]
    unseen: list[str]


@router.get("/entities/{kind}/{id}/uses", summary="Where an entity is used")
def entity_uses(
    house: Open, caller: Whoever, speaker: Speaking, kind: str, id: str, skip: Skip = 0
) -> UsesOut:
    """In which scripts and at which places it stands, and which entities refer to it."""
    found = uses_of(house, caller, kind, id, skip=skip)
    return UsesOut(
        scripts=[places_of(one, speaker) for one in found.scripts],
        next=found.next,
        referrers=[
            ReferrersOut(
                kind=group.kind.name,
                is_all=group.is_all,
                items=[
                    ReferrerOut(
                        id=row.entity.id,
                        title=entity_name(row.entity, found.titles),
                        fields=[field.name for field in row.fields],
                    )
                    for row in group.rows
                ],
            )
            for group in found.referrers
        ],
        unseen=[kind.name for kind in found.unseen],
    )
