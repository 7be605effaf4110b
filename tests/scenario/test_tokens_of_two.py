"""Tokens with two servers on one PostgreSQL: tries, tickets, keys and revocations are those of both at once."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.helpers.houses import Paired
from tests.helpers.postgres import Cluster
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
    zoe: str


@pytest.fixture(scope="module")
def two(
    hatchery: Nest, tmp_path_factory: pytest.TempPathFactory, postgres: Cluster
) -> Iterator[Two]:
    """Both serve all tests of this file: each makes a key of its own."""
    folder = tmp_path_factory.mktemp("two")
    stores = ("RELEVE_DIRECTORY", "RELEVE_REGIONS_CA1_STORE", "RELEVE_REGIONS_EU1_STORE")
    names = {store: f"test_{uuid.uuid4().hex}" for store in stores}
    told = ALIKE | {store: postgres.create(name) for store, name in names.items()}
    with prepared(folder / "made", told) as story:
        pair = story.pair()
        zoe = story.employee(pair.inside, "zoe")
    with (
        serving(hatchery, folder / "one", told) as one,
        serving(hatchery, folder / "two", told) as other,
    ):
        yield Two(one, other, pair, zoe)
    for name in names.values():
        postgres.drop(name)


@pytest.fixture
def key(two: Two) -> Key:
    """A key of Zoé's for one test."""
    return make_key(two.one, two.pair.inside, two.zoe)


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


def test_what_one_process_gives_the_other_takes_renews_and_ends(two: Two, key: Key) -> None:
    one, other = two.one, two.two
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
    one.start()


def test_of_two_processes_that_are_shown_one_refresh_token_at_once_one_takes_it(
    two: Two, key: Key
) -> None:
    with ThreadPoolExecutor(2) as threads:
        for _ in range(ROUNDS):
            token = given(two.one, key)["refresh_token"]
            answers = list(threads.map(refresh, (two.one, two.two), (token, token)))
            assert sorted(one.status_code for one in answers) == [200, 400]
            winner = next(one.json() for one in answers if one.status_code == 200)
            # two had it, so somebody has a copy: nothing of this login is good any more
            assert not taken(two.one, winner["access_token"])


def test_wrong_secrets_are_counted_by_both_together(two: Two, key: Key) -> None:
    wrong, another = Key(key.id, "x"), make_key(two.two, two.pair.inside, two.zoe)
    tries = [ask(server, wrong).status_code for server in (two.one, two.two, two.one, two.two)]
    assert tries == [400] * 4
    assert ask(two.one, wrong).status_code == 400
    assert ask(two.two, key).status_code == 429
    assert ask(two.one, another).status_code == 200  # another key does not wait


def test_a_key_revoked_in_one_process_opens_nothing_in_the_other(two: Two, key: Key) -> None:
    token = given(two.one, key)
    assert taken(two.two, token["access_token"])
    gone = two.two.http.delete(f"{KEYS}/{key.id}", headers=bearer(two.pair.inside))
    assert gone.status_code == 200
    assert not taken(two.one, token["access_token"])
    assert refresh(two.one, token["refresh_token"]).status_code == 400
    assert ask(two.one, key).status_code == 400


def test_keys_rotated_in_one_process_are_known_to_the_other(two: Two, key: Key) -> None:
    before = given(two.two, key)["access_token"]
    path = "/signing-keys/ca1/rotate"
    two.one.done("POST", path, two.pair.operator, {"atOnce": False})
    after = given(two.one, key)["access_token"]
    assert all(taken(two.two, token) for token in (before, after))
    two.one.done("POST", path, two.pair.operator, {"atOnce": True})
    newest = given(two.one, key)["access_token"]
    assert taken(two.two, newest)
    assert not taken(two.two, after)  # it has read the keys anew, for it did not know the newest
