"""Telephones: `sipp`, a SIP user agent of others, as the callers and as the contact centres that answer them."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from tests.helpers.processes import free_port

CALLER = Path(__file__).parents[1] / "scenario" / "sip" / "caller.xml"
#: How long a set of calls may take, beyond the time it takes to place them.
SLOW_S = 60


@dataclass(frozen=True, slots=True)
class Call:
    """When somebody first asked for a number, and when and to which port they were redirected. By the clock on the wall."""

    asked: float
    told: float
    port: int


def must_have_sipp() -> str:
    """The program; skips the test where it is not installed."""
    if (program := shutil.which("sipp")) is None:
        pytest.skip("no sipp: apt-get install sip-tester")
    return program


@contextmanager
def centre(folder: Path) -> Iterator[int]:
    """A contact centre that answers every call; yields its port."""
    port = free_port()
    words = [must_have_sipp(), "-sn", "uas", "-i", "127.0.0.1", "-p", str(port), "-nostdin"]
    with (folder / f"centre-{port}.txt").open("wb") as told:
        process = subprocess.Popen(words, stdout=told, stderr=told, cwd=folder)
        try:
            yield port
        finally:
            process.kill()
            process.wait()


class Callers:
    """So many people who call these numbers in turn, at so many calls a second."""

    def __init__(
        self, folder: Path, port: int, numbers: Sequence[str], calls: int, *, rate: int
    ) -> None:
        self._folder, self._log = folder, folder / "calls.log"
        self._log.unlink(missing_ok=True)  # of those who called before
        listed = folder / "numbers.csv"
        listed.write_text("\n".join(["SEQUENTIAL", *numbers, ""]), "ascii")
        words = [must_have_sipp(), f"127.0.0.1:{port}", "-i", "127.0.0.1", "-sf", str(CALLER)]
        words += ["-inf", str(listed), "-m", str(calls), "-r", str(rate), "-l", str(calls)]
        words += ["-t", "un", "-max_socket", str(2 * calls + 100), "-nostdin"]
        words += ["-trace_logs", "-log_file", str(self._log)]
        words += ["-trace_err", "-error_file", str(folder / "errors.log")]
        words += ["-timeout", str(calls // rate + SLOW_S), "-timeout_error"]
        self._told = (folder / "callers.txt").open("wb")
        self._process = subprocess.Popen(words, stdout=self._told, stderr=self._told, cwd=folder)

    @property
    def placed(self) -> int:
        """How many calls were redirected until now."""
        with suppress(FileNotFoundError):
            return self._log.read_bytes().count(b"\n")
        return 0

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._told.close()

    def done(self) -> list[Call]:
        """Wait for the last call. The test fails here if any was not answered by a contact centre."""
        status = self._process.wait()
        told = (self._folder / "callers.txt").read_text("utf-8", "replace")[-3_000:]
        errors = self._folder / "errors.log"
        told += errors.read_text("utf-8", "replace")[:3_000] if errors.exists() else ""
        assert status == 0, f"sipp: {status}\n{told}"
        calls = [_call(line.split()) for line in self._log.read_text("ascii").splitlines()]
        return sorted(calls, key=lambda call: call.asked)


@contextmanager
def callers(
    folder: Path, port: int, numbers: Sequence[str], calls: int, *, rate: int
) -> Iterator[Callers]:
    """They call meanwhile."""
    crowd = Callers(folder, port, numbers, calls, rate=rate)
    try:
        yield crowd
    finally:
        crowd.close()


def _call(words: Sequence[str]) -> Call:
    asked_s, asked_us, told_s, told_us, port = (float(word) for word in words[2:])
    return Call(asked_s + asked_us / 1e6, told_s + told_us / 1e6, int(port))


def longest_silence(calls: Sequence[Call]) -> float:
    """For how many seconds nobody was told anything."""
    told = sorted(call.told for call in calls)
    return max((later - earlier for earlier, later in pairwise(told)), default=0.0)
