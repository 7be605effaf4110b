"""A client of our own API. Whatever the server refuses is raised as it was told; nothing is tried twice.

A write whose answer was lost may have happened: the message says so, and the caller looks before trying again.
"""

from collections.abc import Mapping
from typing import Any

import httpx

from releve.cli.told import Told, from_problem, told
from releve.domain.changes import COMMAND_LINE
from releve.domain.errors import Invalid, Unauthenticated, Unavailable
from releve.domain.say import say
from releve.languages.speaker import Speaker

PREFIX = "/api/v1"
WITHOUT_VERSION = ("/.well-known/", "/health/")
#: With these no request has reached a server.
NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout)
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
        zone: str = "UTC",
    ) -> None:
        self.server, self.speaker, self.token = server.rstrip("/"), speaker, token
        try:
            self._http = httpx.Client(
                base_url=self.server,
                headers={
                    "Accept-Language": speaker.language,
                    "Time-Zone": zone,
                    "User-Agent": COMMAND_LINE,
                },
                timeout=TIMEOUT_S,
                transport=transport,
            )
        except httpx.InvalidURL as fault:
            raise self._no_address() from fault

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        return self._read(self.ask("GET", path, params=query))

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        return self._read(self.ask("POST", path, json=body, params=query))

    def put(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Any:
        return self._read(self.ask("PUT", path, json=body, headers=headers or {}))

    def delete(self, path: str) -> Any:
        return self._read(self.ask("DELETE", path))

    def raw(self, path: str, **query: Any) -> httpx.Response:
        """A file, as it is."""
        return self.ask("GET", path, params=query)

    def send(self, path: str, raw: bytes, **query: Any) -> Any:
        """Send a file as it is."""
        kind = {"Content-Type": "application/octet-stream"}
        return self._read(self.ask("POST", path, content=raw, headers=kind, params=query))

    def greet(self) -> None:
        """Raises Told unless a server of ours answers: to be known before anybody types a secret."""
        if self.get("/health/live") != {"alive": True}:
            raise self._not_ours(httpx.codes.OK)

    def ask(self, method: str, path: str, **rest: Any) -> httpx.Response:
        """One request. Raises Told for whatever is not a success. Paths are version 1's, but for those that are the
        same in all."""
        headers = dict(rest.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self._plain_token()}"
        query = {name: one for name, one in rest.pop("params", {}).items() if one is not None}
        url = path if path.startswith(WITHOUT_VERSION) else PREFIX + path
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

    def _plain_token(self) -> str:
        """Raises Told for what cannot be a token: a header holds no other letters."""
        if self.token.isascii() and self.token.isprintable():
            return self.token
        raise told(
            Unauthenticated(
                say("This is not a token."), say("Log in: releve login, or mend RELEVE_TOKEN.")
            ),
            self.speaker,
        )

    def _read(self, answer: httpx.Response) -> Any:
        """What the answer says; None for one that says nothing. Raises Told for one that is none of ours."""
        if not answer.content:
            return None
        try:
            return answer.json()
        except ValueError as fault:
            raise self._not_ours(answer.status_code) from fault

    def _silent(self, method: str, fault: httpx.HTTPError) -> Told:
        """A request without an answer. Where none came through nothing has happened."""
        match fault:
            case httpx.UnsupportedProtocol() | httpx.LocalProtocolError():
                return self._no_address()
            case httpx.ConnectError() | httpx.ConnectTimeout():
                message = say("There is no server at {server}.", server=self.server)
            case httpx.TimeoutException():
                message = say("{server} did not answer in time.", server=self.server)
            case _:
                message = say("The answer of {server} was lost on the way.", server=self.server)
        hint = say("Check the address (--server or RELEVE_SERVER) and whether the server runs.")
        if method != "GET" and not isinstance(fault, NEVER_ARRIVED):
            hint = say("It may have happened all the same: look before you repeat it.")
        return told(Unavailable(message, hint), self.speaker)

    def _no_address(self) -> Told:
        message = say("“{server}” is not the address of a server.", server=self.server)
        hint = say("Write it as in http://127.0.0.1:8321 (--server or RELEVE_SERVER).")
        return told(Invalid(message, hint), self.speaker)

    def _refused(self, answer: httpx.Response) -> Told:
        if "problem+json" in answer.headers.get("content-type", ""):
            return from_problem(self._read(answer))
        return self._not_ours(answer.status_code)

    def _not_ours(self, status: int) -> Told:
        message = say(
            "{server} answered {status}, and not as Relève does.",
            server=self.server,
            status=str(status),
        )
        hint = say("Check the address (--server or RELEVE_SERVER).")
        return told(Unavailable(message, hint), self.speaker)
