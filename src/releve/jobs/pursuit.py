"""The thread that follows: it looks again and again at what somebody must know at once, quickly while there is anything to
follow: at the pairs whose sync is continuous, at the numbers that are called."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

#: Between two looks: while something is followed, while nothing is, and after a look that broke.
FOLLOWING_S, IDLE_S, BROKEN_S = 0.02, 1.0, 5.0

#: Changes come in bursts: for so long after one the looks follow each other as quickly as this.
BURST_S, IN_BURST_S = 2.0, 0.003


class Follows(Protocol):
    """What the thread needs done; `app` offers it."""

    @property
    def follows(self) -> bool: ...

    def turn(self) -> Sequence[str]: ...


@dataclass
class Rests:
    """How long to rest after each look."""

    _moved_at: float = -BURST_S

    def after(self, *, moved: bool) -> float:
        now = time.monotonic()
        if moved:
            self._moved_at = now
        return IN_BURST_S if now - self._moved_at < BURST_S else FOLLOWING_S


@dataclass
class Pursuit:
    """Runs in a thread of its own until `stop`."""

    follower: Follows
    name: str = "releve-follow"
    _rests: Rests = field(default_factory=Rests)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self, patience_s: float = 10.0) -> None:
        """Whatever is cut off is rolled back."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(patience_s)

    def _run(self) -> None:
        while not self._stop.wait(self.look()):
            pass

    def look(self) -> float:
        """One look; returns how long to rest."""
        log = structlog.get_logger("follow")
        try:
            said = [sentence for sentence in self.follower.turn() if sentence]
            for sentence in said:
                log.info(sentence)
        except Exception:
            log.exception("a look failed; the next one tries again", by=self.name)
            return BROKEN_S
        return self._rests.after(moved=bool(said)) if self.follower.follows else IDLE_S
