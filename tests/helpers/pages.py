"""A web page of somebody else's, served for a browser: one script, whatever the path."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SCRIPT = "/page.js"
_PAGE = f'<!doctype html><meta charset="utf-8"><script src="{SCRIPT}"></script>'


class _Pages(ThreadingHTTPServer):
    def __init__(self, script: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.script = script


class _Answers(BaseHTTPRequestHandler):
    server: _Pages

    def log_message(self, *_: Any) -> None:
        """It is silent."""

    def do_GET(self) -> None:
        asks_script = self.path == SCRIPT
        body = (self.server.script if asks_script else _PAGE).encode()
        self.send_response(200)
        self.send_header("Content-Type", f"text/{'javascript' if asks_script else 'html'}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def page_of(script: str) -> Iterator[int]:
    """Yields the port, on loopback."""
    with _Pages(script) as server:
        thread = threading.Thread(target=server.serve_forever, name="page")
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
