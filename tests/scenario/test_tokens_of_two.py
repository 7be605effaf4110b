"""Tokens with two servers on one PostgreSQL: tries, tickets, keys and revocations are those of both at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import Urls
from tests.helpers.houses import Paired
from tests.helpers.processes import Nest, Serving, serving
from tests.helpers.tokens import KEYS, Key, bearer, make_key
from tests.scenario.offices import prepared

#: What every process of a house must be told alike.
ALIKE = {
    "RELEVE_TOKENS_ISSUER": "https://auth.contact.example",
    "RELEVE_TOKENS_SECRET": "one-secret-for-all-processes-of-the-house",
}
ROUNDS = 8


@dataclass(frozen=True)
class Two:
    one: Serving
    two: Serving
    pair: Paired
    keys: list[Key]


@pytest.fixture
def two(hatchery: Nest, tmp_path: Path, postgres_urls: Urls) -> Iterator[Two]:
    told = ALIKE | {
        "RELEVE_DIRECTORY": postgres_urls(),
        "RELEVE_REGIONS_CA1_STORE": postgres_urls(),
        "RELEVE_REGIONS_EU1_STORE": postgres_urls(),
    }
    with prepared(tmp_path / "made", told) as story:
        pair = story.pair()
        zoe = story.employee(pair.inside, "zoe")
        keys = [make_key(story, pair.inside, zoe) for _ in range(2)]
    with (
        serving(hatchery, tmp_path / "one", told) as one,
        serving(hatchery, tmp_path / "two", told) as other,
    ):
        yield Two(one, other, pair, keys)


def ask(server: Serving, key: Key) -> httpx.Response:
    form = {"grant_type": "password", "username": key.id, "password": key.secret}
    return server.http.post("/auth/token", data=form)


def given(server: Serving, key: Key) -> dict[str, Any]:
    answer = ask(server, key)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def refresh(server: Serving, token: str) -> httpx.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return server.http.post("/auth/token", data=form)


def taken(server: Serving, token: str) -> bool:
    return server.ask("GET", "/me", token).status_code == 200


def test_what_one_process_gives_the_other_takes_renews_and_ends(two: Two) -> None:
    one, other, key = two.one, two.two, two.keys[0]
    first = given(one, key)
    assert taken(other, first["access_token"])
    second = refresh(other, first["refresh_token"]).json()
    assert taken(one, second["access_token"])
    assert (
        refresh(one, first["refresh_token"]).status_code == 400
    )  # a replay, seen by the other process
    assert not any(taken(server, second["access_token"]) for server in (one, other))
    assert refresh(other, second["refresh_token"]).status_code == 400

    again = given(one, key)
    one.kill()
    assert taken(other, again["access_token"])
    assert refresh(other, again["refresh_token"]).status_code == 200


def test_of_two_processes_that_are_shown_one_refresh_token_at_once_one_takes_it(two: Two) -> None:
    with ThreadPoolExecutor(2) as threads:
        for _ in range(ROUNDS):
            token = given(two.one, two.keys[0])["refresh_token"]
            answers = list(threads.map(refresh, (two.one, two.two), (token, token)))
            assert sorted(one.status_code for one in answers) == [200, 400]
            winner = next(one.json() for one in answers if one.status_code == 200)
            # two had it, so somebody has a copy: nothing of this login is good any more
            assert not taken(two.one, winner["access_token"])


def test_wrong_secrets_are_counted_by_both_together(two: Two) -> None:
    wrong, right = Key(two.keys[0].id, "x"), two.keys[0]
    tries = [ask(server, wrong).status_code for server in (two.one, two.two, two.one, two.two)]
    assert tries == [400] * 4
    assert ask(two.one, wrong).status_code == 400
    assert ask(two.two, right).status_code == 429
    assert ask(two.one, two.keys[1]).status_code == 200  # another key does not wait


def test_a_key_revoked_in_one_process_opens_nothing_in_the_other(two: Two) -> None:
    token = given(two.one, two.keys[0])
    assert taken(two.two, token["access_token"])
    gone = two.two.http.delete(f"{KEYS}/{two.keys[0].id}", headers=bearer(two.pair.inside))
    assert gone.status_code == 200
    assert not taken(two.one, token["access_token"])
    assert refresh(two.one, token["refresh_token"]).status_code == 400
    assert ask(two.one, two.keys[0]).status_code == 400


def test_keys_rotated_in_one_process_are_known_to_the_other(two: Two) -> None:
    before = given(two.two, two.keys[0])["access_token"]
    path = "/signing-keys/ca1/rotate"
    two.one.done("POST", path, two.pair.operator, {"atOnce": False})
    after = given(two.one, two.keys[0])["access_token"]
    assert all(taken(two.two, token) for token in (before, after))
    two.one.done("POST", path, two.pair.operator, {"atOnce": True})
    newest = given(two.one, two.keys[0])["access_token"]
    assert taken(two.two, newest)
    assert not taken(two.two, after)  # it has read the keys anew, for it did not know the newest
