"""etcd through its JSON gateway: one request at a time, to one member after the other until one answers.

- A member that does not answer is gone past; whoever answered last is asked first.
- A member may hold a request while it has no leader, so the time one may take is the time until the next is asked.
- A request that was sent and not answered may have been carried out. Whoever asks says whether it may be asked again.
"""

import base64
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from releve.domain.errors import Invalid, Refused, Unavailable
from releve.domain.say import say

#: How long one member may take, and all of them.
TIMEOUT_S, PATIENCE_S = 1.0, 5.0

#: Between two rounds through all members.
BREATH_S = 0.03

#: gRPC's codes: what was asked for is not there; the token is over or was never good.
NOT_FOUND, UNAUTHENTICATED = 5, 16
#: Codes after which another member, or the same a moment later, may do it: cancelled, unknown, too late, aborted,
#: unavailable. The others say that the request itself is wrong.
PASSING = frozenset({1, 2, 4, 10, 14})


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Members:
    """Where a cluster is, how it is entered, and how patient one is with it."""

    endpoints: Sequence[str]
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""  # file with the certificates that the members' are signed with
    certificate: str = ""  # file with our own certificate
    key: str = ""  # file with its key
    timeout_s: float = TIMEOUT_S  # for one member
    patience_s: float = PATIENCE_S  # for all


class Denied(Exception):
    """The cluster has understood and says no. `code` is gRPC's."""

    def __init__(self, code: int, told: str) -> None:
        super().__init__(told)
        self.code = code


class Lost(Exception):
    """A request was not answered. `sent`: it may have been carried out."""

    def __init__(self, told: str, *, sent: bool) -> None:
        super().__init__(told)
        self.sent = sent


class Gateway:
    """One per process; threads share it. Nobody is asked before the first request."""

    def __init__(self, members: Members) -> None:
        self.members = members
        self._clients = {one: _client(one, members) for one in members.endpoints}
        self._order = list(members.endpoints)
        self._token = ""
        self._changing = threading.Lock()

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def ask(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """For what may be carried out twice without harm. Raises as `persist`, and Denied when the cluster says no."""
        return self.persist(lambda: self.ask_once(path, body))

    def persist(self, once: Callable[[], T]) -> T:
        """Do `once` until it is not Lost, each time with the member whose turn it is. Raises Unavailable when the
        patience is over."""
        deadline, tries = time.monotonic() + self.members.patience_s, 0
        while True:
            try:
                return once()
            except Lost as lost:
                if time.monotonic() >= deadline:
                    raise no_answer(str(lost)) from lost
            tries += 1
            if tries % len(self._order) == 0:
                time.sleep(BREATH_S)

    def ask_once(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Ask the member whose turn it is. Raises Lost, Denied."""
        try:
            return self._posted(path, body, self._entered())
        except Denied as denied:
            if denied.code != UNAUTHENTICATED or not self.members.user:
                raise
            return self._posted(path, body, self._entered(anew=True))

    def lines(self, path: str, body: Mapping[str, Any], silence_s: float) -> Iterator[str]:
        """An answer that goes on, until nothing comes for `silence_s`. Raises Lost when it breaks."""
        endpoint, token = self.turn, self._entered()
        timeout = httpx.Timeout(self.members.timeout_s, read=silence_s)
        client, headers = self._clients[endpoint], _headers(token)
        try:
            with client.stream(
                "POST", f"/v3/{path}", json=body, headers=headers, timeout=timeout
            ) as answer:
                yield from answer.iter_lines()
        except httpx.ReadTimeout:
            return
        except httpx.HTTPError as error:
            self.next_member(endpoint)
            raise Lost(f"{endpoint}: {error}", sent=True) from error

    def next_member(self, endpoint: str) -> None:
        """Let the others go before the one that did not answer."""
        with self._changing:
            if self._order[0] == endpoint:
                self._order.append(self._order.pop(0))

    @property
    def turn(self) -> str:
        return self._order[0]

    def _posted(self, path: str, body: Mapping[str, Any], token: str) -> dict[str, Any]:
        endpoint = self.turn
        try:
            answer = self._clients[endpoint].post(f"/v3/{path}", json=body, headers=_headers(token))
            read = answer.json()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            self.next_member(endpoint)
            raise Lost(f"{endpoint}: {error}", sent=False) from error
        except (httpx.HTTPError, ValueError) as error:
            self.next_member(endpoint)
            raise Lost(f"{endpoint}: {error or type(error).__name__}", sent=True) from error
        if answer.status_code == httpx.codes.OK:
            return dict(read)
        code, told = int(read.get("code", 2)), str(read.get("message") or read.get("error"))
        if code in PASSING:
            self.next_member(endpoint)
            raise Lost(f"{endpoint}: {told}", sent=True)
        raise Denied(code, told)

    def _entered(self, *, anew: bool = False) -> str:
        if not self.members.user or (self._token and not anew):
            return self._token
        who = {"name": self.members.user, "password": self.members.password}
        try:
            self._token = str(self._posted("auth/authenticate", who, "")["token"])
        except Denied as denied:
            raise Refused(
                say("The directory's cluster does not let us in: {why}.", why=str(denied)),
                say("Check the user and the password in the address of the directory."),
            ) from denied
        return self._token


def no_answer(why: str) -> Unavailable:
    return Unavailable(
        say("The directory's cluster does not answer: {why}.", why=why),
        say(
            "More than half of its members must be alive and reach each other. Until then nothing can be switched."
        ),
    )


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": token} if token else {}


def in_base64(text: str) -> str:
    return base64.b64encode(as_bytes(text)).decode("ascii")


def as_bytes(text: str) -> bytes:
    """Raises Invalid for text that has no bytes."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise Invalid(
            say("This text holds characters that cannot be stored."),
            say("Take out invisible control characters, then try again."),
        ) from error


def out_of_base64(text: str) -> str:
    return base64.b64decode(text).decode()


def _client(endpoint: str, members: Members) -> httpx.Client:
    return httpx.Client(
        base_url=endpoint,
        timeout=members.timeout_s,
        verify=_trust(members),
        trust_env=False,
        limits=httpx.Limits(max_connections=64, max_keepalive_connections=16),
    )


def _trust(members: Members) -> ssl.SSLContext:
    """Whom to believe; a plain context knows no authority, which costs nothing where there is no TLS."""
    if members.authority:
        context = ssl.create_default_context(cafile=members.authority)
    elif any(one.startswith("https:") for one in members.endpoints):
        context = ssl.create_default_context()
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if members.certificate:
        context.load_cert_chain(members.certificate, members.key or None)
    return context
