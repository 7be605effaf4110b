"""`CorrelationId`: clients of the field find their answers again by it. What they send is sent back, else one is made."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NAME = "CorrelationId"
_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")


class Correlation:
    """Middleware, within that which names requests."""

    def __init__(self, app: ASGIApp, paths: tuple[str, ...]) -> None:
        self._app, self._paths = app, paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].lower().lstrip("/").startswith(self._paths):
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(_NAME, "")
        name = given if _ID.fullmatch(given) else scope["state"]["request_id"]

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[_NAME] = name
            await send(message)

        await self._app(scope, receive, named)
