"""Could the traffic be moved? Every driver is asked to try it on a name that nobody asks for, one after the other."""

from releve.activation.drilling import Tried, judge_tries
from releve.app.drill_round_trips import timed
from releve.app.house import House
from releve.app.moving import wanted_of
from releve.app.pairing import Bond
from releve.domain.drills import Part, Step
from releve.domain.errors import Refused
from releve.domain.say import Message, say
from releve.domain.traffic import Rehearses, TrafficDriver, Wanted


def try_traffic(house: House, bond: Bond, mark: str) -> Step:
    """API discovery, phone numbers where they are redirected, and every driver of the settings."""
    now = wanted_of(bond)
    then = now.after_a_switch()
    tries = [timed("", lambda: _discovery(house, then))]
    if any(place.sip for place in house.places.values()):
        tries.append(timed("", lambda: _calls(house, then)))
    tries += [_driver(one, now, mark) for one in house.drivers]
    return judge_tries(Part.TRAFFIC, tries)


def _discovery(house: House, then: Wanted) -> Message:
    if (place := house.places.get(then.region)) is None:
        raise _no_place(then)
    return say("API discovery would name {address}.", address=place.api_endpoint)


def _calls(house: House, then: Wanted) -> Message:
    place = house.places.get(then.region)
    if place is None or not place.sip:
        raise _no_place(then)
    return say("Calls would be redirected to {address}.", address=place.sip)


def _no_place(then: Wanted) -> Refused:
    return Refused(
        say("No address is set for the region {region}.", region=then.region),
        say("Add it to the settings of this server."),
    )


def _driver(driver: TrafficDriver, now: Wanted, mark: str) -> Tried:
    if not isinstance(driver, Rehearses):
        return Tried(driver.name, None)
    shown: list[int | None] = []

    def rehearse() -> Message:
        trial = driver.rehearse(now, mark)
        shown.append(trial.epoch)
        return trial.sentence

    tried = timed(driver.name, rehearse)
    return Tried(tried.name, tried.outcome, tried.ms, _behind(shown, now.epoch))


def _behind(shown: list[int | None], wanted: int) -> Message | None:
    if not shown or shown[0] in (None, wanted):
        return None
    return say("It shows epoch {seen}, and not {wanted} yet.", seen=shown[0], wanted=wanted)
