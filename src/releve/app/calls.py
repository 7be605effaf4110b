"""Where a call goes: to the region in which the company that has the number works now. Answered from memory, asking nobody."""

from releve.activation.drivers.sip.deciding import Destination
from releve.app.house import House
from releve.domain.errors import Unavailable
from releve.domain.say import say


def destination(house: House, copy_s_max: float, number: str) -> Destination | None:
    """None for nobody's number. Raises Unavailable if that cannot be told: nothing is known yet, or the copy of the directory is
    older than `copy_s_max` (0: however old), so that a switch may long have been made."""
    age = house.whereabouts.age_s
    if age is None or 0 < copy_s_max < age:
        raise _not_known()
    if not number:
        return None
    owner = house.numbers.owner(number)
    if owner is None:
        return None
    sighting = house.whereabouts.kept(owner)
    place = house.places.get(sighting.region) if sighting else None
    if sighting is None or place is None or not place.sip:
        raise _not_known()  # made a moment ago, or in a region that this process has no address of
    return Destination(place.sip, sighting.age_s, sighting.sure)


def _not_known() -> Unavailable:
    return Unavailable(
        say("It is not known where this number is answered now."),
        say("Ask again in a few seconds."),
    )
