"""Somebody's own program that takes webhooks: it checks the signature by the published scheme, refuses what is
older than what it has, and answers as it is told.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = b"a secret of twenty-four+"
WRITTEN = "whsec_" + base64.b64encode(SECRET).decode()


@dataclass
class Receiver:
    """`statuses` are given one by one, then 200, or 409 to a lower epoch. `taken` are (id, data) of what was answered with 2xx, `seen` the ids of
    all that came with a good signature; `forged` counts what did not."""

    port: int
    statuses: list[int] = field(default_factory=list)
    taken: list[tuple[str, Any]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    forged: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def take(self, headers: Any, body: bytes) -> int:
        if not is_signed(headers, body):
            self.forged += 1
            return 401
        self.seen.append(headers["webhook-id"])
        self.bodies.append(body)
        data = json.loads(body)["data"]
        late = "epoch" in data and any(
            one["pair"] == data["pair"] and one.get("epoch", 0) > data.get("epoch", 0)
            for _, one in self.taken
        )
        status = self.statuses.pop(0) if self.statuses else 409 if late else 200
        if 200 <= status < 300:
            self.taken.append((headers["webhook-id"], data))
        return status


def is_signed(headers: Any, body: bytes) -> bool:
    """As the scheme wants it of a receiver, tolerance of five minutes included."""
    told, at = headers["webhook-id"] or "", headers["webhook-timestamp"] or "0"
    signed = hmac.new(SECRET, f"{told}.{at}.".encode() + body, hashlib.sha256).digest()
    wanted = f"v1,{base64.b64encode(signed).decode()}"
    given = (headers["webhook-signature"] or "").split(" ")
    return wanted in given and abs(time.time() - int(at)) < 300


@contextmanager
def receiver(port: int = 0) -> Iterator[Receiver]:
    """Listens until the end."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(one.take(self.headers, body))
            self.send_header("location", "/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Answers) as server:
        one = Receiver(server.server_port)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield one
        finally:
            server.shutdown()
            thread.join()
