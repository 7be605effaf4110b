"""Real server processes on data of their own, to be asked over HTTP, killed with SIGKILL and started again."""

import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from releve.daemon.settings import Settings, load
from tests.helpers.dying import Fate
from tests.house_rules.rooms import ROOT

T = TypeVar("T")

#: How long a server may take for anything: to start, to end, to finish what it was doing.
PATIENCE_S = 40.0
#: No limit that a test would meet.
PAGES_MAX = 2**30

#: Hashes that cost nothing, and jobs that look often.
CHEAP: Mapping[str, str] = {
    "RELEVE_HASHING_TIME_COST": "1",
    "RELEVE_HASHING_MEMORY_KIB": "8",
    "RELEVE_HASHING_PARALLELISM": "1",
    "RELEVE_SYNC_TICK_S": "0.1",
}
NOTHING: Mapping[str, str] = {}


def environ_of(data: Path, port: int, more: Mapping[str, str] = NOTHING) -> dict[str, str]:
    """The settings of a server on the SQLite files in `data`, or where `more` says that the stores are."""
    return {**CHEAP, "RELEVE_DATA": str(data), "RELEVE_PORT": str(port), **more}


def settings_of(data: Path, more: Mapping[str, str] = NOTHING) -> Settings:
    """The same, for whoever looks into the stores without a server."""
    return load(environ_of(data, 0, more))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(found: Callable[[], T | None], *, what: str, within_s: float = PATIENCE_S) -> T:
    """Ask again and again until there is an answer, and return it."""
    end = time.monotonic() + within_s
    while (answer := found()) is None:
        assert time.monotonic() < end, f"after {within_s:g} s still no {what}"
        time.sleep(0.02)
    return answer


class Nest:
    """Where servers are hatched (`serve_for_tests`): everything is imported once, not once a server."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.serve_for_tests"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def hatch(
        self, environ: Mapping[str, str], log: Path, pages: Path | None, fate: Path | None
    ) -> int:
        """Start a server; returns its process id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        files = {"log": log, "pages": pages or "", "fate": fate or ""}
        told = {"environ": dict(environ), **{name: str(file) for name, file in files.items()}}
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


@contextmanager
def nest() -> Iterator[Nest]:
    one = Nest()
    try:
        yield one
    finally:
        one.close()


@dataclass
class Serving:
    """One server on one folder, at one address, however often it is killed and started."""

    nest: Nest | None  # None: somebody else has started it
    data: Path
    more: Mapping[str, str] = field(default_factory=dict)
    limited: bool = False  # its databases may be made full with `room`
    fate: Fate | None = None  # it may be made to die at a step
    port: int = field(default_factory=free_port)
    pid: int = 0

    def __post_init__(self) -> None:
        self.http = self._client()
        self.log = self.data.parent / f"{self.data.name}.log"
        self._pages = self.data.parent / f"{self.data.name}.pages"
        self.room(PAGES_MAX)

    def _client(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE_S)

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """It stands still meanwhile. Whoever asks it does so over a new connection: one that was kept would be too old when it
        wakes up, and be closed on whoever waits."""
        self.http.close()
        self.http = self._client()
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)

    def start(self) -> None:
        """Returns when it answers."""
        assert self.nest is not None
        environ = environ_of(self.data, self.port, self.more)
        pages, fate = self._pages if self.limited else None, self.fate.file if self.fate else None
        self.pid = self.nest.hatch(environ, self.log, pages, fate)
        self.wait()

    def wait(self) -> None:
        until(self._answers, what="answer of the server")

    def _answers(self) -> bool | None:
        assert self.runs(), f"the server has ended: {self.told()}"
        with suppress(httpx.TransportError):
            return self.http.get("/health/live").is_success or None
        return None

    def runs(self) -> bool:
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, 0)
                return True
        return False

    def told(self) -> str:
        """What it has written into its log."""
        return self.log.read_text("utf-8") if self.log.exists() else ""

    def kill(self) -> None:
        """As a crash would: it does not get to say a word."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """Killed, and asked no more."""
        self.kill()
        self.http.close()

    def stop(self) -> None:
        """In good order."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if not self.pid:
            return
        with suppress(ProcessLookupError):
            os.kill(self.pid, how)
        until(lambda: True if not self.runs() else None, what="end of the server")
        self.pid = 0

    def room(self, pages: int) -> None:
        """How many pages each of its SQLite databases may have from now on."""
        whole = self._pages.with_suffix(".new")
        whole.write_text(str(pages), "ascii")
        whole.replace(self._pages)

    def ask(self, method: str, path: str, token: str = "", body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.http.request(method, f"/api/v1{path}", headers=headers, json=body)

    def done(self, method: str, path: str, token: str = "", body: Any = None) -> Any:
        """The answer's JSON; a test fails here unless the answer is a good one."""
        answer = self.ask(method, path, token, body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def log_in(self, username: str, password: str) -> Any:
        given = {"username": username, "password": password}
        return self.done("POST", "/login", body=given)


@contextmanager
def serving(
    nest: Nest, data: Path, more: Mapping[str, str] = NOTHING, *, limited: bool = False
) -> Iterator[Serving]:
    """A running server, gone at the end."""
    one = Serving(nest, data, more, limited)
    try:
        one.start()
        yield one
    finally:
        one.kill()
        one.http.close()


@dataclass
class Dice:
    """Draws the moments of killing. The same seed draws the same ones."""

    seed: int
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    @classmethod
    def thrown(cls) -> "Dice":
        """With the seed that RELEVE_SEED gives, else a new one."""
        return cls(int(os.environ.get("RELEVE_SEED") or secrets.randbelow(2**31)))

    def moment(self, act_s: float) -> float:
        """Somewhere in the act, or a little after it. In seconds."""
        return self._random.uniform(0.0, 1.15 * act_s)

    def some(self, among: Sequence[T], most: int) -> list[T]:
        return self._random.sample(among, min(most, len(among)))

    def sleep(self, most_s: float) -> None:
        time.sleep(self._random.uniform(0.0, most_s))


def killed_in(
    server: Serving, act: Callable[[], httpx.Response], after_s: float
) -> httpx.Response | None:
    """Begin an act and kill the server after so many seconds. Returns the answer if there was one."""
    answers: list[httpx.Response] = []
    begun = threading.Event()

    def client() -> None:
        begun.set()
        with suppress(httpx.TransportError):
            answers.append(act())

    asking = threading.Thread(target=client)
    asking.start()
    begun.wait()
    time.sleep(after_s)
    server.kill()
    asking.join()
    return answers[0] if answers else None
