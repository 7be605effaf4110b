"""Where a call goes: to the region in which the company that has the number works now. Answered from memory, asking nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from releve.activation.drivers.sip.deciding import Destination
from releve.app.house import House
from releve.domain.errors import Unavailable
from releve.domain.say import say

#: How long a directory is left alone that did not answer.
LEFT_ALONE = timedelta(seconds=1)


@dataclass(slots=True)
class Lookout:
    """Keeps the copy of the directory new, for whoever answers calls cannot wait for it. `turn` is called again and again,
    by a thread that does nothing else: it must see a switch also while a region hangs."""

    house: House
    follows: bool = True
    _lost_at: datetime | None = None

    def turn(self) -> list[str]:
        now = self.house.clock()
        if self._lost_at is not None and now - self._lost_at < LEFT_ALONE:
            return []
        was_lost = self._lost_at is not None
        try:
            self.house.whereabouts.look()
        except Unavailable as fault:
            self._lost_at = now
            return [] if was_lost else [f"calls go where they last belonged: {fault}"]
        self._lost_at = None
        return ["calls go where they belong: the directory answers again"] if was_lost else []


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
