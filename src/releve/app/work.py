"""What the jobs do for the house: runs that are due, runs and employees files that wait, and tidying up."""

from collections.abc import Collection, Mapping
from datetime import datetime

from releve.app import carrying, orders, queueing, tidying, upload_work
from releve.app.house import House
from releve.domain.errors import ReleveError
from releve.domain.runs import Run
from releve.domain.uploads import Upload

Job = Run | Upload

#: How many runs are taken at once if nobody says how many.
TAKEN_MAX = 1_000


class HouseWork:
    """`jobs.loop.Work`, done in one house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._tidied: datetime | None = None
        self._swept: Mapping[str, str] = {}

    def carry_on(self) -> list[str]:
        return [order.sentence for order in orders.carry_on(self._house)]

    def queue_due(self) -> list[Job]:
        return [*queueing.queue_due(self._house)]

    def take(self, busy: Collection[str], most: int = TAKEN_MAX) -> list[Job]:
        """Files first: somebody waits in front of them, and they take seconds."""
        uploads = upload_work.take_uploads(self._house, busy, most)
        runs = carrying.take(self._house, busy, most - len(uploads)) if most > len(uploads) else []
        return [*uploads, *runs]

    def carry_out(self, job: Job) -> Job:
        try:
            if isinstance(job, Upload):
                return upload_work.work_on(self._house, job)
            return carrying.carry_out(self._house, job)
        except ReleveError:
            raise  # a store did not answer: the lease runs out and it is taken up again
        except Exception:
            if isinstance(job, Upload):
                upload_work.break_off_upload(self._house, job)
            else:
                carrying.break_off(self._house, job)
            raise

    def extend(self, job: Job) -> bool:
        if isinstance(job, Upload):
            return upload_work.extend_upload(self._house, job)
        return carrying.extend(self._house, job)

    def tidy(self) -> None:
        """Forget, now and then, what nobody can want any more."""
        now = self._house.clock()
        if self._tidied is not None and now - self._tidied < tidying.EVERY:
            return
        self._tidied = now
        tidying.sweep_expired(self._house)
        self._swept = tidying.sweep_pairs(self._house, self._swept)
