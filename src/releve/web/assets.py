"""The static files: served from the package, named with a digest so that browsers may keep them for ever."""

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
MOUNT = "/static"


class Assets(StaticFiles):
    """The ASGI application to mount at `MOUNT`. Reads every file once, to know its digest."""

    def __init__(self, folder: Path = FOLDER) -> None:
        super().__init__(directory=folder)
        self._digests = {
            file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()[:10]
            for file in folder.rglob("*")
            if file.is_file()
        }

    def url(self, name: str) -> str:
        """The address of a file; KeyError if there is none, so that a wrong name shows in the first test."""
        return f"{MOUNT}/{name}?v={self._digests[name]}"

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        dated = scope["query_string"] == f"v={self._digests.get(path)}".encode()
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if dated else "no-cache"
        )
        return response
