"""The runtime socket of HAProxy: one command, one answer. A path of this machine, or `host:port`."""

import re
import socket
import time
from dataclasses import dataclass

from releve.domain.errors import Unavailable
from releve.domain.say import say

#: More than any answer to what we ask.
ANSWER_MAX = 1_048_576

_TCP = re.compile(r"\[?(?P<host>[^/\[\]]+?)\]?:(?P<port>\d{1,5})")


@dataclass(frozen=True, slots=True)
class RuntimeSocket:
    address: str
    patience_s: float

    def ask(self, command: str) -> str:
        """Raises Unavailable when there is no whole answer in time; the command may then have been carried out."""
        assert not set("\n;") & set(command), "one command at a time"
        deadline = time.monotonic() + self.patience_s
        try:
            with self._connected() as connection:
                connection.sendall(command.encode() + b"\n")
                return _read(connection, deadline).decode("utf-8", "replace").strip()
        except OSError as error:
            why = error.strerror or str(error) or type(error).__name__
            raise Unavailable(
                say("HAProxy at {address} does not answer: {why}.", address=self.address, why=why),
                say("See that it runs, and that this process may open its runtime socket."),
            ) from error

    def _connected(self) -> socket.socket:
        if tcp := _TCP.fullmatch(self.address):
            return socket.create_connection((tcp["host"], int(tcp["port"])), self.patience_s)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self.patience_s)
        try:
            connection.connect(self.address)
        except BaseException:
            connection.close()
            raise
        return connection


def _read(connection: socket.socket, deadline: float) -> bytes:
    """HAProxy closes after its answer."""
    parts, length = [], 0
    while True:
        connection.settimeout(max(0.001, deadline - time.monotonic()))
        part = connection.recv(65_536)
        if not part:
            break
        parts.append(part)
        length += len(part)
        if length > ANSWER_MAX or time.monotonic() > deadline:
            raise TimeoutError("its answer does not end")
    if not parts:
        raise ConnectionError("it closed without an answer")
    return b"".join(parts)
