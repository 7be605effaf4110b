"""Requests out of a stream of bytes (RFC 3261, chapter 18.3): over TCP they follow each other without a seam. Pure."""

from collections.abc import Iterator

from releve.activation.drivers.sip.request import BYTES_MAX, content_length

_END = b"\r\n\r\n"

#: RFC 5626: the double line end by which a client asks whether the connection lives, and our answer to it.
PING, PONG = _END, b"\r\n"


class Unreadable(Exception):
    """Where the next request begins cannot be known any more: the connection is of no use."""


class Stream:
    """What has come over one connection and is not yet a whole request."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    @property
    def waits(self) -> bool:
        """Whether a request has begun and is not whole."""
        return bool(self._bytes)

    def requests(self, more: bytes) -> Iterator[bytes]:
        """Yield those that are whole now, and `PING` where one stands. Raises Unreadable."""
        self._bytes += more
        while (one := self._next()) is not None:
            if one:
                yield one

    def _next(self) -> bytes | None:
        """Empty for a line end between two requests."""
        if self._bytes.startswith(b"\r\n"):
            return self._taken(4 if self._bytes.startswith(PING) else 2)
        end = self._bytes.find(_END)
        if end < 0:
            if len(self._bytes) > BYTES_MAX:
                raise Unreadable
            return None
        head = bytes(self._bytes[:end])
        body = content_length(head)
        size = end + len(_END) + (body or 0)
        if body is None or size > BYTES_MAX:
            raise Unreadable
        return self._taken(size) if len(self._bytes) >= size else None

    def _taken(self, size: int) -> bytes:
        one = bytes(self._bytes[:size])
        del self._bytes[:size]
        return one if size != 2 else b""
