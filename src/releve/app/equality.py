"""Are both sides equal now? Answered from the ledgers, kind by kind, at the same cost whatever the size."""

from dataclasses import dataclass

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.domain.errors import Unavailable
from releve.domain.people import Caller
from releve.domain.store import Tx
from releve.sync.equal import unequal_kinds
from releve.sync.selection import selected


@dataclass(frozen=True, slots=True)
class KindEquality:
    """How many living entities each side has of a kind, and whether they are the same."""

    kind: str
    primary: int
    bcp: int
    equal: bool


def equality(house: House, caller: Caller | None) -> list[KindEquality]:
    """Every kind that is selected. Raises Unavailable when one of the regions does not answer."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    with (
        house.regions.of(bond.primary.region).reading() as source,
        house.regions.of(bond.bcp.region).reading() as target,
    ):
        unequal = _unequal(source, target, bond)
        there = source.entities.counts(bond.primary.id)
        here = target.entities.counts(bond.bcp.id)
    return [
        KindEquality(kind, there.get(kind, 0), here.get(kind, 0), kind not in unequal)
        for kind in selected(bond.pair.sync)
    ]


def unequal(house: House, bond: Bond) -> list[str] | None:
    """The kinds of which the two sides do not hold the same; None when a region does not answer."""
    try:
        with (
            house.regions.of(bond.primary.region).reading() as source,
            house.regions.of(bond.bcp.region).reading() as target,
        ):
            return _unequal(source, target, bond)
    except Unavailable:
        return None


def _unequal(source: Tx, target: Tx, bond: Bond) -> list[str]:
    kinds = selected(bond.pair.sync)
    return unequal_kinds(source, target, bond.primary.id, bond.bcp.id, kinds)
