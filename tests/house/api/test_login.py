"""Logging in: where it ends, who one is then, and what ends it."""

import pytest

from tests.helpers.houses import PASSWORD, Paired, Story

GIVEN = {"username": "zoe", "password": PASSWORD}


def test_a_wrong_name_and_a_wrong_password_are_told_alike(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    wrong = [
        story.ask("POST", "/login", body={**GIVEN, **change}).json()
        for change in ({"password": "x"}, {"username": "nobody"})
    ]
    assert {one["code"] for one in wrong} == {"unauthenticated"}
    assert len({one["detail"] for one in wrong}) == 1


def test_who_tries_too_often_is_told_how_long_to_wait(story: Story) -> None:
    given = {"username": "noor", "password": "wrong"}
    answers = [story.ask("POST", "/login/operator", body=given) for _ in range(6)]
    assert [one.status_code for one in answers] == [401] * 5 + [422]
    assert answers[-1].json()["facts"]["wait_s"] == int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.parametrize("bcp_type", ["none", "single"])
def test_before_a_switch_one_lands_in_the_primary(
    acme: tuple[Story, Paired], bcp_type: str
) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe", bcp_type)
    answer = story.done("POST", "/login", body=GIVEN)
    assert (answer["outcome"], answer["tenant"]["id"]) == ("logged_in", paired.primary)


def test_with_multiple_access_one_chooses_and_the_proof_is_good_once(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe", "multiple")
    story.sync(paired.inside)
    answer = story.done("POST", "/login", body=GIVEN)
    assert [(one["side"], one["active"]) for one in answer["sides"]] == [
        ("primary", True),
        ("bcp", False),
    ]
    choice = {"proof": answer["proof"], "tenant": paired.bcp}
    assert story.done("POST", "/login/choice", body=choice)["tenant"]["id"] == paired.bcp
    assert story.ask("POST", "/login/choice", body=choice).status_code == 401


def test_a_proof_opens_nothing_but_the_choice(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe", "multiple")
    proof = story.done("POST", "/login", body=GIVEN)["proof"]
    assert story.ask("GET", "/me", proof).status_code == 401


def test_me_says_who_one_is_and_where(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    inside, operator = (story.done("GET", "/me", t) for t in (paired.inside, paired.operator))
    assert (inside["operator"], inside["impersonating"], inside["side"]) == (
        "noor",
        True,
        "primary",
    )
    assert inside["grants"]["bcp.enablement"] == ["edit", "view"]
    assert (operator["tenant"], operator["username"], operator["grants"]) == (None, "noor", {})


def test_after_logout_the_token_is_worth_nothing(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    for token in (paired.inside, paired.operator):
        assert story.ask("POST", "/logout", token).status_code == 204
        assert story.ask("GET", "/me", token).status_code == 401


def test_a_session_left_alone_is_over(story: Story) -> None:
    token = story.operator()
    story.hands.turn(hours=2)
    assert story.ask("GET", "/me", token).status_code == 401


def test_the_end_of_an_impersonation_is_in_the_audit_with_both_names(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    story.ask("POST", "/logout", paired.inside)
    again = story.step_in(paired.operator, paired.primary)
    lines = story.done("GET", "/audit?search=impersonate.end", again)["items"]
    assert [(one["actor"], one["actingAs"]) for one in lines] == [("noor", "Impersonated Admin")]


def test_nobody_is_sent_away_twice(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe", "single")
    story.sync(paired.inside)
    token = story.done("POST", "/login", body=GIVEN)["token"]
    story.done(
        "POST",
        "/switch",
        paired.inside,
        {"passkey": paired.passkey, "epoch": 1, "acknowledged": True},
    )
    first, second = story.ask("GET", "/me", token), story.ask("GET", "/me", token)
    assert first.json()["facts"] == {"sent_away": True}
    assert "the BCP tenant is the active tenant now" in first.json()["detail"]
    assert (second.status_code, second.json()["facts"]) == (401, {})
