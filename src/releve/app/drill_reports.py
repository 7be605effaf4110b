"""The reports of the rehearsals of a pair: all that are kept, one of them, the last."""

from collections.abc import Mapping
from dataclasses import dataclass

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.domain.drills import LAST_PREFIX, Drill, LastDrill, drill_key, drill_prefix
from releve.domain.errors import NotFound
from releve.domain.people import Caller
from releve.domain.say import say

#: No drill has a number of as many.
DIGITS_MAX = 9


@dataclass(frozen=True, slots=True)
class DrillsPage:
    """`drills` of the caller's pair, the newest first."""

    bond: Bond
    drills: tuple[LastDrill, ...]


def drills_page(house: House, caller: Caller | None) -> DrillsPage:
    """All that are kept."""
    caller = must(caller, Act.SWITCH_VIEW)
    bond = bond_of(house, caller.tenant or "")
    found = house.registry.directory.list(drill_prefix(bond.pair.id))
    return DrillsPage(bond, tuple(LastDrill.of(one.value["short"]) for one in reversed(found)))


def drill_report(house: House, caller: Caller | None, number: str) -> tuple[Bond, Drill]:
    """The report with this number. Raises NotFound where there is none."""
    caller = must(caller, Act.SWITCH_VIEW)
    bond = bond_of(house, caller.tenant or "")
    known = number.isascii() and number.isdigit() and len(number) <= DIGITS_MAX
    key = drill_key(bond.pair.id, int(number) if known else 0)
    if (record := house.registry.directory.get(key)) is None:
        raise NotFound(
            say("There is no report of a rehearsal number {n}.", n=number),
            say("Rehearsals lists all that are kept."),
        )
    return bond, Drill.of(record.value)


def last_drill(house: House, pair: str) -> LastDrill | None:
    """For whoever may look at the pair's switch."""
    record = house.registry.directory.get(f"{LAST_PREFIX}{pair}")
    return LastDrill.of(record.value) if record else None


def last_drills(house: House) -> Mapping[str, LastDrill]:
    """Of every pair that was ever rehearsed, by the pair. Raises Unavailable when the directory does not answer."""
    found = house.registry.directory.list(LAST_PREFIX)
    return {one.pair: one for one in (LastDrill.of(record.value) for record in found)}
