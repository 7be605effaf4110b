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

from releve.api.cxone.paths import plain
from releve.domain.kinds import KINDS
from releve.web.csrf import token_of
from releve.web.shell import SESSION_COOKIE
from tests.golden.routes import ELSEWHERE, WORDS, Route, documents
from tests.golden.scene import Scene
from tests.helpers.houses import PASSWORD
from tests.helpers.tokens import wish
from tests.house.api.test_strangers import BODIES

#: Part of an address → what the scene calls the thing that follows it.
_PLACES = {
    "import": "uploads",
    "restore": "runs",
    "restore-points": "runs",
    "outside-identifiers": "outside",
    "agents": "employee",
    "users": "employee",
    "permissions": "employee",
    "security-profiles": "role",
    "hours-of-operation": "hours",
    "tenant": "tenants",
}
#: Clients of the field delete with a body.
_WITH_BODY = {
    "pages": ("POST",),
    "api": ("POST", "PUT", "PATCH"),
    "field": ("POST", "PUT", "PATCH", "DELETE"),
}
_PARAMETER = re.compile(r"{(\w+)(?::path)?}")
NEW_PASSWORD = "nebel-am-hafen-um-vier"
#: End of an address → what stands behind its question mark.
QUERY: Mapping[str, Mapping[str, str]] = {
    "/candidates": {"region": "eu1"},
    "/scripts/search": {"text": "crm"},
    "/auth/authorize": wish(),
    "/v{version}/files": {"fileName": "x", "oldPath": "x", "newPath": "y"},
    "/folders": {"folderName": "x"},
    "/scripts/files": {"fileFullName": "x"},
}


def sent(scene: Scene) -> Mapping[str, Mapping[str, Any]]:
    """End of an address, or all of it behind its method → its body, for a request that is to succeed."""
    order = {"passkey": scene.paired.passkey, "epoch": 1, "acknowledged": True}
    login = {"username": "sam", "password": PASSWORD}
    key, program = scene.keys["agent"], scene.programs["agent"]
    link = {"token": scene.ids["password"], "password": NEW_PASSWORD}
    return {
        "/api/v1/login": login,
        "/login/operator": {"username": "noor", "password": PASSWORD},
        "/login/new-password": link,
        "/auth/token": {"grant_type": "password", "username": key.id, "password": key.secret},
        "/token/access-key": {"accessKeyId": key.id, "accessKeySecret": key.secret},
        "/authentication/v1/token": {"accessToken": program["access_token"]},
        "/refresh": {"token": program["refresh_token"]},
        "/access-keys": {"isActive": False},
        "/me/password": {"current": PASSWORD, "password": NEW_PASSWORD},
        "/employees/{id}/password": {"password": NEW_PASSWORD},
        "/me/second-factor": {"password": PASSWORD},
        "/sign-on": {"issuer": "http://127.0.0.1:1", "clientId": "x"},
        "/switch": order,
        "/revert": order,
        "/passkeys/verification": {"passkey": scene.paired.passkey},
        "/switch/order/confirmation": {"order": "x", "passkey": scene.paired.passkey},
        "/break-glass": {"wanted": "bcp", "epoch": 1, "reason": "Nobody has it."},
        "/bcp-type": {"ids": [scene.ids["employees"]], "bcpType": "single"},
        "/entities/{kind}": {"skillName": "Gulls", "mediaTypeId": 4},
        "/api/v1/entities/{kind}/{id}": {"skillName": "Gulls", "mediaTypeId": 4},
    }


def sent_by_clients(scene: Scene) -> Mapping[str, Mapping[str, Any]]:
    """The same at the doors of the field, where a list is expected that no example stands for."""
    ids, rows = (
        scene.ids,
        {one: int(scene.ids[one]) for one in ("employee", "skill", "tag", "team")},
    )
    code = int(ids["unavailable_code"])
    return {
        "PATCH /dr-manager/v1/tenant/{tenant}/config": {"drEnabled": True, "ifMatchVersion": 1},
        "POST /dr-manager/v1/tenant/{tenant}/config": {
            "primaryTenantSchema": "acme",
            "secondaryTenants": [{"tenantId": scene.paired.bcp, "region": "eu1"}],
        },
        "/dynamic-entries": {"addressBookEntries": []},
        "/agents/skills": {"agentAndSkillDetails": []},
        "/agents/{id}/skills": {"skills": [{"skillId": rows["skill"]}]},
        "/campaigns": {"campaigns": [{"campaignName": "Gulls"}]},
        "/skills/{id}/agents": {"agents": [{"agentId": rows["employee"]}]},
        "/skills/{id}/tags": {"tags": [{"tagId": rows["tag"]}]},
        "/teams/{id}/unavailable-codes": {
            "codes": [{"outstateId": code}],
            "unavailableCodes": [{"outstateId": code}],
        },
        "/unavailable-codes/{id}/teams": {"teams": [{"teamId": rows["team"]}]},
        "/users/deactivate": {"userIds": [ids["employee"]]},
    }


def filled_in(scene: Scene) -> Mapping[str, Mapping[str, str]]:
    """End of an address of the console → its form, where a page would not take an empty one."""
    ids, new = scene.ids, {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    wizard = {"wizard": ids["bcp"]}
    steps = ("toggles", "validate", "passkey", "finish", "save", "discard")
    return {
        **{f"/features/{step}": wizard for step in steps},
        "/login": {"username": "sam", "password": PASSWORD},
        "/tm/login": {"username": "noor", "password": PASSWORD},
        "/login/password/{link}": new,
        "/profile/security/password": {"current": PASSWORD, **new},
        "/employees/{id}/password": new,
        "/sessions/end": {"id": ids["sessions"]},
        "/keys/revoke": {"id": ids["access-keys"]},
        "/keys/sleep": {"id": ids["access-keys"]},
        "/keys/wake": {"id": ids["access-keys"]},
        "/admin/enablement": {"passkey": scene.paired.passkey, "epoch": "1", "bcp": "on"},
        "/admin/notifications": {"version": "0"},
        "/notifications/read": {"until": "2026-11-22T09:00:00.000Z"},
        "/employees/bcp-type": {"ids": ids["employees"], "type": "single"},
        "/workflow/{id}/return": {"note": "x", "expect": "0"},
        "/tenants/new": {"name": "Brume", "region": "ca1"},
        "/switch/rules": {"version": "0"},
        "/switch/break-glass": {"epoch": "1", "reason": "Nobody has the passkey."},
    }


class Asking:
    """One request after the other, each of the house as the scene left it."""

    def __init__(self, app: FastAPI, scene: Scene, template: Path) -> None:
        self._scene, self._stack = scene, ExitStack()
        self._http = self._stack.enter_context(one_loop(app))
        self._bodies = {
            (plain(path), method.upper()): (told["requestBody"]["content"], document)
            for document in (self._http("GET", one).json() for one in documents(app))
            for path, operations in document["paths"].items()
            for method, told in operations.items()
            if "requestBody" in told
        }
        self._sent, self._forms = (
            {**BODIES, **sent(scene), **sent_by_clients(scene)},
            filled_in(scene),
        )
        self._stores = [_Store(template / one.name, one) for one in scene.folder.glob("*.db")]

        for store in self._stores:
            self._stack.callback(store.close)

    def close(self) -> None:
        self._stack.close()

    def __call__(self, route: Route, caller: str, *, made_up: bool = False) -> httpx.Response:
        """With `made_up`, of a thing that is nowhere."""
        token = self.token(route, caller)
        query = _fitting(route.path, QUERY) or {}
        rest = self._body(route, token) if route.method in _WITH_BODY[route.door] else {}
        headers = {"Cookie": f"{SESSION_COOKIE}={token}"} if token else {}
        if token and route.door != "pages":
            headers = {"Authorization": f"Bearer {token}"}
        address = self.address(route.path, made_up)
        return self.send(route.method, address, params=query, headers=headers, **rest)

    def token(self, route: Route, caller: str) -> str:
        """What this caller shows at this door: of a session, or what a program of the field was given."""
        token = self._scene.tokens[caller]
        if route.door == "field" and caller in self._scene.programs:
            return str(self._scene.programs[caller]["access_token"])
        return token

    def send(self, method: str, url: str, **rest: Any) -> httpx.Response:
        """Any request."""
        answer = self._http(method, url, **rest)
        for store in self._stores:
            store.put_back()
        return answer

    def address(self, path: str, made_up: bool = False) -> str:
        """The path with the ids of Acme's things in it, or with others of the same form."""
        values = self.named_in(path, made_up)
        return _PARAMETER.sub(lambda one: values[one[1]], path)

    def named_in(self, path: str, made_up: bool = False) -> Mapping[str, str]:
        """What stands in an address → the id in Acme, or the word."""
        values: dict[str, str] = {}
        words = {**WORDS, **(_fitting(path, ELSEWHERE) or {})}
        before = ""
        for part in path.split("/"):
            if found := _PARAMETER.search(part):
                name = found[1]
                values[name] = words.get(name) or self._id(before, made_up)
                part = values[name]
            before = part
        return values

    def _id(self, place: str, made_up: bool) -> str:
        ids = self._scene.ids
        own = next((ids[one] for one in _names(place) if one in ids), "1")
        return re.sub(r"[0-9a-f]", "9", own) if made_up else own

    def _body(self, route: Route, token: str) -> dict[str, Any]:
        if route.door == "pages":
            return {
                "data": {"csrf_token": token_of(token), **(_fitting(route.path, self._forms) or {})}
            }
        given = _fitting(str(route), self._sent)
        if (told := self._bodies.get((route.path, route.method))) is None:
            return {"json": given or {}}
        [(form, one), *_] = told[0].items()
        if form == "application/json":
            return {"json": given if given is not None else _example(one, told[1])}
        return {"data": given or {}} if form.endswith("form-urlencoded") else {"content": b"x"}


def _example(told: Mapping[str, Any], document: Mapping[str, Any]) -> Any:
    """The least that fits: a given example, else what is required."""
    if "$ref" in told:
        name = told["$ref"].rpartition("/")[2]
        return _example(document["components"]["schemas"][name], document)
    for given in ("example", "const", "default"):
        if given in told:
            return told[given]
    for several in ("enum", "examples"):
        if isinstance(told.get(several), list) and told[several]:
            return told[several][0]
    if parts := told.get("anyOf") or told.get("oneOf") or told.get("allOf"):
        return _example(parts[0], document)
    match told.get("type"):
        case "object":
            fields = told.get("properties", {})
            return {one: _example(fields[one], document) for one in told.get("required", ())}
        case "array":
            return [_example(told["items"], document)] * told.get("minItems", 0)
        case "boolean":
            return False
        case "integer" | "number":
            return told.get("minimum", 0)
        case "string":
            return "x" * max(1, told.get("minLength", 1))
    return _example(told["schema"], document) if "schema" in told else {}


def _names(place: str) -> Iterator[str]:
    """What the scene may call the things under this part of an address: `points-of-contact` are a `point_of_contact`."""
    yield from (place, _PLACES.get(place, place))
    word = place.replace("-", "_")
    yield from (kind for kind in KINDS if _plural(kind) == word or kind == word)


def _plural(kind: str) -> str:
    first, of, rest = kind.partition("_of_")
    return (f"{first[:-1]}ies" if first.endswith("y") else f"{first}s") + of + rest


def _fitting(path: str, table: Mapping[str, Any]) -> Any:
    """What stands under the longest end of the path that is in the table; None if none is."""
    ends = [end for end in table if path.endswith(end)]
    return table[max(ends, key=len)] if ends else None


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
