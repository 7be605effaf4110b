"""What happens to every request, whatever it asks for: it has an id, a bound on its size, and an end that is told.

A mistake of ours is caught here and nowhere else: it is logged with its story and answered with the id.
"""

import re
from collections.abc import Callable
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from releve.api.problems import Broken, answer
from releve.domain.errors import Invalid
from releve.domain.say import say

HEADER = "X-Request-Id"
BODY_BYTES_MAX = 32 * 1024 * 1024

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class TooLarge(Exception):
    """More bytes came than are taken."""


def request_id_of(scope: Scope, new_id: Callable[[], str]) -> str:
    """The name that the client gave to the request, if it is fit for one; else a new one."""
    given = Headers(scope=scope).get(HEADER, "")
    return given if _ID.fullmatch(given) else new_id()


class Requests:
    """Middleware; the outermost one of the API. `new_id` names the requests that have no name of their own."""

    def __init__(
        self, app: ASGIApp, new_id: Callable[[], str], bytes_max: int = BODY_BYTES_MAX
    ) -> None:
        self._app, self._new_id, self._bytes_max = app, new_id, bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = request_id_of(scope, self._new_id)
        scope.setdefault("state", {})["request_id"] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await _Exchange(self._app, self._bytes_max, request_id).run(scope, receive, send)


class _Exchange:
    """One request and its answer."""

    def __init__(self, app: ASGIApp, bytes_max: int, request_id: str) -> None:
        self._app, self._bytes_max, self._request_id = app, bytes_max, request_id
        self._taken = 0
        self._answering = self._overfull = False

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def take() -> Message:
            return self._counted(await receive())

        async def give(message: Message) -> None:
            await self._give(message, send)

        request = Request({**scope, "app": scope["app"]})
        try:
            if int(request.headers.get("content-length") or 0) > self._bytes_max:
                self._overfull = True
            else:
                await self._app(scope, take, give)
        except TooLarge:
            pass
        except Exception:
            structlog.get_logger("api").exception(
                "a request broke", method=scope["method"], path=scope["path"]
            )
            await self._last_word(answer(request, Broken()), scope, receive, send)
        if self._overfull:
            await self._last_word(answer(request, self._too_large(), 413), scope, receive, send)

    def _counted(self, message: Message) -> Message:
        self._taken += len(message.get("body", b""))
        if self._taken > self._bytes_max:
            self._overfull = True
            raise TooLarge
        return message

    async def _give(self, message: Message, send: Send) -> None:
        if self._overfull:
            return  # whatever the application makes of half a body is not the answer
        if message["type"] == "http.response.start":
            self._answering = True
            MutableHeaders(scope=message)[HEADER] = self._request_id
        await send(message)

    async def _last_word(self, response: Any, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, unless the answer has begun: then there is nothing left to say but to hang up."""
        if self._answering:
            return
        response.headers[HEADER] = self._request_id
        await response(scope, receive, send)

    def _too_large(self) -> Invalid:
        return Invalid(
            say("The request is larger than {mb} MB.", mb=self._bytes_max // 1024**2),
            say("Send it in several parts."),
            bytes_max=self._bytes_max,
        )
