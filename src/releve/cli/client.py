"""A client of our own API. Whatever the server refuses is raised as it was told; nothing is tried twice.

A write whose answer was lost may have happened: the message says so, and the caller looks before trying again.
"""

from collections.abc import Mapping
from typing import Any

import httpx

from releve.cli.told import Told, from_problem, told
from releve.domain.errors import Unavailable
from releve.domain.say import say
from releve.languages.speaker import Speaker

PREFIX = "/api/v1"
#: A first sync of a large tenant is a run that is asked for and looked at; no single answer takes this long.
TIMEOUT_S = 120.0


class Client:
    """One server, and who is speaking to it. Not to be shared by threads."""

    def __init__(
        self,
        server: str,
        speaker: Speaker,
        token: str = "",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.server, self.speaker, self.token = server.rstrip("/"), speaker, token
        self._http = httpx.Client(
            base_url=self.server,
            headers={"Accept-Language": speaker.language},
            timeout=TIMEOUT_S,
            transport=transport,
        )

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        return self.ask("GET", path, params=query).json()

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        answer = self.ask("POST", path, json=body, params=query)
        return answer.json() if answer.content else None

    def put(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Any:
        answer = self.ask("PUT", path, json=body, headers=headers or {})
        return answer.json() if answer.content else None

    def raw(self, path: str) -> httpx.Response:
        """A file, as it is."""
        return self.ask("GET", path)

    def send(self, path: str, raw: bytes, **query: Any) -> Any:
        """Send a file as it is."""
        kind = {"Content-Type": "application/octet-stream"}
        return self.ask("POST", path, content=raw, headers=kind, params=query).json()

    def ask(self, method: str, path: str, **rest: Any) -> httpx.Response:
        """One request. Raises Told for whatever is not a success. Paths are version 1's, but for `/.well-known`."""
        headers = dict(rest.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        query = {name: one for name, one in rest.pop("params", {}).items() if one is not None}
        url = path if path.startswith("/.well-known/") else PREFIX + path
        try:
            answer = self._http.request(method, url, headers=headers, params=query, **rest)
        except httpx.HTTPError as fault:
            raise self._silent(method, fault) from fault
        if not answer.is_success:
            raise self._refused(answer)
        return answer

    def page(self, path: str, top: int = 500, **query: Any) -> list[Any]:
        """The whole of a list, part by part."""
        items: list[Any] = []
        while True:
            part = self.get(path, skip=len(items), top=top, **query)
            items += part["items"]
            if not part["items"] or len(items) >= part["total"]:
                return items

    def _silent(self, method: str, fault: httpx.HTTPError) -> Told:
        hint = (
            say("Check the address (--server or RELEVE_SERVER) and whether the server runs.")
            if method == "GET" or isinstance(fault, httpx.ConnectError)
            else say("It may have happened all the same: look before you repeat it.")
        )
        message = say("{server} does not answer: {why}", server=self.server, why=str(fault))
        return told(Unavailable(message, hint), self.speaker)

    def _refused(self, answer: httpx.Response) -> Told:
        if "problem+json" in answer.headers.get("content-type", ""):
            return from_problem(answer.json())
        message = say(
            "{server} answered {status}, and not as Relève does.",
            server=self.server,
            status=str(answer.status_code),
        )
        hint = say("Check the address (--server or RELEVE_SERVER).")
        return told(Unavailable(message, hint), self.speaker)
