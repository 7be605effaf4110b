"""What would be lost if the primary were gone now: the changes that are not in the BCP tenant yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import bond_of
from releve.app.restoring import Restored, restored
from releve.app.scoping import scope_of
from releve.domain.people import Caller
from releve.domain.runs import HeldBack
from releve.sync.losing import Loss, count_losses, losses

#: So many more than are shown are counted one by one; beyond, the database counts what was touched.
COUNTED_MAX = 50


@dataclass(frozen=True, slots=True)
class LossPage:
    """`total` entities were changed since the last sync; `held` are those that it could not copy. `as_of` is the stamp
    of when the last sync read the primary, None if there was none. `restored`: the BCP tenant was put back and not synced
    since, so that it is older than that."""

    losses: list[Loss]
    total: int
    held: list[HeldBack]
    as_of: str | None
    restored: Restored | None = None


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
        told, total = _part(losses(source, target, scope, house.rewriter), skip, top)
        return LossPage(
            told,
            total if total is not None else count_losses(source, target, scope),
            target.runs.held(bond.pair.id),
            last.ended_at if last else None,
            restored(target, bond.pair.id),
        )


def _part(found: Iterator[Loss], skip: int, top: int) -> tuple[list[Loss], int | None]:
    """A part of them; and how many they are, if their end is near enough to be looked for."""
    part = list(islice(found, skip, skip + top))
    more = sum(1 for _ in islice(found, COUNTED_MAX + 1))
    is_known = more <= COUNTED_MAX and (part or not skip)
    return part, skip + len(part) + more if is_known else None


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
        yield losses(source, target, scope, house.rewriter)
