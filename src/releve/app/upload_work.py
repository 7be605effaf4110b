"""What the jobs do with employees files: each is taken by one worker, who checks or applies it and records how that ended.

What an application writes and the row that says so are one transaction: a crash leaves none of it, or all.
"""

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from releve.app.carrying import LEASE_S, TELL_S
from releve.app.employee_drawing import Tell, drawing, employees_sheet
from releve.app.employee_uploads import asker, failed
from releve.app.employee_writing import Order, Written, write_employees
from releve.app.house import House
from releve.app.sheets.report import Line, Outcome
from releve.domain.clock import stamp
from releve.domain.errors import Conflict, ReleveError, Unavailable
from releve.domain.say import say
from releve.domain.store import Tx
from releve.domain.uploads import Lines, Upload, UploadState

#: Lines of one block.
BLOCK = 500

#: In this order people look at them: what they have to do something about comes first.
ORDER = (Outcome.REFUSED, Outcome.CHANGED, Outcome.CREATED, Outcome.UNCHANGED)


@dataclass(slots=True)
class Blocks:
    """Gathers lines, those of each outcome by themselves, in the order of the rows."""

    _open: dict[Outcome, list[object]] = field(default_factory=lambda: {one: [] for one in ORDER})
    _full: dict[Outcome, list[Lines]] = field(default_factory=lambda: {one: [] for one in ORDER})

    def add(self, line: Line) -> None:
        waiting = self._open[line.outcome]
        waiting.append(line.record())
        if len(waiting) == BLOCK:
            self._full[line.outcome].append(Lines.of(line.outcome, waiting))
            self._open[line.outcome] = []

    def all(self) -> Iterator[Lines]:
        for outcome in ORDER:
            yield from self._full[outcome]
            if self._open[outcome]:
                yield Lines.of(outcome, self._open[outcome])


def take_uploads(house: House, busy: Collection[str], most: int) -> list[Upload]:
    """Take `most` that wait, or whose worker is dead or has been silent for too long; not those in `busy`."""
    taken: list[Upload] = []
    for store in house.regions.at_work():
        try:
            with store.reading() as tx:
                waiting = [
                    one for one in tx.uploads.open() if one.id not in busy and _free(house, one)
                ]
            for upload in waiting[: most - len(taken)]:
                with store.writing() as tx:
                    mine = _take(house, tx, upload)
                taken += [mine] if mine else []
        except Unavailable:
            continue
    return taken


def _free(house: House, upload: Upload) -> bool:
    return (upload.lease_until or "") < house.now() or house.gone(upload.worker or "")


def _take(house: House, tx: Tx, upload: Upload) -> Upload | None:
    if upload.worker and house.gone(upload.worker):
        tx.uploads.extend(upload, worker=upload.worker, until="")
    return tx.uploads.take(upload, worker=house.worker, now=house.now(), until=_lease(house))


def _lease(house: House) -> str:
    return stamp(house.clock() + timedelta(seconds=LEASE_S))


def extend_upload(house: House, upload: Upload) -> bool:
    """Tell that the worker is alive; False when it is not ours any more."""
    with house.store_of(upload.tenant).writing() as tx:
        return tx.uploads.extend(upload, worker=house.worker, until=_lease(house))


def work_on(house: House, upload: Upload) -> Upload:
    """Check or apply a file that was taken, and record how that ended."""
    try:
        if upload.state is UploadState.CHECKING:
            return _check(house, upload)
        return _apply(house, upload)
    except Unavailable:
        raise  # the store did not answer: the lease runs out and it is taken up again
    except ReleveError as error:
        return _ended(house, failed(house, upload, error))
    finally:
        house.progress.pop(upload.id, None)


def break_off_upload(house: House, upload: Upload) -> None:
    """Record that the work ended by a mistake of ours, so that nobody takes it up again and again."""
    broken = ReleveError(
        say("Something broke on our side."),
        say("Tell your operator; the log of the server has the story."),
    )
    _ended(house, failed(house, upload, broken))


def _check(house: House, upload: Upload) -> Upload:
    caller, blocks = asker(upload), Blocks()
    with house.store_of(upload.tenant).reading() as tx:
        sheet = employees_sheet(tx.uploads.file(upload.tenant, upload.id))
        with drawing(house, tx, caller, sheet, blocks.add, _teller(house, upload)) as drawn:
            done = replace(
                _rested(house, upload, UploadState.CHECKED),
                counts=dict(drawn.counts),
                digest=drawn.digest,
            )
    with house.store_of(upload.tenant).writing() as tx:
        if not _still_ours(tx, upload):
            return tx.uploads.get(upload.tenant, upload.id) or done
        tx.uploads.set_lines(upload.tenant, upload.id, blocks.all())
        tx.uploads.save(done)
    return done


def _apply(house: House, upload: Upload) -> Upload:
    with house.store_of(upload.tenant).reading() as tx:
        sheet = employees_sheet(tx.uploads.file(upload.tenant, upload.id))
    done = _rested(house, upload, UploadState.APPLIED)

    def record(tx: Tx, written: Written) -> None:
        if not _still_ours(tx, upload):
            raise Conflict(say("This file was taken over by somebody else."), say("Look again."))
        tx.uploads.save(replace(done, ended_at=house.now()))

    order = Order(
        asker(upload),
        sheet,
        only_good=upload.only_good,
        expected=upload.digest,
        name=upload.name,
        also=record,
    )
    write_employees(house, order, lambda: lambda line: None, _teller(house, upload))
    return done


def _rested(house: House, upload: Upload, state: UploadState) -> Upload:
    return replace(
        upload,
        state=state,
        ended_at=house.now(),
        error=None,
        progress=None,
        worker=None,
        lease_until=None,
    )


def _ended(house: House, upload: Upload) -> Upload:
    with house.store_of(upload.tenant).writing() as tx:
        now = tx.uploads.get(upload.tenant, upload.id)
        if now is not None and now.worker == house.worker and not now.state.ended:
            tx.uploads.save(upload)
            return upload
        return now or upload


def _still_ours(tx: Tx, upload: Upload) -> bool:
    now = tx.uploads.get(upload.tenant, upload.id)
    return now is not None and now.worker == upload.worker and now.state is upload.state


def _teller(house: House, upload: Upload) -> Tell:
    """Records now and then how far it has come. While employees are written the store is not asked: on SQLite that very
    transaction would be in the way."""
    last = 0.0
    began = time.monotonic()

    def tell(stage: str, done: int, total: int | None) -> None:
        nonlocal last
        took = time.monotonic() - began
        told = {"stage": stage, "done": done, "total": total, "rate": done / took if took else None}
        house.progress[upload.id] = told
        if stage != "check" or not done or time.monotonic() - last < TELL_S:
            return
        last = time.monotonic()
        if upload.state is UploadState.CHECKING:
            with house.store_of(upload.tenant).writing() as tx:
                tx.uploads.progress(upload, told)

    return tell
