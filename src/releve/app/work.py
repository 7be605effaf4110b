"""What the jobs do for the house: runs that are due, runs that wait, and tidying up."""

from collections.abc import Collection, Mapping
from datetime import datetime

from releve.app import carrying, queueing, tidying
from releve.app.house import House
from releve.domain.errors import ReleveError
from releve.domain.runs import Run

#: How many runs are taken at once if nobody says how many.
TAKEN_MAX = 1_000


class HouseWork:
    """`jobs.loop.Work`, done in one house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._tidied: datetime | None = None
        self._swept: Mapping[str, str] = {}

    def queue_due(self) -> list[Run]:
        return queueing.queue_due(self._house)

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
        """Forget, now and then, what nobody can want any more."""
        now = self._house.clock()
        if self._tidied is not None and now - self._tidied < tidying.EVERY:
            return
        self._tidied = now
        tidying.sweep_expired(self._house)
        self._swept = tidying.sweep_pairs(self._house, self._swept)
