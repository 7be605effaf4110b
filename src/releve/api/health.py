"""Is the process alive, and can it work? For load balancers and for whoever is on call.

One region that answers is enough to be ready: the surviving region must go on being asked.
"""

from fastapi import APIRouter, Response

from releve.api.caller import Open
from releve.api.shape import Shape
from releve.api.speaking import Speaking

router = APIRouter(prefix="/health", tags=["health"])


class Alive(Shape):
    alive: bool = True


class RegionHealth(Shape):
    """`fault` says why the region does not answer."""

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
    """200 while at least one region answers, else 503; either way every region with its fault."""
    house.registry.regions()
    faults = house.regions.faults()
    regions = [
        RegionHealth(
            region=name,
            answers=name not in faults,
            fault=speaker.say(faults[name].message) if name in faults else None,
        )
        for name in house.regions.names
    ]
    is_ready = len(faults) < len(regions)
    response.status_code = 200 if is_ready else 503
    return Ready(ready=is_ready, regions=regions)
