"""The link to a new password: shown once, good once, for a day, and nobody's who may not set the password."""

import pytest

from tests.helpers.authenticators import token_of
from tests.helpers.houses import PASSWORD, Paired, Story

Acme = tuple[Story, Paired]
NEW = "brume-violette-sur-lac"


def made(story: Story, paired: Paired, employee: str) -> str:
    link = story.done("POST", f"/employees/{employee}/password-link", paired.inside)
    assert link["address"] == f"https://ca1.contact.example/login/password/{link['token']}"
    return str(link["token"])


def use(story: Story, token: str, password: str = NEW) -> int:
    body = {"token": token, "password": password}
    return story.ask("POST", "/login/new-password", body=body).status_code


def may_log_in(story: Story, password: str) -> bool:
    body = {"username": "zoe", "password": password}
    return story.ask("POST", "/login", body=body).is_success


def test_it_sets_the_password_once_and_ends_the_sessions(acme: Acme) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    session = token_of(story, "zoe")
    link = made(story, paired, zoe)
    assert may_log_in(story, PASSWORD), "until it is used, the old one is good"
    assert use(story, link) == 204
    assert (may_log_in(story, PASSWORD), may_log_in(story, NEW)) == (False, True)
    assert story.ask("GET", "/me", session).status_code == 401
    assert use(story, link, PASSWORD) == 404


def test_a_password_that_is_refused_does_not_use_it_up(acme: Acme) -> None:
    story, paired = acme
    link = made(story, paired, story.employee(paired.inside, "zoe"))
    assert use(story, link, "password1234") == 400
    assert use(story, link) == 204


def test_it_is_good_for_a_day(acme: Acme) -> None:
    story, paired = acme
    link = made(story, paired, story.employee(paired.inside, "zoe"))
    story.hands.turn(hours=24)
    assert use(story, link) == 404


def test_a_new_one_makes_the_one_before_worthless(acme: Acme) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    first, second = made(story, paired, zoe), made(story, paired, zoe)
    assert (use(story, first), use(story, second)) == (404, 204)


@pytest.mark.parametrize("token", ["x", "ca1.", "ca1.guess", "mars.guess"])
def test_one_that_was_made_up_opens_nothing(acme: Acme, token: str) -> None:
    assert use(acme[0], token) == 404


def test_it_is_no_session_and_stands_in_no_list_of_them(acme: Acme) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    link = made(story, paired, zoe)
    assert story.ask("GET", "/me", link).status_code == 401
    assert story.done("GET", f"/employees/{zoe}/sessions", paired.inside)["items"] == []


def test_nobody_makes_one_for_who_may_do_more_or_without_the_permission(acme: Acme) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    story.employee(paired.inside, "max")
    path = f"/employees/{zoe}/password-link"
    assert story.ask("POST", path, token_of(story, "max")).status_code == 403
    builtin = story.done("GET", "/entities/employee?search=impersonated", paired.inside)["items"][0]
    assert (
        story.ask("POST", f"/employees/{builtin['id']}/password-link", paired.inside).status_code
        == 422
    )


def test_it_is_nobodys_any_more_when_the_employee_is_deactivated(acme: Acme) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    link = made(story, paired, zoe)
    found = story.done("GET", f"/entities/employee/{zoe}", paired.inside)
    body = {**found["body"], "isActive": False, "status": "BLOCKED"}
    story.done("PUT", f"/entities/employee/{zoe}", paired.inside, body)
    assert use(story, link) == 404


def test_both_names_are_in_the_audit(acme: Acme) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    use(story, made(story, paired, zoe))
    lines = story.done("GET", "/audit", paired.inside)["items"]
    set_, link = lines[0], lines[1]
    assert (set_["act"], set_["actor"], set_["details"]["by_link_of"]) == (
        "password.set",
        "zoe",
        "noor",
    )
    assert (link["act"], link["actor"]) == ("password.link", "noor")
