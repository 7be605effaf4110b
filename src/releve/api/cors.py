"""Cross-origin requests: pages of declared clients may ask our doors and read what they answer.

Cookies play no part (a bearer token does), so nothing is ever done in the name of somebody whose page did not ask. An
answer that anybody may read says so itself.
"""

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
_EXPOSED = "icStatusDescription, CorrelationId, WWW-Authenticate, Retry-After, X-Request-Id"
_AGE_S = "600"


class Cors:
    """Middleware. `allowed` says whether pages of an origin may read answers."""

    def __init__(self, app: ASGIApp, allowed: Callable[[str], bool]) -> None:
        self._app, self._allowed = app, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        origin = headers.get("origin", "")
        if not origin or not self._allowed(origin):
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _preflight(headers, origin)(scope, receive, send)
            return

        async def readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                told.setdefault("Access-Control-Allow-Origin", origin)
                told["Access-Control-Expose-Headers"] = _EXPOSED
                told.add_vary_header("Origin")
            await send(message)

        await self._app(scope, receive, readable)


def _preflight(headers: Headers, origin: str) -> Response:
    """Whatever headers are asked for are granted: they cannot carry more than the client holds."""
    told = {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": headers.get("access-control-request-headers", ""),
        "Access-Control-Max-Age": _AGE_S,
        "Vary": "Origin, Access-Control-Request-Headers",
    }
    return Response(status_code=204, headers=told)
