"""Is the process alive, and can it work? For load balancers and for whoever is on call.

One region that answers is enough to be ready: the surviving region must go on being asked. Anybody may ask, so
that why a store does not answer, with its path or address, is for the log alone.
"""

import structlog
from fastapi import APIRouter, Response

from releve.api.caller import Open
from releve.api.shape import Shape
from releve.api.speaking import Speaking
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


class Ready(Shape):
    """`ready` while the directory and at least one region answer."""

    ready: bool
    regions: list[RegionHealth]


@router.get("/live", summary="Is the process alive?")
def live() -> Alive:
    """Answers whatever the stores do."""
    return Alive()


@router.get("/ready", summary="Can it work?")
def ready(house: Open, speaker: Speaking, response: Response) -> Ready:
    """200 while at least one region answers, else 503; either way every region that does not is named."""
    try:
        house.strict.regions()
    except Unavailable as lost:
        _log("the directory", lost)
        raise Unavailable(say("The directory does not answer."), _WHY) from lost
    faults = house.regions.faults()
    for name, fault in faults.items():
        _log(f"the region {name}", fault)
    regions = [
        RegionHealth(
            region=name,
            answers=name not in faults,
            fault=speaker.say(_silent(name)) if name in faults else None,
        )
        for name in house.regions.names
    ]
    is_ready = len(faults) < len(regions)
    response.status_code = 200 if is_ready else 503
    return Ready(ready=is_ready, regions=regions)


_WHY = say("The log of the server says why.")


def _silent(region: str) -> Message:
    return say(
        "The region {region} does not answer. The log of the server says why.", region=region
    )


def _log(what: str, fault: Unavailable) -> None:
    structlog.get_logger("health").warning(
        f"{what} does not answer", why=str(fault), next=str(fault.hint or "")
    )
