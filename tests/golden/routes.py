"""Every route of every door, read from the application itself: nothing here names one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from releve.api.application import Doors, is_ours
from releve.api.cxone.paths import plain

_OURS = ("/api/", "/health/", "/metrics", "/.well-known/")
#: What stands in an address and is no id of a tenant's.
WORDS = {
    "kind": "skill",
    "item": "tested",
    "region": "ca1",
    "names": "x-campaign-id",
    "file": "releve.css",
    "version": "30.0",
    "which": "0",
    "block": "general-settings",
    "epoch": "20261126",
    "number": "1",
}
#: End of an address → what else stands in it.
ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "/content": {"kind": "script"},
    "/media-types/{id}": {"id": "4"},
}


class Route(NamedTuple):
    """One way to ask one address. The methods that a framework answers by itself (HEAD, OPTIONS) are not counted."""

    path: str
    method: str

    @property
    def door(self) -> str:
        """`pages`; `api`: our own, and what is there for everybody; `field`: those that the field's clients know."""
        if not is_ours(plain(self.path)):
            return "pages"
        return "api" if self.path.startswith(_OURS) else "field"

    @property
    def has_ids(self) -> bool:
        """Whether it names a thing of a tenant. A link is no id but the secret itself: whoever has it is let in."""
        words = {one for end in ELSEWHERE if self.path.endswith(end) for one in ELSEWHERE[end]}
        return bool(set(re.findall(r"{(\w+)", self.path)) - {*WORDS, *words, "link"})

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def api_of(app: FastAPI) -> FastAPI:
    """The API that stands before the pages."""
    middleware: list[Any] = app.user_middleware
    [api] = [one.kwargs["api"] for one in middleware if one.cls is Doors]
    assert isinstance(api, FastAPI)
    return api


def routes(app: FastAPI) -> list[Route]:
    """Those of the application, of what is mounted in it, and of the API, by address."""
    return sorted({*_below(app.routes), *_below(api_of(app).routes)})


def _below(found: Sequence[Any], prefix: str = "") -> Iterator[Route]:
    for one in iter_route_contexts(found):
        route = one.original_route
        if isinstance(route, Mount):
            yield from _mounted(route, prefix)
            continue
        for method in {*(one.methods or ())} - {"HEAD", "OPTIONS"}:
            yield Route(prefix + (one.path or ""), method)


def _mounted(mount: Mount, prefix: str) -> Iterator[Route]:
    """A mounted application has routes; a mounted folder has files."""
    if mount.routes:
        yield from _below(mount.routes, prefix + mount.path)
    else:
        yield Route(f"{prefix}{mount.path}/{{file}}", "GET")


def documents(app: FastAPI) -> list[str]:
    """The addresses of the OpenAPI documents."""
    return [one.path for one in routes(app) if one.path.endswith("openapi.json")]
