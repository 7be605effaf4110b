"""Asking identity providers: hosts of others, asked for people whom nobody knows yet.

Law: a provider that is slow, or says too much, takes a few threads of ours and no more. Who comes while those are taken
is told so at once; what a provider says about itself is asked once in some minutes.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from releve.access import oidc
from releve.domain.errors import Refused, Unavailable
from releve.domain.say import say

#: For connecting, and for each reading; and for the whole answer.
TIMEOUT_S = 5.0
DEADLINE_S = 10.0
BYTES_MAX = 512 * 1024
#: How old what a provider says about itself may be.
FRESH_S = 300.0
#: How many ask at once: one provider, and all of them.
ONE_MAX, ALL_MAX = 4, 12


class Providers:
    """One per process; threads may share it."""

    def __init__(self) -> None:
        self._busy: Counter[str] = Counter()
        self._known: dict[str, tuple[float, Mapping[str, Any]]] = {}
        self._lock = threading.Lock()

    def told(self, url: str, *, anew: bool = False) -> Mapping[str, Any]:
        """What stands at an address of a provider, which may be known already. Raises what `ask` raises."""
        at, found = self._known.get(url, (0.0, None))
        if found is None or anew or time.monotonic() - at > FRESH_S:
            found = self.ask("GET", url)
            self._known[url] = time.monotonic(), found
        return found

    def ask(self, method: str, url: str, **rest: Any) -> Mapping[str, Any]:
        """The provider's JSON. Redirects are not followed: nobody is sent anywhere with a secret. Raises Refused for an
        answer that is none, Unavailable when too many wait for one already."""
        host = urlsplit(url).netloc
        with self._place(host):
            try:
                found = orjson.loads(_read(method, url, **rest))
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as fault:
                raise Refused(
                    say("Your company's identity provider does not answer as it should."),
                    say("Try again in a moment, or log in with your password."),
                    host=host,
                ) from fault
        if not isinstance(found, dict):
            raise oidc.not_believed(say("it is not an object"))
        return found

    @contextmanager
    def _place(self, host: str) -> Iterator[None]:
        with self._lock:
            if self._busy[host] >= ONE_MAX or self._busy.total() >= ALL_MAX:
                raise Unavailable(
                    say("Your company's identity provider is slow, and others wait for it."),
                    say("Try again in a moment, or log in with your password."),
                    host=host,
                )
            self._busy[host] += 1
        try:
            yield
        finally:
            with self._lock:
                self._busy[host] -= 1


def _read(method: str, url: str, **rest: Any) -> bytes:
    """The body of the answer. Raises httpx.HTTPError, also for one that is too long or takes too long."""
    until = time.monotonic() + DEADLINE_S
    with httpx.stream(method, url, timeout=TIMEOUT_S, follow_redirects=False, **rest) as answer:
        answer.raise_for_status()
        body = bytearray()
        for part in answer.iter_bytes():
            body += part
            if len(body) > BYTES_MAX or time.monotonic() > until:
                raise httpx.ReadError("too long", request=answer.request)
    return bytes(body)
