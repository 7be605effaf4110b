"""The paths of the field's doors as its clients write them: in any case, with doubled slashes, with one at the end."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from releve.api.cxone.told import ACD, TOKEN, USERHUB

_FIRST = frozenset(one.lstrip("/") for one in (*ACD, *TOKEN, *USERHUB))
#: Doors with nothing but words of ours in their paths.
_WORDS_ONLY = "incontactauthorizationserver"
_ACD = "incontactapi"
_SLASHES = re.compile("/{2,}")


def plain(path: str) -> str:
    """The path as our doors are named; any other path stays as it is."""
    parts = _SLASHES.sub("/", path).split("/")
    first = parts[1].lower() if len(parts) > 1 else ""
    if first not in _FIRST:
        return path
    rest = parts[2:]
    if first == _WORDS_ONLY:
        rest = [part.lower() for part in rest]
    elif first == _ACD:  # the base path: /inContactAPI/services/v34.0
        rest = [*(part.lower() for part in rest[:2]), *rest[2:]]
    return "/".join(["", first, *rest]).rstrip("/")


class PlainPaths:
    """Middleware: routes see the plain path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "path": plain(scope["path"])}
        await self._app(scope, receive, send)
