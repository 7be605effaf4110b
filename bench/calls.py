"""Whoever is called over UDP, and who calls, each in a process of its own.

python -m bench.calls house FOLDER NUMBERS     the SIP redirect, as `releve serve` runs it, with so many numbers
python -m bench.calls bare                     a loop that sends the same bytes back whatever comes
python -m bench.calls ask PORT CALLS NUMBERS   prints the seconds an answer takes

The first two print their port, and end with their standard input.
"""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

from bench import kept
from bench.serving import settings_in
from releve.activation.drivers.sip.server import bound
from releve.app.house import House
from releve.app.number_book import Held
from releve.daemon.build import build_calls, build_house, build_watch, open_regions
from releve.daemon.settings import Settings, SipSettings

#: So many requests are on their way at once.
WINDOW = 8
FIRST_NUMBER = 15_145_550_000


def request(n: int, number: int) -> bytes:
    """A call as a carrier places it, with a body of 129 bytes."""
    return (
        f"INVITE sip:+{number}@calls.example SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK-{n};rport\r\n"
        f"From: carrier <sip:+33199000001@carrier.example>;tag={n}\r\n"
        f"To: <sip:+{number}@calls.example>\r\n"
        f"Call-ID: {n}@carrier.example\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n"
        "Contact: <sip:carrier@carrier.example:5070>\r\nUser-Agent: carrier\r\n"
        f"Content-Type: application/sdp\r\nContent-Length: 129\r\n\r\n{'x' * 129}"
    ).encode("ascii")


def redirect(folder: Path, numbers: int) -> None:
    settings = _with_sip(settings_in(folder))
    house = build_house(settings)
    open_regions(house)
    _know(house, numbers)
    sockets = bound("127.0.0.1", 0)
    watch, calls = build_watch(house, settings), build_calls(house, settings, sockets)
    watch.start()
    calls.start()
    _tell(sockets.address[1])
    sys.stdin.read()
    calls.stop()
    watch.stop()


def _with_sip(settings: Settings) -> Settings:
    regions = {
        name: replace(one, sip=f"sbc.{name}.example") for name, one in settings.regions.items()
    }
    return replace(settings, regions=regions, sip=SipSettings("127.0.0.1:0", 0))


def _know(house: House, numbers: int) -> None:
    """As if they had been read from the tenants in turn, in which nothing has changed since."""
    tenants = house.registry.tenants()
    for at, tenant in enumerate(tenants):
        theirs = range(FIRST_NUMBER + at, FIRST_NUMBER + numbers, len(tenants))
        house.numbers.enter(tenant.id, Held(0, 0, frozenset(map(str, theirs))))
    house.numbers.settle(tenants)


def bare() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        _tell(line.getsockname()[1])
        threading.Thread(target=_send_back, args=(line,), daemon=True).start()
        sys.stdin.read()


def _send_back(line: socket.socket) -> None:
    while True:
        data, sender = line.recvfrom(65_536)
        line.sendto(data, sender)


def _tell(port: int) -> None:
    print(port, flush=True)


def seconds_per_answer(port: int, calls: int, numbers: int) -> float:
    """Raises TimeoutError if an answer is lost."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.connect(("127.0.0.1", port))
        line.settimeout(5)
        waiting = (request(n, FIRST_NUMBER + n * 7919 % numbers) for n in range(calls + WINDOW))
        began = time.perf_counter()
        for _ in range(WINDOW):
            line.send(next(waiting))
        for _ in range(calls):
            line.recv(65_536)
            line.send(next(waiting))
        return (time.perf_counter() - began) / calls


@contextmanager
def called(*words: str) -> Iterator[int]:
    """The port of such a server; it has ended afterwards."""
    command = [sys.executable, "-m", "bench.calls", *words]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=kept.ROOT
    ) as process:
        try:
            yield int(cast(IO[str], process.stdout).readline())
        finally:
            cast(IO[str], process.stdin).close()


def asked(port: int, calls: int, numbers: int) -> float:
    """Seconds an answer, measured by a process of its own."""
    command = [sys.executable, "-m", "bench.calls", "ask", str(port), str(calls), str(numbers)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=kept.ROOT)
    return float(told.stdout)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["house", folder, numbers]:
            redirect(Path(folder), int(numbers))
        case ["bare"]:
            bare()
        case ["ask", port, calls, numbers]:
            print(seconds_per_answer(int(port), int(calls), int(numbers)))
