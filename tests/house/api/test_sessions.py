"""Sessions: listed, ended from afar, and under a new token whenever their worth changes."""

from typing import Any

from tests.helpers.authenticators import token_of
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.outages import outage
from tests.helpers.tokens import switch

Acme = tuple[Story, Paired]
NEW = "brume-violette-sur-lac"


def alive(story: Story, *tokens: str) -> list[bool]:
    return [story.ask("GET", "/me", token).is_success for token in tokens]


def sessions(story: Story, token: str) -> list[Any]:
    return list(story.done("GET", "/me/sessions", token)["items"])


def test_a_person_sees_where_they_are_logged_in_and_when_they_were_last_there(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    given = {"username": "zoe", "password": PASSWORD}
    phone = {"User-Agent": "Mozilla/5.0 (Android) Firefox/140.0"}
    first = story.done("POST", "/login", body=given, headers=phone)["token"]
    story.hands.turn(hours=1)
    second = token_of(story, "zoe")
    own, other = sessions(story, second)
    assert (own["own"], other["own"]) == (True, False)
    assert other["agent"] == phone["User-Agent"]
    assert other["tenant"]["name"] == "Acme"
    assert other["seenAt"] == other["since"] < own["since"]
    story.ask("GET", "/me", first)
    assert sessions(story, second)[1]["seenAt"] == own["since"]


def test_a_session_is_ended_from_another_one_and_is_dead_at_once(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    first, second, third = (token_of(story, "zoe") for _ in range(3))
    victim = next(one for one in sessions(story, first) if one["own"])["id"]
    story.done("DELETE", f"/me/sessions/{victim}", second)
    assert alive(story, first, second, third) == [False, True, True]
    assert story.ask("DELETE", f"/me/sessions/{victim}", second).status_code == 404
    assert story.done("DELETE", "/me/sessions", second) == {"ended": 1}
    assert alive(story, second, third) == [True, False]


def test_nobody_ends_the_session_of_somebody_else(acme: Acme) -> None:
    story, paired = acme
    for name in ("zoe", "max"):
        story.employee(paired.inside, name)
    zoe, max_ = token_of(story, "zoe"), token_of(story, "max")
    [hers] = sessions(story, zoe)
    assert story.ask("DELETE", f"/me/sessions/{hers['id']}", max_).status_code == 404
    assert alive(story, zoe) == [True]


def test_an_administrator_sees_and_ends_an_employees_sessions_on_both_sides(acme: Acme) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe", "multiple")
    story.sync(paired.inside)
    tokens = []
    for tenant in (paired.primary, paired.bcp):
        proof = story.done("POST", "/login", body={"username": "zoe", "password": PASSWORD})[
            "proof"
        ]
        chosen = {"proof": proof, "tenant": tenant}
        tokens.append(story.done("POST", "/login/choice", body=chosen)["token"])
    found = story.done("GET", f"/employees/{zoe}/sessions", paired.inside)
    assert {one["tenant"]["name"] for one in found["items"]} == {"Acme", "Acme BCP"}
    assert story.done("DELETE", f"/employees/{zoe}/sessions", paired.inside) == {"ended": 2}
    assert alive(story, *tokens) == [False, False]
    for tenant in (paired.primary, paired.bcp):
        with story.house.store_of(tenant).reading() as tx:
            [line] = [one for one in tx.audit.page(tenant, top=50)[0] if one.act == "session.end"]
        assert (line.actor, line.acting_as) == ("noor", "Impersonated Admin")


def test_the_list_says_which_side_could_not_be_asked(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe", "multiple")
    token = story.done("POST", "/login", body={"username": "zoe", "password": PASSWORD})["proof"]
    chosen = {"proof": token, "tenant": paired.primary}
    token = story.done("POST", "/login/choice", body=chosen)["token"]
    with outage(story.house, "eu1"):
        assert story.done("GET", "/me/sessions", token)["silent"] == ["Acme BCP"]


def test_a_new_password_of_ones_own_goes_on_under_a_new_token_and_ends_the_rest(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    token, other = token_of(story, "zoe"), token_of(story, "zoe")
    change = {"current": PASSWORD, "password": NEW}
    fresh = story.done("PUT", "/me/password", token, change)["token"]
    assert alive(story, token, other, fresh) == [False, False, True]
    assert (
        story.ask("POST", "/login", body={"username": "zoe", "password": PASSWORD}).status_code
        == 401
    )
    assert story.ask("POST", "/login", body={"username": "zoe", "password": NEW}).status_code == 200


def test_who_guesses_the_current_password_is_throttled_like_at_login(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    token = token_of(story, "zoe")
    answers = [
        story.ask("PUT", "/me/password", token, {"current": "wrong", "password": NEW}).status_code
        for _ in range(6)
    ]
    assert answers == [400] * 5 + [422]


def test_a_password_that_leaks_again_and_again_is_refused_in_both_languages(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    token = token_of(story, "zoe")
    change = {"current": PASSWORD, "password": "Mot-de-passe2026"}
    told = [
        story.ask("PUT", "/me/password", token, change, headers={"Accept-Language": language})
        for language in ("en", "fr")
    ]
    assert [one.status_code for one in told] == [400, 400]
    assert "tried first" in told[0].json()["fields"]["password"]
    assert "essaie" in told[1].json()["fields"]["password"]


def test_an_operator_changes_their_own_password_too(story: Story) -> None:
    token, other = story.operator(), story.operator()
    inside = [
        story.step_in(other, story.tenant(other, *at)) for at in (("Acme", "ca1"), ("Orbit", "eu1"))
    ]
    assert len(sessions(story, token)) == 2
    change = {"current": PASSWORD, "password": NEW}
    fresh = story.done("PUT", "/me/password", token, change)["token"]
    assert alive(story, token, other, fresh) == [False, False, True]
    assert alive(story, *inside) == [False, False]
    given = {"username": "noor", "password": NEW}
    assert story.ask("POST", "/login/operator", body=given).is_success


def test_who_acts_as_somebody_else_changes_no_account_of_theirs(acme: Acme) -> None:
    story, paired = acme
    change = {"current": PASSWORD, "password": NEW}
    assert story.ask("PUT", "/me/password", paired.inside, change).status_code == 422
    assert story.ask("GET", "/me/sessions", paired.inside).status_code == 422
    assert (
        story.ask("POST", "/me/second-factor", paired.inside, {"password": "x"}).status_code == 422
    )


def test_the_first_request_after_a_switch_keeps_a_session_open_as_any_other_does(
    acme: Acme,
) -> None:
    story, paired = acme
    story.employee(paired.inside, "olive", "multiple")
    proof = story.done("POST", "/login", body={"username": "olive", "password": PASSWORD})["proof"]
    chosen = {"proof": proof, "tenant": paired.primary}
    token = story.done("POST", "/login/choice", body=chosen)["token"]
    switch(story, paired)
    story.hands.turn(minutes=90)
    assert alive(story, token) == [True]
    story.hands.turn(minutes=90)
    assert alive(story, token) == [True]
