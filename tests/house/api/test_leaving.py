"""Who is gone, blocked, or has another password is out: on the side where it happened and on the other."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.outages import outage

NEW = "une-toute-autre-phrase"


def sessions_of(story: Story, paired: Paired, username: str) -> tuple[str, str]:
    """One in the primary and one in the BCP tenant."""
    given = {"username": username, "password": PASSWORD}
    tokens = []
    for tenant in (paired.primary, paired.bcp):
        proof = story.done("POST", "/login", body=given)["proof"]
        choice = {"proof": proof, "tenant": tenant}
        tokens.append(str(story.done("POST", "/login/choice", body=choice)["token"]))
    return tokens[0], tokens[1]


def alive(story: Story, *tokens: str) -> list[bool]:
    return [story.ask("GET", "/me", token).status_code == 200 for token in tokens]


@pytest.fixture
def olive(
    peopled: tuple[Story, Paired, Mapping[str, str]],
) -> tuple[Story, Paired, str, tuple[str, str]]:
    story, paired, people = peopled
    return story, paired, people["olive"], sessions_of(story, paired, "olive")


Olive = tuple[Story, Paired, str, tuple[str, str]]


def reset(story: Story, paired: Paired, id: str) -> None:
    story.done("PUT", f"/employees/{id}/password", paired.inside, {"password": NEW})


def test_another_password_ends_the_sessions_on_both_sides(olive: Olive) -> None:
    story, paired, who, tokens = olive
    assert alive(story, *tokens) == [True, True]
    reset(story, paired, who)
    assert alive(story, *tokens) == [False, False]


def test_a_side_that_did_not_answer_follows_with_the_next_sync(olive: Olive) -> None:
    story, paired, who, tokens = olive
    with outage(story.house, "eu1"):
        reset(story, paired, who)
    assert alive(story, *tokens) == [False, True]
    story.sync(paired.inside)
    assert alive(story, *tokens) == [False, False]


def test_a_sync_that_changes_no_password_ends_no_session(olive: Olive) -> None:
    story, paired, _, tokens = olive
    story.sync(paired.inside)
    assert alive(story, *tokens) == [True, True]


@pytest.mark.parametrize("how", ["blocked", "deleted", "file"])
def test_who_is_kept_out_is_out_on_both_sides(olive: Olive, how: str) -> None:
    story, paired, who, tokens = olive
    path = f"/entities/employee/{who}"
    if how == "blocked":
        body = story.done("GET", path, paired.inside)["body"]
        story.done("PUT", path, paired.inside, {**body, "status": "BLOCKED"})
    elif how == "deleted":
        assert story.ask("DELETE", path, paired.inside).status_code == 204
    else:
        user_id = story.done("GET", path, paired.inside)["altId"]
        file = f"User ID,Deactivate\n{user_id},TRUE\n".encode()
        import_file(story, paired.inside, file)
    assert alive(story, *tokens) == [False, False]


def import_file(story: Story, token: str, file: bytes) -> Any:
    answer = story.ask("POST", "/employees/import", token, content=file)
    assert answer.is_success, answer.text
    return answer.json()


def test_a_username_is_free_again_when_its_employee_is_deleted(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    dora = story.employee(paired.inside, "dora", "single")
    story.sync(paired.inside)
    story.ask("DELETE", f"/entities/employee/{dora}", paired.inside)
    again = story.employee(paired.inside, "dora", "single")
    assert again != dora
    given = {"username": "dora", "password": PASSWORD}
    assert story.done("POST", "/login", body=given)["outcome"] == "logged_in"
    run = story.sync(paired.inside)
    assert (run["state"], run["held"]) == ("done", 0)
    story.done(
        "POST",
        "/switch",
        paired.inside,
        {"passkey": paired.passkey, "epoch": 1, "acknowledged": True},
    )
    assert story.done("POST", "/login", body=given)["tenant"]["id"] == paired.bcp
