"""What the jobs do for the house: runs that are due, runs that wait, and tidying up."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from releve.app import carrying, syncing
from releve.app.house import House
from releve.domain.errors import ReleveError, Unavailable
from releve.domain.runs import Run

TIDY_EVERY = timedelta(minutes=5)

#: How many runs are taken at once if nobody says how many.
TAKEN_MAX = 1_000


class HouseWork:
    """`jobs.loop.Work`, done in one house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._tidied: datetime | None = None

    def queue_due(self) -> list[Run]:
        return syncing.queue_due(self._house)

    def take(self, busy: Collection[str], most: int = TAKEN_MAX) -> list[Run]:
        return carrying.take(self._house, busy, most)

    def carry_out(self, run: Run) -> Run:
        try:
            return carrying.carry_out(self._house, run)
        except ReleveError:
            raise  # a store did not answer: the lease runs out and the run is taken up again
        except Exception:
            carrying.break_off(self._house, run)
            raise

    def extend(self, run: Run) -> bool:
        return carrying.extend(self._house, run)

    def tidy(self) -> None:
        """Remove, now and then, sessions and drafts that are over and failures that count no more."""
        now = self._house.clock()
        if self._tidied is not None and now - self._tidied < TIDY_EVERY:
            return
        self._tidied = now
        for store in self._house.regions.up():
            with suppress(Unavailable), store.writing() as tx:
                for table in (tx.sessions, tx.drafts, tx.throttle):
                    table.sweep(self._house.now())
