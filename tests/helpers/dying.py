"""Servers that die, or stand still, at a step of what they do: between any two moments in which they touch the world.

A step is named by who does it (`switch`, or `move-<driver>`) and in which epoch, so that nothing else trips over it. What
lies between two touches cannot be told from outside, so every moment of an act is one of these steps. Which step it was
stands in the server's log.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from releve.activation.drivers.runtime_socket import RuntimeSocket
from releve.activation.mover import Mover
from releve.app import switching
from releve.stores.directory.etcd import EtcdDirectory
from releve.stores.regional.store import SqlRegionalStore

#: How a step is written into the log: of one who dies there, and of one who passes it unharmed.
REACHED, PASSED = "reached the step: ", "passed the step: "


@dataclass(frozen=True)
class Fate:
    """What a server is told, in a file that it looks at before each step."""

    file: Path

    def tell(self, who: str, epoch: int, nth: int, how: signal.Signals = signal.SIGKILL) -> None:
        """At the nth step that `who` takes in this epoch; 0: never, all of them are only written down."""
        told = {"who": who, "epoch": epoch, "nth": nth, "how": how}
        whole = self.file.with_suffix(".new")
        whole.write_text(json.dumps(told), "ascii")
        whole.replace(self.file)

    def spare(self) -> None:
        """Whoever reads the file at this moment finds it whole, or does not find it."""
        self.file.unlink(missing_ok=True)


class _Steps:
    """In the server: counts the steps of whoever is meant. Each act belongs to a thread."""

    def __init__(self, file: Path) -> None:
        self._file, self._acting = file, threading.local()
        self._told, self._taken = "", 0

    @contextmanager
    def acting(self, who: str, epoch: int) -> Iterator[None]:
        self._acting.now = (who, epoch)
        try:
            yield
        finally:
            self._acting.now = None

    def step(self, what: str) -> None:
        now = getattr(self._acting, "now", None)
        if now is None or not (text := self._read()):
            return
        told = json.loads(text)
        if now != (told["who"], told["epoch"]):
            return
        self._taken = self._taken + 1 if text == self._told else 1
        self._told = text
        if told["nth"] == 0:
            print(f"{PASSED}{now[0]}, {what}", file=sys.stderr, flush=True)
        if self._taken == told["nth"]:
            print(f"{REACHED}{now[0]}, {what}", file=sys.stderr, flush=True)
            os.kill(os.getpid(), told["how"])

    def _read(self) -> str:
        with suppress(FileNotFoundError):
            return self._file.read_text("ascii")
        return ""


def mortal(file: Path) -> None:
    """From now on this process dies as the file tells it."""
    steps = _Steps(file)
    _act(switching, "switch", steps, lambda given, more: ("switch", more["expect"] + 1), told=True)
    _act(Mover, "_look_after", steps, lambda given, more: (f"move-{given[0].name}", given[1].epoch))
    _around(EtcdDirectory, "commit", steps, "commit in the directory")
    _around(Mover, "_converge", steps, "move at the far end")
    _around(RuntimeSocket, "ask", steps, "word to HAProxy", after=False)
    _committing(steps)


def _act(
    place: Any,
    name: str,
    steps: _Steps,
    who: Callable[[Any, Any], tuple[str, int]],
    *,
    told: bool = False,
) -> None:
    whole = getattr(place, name)

    def acted(*given: Any, **more: Any) -> Any:
        with steps.acting(*who(given, more)):
            done = whole(*given, **more)
            if told:
                steps.step("all is done, and nobody was told")
            return done

    setattr(place, name, acted)


def _around(place: Any, name: str, steps: _Steps, what: str, *, after: bool = True) -> None:
    whole = getattr(place, name)

    def stepped(*given: Any, **more: Any) -> Any:
        steps.step(f"before the {what}")
        done = whole(*given, **more)
        if after:
            steps.step(f"after the {what}")
        return done

    setattr(place, name, stepped)


def _committing(steps: _Steps) -> None:
    whole = SqlRegionalStore.writing

    @contextmanager
    def writing(store: SqlRegionalStore) -> Iterator[Any]:
        with whole(store) as tx:
            yield tx
            steps.step(f"before the commit in {store.region}")

    SqlRegionalStore.writing = writing  # type: ignore[method-assign,assignment]
