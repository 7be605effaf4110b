"""The loop that does what is due, level-triggered: it looks at what is there, never at what it remembers.

A crash loses nothing, for there is nothing in memory to lose: what waits is a row, and what was being done by a
process that died is a row whose lease runs out. Each cycle says in a sentence what it did.
"""

import threading
from collections.abc import Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from releve.domain.runs import Run


class Work(Protocol):
    """What the loop needs done; `app` offers it."""

    def queue_due(self) -> list[Run]: ...
    def take(self, busy: Collection[str]) -> list[Run]: ...
    def carry_out(self, run: Run) -> Run: ...
    def extend(self, run: Run) -> bool: ...
    def tidy(self) -> None: ...


@dataclass
class Loop:
    """Runs in a thread of its own until `stop`; runs are carried out by `workers` other threads."""

    work: Work
    tick_s: float = 2.0
    workers: int = 2
    _wake: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)
    _busy: dict[str, tuple[Run, Future[Run]]] = field(default_factory=dict)
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
            self.work.extend(run)
        queued = self.work.queue_due()
        free = self.workers - len(self._busy)
        taken = self.work.take(self._busy) if free > 0 else []
        for run in taken:
            self._busy[run.id] = (run, pool.submit(self._carry_out, run))
        self.work.tidy()
        return ", ".join(_said(ended, queued, taken))

    def _carry_out(self, run: Run) -> Run:
        try:
            return self.work.carry_out(run)
        finally:
            self.wake()

    def _gather(self) -> list[Run]:
        done = [(run, future) for run, future in self._busy.values() if future.done()]
        ended = []
        for run, future in done:
            del self._busy[run.id]
            if (error := future.exception()) is not None:
                structlog.get_logger("jobs").error("a run broke", run=run.id, exc_info=error)
            else:
                ended.append(future.result())
        return ended


def _said(ended: Iterable[Run], queued: Iterable[Run], taken: Iterable[Run]) -> Iterable[str]:
    yield from (f"run {run.id} of pair {run.pair} ended: {run.state}" for run in ended)
    yield from (f"run {run.id} of pair {run.pair} is due" for run in queued)
    yield from (f"run {run.id} of pair {run.pair} taken" for run in taken)
