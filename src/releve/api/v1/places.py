"""Places in scripts, as the API tells them."""

from typing import Literal

from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.app.script_search import FoundScript
from releve.domain.kinds import KINDS


class PlaceOut(Shape):
    """A place in a script. `action` is the id of an action, or `header`. Of an identifier, `kind`, `verdict` and `reason` tell what is
    made of it."""

    where: str
    action: str
    action_name: str
    caption: str
    property: str
    line: int
    before: str
    match: str
    after: str
    kind: str | None = None
    verdict: Literal["rewritten", "neutral", "ask"] | None = None
    reason: str | None = None


class ScriptPlaces(Shape):
    """A script with the places in it. `is_cut`: there are more; without any, it took too long to search."""

    id: str
    path: str
    is_cut: bool
    places: list[PlaceOut]


def places_of(one: FoundScript, speaker: Speaking) -> ScriptPlaces:
    return ScriptPlaces(
        id=one.script.id,
        path=str(one.script.body["path"]),
        is_cut=one.is_cut,
        places=[
            PlaceOut(
                where=hit.where.value,
                action=hit.action,
                action_name=hit.action_name,
                caption=hit.caption,
                property=hit.place,
                line=hit.excerpt.line,
                before=hit.excerpt.before,
                match=hit.excerpt.match,
                after=hit.excerpt.after,
                kind=hit.found.kind if hit.found and hit.found.kind in KINDS else None,
                verdict=hit.found.verdict.value if hit.found else None,
                reason=speaker.say(hit.found.reason) if hit.found else None,
            )
            for hit in one.hits
        ],
    )
