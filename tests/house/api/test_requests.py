"""Every request has an id, a bound on its size, and an end that is told."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import structlog

from releve.api import api_app
from tests.helpers.houses import Story, client_of


def test_the_id_that_a_client_gives_comes_back(story: Story) -> None:
    answer = story.ask("GET", "/nowhere", headers={"X-Request-Id": "mine-1"})
    assert answer.headers["X-Request-Id"] == answer.json()["requestId"] == "mine-1"


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "<b>"])
def test_an_id_that_could_do_harm_is_replaced_by_our_own(story: Story, given: str) -> None:
    answer = story.ask("GET", "/nowhere", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] not in ("", given)


@pytest.fixture
def small(story: Story) -> Story:
    """An API that takes a thousand bytes."""
    story.app = api_app(story.house, bytes_max=1000)
    story.http = client_of(story.app)
    return story


def test_a_body_that_is_said_to_be_too_large_is_not_read(small: Story) -> None:
    answer = small.ask("POST", "/login", content=b"x" * 1001)
    assert answer.status_code == 413
    assert answer.json()["facts"] == {"bytes_max": 1000}


def test_a_body_that_turns_out_too_large_is_refused_all_the_same(small: Story) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    answer = small.ask("POST", "/login", content=b"".join(parts()), headers={"Content-Length": "9"})
    assert answer.status_code == 413


def test_a_body_at_the_limit_is_taken(small: Story) -> None:
    token = small.operator()
    body = b'{"name": "Acme", "region": "ca1"}'.ljust(1000)
    json = {"Content-Type": "application/json"}
    assert small.ask("POST", "/tenants", token, content=body, headers=json).status_code == 201


def test_our_own_mistake_is_logged_and_answered_with_the_id(story: Story) -> None:
    def broken(_: int) -> bytes:
        raise ZeroDivisionError("the dice broke")

    token = story.operator()
    story.http = client_of(api_app(replace(story.house, random_bytes=broken)))
    headers = {"X-Request-Id": "r-7"}
    with structlog.testing.capture_logs() as logs:
        new = {"name": "Acme", "region": "ca1"}
        answer: Any = story.ask("POST", "/tenants", token, new, headers=headers)
    assert answer.status_code == 500
    assert answer.json()["detail"] == "Something broke on our side."
    assert "dice" not in answer.text
    assert answer.headers["X-Request-Id"] == "r-7"
    assert [(one["event"], one["path"]) for one in logs] == [("a request broke", "/api/v1/tenants")]
