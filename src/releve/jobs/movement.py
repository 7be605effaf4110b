"""The threads in which traffic is made to follow the active side: one for each driver, so that none waits for another."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import structlog

#: How long a mover rests after a turn that broke.
BROKEN_S = 2.0


class Moves(Protocol):
    """What a thread needs done; `activation` offers it."""

    @property
    def name(self) -> str: ...

    @property
    def rest_s(self) -> float: ...

    def turn(self) -> Sequence[str]: ...


@dataclass
class Movement:
    """Runs in threads of its own until `stop`."""

    movers: Sequence[Moves]
    _stop: threading.Event = field(default_factory=threading.Event)
    _wakes: list[threading.Event] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        for mover in self.movers:
            wake = threading.Event()
            run = partial(self._run, mover, wake)
            self._wakes.append(wake)
            self._threads.append(
                threading.Thread(target=run, name=f"releve-move-{mover.name}", daemon=True)
            )
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look now: somebody may have switched."""
        for wake in self._wakes:
            wake.set()

    def stop(self, patience_s: float = 10.0) -> None:
        """Whatever is cut off is done again by whoever looks next."""
        self._stop.set()
        self.wake()
        deadline = time.monotonic() + patience_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self, mover: Moves, wake: threading.Event) -> None:
        while not self._stop.is_set():
            rest_s = _turn(mover)
            wake.wait(rest_s)
            wake.clear()


def _turn(mover: Moves) -> float:
    log = structlog.get_logger("traffic")
    try:
        for sentence in mover.turn():
            log.info(sentence)
    except Exception:
        log.exception("a driver broke; it tries again", driver=mover.name)
        return BROKEN_S
    return mover.rest_s
