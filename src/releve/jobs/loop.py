"""The loop that does what is due, level-triggered: it looks at what is there, never at what it remembers.

A crash loses nothing, for there is nothing in memory to lose: what waits is a row, and what was being done by a
process that died is a row whose lease runs out. Each cycle says in a sentence what it did.
"""

import threading
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, Protocol, TypeVar

import structlog

from releve.domain.errors import ReleveError

T = TypeVar("T")


class Job(Protocol):
    """Something to be carried out. `told` names it in the log."""

    @property
    def id(self) -> str: ...
    @property
    def told(self) -> str: ...
    @property
    def state(self) -> str: ...


J = TypeVar("J", bound=Job)


class Work(Protocol[J]):
    """What the loop needs done; `app` offers it."""

    def carry_on(self) -> list[str]:
        """A turn at what takes several; a sentence for each that has come to its end."""

    def queue_due(self) -> list[J]: ...
    def take(self, busy: Collection[str], most: int) -> list[J]: ...
    def carry_out(self, job: J, /) -> J: ...
    def extend(self, job: J, /) -> bool: ...
    def tidy(self) -> None: ...


@dataclass
class Loop(Generic[J]):
    """Runs in a thread of its own until `stop`; jobs are carried out by `workers` other threads."""

    work: Work[J]
    tick_s: float = 2.0
    workers: int = 2
    _wake: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)
    _busy: dict[str, tuple[J, Future[J]]] = field(default_factory=dict)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._turn, name="releve-jobs", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look now instead of at the next tick."""
        self._wake.set()

    def stop(self, patience_s: float = 10.0) -> None:
        """Take nothing new; wait for what is being done, but not for ever: whatever is cut off is rolled back."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(patience_s)

    def _turn(self) -> None:
        log = structlog.get_logger("jobs")
        with ThreadPoolExecutor(self.workers, thread_name_prefix="releve-run") as pool:
            while not self._stop.is_set():
                try:
                    if sentence := self.cycle(pool):
                        log.info(sentence)
                except Exception:
                    log.exception("the cycle failed; the next one tries again")
                self._wake.wait(self.tick_s)
                self._wake.clear()

    def cycle(self, pool: ThreadPoolExecutor) -> str:
        """One look at everything. Returns what was done, empty when nothing was."""
        ended = self._gather()
        for run, _ in self._busy.values():
            _tried(partial(self.work.extend, run))
        come_to_end = _tried(self.work.carry_on) or []
        queued = _tried(self.work.queue_due) or []
        free = self.workers - len(self._busy)
        taken = (_tried(partial(self.work.take, self._busy, free)) or []) if free > 0 else []
        for run in taken:
            self._busy[run.id] = (run, future := pool.submit(self.work.carry_out, run))
            future.add_done_callback(lambda _: self.wake())
        _tried(self.work.tidy)
        return ", ".join((*come_to_end, *_said(ended, queued, taken)))

    def _gather(self) -> list[J]:
        done = [(run, future) for run, future in self._busy.values() if future.done()]
        ended = []
        for run, future in done:
            del self._busy[run.id]
            if (error := future.exception()) is None:
                ended.append(future.result())
            else:
                _broken(run, error)
        return ended


def _broken(run: Job, error: BaseException) -> None:
    log = structlog.get_logger("jobs").bind(run=run.id)
    if isinstance(error, ReleveError):
        log.warning("a run was cut short and is taken up again", why=str(error))
    else:
        log.error("a run broke", exc_info=error)


def _tried(part: Callable[[], T]) -> T | None:
    """One part of a cycle. If it fails the others are done all the same, and the next cycle tries it again."""
    try:
        return part()
    except ReleveError as error:
        structlog.get_logger("jobs").warning("a part of the cycle has to wait", why=str(error))
    except Exception:
        structlog.get_logger("jobs").exception("a part of the cycle failed")
    return None


def _said(ended: Iterable[Job], queued: Iterable[Job], taken: Iterable[Job]) -> Iterable[str]:
    yield from (f"{run.told} ended: {run.state}" for run in ended)
    yield from (f"{run.told} is due" for run in queued)
    yield from (f"{run.told} taken" for run in taken)
