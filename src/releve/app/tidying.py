"""Tidying up: what nobody can want any more is forgotten, so that a house does not grow for ever.

Past versions of tenants that are in no pair, or whose pair was never synced, are kept: forgetting those that are older
than some days is not needed yet.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from releve.app.house import House
from releve.app.pairing import Bond, bond_of_pair
from releve.app.plans import KEPT
from releve.app.queueing import latest_runs
from releve.app.restoring import points_of
from releve.domain.clock import stamp
from releve.domain.errors import ReleveError, Unavailable
from releve.sync.selection import selected

EVERY = timedelta(minutes=5)

#: A code of a second factor is worthless after minutes: it need not be remembered as used for longer than this.
USED_CODES = timedelta(days=1)

#: Notices of what is over, or was told once, are kept for as long.
NOTICES = timedelta(days=90)

#: So many runs of a pair keep their steps.
RUNS_WITH_STEPS = 200


def sweep_expired(house: House) -> None:
    """Sessions, token families, drafts and uploads that are over, failures that count no more, codes that were used, old notices."""
    for store in house.regions.at_work():
        with suppress(Unavailable), store.writing() as tx:
            for table in (tx.sessions, tx.families, tx.drafts, tx.uploads, tx.throttle):
                table.sweep(house.now())
            tx.credentials.sweep(stamp(house.clock() - USED_CODES))
            tx.notices.sweep(stamp(house.clock() - NOTICES))


def sweep_pairs(house: House, swept: Mapping[str, str]) -> Mapping[str, str]:
    """What is kept of the runs of every pair. `swept` is what the last sweep returned (pair → its newest run then):
    where nothing has run since there is nothing new to forget but plans. A pair that cannot be swept has to wait."""
    ended = {pair: run for pair, run in latest_runs(house).items() if run.state.ended}
    newest = {pair: f"{run.id} {run.ended_at}" for pair, run in ended.items()}
    done = {}
    for pair in house.registry.pairs():
        with suppress(ReleveError):
            bond = bond_of_pair(house, pair.id)
            _forget_plans(house, bond)
            if pair.id in newest and newest[pair.id] != swept.get(pair.id):
                _forget_steps_and_past(house, bond)
            if pair.id in newest:
                done[pair.id] = newest[pair.id]
    return done


def _forget_plans(house: House, bond: Bond) -> None:
    with house.regions.of(bond.bcp.region).writing() as tx:
        tx.runs.drop_plans(bond.pair.id, drawn_before=stamp(house.clock() - KEPT))


def _forget_steps_and_past(house: House, bond: Bond) -> None:
    """Of the BCP tenant what no restore point leads back to; of the primary what was read before any of the kinds was
    copied last, which the list of changes not copied compares with."""
    points = points_of(house, bond)
    with house.regions.of(bond.bcp.region).writing() as tx:
        if any(run.pair == bond.pair.id for run in tx.runs.open()):
            return  # it may be about to restore what would be forgotten
        tx.runs.sweep_steps(bond.pair.id, keep=RUNS_WITH_STEPS)
        now = tx.entities.revision(bond.bcp.id)
        tx.entities.forget_past(
            bond.bcp.id, until=min((one.revision for one in points), default=now)
        )
        cursor = tx.runs.cursor(bond.pair.id)
    copied = [at for kind in selected(bond.pair.sync) if (at := cursor.get(kind, 0))]
    if copied:
        with house.regions.of(bond.primary.region).writing() as tx:
            tx.entities.forget_past(bond.primary.id, until=min(copied))
