"""Asking every route as everybody, always of the same house: what an answer has changed is put back before the next one.

What is sent is made from the OpenAPI document; `SENT` and `QUERY` say what cannot be told from it. A new route whose
address names a thing that is not in the scene is answered *not found* to everybody, and the table is refused:
put such a thing into `scene`, or say here which one it is.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI

from releve.api.application import is_ours
from releve.api.cxone.paths import plain
from releve.domain.kinds import KINDS
from releve.web.csrf import token_of
from releve.web.shell import SESSION_COOKIE
from tests.golden.routes import Route, api_of
from tests.golden.scene import Scene
from tests.helpers.houses import PASSWORD
from tests.house.api.test_strangers import BODIES

#: Part of an address → what the scene calls the thing that follows it.
_PLACES = {
    "import": "uploads",
    "restore": "runs",
    "restore-points": "runs",
    "outside-identifiers": "outside",
    "agents": "employee",
    "users": "employee",
}
#: What stands in an address and is no id of a tenant's.
WORDS = {
    "kind": "skill",
    "item": "tested",
    "region": "ca1",
    "names": "name-skill-id",
    "file": "releve.css",
    "version": "30.0",
}
QUERY: Mapping[str, Mapping[str, str]] = {"/candidates": {"region": "eu1"}}


def sent(scene: Scene) -> Mapping[str, Mapping[str, Any]]:
    """End of an address → its body, for a request that is to succeed."""
    order = {"passkey": scene.paired.passkey, "epoch": 1, "acknowledged": True}
    login = {"username": "sam", "password": PASSWORD}
    return {
        "/api/v1/login": login,
        "/login/operator": {"username": "noor", "password": PASSWORD},
        "/me/password": {"current": PASSWORD, "password": "nebel-am-hafen-um-vier"},
        "/employees/{id}/password": {"password": "nebel-am-hafen-um-vier"},
        "/me/second-factor": {"password": PASSWORD},
        "/switch": order,
        "/revert": order,
        "/bcp-type": {"ids": [scene.ids["employees"]], "bcpType": "single"},
        "/entities/{kind}": {"skillName": "Gulls", "mediaTypeId": 4},
        "/api/v1/entities/{kind}/{id}": {"skillName": "Gulls", "mediaTypeId": 4},
    }


class Asking:
    """One request after the other, each of the house as the scene left it."""

    def __init__(self, app: FastAPI, scene: Scene, template: Path) -> None:
        self._scene, self._stack = scene, ExitStack()
        self._http = self._stack.enter_context(one_loop(app))
        document: Mapping[str, Any] = api_of(app).openapi()
        self._paths, self._schemas = document["paths"], document["components"]["schemas"]
        self._sent = {**BODIES, **sent(scene)}
        self._stores = [_Store(template / one.name, one) for one in scene.folder.glob("*.db")]

        for store in self._stores:
            self._stack.callback(store.close)

    def close(self) -> None:
        self._stack.close()

    def __call__(self, route: Route, caller: str) -> httpx.Response:
        token = self._scene.tokens[caller]
        path = route.path.replace(":path}", "}")
        query = next((one for end, one in QUERY.items() if path.endswith(end)), {})
        rest = self._body(route, token) if route.method in ("POST", "PUT", "PATCH") else {}
        headers = {"Cookie": f"{SESSION_COOKIE}={token}"} if token else {}
        if token and is_of_a_program(path):
            headers = {"Authorization": f"Bearer {token}"}
        answer = self._http(route.method, self.address(path), params=query, headers=headers, **rest)
        for store in self._stores:
            store.put_back()
        return answer

    def address(self, path: str) -> str:
        """The path with the ids of Acme's things in it."""
        parts = path.split("/")
        return "/".join(self._filled(part, parts[:n]) for n, part in enumerate(parts))

    def _filled(self, part: str, before: list[str]) -> str:
        return re.sub(r"{(\w+)}", lambda found: self._value(found[1], before), part)

    def _value(self, name: str, before: list[str]) -> str:
        if name in WORDS:
            return WORDS[name]
        place = before[-1]
        if place == "{kind}":
            return self._scene.ids[WORDS["kind"]]
        ids = self._scene.ids
        return next((ids[one] for one in _names(place) if one in ids), "1")

    def _body(self, route: Route, token: str) -> dict[str, Any]:
        fits = [end for end in self._sent if route.path.endswith(end)]
        given = self._sent[max(fits, key=len)] if fits else None
        if not is_of_a_program(route.path):
            return {"data": {"csrf_token": token_of(token)}}
        told = self._paths.get(route.path, {}).get(route.method.lower(), {}).get("requestBody")
        if told is None:
            return {"json": given or {}}
        [(form, one), *_] = told["content"].items()
        if form == "application/json":
            return {"json": given if given is not None else self._example(one["schema"])}
        return {"content": b"x"}

    def _example(self, schema: Mapping[str, Any]) -> Any:
        """The least that fits: a given example, else what is required."""
        if "$ref" in schema:
            return self._example(self._schemas[schema["$ref"].rpartition("/")[2]])
        for given in ("const", "default"):
            if given in schema:
                return schema[given]
        for several in ("enum", "examples"):
            if schema.get(several):
                return schema[several][0]
        if parts := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
            return self._example(parts[0])
        match schema.get("type"):
            case "object":
                fields = schema.get("properties", {})
                return {one: self._example(fields[one]) for one in schema.get("required", ())}
            case "array":
                return [self._example(schema["items"])] * schema.get("minItems", 0)
            case "boolean":
                return False
            case "integer" | "number":
                return schema.get("minimum", 0)
        return "x" * max(1, schema.get("minLength", 1))


def _names(place: str) -> Iterator[str]:
    """What the scene may call the things under this part of an address: `points-of-contact` are a `point_of_contact`."""
    yield from (place, _PLACES.get(place, place))
    word = place.replace("-", "_")
    yield from (kind for kind in KINDS if _plural(kind) == word or kind == word)


def _plural(kind: str) -> str:
    first, of, rest = kind.partition("_of_")
    return (f"{first[:-1]}ies" if first.endswith("y") else f"{first}s") + of + rest


def is_of_a_program(path: str) -> bool:
    """Whether programs ask here, with a token, and not browsers with a cookie."""
    return is_ours(plain(path))


@contextmanager
def one_loop(app: FastAPI) -> Iterator[Callable[..., httpx.Response]]:
    """Asks thousands of times in one event loop; to make one for each request would take longer than the answer."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    with start_blocking_portal() as portal:
        client = httpx.AsyncClient(transport=transport, base_url="http://releve.test")

        def ask(method: str, url: str, **rest: Any) -> httpx.Response:
            client.cookies.clear()
            return portal.call(partial(client.request, method, url, **rest))

        try:
            yield ask
        finally:
            portal.call(client.aclose)


class _Store:
    """A database in use, and what was in it at first."""

    def __init__(self, template: Path, live: Path) -> None:
        self._first = sqlite3.connect(template)
        self._live = sqlite3.connect(live)
        self._version = self._now()

    def _now(self) -> int:
        return int(self._live.execute("PRAGMA data_version").fetchone()[0])

    def put_back(self) -> None:
        if self._now() != self._version:
            self._first.backup(self._live)
            self._version = self._now()

    def close(self) -> None:
        with closing(self._first), closing(self._live):
            pass
