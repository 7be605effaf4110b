"""The ground a server stands on: its ports, and the data folder of embedded stores. Taken before anything is begun.

The folder is held with a lock of the operating system, which ends with the process, however it ends: nothing is
left to clear away after SIGKILL. Stores on PostgreSQL are made for several processes and hold no folder. Nor does
`releve operators create`: it may work beside a running server, because the stores keep writers apart.
"""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from releve.activation.drivers.sip.server import Sockets, bound
from releve.daemon.build import folder_of_no_use, make_folder
from releve.daemon.lost import embedded_file
from releve.daemon.settings import Settings
from releve.domain.errors import Unavailable
from releve.domain.say import Message, say

#: The file that is locked. It holds the process id of whoever locked it last, for people to read.
LOCK = "releve.lock"


@dataclass(frozen=True, slots=True)
class Ground:
    """Held from `take` to `close`, or to the end of the process. `sip` None: no calls are redirected."""

    listener: socket.socket
    sip: Sockets | None
    _lock: IO[str] | None

    def close(self) -> None:
        self.listener.close()
        if self.sip is not None:
            self.sip.close()
        if self._lock is not None:
            self._lock.close()


def take(settings: Settings) -> Ground:
    """The ports first, then the folder. Raises Unavailable, and holds nothing, if one of them is not to be had."""
    with ExitStack() as taken:
        listener = taken.enter_context(closing(_listen(settings.host, settings.port)))
        sip = _listen_to_calls(settings.sip.listen) if settings.sip.listen else None
        if sip is not None:
            taken.enter_context(closing(sip))
        ground = Ground(listener, sip, _held(settings.data) if _is_embedded(settings) else None)
        taken.pop_all()  # from here on it is the ground that closes them
        return ground


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """The folder without the port, for work beside which no server may run. Raises Unavailable."""
    if not _is_embedded(settings):
        yield
        return
    with _held(settings.data):
        yield


def _is_embedded(settings: Settings) -> bool:
    urls = [settings.directory, *(region.store for region in settings.regions.values())]
    return any(embedded_file(url) for url in urls)


def _held(folder: Path) -> IO[str]:
    make_folder(folder)
    try:
        lock = (folder / LOCK).open("a+", encoding="ascii")
    except OSError as error:
        raise folder_of_no_use(folder, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise _in_use(folder, lock) from error
    except OSError as error:
        lock.close()
        raise folder_of_no_use(folder, error) from error
    with suppress(OSError):  # a full disk: the lock holds all the same
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
    return lock


def _in_use(folder: Path, lock: IO[str]) -> Unavailable:
    with lock:
        lock.seek(0)
        process = lock.read().strip()
    return Unavailable(
        say("Another server uses the folder {path} (process {id}).", path=folder, id=process),
        say("Stop that one first, or choose another folder, for example with --data."),
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        listener = socket.create_server((host, port), backlog=2048, reuse_port=False)
        # Accepted connections inherit it. An answer is sent in two parts, and the second one would wait for a client that
        # takes its time to acknowledge the first: 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        hint = say(
            "Stop what is running there, or choose another port, for example with --port 8322."
        )
        raise _not_to_be_had(host, str(port), error, hint) from error


def _listen_to_calls(listen: str) -> Sockets:
    host, _, port = listen.rpartition(":")
    try:
        return bound(host.strip("[]"), int(port))
    except OSError as error:
        hint = say("Stop what is running there, or give another address in the setting sip.listen.")
        raise _not_to_be_had(host, port, error, hint) from error


def _not_to_be_had(host: str, port: str, error: OSError, hint: Message) -> Unavailable:
    # What the resolver of names says has numbers of its own.
    why = (
        str(error.strerror or "")
        if error.errno is None or error.errno < 0
        else os.strerror(error.errno)
    )
    told = say("The port {port} of {host} is not to be had: {why}.", port=port, host=host, why=why)
    return Unavailable(told, hint)
