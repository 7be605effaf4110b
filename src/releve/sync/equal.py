"""Are the configurations of two tenants equivalent although every id differs? Asked of the ledgers, so that the answer
costs the same whatever the size. `verify` asks the entities themselves, and says where they differ."""

from collections.abc import Collection

from releve.domain.ids import TenantId
from releve.domain.proof import Ledger
from releve.domain.store import Tx


def unequal_kinds(
    source: Tx, target: Tx, primary: TenantId, bcp: TenantId, kinds: Collection[str]
) -> list[str]:
    """The kinds of which the two tenants do not hold the same."""
    there, here = source.entities.ledger(primary), target.entities.ledger(bcp)
    none = Ledger()
    return [
        kind
        for kind in kinds
        if (there.get(kind, none).living, there.get(kind, none).total)
        != (here.get(kind, none).living, here.get(kind, none).total)
    ]
