"""Actors that take turns: one runs at a time, chosen by a seed, on a clock that only this stage turns.

An actor gives its turn away wherever it touches the world (`pause`, `sleep`). One whose process was killed gets `Gone`
at its next turn, as everything after SIGKILL is gone; one whose process is frozen gets no turn until it thaws.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from greenlet import getcurrent, greenlet


class Gone(BaseException):
    """The process was killed."""


@dataclass(eq=False)
class Process:
    """Whatever dies and freezes together."""

    name: str
    site: str
    alive: bool = True
    frozen_until: float = 0.0


@dataclass(eq=False)
class Actor:
    """A greenlet, for its turn costs a tenth of a thread's."""

    process: Process | None
    due: float
    act: Any

    @property
    def done(self) -> bool:
        return bool(self.act.dead)


class Stage:
    me: Actor  # whose turn it is

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = 0.0
        self._actors: list[Actor] = []
        self._director = getcurrent()

    def begin(self, act: Callable[[], None], process: Process | None = None) -> None:
        self._actors.append(Actor(process, self.now, greenlet(act, self._director)))

    def pause(self) -> None:
        """Let others have a turn."""
        self._wait_until(self.now)

    def sleep(self, seconds: float) -> None:
        self._wait_until(self.now + seconds)

    def run(self, until: float) -> None:
        """Give turns until everybody is done or the clock stands at `until`. What an actor raises is raised."""
        while self._actors:
            ready = [one for one in self._actors if self._due(one) <= self.now]
            if not ready:
                self.now = max(self.now, min(map(self._due, self._actors)))
                if self.now > until:
                    self.now = until
                    return
                continue
            self.now += self.chance.expovariate(1 / 0.001)
            self._give_turn(self.chance.choice(ready))

    def end(self) -> None:
        """Nobody gets away: whoever is on stage still is killed."""
        while self._actors:
            self._actors[0].process = Process("the end", "", alive=False)
            self._give_turn(self._actors[0])

    def _give_turn(self, actor: Actor) -> None:
        self.me = actor
        try:
            if actor.process is None or actor.process.alive:
                actor.act.switch()
            else:
                actor.act.throw(Gone)
        except Gone:
            pass
        finally:
            if actor.done:
                self._actors.remove(actor)

    def _due(self, actor: Actor) -> float:
        """The dead are shown out at once, the frozen wait."""
        process = actor.process
        if process is None or not process.alive:
            return actor.due if process is None else self.now
        return max(actor.due, process.frozen_until)

    def _wait_until(self, due: float) -> None:
        self.me.due = due
        self._director.switch()


class Clockwork:
    """In place of the module `time`, for code that asks it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def monotonic(self) -> float:
        return self._stage.now

    def sleep(self, seconds: float) -> None:
        self._stage.sleep(seconds)


class Locks:
    """In place of the module `threading`: locks for which one waits on the stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def Lock(self) -> "StageLock":  # noqa: N802 -- the name it has there
        return StageLock(self._stage)


class StageLock:
    def __init__(self, stage: Stage) -> None:
        self._stage, self._holder = stage, None

    _holder: Actor | None

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        deadline = self._stage.now + timeout if timeout >= 0 else float("inf")
        while self.locked():
            if not blocking or self._stage.now >= deadline:
                return False
            self._stage.sleep(0.005)
        self._holder = self._stage.me
        return True

    def release(self) -> None:
        self._holder = None

    def locked(self) -> bool:
        return self._holder is not None and not self._holder.done

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()
