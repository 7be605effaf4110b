"""The guard against forged requests: what changes something must come from a page of ours.

Two independent checks of every unsafe request:

- the browser says where it comes from (`Sec-Fetch-Site`, else `Origin`). A request with neither is no browser's;
- if it carries the session cookie, it also carries the token of that session: the form field `csrf_token` or the
  header `X-CSRF-Token`. The token is a pure function of the session's secret, so nothing is stored.

A bearer token in `Authorization` exempts: no foreign page can send one. The body is read once, at most
`BODY_BYTES_MAX`, and handed on whole.
"""

import hashlib
import hmac
from collections.abc import Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from releve.domain.errors import Forbidden, Invalid, ReleveError
from releve.domain.say import say

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FIELD = "csrf_token"
HEADER = "x-csrf-token"
BODY_BYTES_MAX = 32 * 1024 * 1024
FIELDS_MAX = 20_000
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def token_of(secret: str) -> str:
    """The token that the forms of a session carry. `secret` is the session cookie; no session, no token."""
    return hmac.digest(secret.encode(), b"releve form", hashlib.sha256).hex() if secret else ""


def comes_from_us(headers: Headers) -> bool:
    """Whether the browser says that a page of this very origin sent the request."""
    if (site := headers.get("sec-fetch-site")) is not None:
        return site in ("same-origin", "none")
    if (origin := headers.get("origin")) is not None:
        return urlsplit(origin).netloc == headers.get("host", "")
    return True


class CsrfGuard:
    """Lets `app` see unsafe requests only if they are ours; otherwise answers with what `refuse` makes of the error."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        cookie: str,
        refuse: Callable[[Request, ReleveError], Response],
        body_bytes_max: int = BODY_BYTES_MAX,
    ) -> None:
        self._app, self._cookie, self._refuse = app, cookie, refuse
        self._body_bytes_max = body_bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] in SAFE
            or _bears_a_token(Headers(scope=scope))
        ):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if not comes_from_us(request.headers):
            await self._refuse(request, _FOREIGN)(scope, receive, send)
            return
        secret = request.cookies.get(self._cookie, "")
        if not secret or _same(request.headers.get(HEADER, ""), token_of(secret)):
            await self._app(scope, receive, send)
            return
        await self._judge_form(scope, receive, send, token_of(secret))

    async def _judge_form(self, scope: Scope, receive: Receive, send: Send, token: str) -> None:
        request = Request(scope)
        if not request.headers.get("content-type", "").startswith(FORMS):
            await self._refuse(request, _OLD_PAGE)(scope, receive, send)
        elif (body := await _body(receive, self._body_bytes_max)) is None:
            await self._refuse(request, _TOO_LARGE)(scope, receive, send)
        elif not _same(await _field(scope, body), token):
            await self._refuse(request, _OLD_PAGE)(scope, receive, send)
        else:
            await self._app(scope, _again(body, receive), send)


_FOREIGN = Forbidden(
    say("This request did not come from a page of Relève."),
    say("Open Relève itself and do it there."),
)
_OLD_PAGE = Forbidden(
    say("The page was too old to be sent."),
    say("Go back, reload the page and repeat what you wanted to do. Nothing was changed."),
)
_TOO_LARGE = Invalid(
    say("What was sent is too large."),
    say("Send it in several parts."),
)


def _bears_a_token(headers: Headers) -> bool:
    return headers.get("authorization", "").lower().startswith("bearer ")


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


async def _body(receive: Receive, bytes_max: int) -> bytes | None:
    """The whole body; None if it is larger than allowed or the client has gone."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > bytes_max:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)


async def _field(scope: Scope, body: bytes) -> str:
    """The token in a form; nothing if the form cannot be read."""

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    try:
        async with Request(dict(scope), receive).form(max_fields=FIELDS_MAX) as form:
            value = form.get(FIELD)
    except (HTTPException, MultiPartException):
        return ""
    return value if isinstance(value, str) else ""


def _again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body once more, then whatever comes after it."""
    left = [body]

    async def replay() -> MutableMapping[str, Any]:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return replay
