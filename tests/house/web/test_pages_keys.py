"""My profile: who one is, and the access keys that one makes, lets sleep and revokes."""

import re

import pytest
from starlette.types import ASGIApp

from tests.helpers.houses import Paired, Story
from tests.helpers.tokens import Key, password_grant
from tests.house.web.visitors import Visitor, employee_token, said

PAGE = "/profile/keys"


def keymaker(story: Story, paired: Paired, name: str) -> str:
    """The session of an administrator who is a person."""
    who = story.employee(paired.inside, name, "multiple")
    roles = story.done("GET", "/entities/role?search=administrator", paired.inside)["items"]
    path = f"/entities/employee/{who}"
    body = story.done("GET", path, paired.inside)["body"]
    told = {**body, "roleUUID": roles[0]["id"], "bcpType": "single"}
    story.done("PUT", path, paired.inside, told)
    return employee_token(story, name)


@pytest.fixture(scope="module")
def maud(story: Story, paired: Paired) -> str:
    return keymaker(story, paired, "maud")


def made(visitor: Visitor) -> Key:
    """A key as its page shows it, once."""
    answer = visitor.post(PAGE, data=visitor.form(PAGE, PAGE).data())
    assert answer.status_code == 200
    found = re.findall(r'data-copy="([A-Z2-7]{52}====)"', answer.text)
    assert len(found) == 2
    return Key(found[1], found[0])


def test_the_user_menu_leads_to_my_profile(site: ASGIApp, maud: str, paired: Paired) -> None:
    visitor = Visitor(site, maud)
    assert 'href="/profile"' in visitor.page("/admin")
    assert f'href="{PAGE}"' in visitor.page("/profile/security")
    text = said(visitor.get(PAGE))
    for word in ("maud@larkmont.example", "Administrator", "Acme", "Single access"):
        assert word in text
    french = said(visitor.get(PAGE, headers={"Accept-Language": "fr"}))
    assert "Administrateur" in french, "a built-in role is called as on every page"
    assert f'href="{PAGE}"' not in Visitor(site, paired.operator).page("/profile/security")


def test_the_secret_is_on_one_page_and_opens_the_token_door(
    story: Story, site: ASGIApp, maud: str
) -> None:
    visitor = Visitor(site, maud)
    key = made(visitor)
    assert password_grant(story, key).status_code == 200
    again = visitor.page(PAGE)
    assert key.id in again
    assert key.secret not in again


def test_the_page_says_that_keys_do_not_travel(site: ASGIApp, maud: str) -> None:
    text = said(Visitor(site, maud).get(PAGE))
    assert "Access keys do not travel to the other tenant" in text
    assert "log in to Acme BCP and make it there" in text


def test_a_key_is_put_to_sleep_woken_and_revoked(story: Story, site: ASGIApp, maud: str) -> None:
    visitor = Visitor(site, maud)
    key = made(visitor)
    for way, status in (("sleep", 400), ("wake", 200), ("revoke", 400)):
        answer = visitor.give(f"{PAGE}/{way}", {"key": key.id})
        assert answer.headers["location"] == PAGE
        assert password_grant(story, key).status_code == status
    assert key.id not in visitor.page(PAGE)


def test_who_may_not_make_keys_is_told_what_it_takes(
    story: Story, site: ASGIApp, paired: Paired
) -> None:
    story.employee(paired.inside, "ines")
    visitor = Visitor(site, employee_token(story, "ines"))
    page = visitor.get(PAGE)
    assert "Admin › Security › Access Key › Create" in said(page)
    assert f'action="{PAGE}"' not in page.text
    refused = visitor.give(PAGE, {})
    assert refused.status_code == 403


def test_nobody_reaches_somebody_elses_key_from_their_profile(
    story: Story, site: ASGIApp, maud: str, paired: Paired
) -> None:
    key = made(Visitor(site, maud))
    story.employee(paired.inside, "noe")
    stranger = Visitor(site, employee_token(story, "noe"))
    for way in ("sleep", "wake", "revoke"):
        assert stranger.give(f"{PAGE}/{way}", {"key": key.id}).status_code == 403
    assert password_grant(story, key).status_code == 200


def test_an_operator_who_impersonates_makes_no_key_for_themselves(admin: Visitor) -> None:
    page = admin.get(PAGE)
    assert f'action="{PAGE}"' not in page.text
    assert admin.give(PAGE, {}).status_code == 422


def test_nobody_has_a_profile_without_logging_in(site: ASGIApp, paired: Paired) -> None:
    assert Visitor(site, "").get(PAGE).headers["location"].startswith("/login")
    assert Visitor(site, paired.operator).get(PAGE).status_code == 403
