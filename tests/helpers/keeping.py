"""What was changed in the BCP tenant of twins, kept: drawn, written into the primary, noted in the BCP tenant."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from releve.domain.clock import stamp
from releve.domain.runs import Verb
from releve.domain.store import RegionalStore
from releve.sync.apply import write_plan
from releve.sync.keeping import Item, Keeping, Name, back_scope, draw_keep
from releve.sync.kinship import note_kin
from tests.helpers.twins import Twins

PRIMARY_UNIT = 7314250


@contextmanager
def drawn(twins: Twins, left: Collection[Name] = ()) -> Iterator[Keeping]:
    back = back_scope(twins.scope, slot=1, business_unit=PRIMARY_UNIT)
    with twins.there.reading() as there, twins.here.reading() as here:
        found = draw_keep(there, here, twins.scope, back, twins.rewriter, frozenset(left))
        try:
            yield found
        finally:
            found.close()


def items(twins: Twins, left: Collection[Name] = ()) -> dict[str, Item]:
    """By what people call them."""
    with drawn(twins, left) as keeping:
        return {one.step.title: one for one in keeping.items}


def keep(
    twins: Twins,
    left: Collection[Name] = (),
    *,
    there: RegionalStore | None = None,
    here: RegionalStore | None = None,
) -> Keeping:
    now = stamp(twins.clock())
    with drawn(twins, left) as keeping:
        with (there or twins.there).writing() as tx:
            write_plan(keeping.plan, tx, lambda: None, by="keep (eva)", at=now)
        with (here or twins.here).writing() as tx:
            tx.entities.lock(twins.bcp)
            note_kin(tx, twins.bcp, twins.pair, keeping.kin, by="keep (eva)", at=now)
        return keeping


def verbs(twins: Twins) -> dict[str, Verb]:
    return {title: one.step.verb for title, one in items(twins).items()}
