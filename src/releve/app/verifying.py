"""Verify: does the BCP tenant hold what the primary holds? Asked of the two stores as they are, not of what a sync said."""

from dataclasses import dataclass

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.domain.people import Caller
from releve.domain.store import Tx
from releve.sync.laws import Violation, check_laws
from releve.sync.selection import selected
from releve.sync.verify import Difference, equivalent


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many living entities each side has of a kind that is copied."""

    kind: str
    primary: int
    bcp: int


@dataclass(frozen=True, slots=True)
class Proof:
    """`violations` are laws of a pair that do not hold, `differences` entities that are not the same on both sides,
    `held` how many were held back with a reason told."""

    counts: list[KindCount]
    violations: list[Violation]
    differences: list[Difference]
    held: int

    @property
    def holds(self) -> bool:
        return not (self.violations or self.differences)


def verify(house: House, caller: Caller | None) -> Proof:
    """Compare the two tenants of the caller's pair. Raises Unavailable when one of the regions does not answer.

    What was changed in the primary since the last sync shows as a difference: verify after a run.
    """
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    with (
        house.regions.of(bond.primary.region).reading() as source,
        house.regions.of(bond.bcp.region).reading() as target,
    ):
        return _proof(house, bond, source, target)


def _proof(house: House, bond: Bond, source: Tx, target: Tx) -> Proof:
    kinds = selected(bond.pair.sync)
    ids = target.ids.load(bond.primary.id, bond.bcp.id)
    held = target.runs.held(bond.pair.id)
    there, here = source.entities.counts(bond.primary.id), target.entities.counts(bond.bcp.id)
    return Proof(
        counts=[KindCount(kind, there.get(kind, 0), here.get(kind, 0)) for kind in kinds],
        violations=check_laws(
            source, target, ids, kinds, {(one.kind, one.primary_id) for one in held}
        ),
        differences=equivalent(
            source,
            target,
            ids,
            kinds,
            rewrite=house.rewriter,
            business_unit=bond.bcp.business_unit,
        ),
        held=len(held),
    )
