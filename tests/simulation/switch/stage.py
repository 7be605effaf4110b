"""Actors that take turns: threads of which one runs at a time, chosen by a seed, on a clock that only this stage turns.

An actor gives its turn away wherever it touches the world (`pause`, `sleep`). One whose process was killed gets `Gone`
at its next turn, as everything after SIGKILL is gone; one whose process is frozen gets no turn until it thaws.
"""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field


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
    name: str
    process: Process | None
    due: float
    turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    done: bool = False


class Stage:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = 0.0
        self._actors: list[Actor] = []
        self._back = threading.Semaphore(0)
        self._mine = threading.local()
        self._broken: BaseException | None = None

    @property
    def me(self) -> Actor:
        actor: Actor = self._mine.actor
        return actor

    def begin(self, name: str, act: Callable[[], None], process: Process | None = None) -> None:
        actor = Actor(name, process, self.now)
        self._actors.append(actor)
        threading.Thread(target=self._play, args=(actor, act), name=name, daemon=True).start()

    def pause(self) -> None:
        """Let others have a turn."""
        self._wait_until(self.now)

    def sleep(self, seconds: float) -> None:
        self._wait_until(self.now + seconds)

    def run(self, until: float) -> None:
        """Give turns until everybody is done or the clock stands at `until`. What an actor raises is raised."""
        while actors := [one for one in self._actors if not one.done]:
            ready = [one for one in actors if self._due(one) <= self.now]
            if not ready:
                self.now = max(self.now, min(map(self._due, actors)))
                if self.now > until:
                    self.now = until
                    return
                continue
            self.now += self.chance.expovariate(1 / 0.001)
            actor = self.chance.choice(ready)
            actor.turn.release()
            self._back.acquire()
            if actor.done:
                self._actors.remove(actor)
            if self._broken is not None:
                raise self._broken

    def end(self) -> None:
        """Nobody gets away: whoever is on stage still is killed."""
        for actor in [one for one in self._actors if not one.done]:
            actor.process = Process("the end", "", alive=False)
            actor.turn.release()
            self._back.acquire()
        self._actors.clear()

    def _due(self, actor: Actor) -> float:
        """The dead are shown out at once, the frozen wait."""
        process = actor.process
        if process is None or not process.alive:
            return actor.due if process is None else self.now
        return max(actor.due, process.frozen_until)

    def _wait_until(self, due: float) -> None:
        actor = self.me
        actor.due = due
        self._back.release()
        actor.turn.acquire()
        if actor.process is not None and not actor.process.alive:
            raise Gone

    def _play(self, actor: Actor, act: Callable[[], None]) -> None:
        self._mine.actor = actor
        actor.turn.acquire()
        try:
            if actor.process is None or actor.process.alive:
                act()
        except Gone:
            pass
        except BaseException as error:
            self._broken = error
        finally:
            actor.done = True
            self._back.release()


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
