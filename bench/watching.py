"""Clients that ask one door each, again and again, and write down which side has answered, and when.

A side is named by its region. Whoever switches is another client; when the old side answered last, and the new one first,
is told by those who asked.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

#: Between two questions of one client: as exact are the figures.
BETWEEN_S = 0.01
#: How long a door may take to move.
GIVEN_UP_S = 180.0

#: The side that answers now; None if nobody does.
Ask = Callable[[], str | None]


@dataclass
class Watch:
    """One client: every answer with the moment in which it was there."""

    ask: Ask
    answers: list[tuple[float, str]] = field(default_factory=list)

    def run(self, stop: Event) -> None:
        while not stop.wait(BETWEEN_S):
            if (side := self.ask()) is not None:
                self.answers.append((time.perf_counter(), side))

    def shows(self, side: str) -> bool:
        return bool(self.answers) and self.answers[-1][1] == side

    def last(self, side: str, since: float) -> float:
        """How long after a moment the side has answered last; 0 if it never did again."""
        return max(
            (at - since for at, told in self.answers if told == side and at > since), default=0
        )

    def first(self, side: str, since: float) -> float:
        return next(at - since for at, told in self.answers if told == side and at > since)


@dataclass(frozen=True)
class Watches:
    """The clients of several doors, by the doors' names."""

    doors: Mapping[str, Watch]
    asking: list["Future[None]"]

    def shown(self, side: str, *doors: str) -> None:
        """Returns when all of these doors, or all that there are, answer with this side."""
        until = time.perf_counter() + GIVEN_UP_S
        while late := [one for one in doors or self.doors if not self.doors[one].shows(side)]:
            for broken in (one for one in self.asking if one.done()):
                broken.result()
            if time.perf_counter() > until:
                raise RuntimeError(f"{side} is not shown at {late}")
            time.sleep(BETWEEN_S)

    def begin(self) -> float:
        """The moment from which is measured; what was answered before is forgotten."""
        for one in self.doors.values():
            one.answers.clear()
        return time.perf_counter()


@contextmanager
def watching(doors: Mapping[str, Ask]) -> Iterator[Watches]:
    stop = Event()
    watches = {name: Watch(ask) for name, ask in doors.items()}
    with ThreadPoolExecutor(len(doors)) as threads:
        asking = [threads.submit(one.run, stop) for one in watches.values()]
        try:
            yield Watches(watches, asking)
        finally:
            stop.set()
