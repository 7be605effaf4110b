"""The sockets of the SIP redirect: one thread that answers what comes over UDP and TCP, from memory, waiting for nobody."""

import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from releve.activation.drivers.sip.answer import DROPPED, Answering
from releve.activation.drivers.sip.request import BYTES_MAX
from releve.activation.drivers.sip.stream import PING, PONG, Stream, Unreadable

#: So many datagrams are answered before connections have their turn.
BURST = 64
#: What the kernel keeps of datagrams while we are busy.
QUEUE_BYTES = 4 * 1024 * 1024

CONNECTIONS_MAX = 500
#: From one address; a proxy needs a few.
CONNECTIONS_EACH_MAX = 50
#: How long a connection may be silent, and how long a request may take to arrive.
SILENT_S, UNFINISHED_S = 300.0, 10.0
LOOK_S = 1.0


@dataclass(frozen=True, slots=True)
class Sockets:
    """Both are bound to the same address."""

    udp: socket.socket
    tcp: socket.socket

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.udp.getsockname()[:2]
        return str(host), int(port)

    def close(self) -> None:
        self.udp.close()
        self.tcp.close()


def bound(host: str, port: int) -> Sockets:
    """Raises OSError if the port is taken over either. Port 0 is any; `::` takes IPv4 too."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = family == socket.AF_INET6 and socket.has_dualstack_ipv6()
    tcp = socket.create_server((host, port), family=family, backlog=128, dualstack_ipv6=both)
    udp = socket.socket(family, socket.SOCK_DGRAM)
    try:
        if both:
            udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, QUEUE_BYTES)
        udp.bind((host, tcp.getsockname()[1]))
    except OSError:
        tcp.close()
        udp.close()
        raise
    return Sockets(udp, tcp)


@dataclass(slots=True, eq=False)
class Connection:
    socket: socket.socket
    ip: str
    port: int
    heard_at: float
    began_at: float = 0.0  # when the request that is not whole began to arrive
    stream: Stream = field(default_factory=Stream)

    def is_over(self, now: float) -> bool:
        if self.stream.waits and now - self.began_at > UNFINISHED_S:
            return True
        return now - self.heard_at > SILENT_S


class Redirect:
    """Answers in a thread of its own from `start` to `stop`. `counted` is told how each request was answered."""

    def __init__(
        self, sockets: Sockets, answering: Answering, counted: Callable[[str], object]
    ) -> None:
        self._sockets, self._answering, self._counted = sockets, answering, counted
        self._selector = selectors.DefaultSelector()
        self._connections: set[Connection] = set()
        self._bell, self._rung = socket.socketpair()
        self._looked_at = 0.0
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        for one in (self._sockets.udp, self._sockets.tcp):
            one.setblocking(False)
        self._selector.register(self._sockets.udp, selectors.EVENT_READ, self._datagrams)
        self._selector.register(self._sockets.tcp, selectors.EVENT_READ, self._accept)
        self._selector.register(self._rung, selectors.EVENT_READ, None)
        self._thread = threading.Thread(target=self._run, name="releve-sip", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Returns when nothing is answered any more. Whoever bound the sockets closes them."""
        self._bell.send(b".")
        if self._thread is not None:
            self._thread.join()
        for one in (*(each.socket for each in self._connections), self._bell, self._rung):
            one.close()
        self._selector.close()

    def _run(self) -> None:
        while True:
            for key, _ in self._selector.select(LOOK_S):
                if key.data is None:
                    return
                try:
                    key.data()
                except Exception:  # a defect must not leave the next call unanswered
                    structlog.get_logger("sip").exception("a SIP request broke")
                    self._counted(DROPPED)
            self._look_for_silent_ones()

    def _datagrams(self) -> None:
        udp = self._sockets.udp
        for _ in range(BURST):
            try:
                data, (ip, port, *_rest) = udp.recvfrom(BYTES_MAX + 1)
            except BlockingIOError:
                return
            except OSError:
                continue  # somebody was told that an answer of ours had nobody to go to
            answer = self._answering(data, plain(ip), port)
            self._counted(answer.told)
            if answer.data is not None:
                try:
                    udp.sendto(answer.data, (ip, answer.port))
                except OSError:
                    continue  # as lost on the way: it is asked again

    def _accept(self) -> None:
        try:
            accepted, (ip, port, *_rest) = self._sockets.tcp.accept()
        except OSError:
            return
        of_the_same = sum(one.ip == ip for one in self._connections)
        if len(self._connections) >= CONNECTIONS_MAX or of_the_same >= CONNECTIONS_EACH_MAX:
            accepted.close()
            return
        accepted.setblocking(False)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one = Connection(accepted, ip, port, time.monotonic())
        self._connections.add(one)
        self._selector.register(accepted, selectors.EVENT_READ, lambda: self._hear(one))

    def _hear(self, one: Connection) -> None:
        """What cannot be sent at once is not waited for: who does not take our answers is not served."""
        try:
            if not (more := one.socket.recv(BYTES_MAX)):
                self._drop(one)
                return
            one.heard_at = time.monotonic()
            if not one.stream.waits:
                one.began_at = one.heard_at
            for request in one.stream.requests(more):
                self._answer_over(one, request)
                one.began_at = one.heard_at
        except (OSError, Unreadable):
            self._counted(DROPPED)
            self._drop(one)

    def _answer_over(self, one: Connection, request: bytes) -> None:
        if request == PING:
            one.socket.sendall(PONG)
            return
        answer = self._answering(request, plain(one.ip), one.port)
        self._counted(answer.told)
        if answer.data is not None:
            one.socket.sendall(answer.data)

    def _look_for_silent_ones(self) -> None:
        now = time.monotonic()
        if now - self._looked_at < LOOK_S:
            return
        self._looked_at = now
        for one in [one for one in self._connections if one.is_over(now)]:
            self._drop(one)

    def _drop(self, one: Connection) -> None:
        self._connections.discard(one)
        self._selector.unregister(one.socket)
        one.socket.close()


def plain(ip: str) -> str:
    """An address as `Via` tells it: one of IPv4 that came to a socket of IPv6 is one of IPv4."""
    return ip.partition("%")[0].removeprefix("::ffff:")
