"""Is the process alive, and what can it do? For load balancers and for whoever is on call.

One region that answers is enough to be ready: the surviving region must go on being asked. Anybody may ask, so
that why a store does not answer, with its path or address, is for the log alone.
"""

from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Response

from releve.api.caller import Open
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.app.health import FROM_MEMORY, Ability, Health, from_memory, health
from releve.domain.errors import Unavailable
from releve.domain.say import Message, say

router = APIRouter(prefix="/health", tags=["health"])


class Alive(Shape):
    alive: bool = True


class RegionHealth(Shape):
    """`fault` says that the region does not answer; the log of the server says why."""

    region: str
    answers: bool
    fault: str | None = None


class DirectoryHealth(Shape):
    """`answers` is null where it was not asked. `ageS`: how long ago this process has read it; null if it never has."""

    answers: bool | None
    age_s: float | None
    fault: str | None = None


class Ready(Shape):
    """`ready`: it can do what was asked for; without a question, serve people. `can` says what of all there is: `people` log
    in and work, `switch`, `sync` carries out runs, `discovery` and `calls` are answered from memory. `region` is the one
    that this process works for, null for all."""

    ready: bool
    region: str | None
    can: dict[Ability, bool]
    directory: DirectoryHealth
    regions: list[RegionHealth]


@router.get("/live", summary="Is the process alive?")
def live() -> Alive:
    """Answers whatever the stores do."""
    return Alive()


@router.get("/ready", summary="What can it do?")
def ready(
    house: Open,
    speaker: Speaking,
    response: Response,
    wanted: Annotated[Ability, Query(alias="for")] = Ability.PEOPLE,
) -> Ready:
    """200 if it can do what is asked `for`, else 503; either way what does not answer is named. Asked for `discovery` or
    `calls`, which are answered from memory, it asks no store."""
    found = from_memory(house) if wanted in FROM_MEMORY else health(house)
    if found.lost is not None:
        _log("the directory", found.lost)
    for name, fault in found.faults.items():
        _log(f"the region {name}", fault)
    is_ready = found.can.get(wanted, False)
    response.status_code = 200 if is_ready else 503
    asked = wanted not in FROM_MEMORY
    return Ready(
        ready=is_ready,
        region=found.region or None,
        can=dict(found.can),
        directory=DirectoryHealth(
            answers=found.lost is None if asked else None,
            age_s=found.age_s,
            fault=speaker.say(_lost(found)) if found.lost else None,
        ),
        regions=[
            RegionHealth(
                region=name,
                answers=name not in found.faults,
                fault=speaker.say(_silent(name)) if name in found.faults else None,
            )
            for name in house.regions.names
            if asked
        ],
    )


def _lost(found: Health) -> Message:
    if found.age_s is None:
        return say("The directory does not answer. The log of the server says why.")
    return say(
        "The directory does not answer; nobody can switch, and people work with what it said {n} s ago. The log of the server says why.",
        n=round(found.age_s),
    )


def _silent(region: str) -> Message:
    return say(
        "The region {region} does not answer. The log of the server says why.", region=region
    )


def _log(what: str, fault: Unavailable) -> None:
    structlog.get_logger("health").warning(
        f"{what} does not answer", why=str(fault), next=str(fault.hint or "")
    )
