"""Logging in and out at the console: where one comes back to, and what remains when a region is gone."""

import httpx
import pytest
from starlette.types import ASGIApp

from releve.web.door import OPERATOR_COOKIE
from releve.web.shell import SESSION_COOKIE
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.outages import outage
from tests.house.web.visitors import Visitor, employee_token


def log_in(visitor: Visitor, username: str, next: str = "") -> httpx.Response:
    given = {"username": username, "password": PASSWORD, "next": next}
    return visitor.give("/login", given)


def browser(site: ASGIApp, token: str) -> Visitor:
    """With the session as the console itself would have set it."""
    visitor = Visitor(site, "")
    visitor.token = token
    visitor.cookies.set(SESSION_COOKIE, token, domain="testserver.local", path="/")
    return visitor


def impersonating(site: ASGIApp, story: Story, paired: Paired) -> Visitor:
    """An operator who has stepped into Acme with their browser."""
    visitor = browser(site, story.operator())
    answer = visitor.give(f"/tm/tenants/{paired.primary}/impersonate", {})
    assert answer.headers["location"] == "/admin"
    visitor.token = visitor.cookies[SESSION_COOKIE]
    return visitor


@pytest.fixture(scope="module", autouse=True)
def mia(story: Story, paired: Paired) -> str:
    story.employee(paired.inside, "mia", "multiple")
    story.employee(paired.inside, "max")
    story.sync(paired.inside)
    return "mia"


@pytest.mark.parametrize("next", ["/login", "/login/tenant", "/login?next=/login", "/tm/login"])
def test_nobody_is_sent_back_to_a_login_page(site: ASGIApp, next: str) -> None:
    visitor = Visitor(site, "")
    assert log_in(visitor, "max", next).headers["location"] == "/admin"
    assert log_in(Visitor(site, ""), "max", "/admin/audit").headers["location"] == "/admin/audit"


def test_a_selector_whose_time_is_over_leaves_a_session_alone(site: ASGIApp) -> None:
    visitor = Visitor(site, "")
    assert visitor.get("/login/tenant").headers["location"] == "/login"
    log_in(visitor, "max")
    token = visitor.cookies[SESSION_COOKIE]
    assert visitor.get("/login/tenant").headers["location"] == "/login"
    assert visitor.cookies[SESSION_COOKIE] == token
    assert visitor.get("/admin").status_code == 200


@pytest.mark.parametrize("path", ["/", "/admin", "/admin/employees", "/tm/tenants"])
def test_a_session_of_a_dead_region_leads_to_the_login_page(
    site: ASGIApp, story: Story, path: str
) -> None:
    visitor = browser(site, employee_token(story, "max"))
    with outage(story.house, "ca1"):
        answer = visitor.get(path)
        assert answer.status_code == 303
        page = "/tm/login" if path.startswith("/tm") else "/login"
        assert answer.headers["location"].startswith(page)
        assert SESSION_COOKIE not in visitor.cookies
        assert "The region Canada (Montréal) does not answer." in visitor.page(page)


def test_logging_out_works_with_the_region_gone(site: ASGIApp, story: Story) -> None:
    visitor = browser(site, employee_token(story, "max"))
    with outage(story.house, "ca1"):
        assert visitor.give("/logout", {}).headers["location"] == "/login"
    assert SESSION_COOKIE not in visitor.cookies


def test_an_operator_acts_under_their_own_name_again_with_the_region_gone(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    visitor = impersonating(site, story, paired)
    own = visitor.cookies[OPERATOR_COOKIE]
    with outage(story.house, "ca1"):
        answer = visitor.give("/impersonation/stop", {})
        assert answer.headers["location"] == "/tm/tenants"
        assert visitor.cookies[SESSION_COOKIE] == own
        assert OPERATOR_COOKIE not in visitor.cookies
    assert visitor.get("/tm/tenants").status_code == 200


def test_an_impersonation_that_is_over_gives_the_operator_back_their_session(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    visitor = impersonating(site, story, paired)
    own = visitor.cookies[OPERATOR_COOKIE]
    with outage(story.house, "ca1"):
        assert visitor.get("/admin").headers["location"] == "/tm/tenants"
        assert visitor.cookies[SESSION_COOKIE] == own
        assert visitor.get("/tm/tenants").headers["location"].startswith("/tm/login")
        assert SESSION_COOKIE not in visitor.cookies


def test_stopping_an_impersonation_ends_it(site: ASGIApp, story: Story, paired: Paired) -> None:
    visitor = impersonating(site, story, paired)
    assert visitor.give("/impersonation/stop", {}).headers["location"] == "/tm/tenants"
    assert story.ask("GET", "/me", visitor.token).status_code == 401


def test_who_logs_in_over_an_impersonation_leaves_no_operator_behind(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    visitor = impersonating(site, story, paired)
    log_in(visitor, "max")
    assert OPERATOR_COOKIE not in visitor.cookies
