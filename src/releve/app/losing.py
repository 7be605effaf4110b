"""What would be lost if the primary were gone now: the changes that are not in the BCP tenant yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import bond_of
from releve.app.scoping import scope_of
from releve.domain.people import Caller
from releve.domain.runs import HeldBack
from releve.sync.losing import Loss, count_losses, losses


@dataclass(frozen=True, slots=True)
class LossPage:
    """`total` entities were changed since the last sync; `held` are those that it could not copy. `as_of` is the stamp
    of when the last sync read the primary, None if there was none."""

    losses: list[Loss]
    total: int
    held: list[HeldBack]
    as_of: str | None


def loss_page(house: House, caller: Caller | None, *, skip: int = 0, top: int = 50) -> LossPage:
    """Raises Unavailable when either region does not answer: then nobody can know."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    scope = scope_of(house, bond)
    with (
        house.regions.of(bond.primary.region).reading() as source,
        house.regions.of(bond.bcp.region).reading() as target,
    ):
        last = target.runs.last_done(bond.pair.id)
        return LossPage(
            list(islice(losses(source, target, scope), skip, skip + top)),
            count_losses(source, target, scope),
            target.runs.held(bond.pair.id),
            last.ended_at if last else None,
        )


@contextmanager
def all_losses(house: House, caller: Caller | None) -> Iterator[Iterator[Loss]]:
    """Every one of them, streamed, for a file."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    scope = scope_of(house, bond)
    with (
        house.regions.of(bond.primary.region).reading() as source,
        house.regions.of(bond.bcp.region).reading() as target,
    ):
        yield losses(source, target, scope)
