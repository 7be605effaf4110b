"""The keys that sign tokens: which there are, and the next one's turn."""

from typing import Literal

from fastapi import APIRouter

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.app import signing

router = APIRouter(prefix="/signing-keys", tags=["signing keys"])


class SigningKeyOut(Shape):
    """A key by its name; what is in it is never told. `until`: how long a past one is published."""

    kid: str
    stage: Literal["next", "current", "past"]
    made_at: str
    until: str | None


class RegionKeys(Shape):
    region: str
    keys: list[SigningKeyOut]

    @classmethod
    def of(cls, ring: signing.RingTold) -> "RegionKeys":
        keys = [
            SigningKeyOut.model_validate(
                {
                    "kid": one.kid,
                    "stage": one.stage,
                    "madeAt": one.made_at,
                    "until": one.until or None,
                }
            )
            for one in ring.keys
        ]
        return cls(region=ring.region, keys=keys)


class Rotation(Shape):
    """`at_once` withdraws every key of the region, and with them every token that they signed."""

    at_once: bool = False


@router.get("", summary="List the signing keys")
def list_keys(house: Open, caller: Whoever) -> list[RegionKeys]:
    """Of every region that has issued tokens."""
    return [RegionKeys.of(ring) for ring in signing.list_keys(house, caller)]


@router.post("/{region}/rotate", summary="Rotate the signing keys of a region")
def rotate(house: Open, caller: Whoever, region: str, rotation: Rotation) -> RegionKeys:
    """The next key signs from now on; the one that signed so far is published until its last token is over."""
    return RegionKeys.of(signing.rotate(house, caller, region, at_once=rotation.at_once))
