"""HAProxy on loopback, in front of a server in each region that answers with the region's name; and wrk, which asks it.

Where the machine has no `haproxy` or no `wrk` the tests that want one skip.
"""

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from releve.activation.drivers.haproxy import HaproxyDriver
from releve.activation.drivers.runtime_socket import RuntimeSocket
from tests.helpers.servers import free_port

STARTED_S_MAX = 20.0

_CONFIG = """
global
  stats socket {folder}/socket mode 600 level admin
  stats socket 127.0.0.1:{runtime} level admin
  maxconn 2000
defaults
  mode http
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend front
  bind 127.0.0.1:{port}
  use_backend %[req.hdr(host),host_only,lower,map_str({folder}/releve.map,be_none),field(1,/)]
backend be_ca1
  server ca1 127.0.0.1:{ca1}
backend be_eu1
  server eu1 127.0.0.1:{eu1}
backend be_none
  http-request return status 503
frontend ca1
  bind 127.0.0.1:{ca1}
  http-request return status 200 content-type text/plain string "ca1"
frontend eu1
  bind 127.0.0.1:{eu1}
  http-request return status 200 content-type text/plain string "eu1"
"""


class NoBalancer(Exception):
    """This machine lacks what the tests of the load balancer need."""


@dataclass
class Balancer:
    folder: Path
    port: int = field(default_factory=free_port)
    runtime: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=10)
        for program in ("haproxy", "wrk"):
            if shutil.which(program) is None:
                raise NoBalancer(f"{program} is not installed (apt-get install {program})")
        text = _CONFIG.format(
            folder=self.folder,
            port=self.port,
            runtime=self.runtime,
            ca1=free_port(),
            eu1=free_port(),
        )
        (self.folder / "haproxy.cfg").write_text(text, "ascii")
        self.map.write_text("# what was before\n", "ascii")

    @property
    def map(self) -> Path:
        return self.folder / "releve.map"

    @property
    def socket(self) -> str:
        return str(self.folder / "socket")

    def start(self) -> None:
        """Returns when it answers."""
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                ["haproxy", "-f", str(self.folder / "haproxy.cfg"), "-db"],
                stdout=output,
                stderr=output,
            )
        deadline = time.monotonic() + STARTED_S_MAX
        while self.asked("nobody.example") is None:
            assert self._process.poll() is None, (self.folder / "output").read_text("utf-8")
            assert time.monotonic() < deadline, "HAProxy does not answer"
            time.sleep(0.02)

    def kill(self) -> None:
        """As a crash would."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def asked(self, host: str) -> str | None:
        """Where a request for a host ends: the region, or the status; None if nobody answers."""
        try:
            answer = self.http.get("/", headers={"Host": host})
        except httpx.TransportError:
            return None
        return answer.text if answer.is_success else str(answer.status_code)

    def says_of(self, host: str) -> str:
        """What HAProxy answers about the entry of a host in its map."""
        return RuntimeSocket(self.socket, 2.0).ask(f"get map {self.map} {host}")

    def driver(self, **more: object) -> HaproxyDriver:
        own = {
            "name": "balancer",
            "socket": RuntimeSocket(self.socket, 2.0),
            "map": str(self.map),
            "keys": ("bu{business_unit}.example",),
            "backends": {"ca1": "be_ca1", "eu1": "be_eu1"},
        }
        return HaproxyDriver(**{**own, **more})  # type: ignore[arg-type]


@contextmanager
def balancer(folder: Path) -> Iterator[Balancer]:
    """Raises NoBalancer."""
    folder.mkdir(parents=True, exist_ok=True)
    one = Balancer(folder)
    try:
        one.start()
        yield one
    finally:
        one.kill()
        one.http.close()


@dataclass
class Load:
    """wrk asking for a host, over connections that stay, and what it counted."""

    process: "subprocess.Popen[str]"

    def counted(self) -> tuple[int, int]:
        """End it: how many requests were answered well, and how many failed."""
        assert self.process.poll() is None, "the load had ended before"
        self.process.send_signal(signal.SIGINT)
        output, _ = self.process.communicate()
        total = re.search(r"(\d+) requests in", output)
        assert total, output
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
        errors = re.search(
            r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output
        )
        failed = int(bad[1]) if bad else 0
        failed += sum(int(one) for one in errors.groups()) if errors else 0
        return int(total[1]) - failed, failed


@contextmanager
def load(port: int, host: str) -> Iterator[Load]:
    command = [
        "wrk",
        "-t1",
        "-c8",
        "-d600s",
        "-H",
        f"Host: {host}",
        f"http://127.0.0.1:{port}/",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Load(process)
        finally:
            process.kill()
