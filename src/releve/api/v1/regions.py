"""The regions of the house."""

from fastapi import APIRouter

from releve.api.caller import Open, Somebody
from releve.api.shape import Shape

router = APIRouter(tags=["tenants"])


class RegionOut(Shape):
    name: str
    label: str


@router.get("/regions", summary="List regions")
def list_regions(house: Open, caller: Somebody) -> list[RegionOut]:
    """Where tenants may live. For everybody who is logged in."""
    return [RegionOut(name=one.name, label=one.label) for one in house.registry.regions()]
