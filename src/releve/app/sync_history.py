"""The last days of a pair's sync, for whoever would rather look at them than read a list of runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from releve.access.policy import Act, must
from releve.app.carrying import RESTORE
from releve.app.house import House
from releve.app.pairing import bond_of
from releve.domain.clock import stamp
from releve.domain.people import Caller
from releve.domain.tenancy import Frequency
from releve.sync.history import Day, days_of, largest

__all__ = ["DAYS", "RUNS_MAX", "Day", "SyncHistory", "sync_history"]

#: So many days are looked back, and so many runs are read at most: the newest.
DAYS, RUNS_MAX = 30, 1000
#: So many kinds are told apart; the rest are “others”.
KINDS_MAX = 4


@dataclass(frozen=True, slots=True)
class SyncHistory:
    """`days` the oldest first. `is_cut`: there were more runs than are read, so that the first days are missing. `kinds` are
    those of which most was changed. `follows`: nothing runs while nothing is changed, and the copy is not old for that."""

    days: Sequence[Day]
    kinds: Sequence[str]
    is_cut: bool
    follows: bool

    @property
    def is_empty(self) -> bool:
        return all(day.is_empty for day in self.days)


def sync_history(house: House, caller: Caller | None) -> SyncHistory:
    """One bounded read, of the BCP tenant's region. A restore brings nothing over and is left out."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    now = house.clock()
    with house.regions.of(bond.bcp.region).reading() as tx:
        found = tx.runs.past(bond.pair.id, since=stamp(now - timedelta(days=DAYS)), top=RUNS_MAX)
    is_cut = len(found) == RUNS_MAX
    runs = [run for run in found if run.trigger != RESTORE]
    config = bond.pair.sync
    days = days_of(runs, now, config.zone, DAYS, is_cut=is_cut)
    follows = config.enabled and config.frequency is Frequency.CONTINUOUS
    return SyncHistory(days, largest(days, KINDS_MAX), is_cut, follows)
