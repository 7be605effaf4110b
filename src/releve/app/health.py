"""What this process can do now, and what is missing for the rest: for load balancers, and for whoever is on call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from releve.app.house import House
from releve.domain.errors import Unavailable


class Ability(StrEnum):
    """What a process is there for. People log in and work where one region answers, whichever, and the directory or a copy of
    it; they switch where the directory itself does; syncs are carried out where the region does too that the process works
    for. API discovery and calls are answered from memory, as soon as the directory was read once."""

    PEOPLE = "people"
    SWITCH = "switch"
    SYNC = "sync"
    DISCOVERY = "discovery"
    CALLS = "calls"


#: What needs nobody to answer.
FROM_MEMORY = (Ability.DISCOVERY, Ability.CALLS)


@dataclass(frozen=True, slots=True)
class Health:
    """`region` is the one that the process works for, "" for all. `lost` says why the directory does not answer, `age_s` how
    long ago it was read. `faults`: region → why it does not answer."""

    region: str
    age_s: float | None
    can: Mapping[Ability, bool]
    lost: Unavailable | None = None
    faults: Mapping[str, Unavailable] = field(default_factory=dict)


def health(house: House) -> Health:
    """Asks the directory and every region."""
    try:
        house.registry.regions()
        lost, is_known = house.whereabouts.fault, True
    except Unavailable as unavailable:
        lost, is_known = unavailable, False
    house.whereabouts.records()  # so that its age is told as it is, also where nobody has asked for long
    faults = house.regions.faults()
    there = [name for name in house.regions.names if name not in faults]
    known = from_memory(house)
    can = {
        Ability.PEOPLE: is_known and bool(there),
        Ability.SWITCH: lost is None and bool(there),
        Ability.SYNC: lost is None and any(house.regions.works_for(name) for name in there),
        **known.can,
    }
    return Health(known.region, known.age_s, can, lost, faults)


def from_memory(house: House) -> Health:
    """Asks nobody, so that it is answered at once whatever hangs; only the directory, while it was never read."""
    if house.whereabouts.age_s is None:
        house.whereabouts.records()
    age_s = house.whereabouts.age_s
    can = {Ability.DISCOVERY: age_s is not None}
    if house.redirects_calls:
        can[Ability.CALLS] = age_s is not None
    return Health(house.regions.working_for, age_s, can)
