"""Asks one address again and again over connections that are kept, and prints how long an answer takes, in seconds.

python -m bench.load PORT REQUESTS PATH [HEADER …]

A process of its own, so that it does not share the interpreter of whoever answers. It does as little as it can: every
connection has one request on its way, and an answer is whole when as many bytes have come as its head announces.
"""

import selectors
import socket
import sys
import time
from collections.abc import Mapping, Sequence

CONNECTIONS = 8
_LENGTH = b"content-length:"


def seconds_per_answer(port: int, path: str, requests: int, headers: Sequence[str] = ()) -> float:
    """Raises RuntimeError at the first answer that is not 200."""
    head = "".join(f"{one}\r\n" for one in headers)
    asked = f"GET {path} HTTP/1.1\r\nHost: bench.example\r\n{head}\r\n".encode()
    with selectors.DefaultSelector() as waiting:
        lines = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
        for line in lines:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            waiting.register(line, selectors.EVENT_READ)
        began = time.perf_counter()
        for line in lines:
            line.sendall(asked)
        _turns(waiting, {line.fileno(): line for line in lines}, asked, requests)
        spent = time.perf_counter() - began
        for line in lines:
            line.close()
    return spent / requests


def _turns(
    waiting: selectors.DefaultSelector,
    lines: Mapping[int, socket.socket],
    asked: bytes,
    requests: int,
) -> None:
    """Ask again on every connection whose answer is whole, until so many are."""
    parts: dict[int, bytes] = {}
    answered = 0
    while answered < requests:
        for key, _ in waiting.select():
            line = lines[key.fd]
            come = parts.pop(key.fd, b"") + line.recv(1 << 20)
            if not _is_whole(come):
                parts[key.fd] = come
                continue
            answered += 1
            line.sendall(asked)


def _is_whole(come: bytes) -> bool:
    head, gap, body = come.partition(b"\r\n\r\n")
    if not gap:
        return False
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(come.decode(errors="replace"))
    at = head.lower().index(_LENGTH) + len(_LENGTH)
    return len(body) >= int(head[at:].split(b"\r\n", 1)[0])


if __name__ == "__main__":
    print(seconds_per_answer(int(sys.argv[1]), sys.argv[3], int(sys.argv[2]), sys.argv[4:]))
