"""What an identity provider that is slow, or says too much, can do to us: nothing but to its own company."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from releve.app import providers
from releve.app.providers import ALL_MAX, BYTES_MAX, ONE_MAX, Providers
from releve.domain.errors import Refused, Unavailable
from tests.helpers.processes import until


class Slow(ThreadingHTTPServer):
    """Answers what it is told to, once it is let."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.go_on = threading.Event()
        self.asked = 0
        self.body = b"{}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Answers(BaseHTTPRequestHandler):
    server: Slow

    def log_message(self, *_: Any) -> None:
        """It is silent."""

    def do_GET(self) -> None:
        self.server.asked += 1
        assert self.server.go_on.wait(60)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.body)


def running() -> Iterator[Slow]:
    server = Slow()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()


slow = pytest.fixture(running)
quick = pytest.fixture(running, name="quick")


def test_who_comes_while_a_provider_is_slow_is_told_so_and_other_providers_answer(
    slow: Slow, quick: Slow
) -> None:
    asking = Providers()
    quick.go_on.set()
    waiting = [threading.Thread(target=asking.ask, args=("GET", slow.url)) for _ in range(ONE_MAX)]
    for one in waiting:
        one.start()
    until(lambda: slow.asked == ONE_MAX, what="every place to be taken")
    with pytest.raises(Unavailable):
        asking.ask("GET", slow.url)
    assert asking.ask("GET", quick.url) == {}
    slow.go_on.set()
    for one in waiting:
        one.join()
    assert asking.ask("GET", slow.url) == {}
    assert ONE_MAX < ALL_MAX


def test_what_a_provider_says_about_itself_is_asked_once_in_some_minutes(
    quick: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking = Providers()
    quick.go_on.set()
    for _ in range(3):
        assert asking.told(quick.url) == {}
    assert quick.asked == 1
    asking.told(quick.url, anew=True)
    assert quick.asked == 2
    monkeypatch.setattr(providers, "FRESH_S", -1.0)
    asking.told(quick.url)
    assert quick.asked == 3


def test_an_answer_without_an_end_is_refused(quick: Slow) -> None:
    quick.body = b'{"a": "' + b"x" * BYTES_MAX + b'"}'
    quick.go_on.set()
    with pytest.raises(Refused):
        Providers().ask("GET", quick.url)


def test_an_answer_that_takes_too_long_in_all_is_refused(
    quick: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(providers, "DEADLINE_S", -1.0)
    quick.go_on.set()
    with pytest.raises(Refused):
        Providers().ask("GET", quick.url)
