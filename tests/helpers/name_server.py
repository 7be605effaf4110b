"""Knot DNS on loopback with a zone that takes updates signed with a key; it keeps the zone over a restart.

Where the machine has no `knotd` the tests that want one skip.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import dns.rcode

from releve.activation.drivers.dns import DnsDriver, Key
from tests.helpers.servers import free_port

ZONE = "contact.example"
KEY = Key("releve", "hmac-sha256", "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==")
STARTED_S_MAX = 20.0

_CONFIG = """
server:
    rundir: {folder}/run
    listen: 127.0.0.1@{port}
log:
  - target: {folder}/log
    any: info
database:
    storage: {folder}/db
    journal-db-mode: asynchronous
key:
  - id: {key}
    algorithm: {algorithm}
    secret: {secret}
acl:
  - id: keyed
    key: {key}
    action: [query, update, transfer]
zone:
  - domain: {zone}
    storage: {folder}
    file: zone
    zonefile-sync: -1
    acl: keyed
"""

_ZONE_FILE = """
$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 127.0.0.1
"""


class NoKnot(Exception):
    """This machine has no Knot DNS for tests."""


@dataclass
class NameServer:
    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        if shutil.which("knotd") is None:
            raise NoKnot("knotd is not installed (apt-get install knot)")
        for name in ("run", "db"):
            (self.folder / name).mkdir(parents=True)
        text = _CONFIG.format(
            folder=self.folder,
            port=self.port,
            zone=ZONE,
            key=KEY.name,
            algorithm=KEY.algorithm,
            secret=KEY.secret,
        )
        (self.folder / "knot.conf").write_text(text, "utf-8")
        (self.folder / "zone").write_text(_ZONE_FILE, "utf-8")

    def start(self) -> None:
        """Returns when it answers."""
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                ["knotd", "-c", str(self.folder / "knot.conf")], stdout=output, stderr=output
            )
        deadline = time.monotonic() + STARTED_S_MAX
        while self.records("ns", "A") != ["127.0.0.1"]:
            assert self._process.poll() is None, (self.folder / "output").read_text("utf-8")
            assert time.monotonic() < deadline, "the name server does not answer"
            time.sleep(0.02)

    def kill(self) -> None:
        """As a crash would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """Connections are made, and never answered."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def records(self, name: str, record: str) -> list[str] | None:
        """What a client is told of a name in the zone, sorted; None if there is no answer."""
        query = dns.message.make_query(f"{name}.{ZONE}.", record)
        try:
            answer = dns.query.udp(query, "127.0.0.1", timeout=0.5, port=self.port)
        except (OSError, dns.exception.DNSException):
            return None
        return sorted(one.to_text() for rrset in answer.answer for one in rrset)

    def driver(self, **more: object) -> DnsDriver:
        """One whose names are the primary's business unit: 192.0.2.1 in ca1, 192.0.2.2 and .3 in eu1."""
        own = {
            "name": "names",
            "server": "127.0.0.1",
            "port": self.port,
            "zone": ZONE,
            "names": ("bu{business_unit}." + ZONE,),
            "record": "A",
            "ttl": 5,
            "values": {"ca1": ("192.0.2.1",), "eu1": ("192.0.2.2", "192.0.2.3")},
            "key": KEY,
        }
        return DnsDriver(**{**own, **more})  # type: ignore[arg-type]


@contextmanager
def name_server(folder: Path) -> Iterator[NameServer]:
    """Raises NoKnot."""
    folder.mkdir(parents=True, exist_ok=True)
    server = NameServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()
