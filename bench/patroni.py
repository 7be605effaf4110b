"""Patroni with two nodes, one in each region, on the etcd and the PostgreSQL of everybody else here.

It is nothing that the product needs, so it is in no environment: the bench installs it, pinned by hashes, into a folder of
its own. PostgreSQL refuses to run as root, so root runs Patroni as `nobody`, with a Python that `nobody` can reach.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
from tests.helpers.etcd import EtcdCluster, Member
from tests.helpers.postgres import USER, Cluster, children_of, until_gone
from tests.helpers.servers import free_port

from bench import kept
from bench.watching import GIVEN_UP_S, Watches, watching

REQUIREMENTS = kept.ROOT / "bench" / "requirements-patroni.txt"


@dataclass(frozen=True, slots=True)
class Timing:
    """How often Patroni looks, and how long it waits: `name` says which this is."""

    name: str
    ttl: int
    loop_wait: int
    retry_timeout: int


#: As it comes; and the least that it takes.
TIMINGS = (Timing("as it comes", 30, 10, 10), Timing("at its fastest", 20, 1, 3))


def installed() -> tuple[str, Path]:
    """A Python that the user of the clusters can run, and the folder of Patroni for it."""
    folder = (
        kept.folder() / f"patroni-{kept.key_of([REQUIREMENTS.read_text('ascii'), sys.version])}"
    )
    if not folder.exists():
        making = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(making, ignore_errors=True)
        words = ("--quiet", "--disable-pip-version-check", "--require-hashes")
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "install",
                *words,
                "-r",
                REQUIREMENTS,
                "--target",
                making,
            ],
            check=True,
        )
        making.rename(folder)
    return _python(folder), folder


def _python(patroni: Path) -> str:
    wanted = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for found in (sys.executable, f"/usr/local/bin/{wanted}", f"/usr/bin/{wanted}"):
        with suppress(OSError, subprocess.CalledProcessError):
            subprocess.run(
                [found, "-c", "import patroni, psycopg"],
                check=True,
                capture_output=True,
                cwd=patroni,
                env={"PYTHONPATH": str(patroni)},
                user="nobody" if os.getuid() == 0 else None,
            )
            return found
    raise RuntimeError(f"nobody who is not root can run {wanted} here")


@dataclass
class Node:
    """Patroni and the PostgreSQL that it looks after, in one region."""

    region: str
    folder: Path
    member: Member  # of etcd, on the same site
    timing: Timing
    api: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None
    _line: "psycopg.Connection[tuple[object, ...]] | None" = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        self.postgres = Cluster(self.folder, "18", durable=True)

    def configure(self, etcd: EtcdCluster) -> None:
        hosts = [one.host for one in etcd.members]
        address = f"127.0.0.1:{self.postgres.port}"
        timing = {
            "ttl": self.timing.ttl,
            "loop_wait": self.timing.loop_wait,
            "retry_timeout": self.timing.retry_timeout,
        }
        trust = [f"host {what} all 127.0.0.1/32 trust" for what in ("all", "replication")]
        told = {
            "scope": f"patroni-{self.timing.ttl}",
            "name": self.region,
            "restapi": {
                "listen": f"127.0.0.1:{self.api}",
                "connect_address": f"127.0.0.1:{self.api}",
            },
            "etcd3": {"hosts": hosts},
            "bootstrap": {
                "dcs": {**timing, "postgresql": {"use_pg_rewind": True, "use_slots": True}},
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}],
            },
            "postgresql": {
                "listen": address,
                "connect_address": address,
                "data_dir": str(self.folder / "data"),
                "bin_dir": str(self.postgres.programs),
                "pgpass": str(self.folder / "pgpass"),
                "pg_hba": trust,
                "authentication": {
                    "superuser": {"username": USER},
                    "replication": {"username": "replicator"},
                },
                "parameters": {"unix_socket_directories": ""},
            },
        }
        (self.folder / "patroni.yml").write_text(json.dumps(told), "utf-8")  # JSON is YAML

    def start(self) -> None:
        python, packages = installed()
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [python, "-m", "patroni", str(self.folder / "patroni.yml")],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={"PYTHONPATH": str(packages), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
                user=self.postgres.user,
            )

    def kill(self) -> None:
        """Patroni and PostgreSQL, as if the machine were gone."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
        pid_file = self.folder / "data" / "postmaster.pid"
        if not pid_file.exists():
            return
        server = int(pid_file.read_text("ascii").split()[0])
        everybody = [server, *children_of(server)]
        for one in everybody:
            with suppress(ProcessLookupError):
                os.kill(one, 9)
        for one in everybody:
            until_gone(one)

    def writes(self) -> str | None:
        """The region, if a row was written and committed here."""
        try:
            if self._line is None:
                url = self.postgres.url()
                self._line = psycopg.connect(url, autocommit=True, connect_timeout=2)
            self._line.execute("INSERT INTO beat VALUES (now())")
        except psycopg.errors.ReadOnlySqlTransaction:
            return None  # it follows
        except psycopg.Error:
            if self._line is not None:
                self._line.close()
            self._line = None
            return None
        return self.region


@dataclass
class Patroni:
    """A cluster that is whole between two measurements, and what its clients have seen."""

    timing: Timing
    nodes: Sequence[Node]
    etcd: EtcdCluster
    watches: Watches

    def switchover(self, *, killing: bool = False) -> float:
        """From the order to the first write in the other region; with `killing`, the leader of etcd dies at that moment."""
        old, new = self._whole()
        killed = self.etcd.wait_for_leader() if killing else None
        began = self.watches.begin()
        if killed:
            killed.kill()
        wanted = {"leader": old.region, "candidate": new.region}
        while not self.watches.doors[new.region].shows(new.region):
            with suppress(httpx.TransportError):
                httpx.post(f"http://127.0.0.1:{old.api}/switchover", json=wanted, timeout=120)
            time.sleep(0.05)  # it answers when it is done, or refuses because it cannot now
        return self._end(new, began, killed)

    def failover(self) -> float:
        """From the death of the leading region to the first write in the other one."""
        old, new = self._whole()
        began = self.watches.begin()
        old.kill()
        old.member.kill()
        took = self._end(new, began, old.member)
        old.start()
        return took

    def _end(self, new: Node, began: float, killed: Member | None) -> float:
        self.watches.shown(new.region, new.region)
        if killed:
            self.etcd.start(killed)
        return self.watches.doors[new.region].first(new.region, began)

    def _whole(self) -> tuple[Node, Node]:
        """Who leads and who follows, when both do as they should."""
        until = time.monotonic() + GIVEN_UP_S
        while time.monotonic() < until:
            roles = self._roles()
            if set(roles) == {"leader", "replica"}:
                return roles["leader"], roles["replica"]
            time.sleep(0.1)
        raise RuntimeError(f"Patroni's cluster does not become whole: {self.nodes[0].folder}")

    def _roles(self) -> dict[str, Node]:
        roles: dict[str, Node] = {}
        for node in self.nodes:
            with suppress(httpx.TransportError):
                cluster = httpx.get(f"http://127.0.0.1:{node.api}/cluster", timeout=5).json()
                lines = set()
                for one in cluster["members"]:
                    lines.add(one.get("timeline"))
                    if one["name"] == node.region and _is_well(one):
                        roles[one["role"]] = node
                if len(lines) != 1:
                    return {}
        return roles


def _is_well(member: dict[str, object]) -> bool:
    if member["role"] == "leader":
        return member["state"] == "running"
    return member["state"] == "streaming" and member.get("lag") == 0


@contextmanager
def patroni(
    folder: Path, etcd: EtcdCluster, timing: Timing, regions: Sequence[str]
) -> Iterator[Patroni]:
    """A whole cluster, with clients that write in both regions."""
    with ExitStack() as leaving:
        nodes = [
            Node(region, folder / f"patroni-{timing.ttl}-{region}", member, timing)
            for region, member in zip(regions, etcd.members, strict=False)
        ]
        for node in nodes:
            leaving.callback(node.kill)
            node.configure(etcd)
            node.start()
            _until_there(node)
        first = nodes[0]
        with psycopg.connect(first.postgres.url(), autocommit=True) as line:
            line.execute("CREATE TABLE beat (at timestamptz)")
        watches = leaving.enter_context(watching({one.region: one.writes for one in nodes}))
        cluster = Patroni(timing, nodes, etcd, watches)
        cluster._whole()
        yield cluster


def _until_there(node: Node) -> None:
    """Until it leads, or follows: the first to come is the first to lead."""
    until = time.monotonic() + GIVEN_UP_S
    while time.monotonic() < until:
        with suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{node.api}/health", timeout=5).is_success:
                return
        time.sleep(0.1)
    raise RuntimeError(f"Patroni does not start: {node.folder / 'log'}")
