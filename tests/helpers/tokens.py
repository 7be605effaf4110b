"""Programs for tests: an access key of somebody, and the tokens that a program gets with it."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from releve.access.clients import Client, Terms, secret_hash
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.processes import Serving

KEYS = "/access-key-management/v1/access-keys"
HOME = "https://crm.example/back"
#: A program that runs in a browser, and one that runs on a server and has a secret.
TERMS = Terms(
    issuer="https://auth.contact.example",
    secret="a secret that is only for these tests, of chance",
    clients={
        "crm": Client("crm", "CRM", (HOME, "http://127.0.0.1/back")),
        "Batch App@Vendor": Client(
            "Batch App@Vendor", "Batch", (), secret_hash("p%2Bw: with a colon")
        ),
    },
)
VERIFIER = "3f" * 28  # as one of the field's SDKs makes them


@dataclass(frozen=True)
class Key:
    id: str
    secret: str


#: The ids of people by their user names.
People = Mapping[str, str]
#: The house of Sam and Olive, an access key for each, and their ids.
Keyed = tuple[Story, Paired, Mapping[str, Key], People]


def make_key(story: Story | Serving, token: str, employee: str) -> Key:
    """A key for an employee, made by an administrator."""
    user = story.done("GET", f"/entities/employee/{employee}", token)["altId"]
    made = story.http.post(KEYS, headers=bearer(token), json={"userId": user})
    assert made.status_code == 200, made.text
    told = made.json()["resultSet"]
    return Key(told["accessKeyId"], told["accessKeySecret"])


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def password_grant(story: Story, key: Key, **rest: Any) -> httpx.Response:
    form = {"grant_type": "password", "username": key.id, "password": key.secret}
    return story.http.post("/auth/token", data=form, **rest)


def tokens_of(story: Story, key: Key) -> dict[str, Any]:
    answer = password_grant(story, key)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def refreshed(story: Story, refresh: str, **more: str) -> httpx.Response:
    form = {"grant_type": "refresh_token", "refresh_token": refresh, "scope": "openid", **more}
    return story.http.post("/auth/token", data=form)


def me(story: Story, access: str) -> httpx.Response:
    return story.ask("GET", "/me", access)


def payload(token: str) -> dict[str, Any]:
    """What a token says, unchecked."""
    return dict(json.loads(part(token, 1)))


def part(token: str, n: int) -> bytes:
    text = token.split(".")[n]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def wish(**changes: str) -> dict[str, str]:
    """What a program asks for when it sends somebody to log in."""
    return {
        "client_id": "crm",
        "redirect_uri": HOME,
        "response_type": "code",
        "scope": "openid",
        "state": "st-1",
        "nonce": "no-1",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    } | changes


def code_form(code: str, **changes: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": HOME,
        "client_id": "crm",
        "code_verifier": VERIFIER,
    } | changes


def told_back(answer: httpx.Response) -> dict[str, str]:
    """What stands in the address to which somebody is sent back."""
    assert answer.status_code == 302, answer.text
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


def by_password(story: Story, username: str) -> str:
    """The token of a session."""
    given = {"username": username, "password": PASSWORD}
    return str(story.done("POST", "/login", body=given)["token"])


def switch(story: Story, paired: Paired, epoch: int = 1, way: str = "") -> None:
    """Switch, or with `way="/revert"` go back."""
    order = {"passkey": paired.passkey, "epoch": epoch, "acknowledged": True}
    story.done("POST", f"/switch{way}", paired.inside, order)
