"""Programs send people to our login page and get a code, which they exchange with the proof they kept (PKCE)."""

import dataclasses
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from starlette.types import ASGIApp

from tests.helpers.authenticators import App, set_up
from tests.helpers.houses import PASSWORD, Hands, Paired, Story, copied_house
from tests.helpers.tokens import (
    HOME,
    TERMS,
    by_password,
    code_form,
    me,
    payload,
    refreshed,
    switch,
    told_back,
    wish,
)
from tests.house.web.visitors import Visitor, said, site_of

PATH = "/auth/authorize"


@pytest.fixture
def story(paired_house: tuple[Path, Paired], tmp_path: Path) -> Iterator[Story]:
    hands = Hands()
    with copied_house(paired_house[0], tmp_path / "house", hands) as house:
        yield Story(dataclasses.replace(house, terms=TERMS), hands, fresh=False)


@pytest.fixture
def site(story: Story, paired: Paired) -> ASGIApp:
    story.employee(paired.inside, "max", "single")
    return site_of(story.house)


def ask(visitor: Visitor, **changes: str) -> httpx.Response:
    return visitor.get(f"{PATH}?{urlencode(wish(**changes))}")


def logged_in(story: Story, site: ASGIApp, username: str = "max") -> Visitor:
    return Visitor(site, by_password(story, username))


def exchanged(story: Story, code: str, **changes: str) -> httpx.Response:
    return story.http.post("/auth/token", data=code_form(code, **changes))


def log_in(visitor: Visitor, page: str, username: str = "max") -> httpx.Response:
    """On the login page that one was sent to, with what stands in its form."""
    form = visitor.form(page, "/login")
    return visitor.post("/login", data=form.data(username=username, password=PASSWORD))


# ---------------------------------------------------------------- the way there and back


def test_who_is_logged_in_goes_back_with_a_code_that_gives_tokens(
    story: Story, site: ASGIApp, paired: Paired
) -> None:
    told = told_back(ask(logged_in(story, site)))
    assert told["state"] == "st-1"
    given = exchanged(story, told["code"])
    assert given.status_code == 200, given.text
    claims = payload(given.json()["id_token"])
    assert (claims["aud"], claims["nonce"], claims["tenantId"]) == ("crm", "no-1", paired.primary)
    assert me(story, given.json()["access_token"]).json()["username"] == "max"
    assert refreshed(story, given.json()["refresh_token"]).status_code == 200


def test_a_stranger_logs_in_on_our_page_and_goes_on_to_the_program(
    story: Story, site: ASGIApp
) -> None:
    visitor = Visitor(site, "")
    login = ask(visitor, login_hint="max@here")
    assert login.headers["location"].startswith("/login?")
    page = login.headers["location"]
    assert 'value="max@here"' in visitor.page(page)
    done = log_in(visitor, page)
    # not a redirect: of a form of ours it would have to lead to a page of ours
    assert done.status_code == 200
    onward = done.headers["refresh"].removeprefix("0; url=")
    assert "code" in told_back(visitor.get(onward))


def test_an_address_that_no_header_can_hold_breaks_no_login(story: Story, site: ASGIApp) -> None:
    visitor = Visitor(site, "")
    done = log_in(visitor, f"/login?{urlencode({'next': PATH + '?client_id=名'})}")
    assert done.status_code == 200
    assert done.headers["refresh"].isascii()


def test_the_login_page_speaks_french_to_who_reads_french(story: Story, site: ASGIApp) -> None:
    visitor = Visitor(site, "")
    page = ask(visitor).headers["location"]
    assert "Se connecter" in visitor.page(page, headers={"Accept-Language": "fr"})


def test_who_has_multiple_access_chooses_and_then_goes_on(
    story: Story, site: ASGIApp, paired: Paired
) -> None:
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    visitor = Visitor(site, "")
    chooser = log_in(visitor, ask(visitor).headers["location"], "mia").headers["location"]
    assert chooser.startswith("/login/tenant?next=")
    form = visitor.form(chooser, "/login/tenant")
    done = visitor.post("/login/tenant", data=form.data(tenant=paired.bcp))
    told = told_back(visitor.get(done.headers["refresh"].removeprefix("0; url=")))
    given = exchanged(story, told["code"]).json()
    assert payload(given["id_token"])["tenantId"] == paired.bcp


def test_after_a_switch_the_same_login_leads_to_the_other_side(
    story: Story, site: ASGIApp, paired: Paired
) -> None:
    story.sync(paired.inside)
    visitor = logged_in(story, site)
    code = told_back(ask(visitor))["code"]
    switch(story, paired)
    assert exchanged(story, code).json()["error"] == "invalid_grant"
    login = ask(visitor)
    assert login.headers["location"].startswith("/login?")
    done = log_in(visitor, login.headers["location"])
    told = told_back(visitor.get(done.headers["refresh"].removeprefix("0; url=")))
    claims = payload(exchanged(story, told["code"]).json()["access_token"])
    assert (claims["tenantId"], claims["epoch"]) == (paired.bcp, 2)


def test_a_popup_keeps_the_window_that_opened_it(story: Story, site: ASGIApp) -> None:
    visitor = Visitor(site, "")
    login = ask(visitor, display="popup")
    page = visitor.get(login.headers["location"])
    for answer in (login, page, log_in(visitor, login.headers["location"])):
        assert answer.headers["cross-origin-opener-policy"] == "unsafe-none"
    assert visitor.get("/login").headers["cross-origin-opener-policy"] == "same-origin"


def test_a_popup_keeps_it_through_the_second_factor_too(story: Story, site: ASGIApp) -> None:
    app, _, _ = set_up(story, by_password(story, "max"))
    visitor = Visitor(site, "")
    asked = log_in(visitor, ask(visitor, display="popup").headers["location"])
    page = asked.headers["location"]
    assert page.startswith("/login/code?")
    first = visitor.get(page)
    form = visitor.form(page, "/login/code")
    wrong = visitor.post("/login/code", data=form.data(code="000000"))
    story.hands.turn(seconds=30)
    entered = visitor.post("/login/code", data=form.data(code=app.code()))
    for answer in (first, wrong, entered):
        assert answer.headers["cross-origin-opener-policy"] == "unsafe-none"
    assert "display=popup" in entered.headers["refresh"]


def test_a_popup_keeps_it_while_a_second_factor_is_set_up(
    story: Story, site: ASGIApp, paired: Paired
) -> None:
    [role] = story.done("GET", "/entities/role?search=agent", paired.inside)["items"]
    wanted = {**role["body"], "secondFactorRequired": True}
    story.done("PUT", f"/entities/role/{role['id']}", paired.inside, wanted)
    visitor = Visitor(site, "")
    page = log_in(visitor, ask(visitor, display="popup").headers["location"]).headers["location"]
    assert page.startswith("/login/second-factor?")
    first = visitor.get(page)
    form = visitor.form(page, "/login/second-factor")
    wrong = visitor.post("/login/second-factor", data=form.data(code="000000"))
    secret = re.search(r"secret=([A-Z2-7]+)", html.unescape(wrong.text))
    assert secret
    code = App(story, secret[1]).code()
    done = visitor.post("/login/second-factor", data=form.data(code=code))
    assert "Recovery codes" in said(done)
    for answer in (first, wrong, done):
        assert answer.headers["cross-origin-opener-policy"] == "unsafe-none"


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/back"},
        {"redirect_uri": HOME + "/more"},
        {"redirect_uri": HOME + "?x=1"},
        {"redirect_uri": "https://crm.example.evil.example/back"},
        {"redirect_uri": "http://127.0.0.1@evil.example/back"},
        {"redirect_uri": "//evil.example"},
        {"redirect_uri": ""},
        {"client_id": "somebody"},
        {"client_id": "Batch App@Vendor"},
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_declared(
    story: Story, site: ASGIApp, changes: dict[str, str]
) -> None:
    answer = ask(logged_in(story, site), **changes)
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "is not known, or has given an address" in said(answer)


def test_a_loopback_address_may_have_any_port(story: Story, site: ASGIApp) -> None:
    uri = "http://127.0.0.1:49152/back"
    code = told_back(ask(logged_in(story, site), redirect_uri=uri))["code"]
    assert exchanged(story, code, redirect_uri=uri).status_code == 200


def test_an_undeclared_program_on_ones_own_machine_may_log_in_only_for_development(
    story: Story, site: ASGIApp
) -> None:
    uri = {"client_id": "toy", "redirect_uri": "http://localhost:5173/"}
    assert ask(logged_in(story, site), **uri).status_code == 400
    terms = dataclasses.replace(TERMS, loopback=True)
    loose = site_of(dataclasses.replace(story.house, terms=terms))
    assert "code" in told_back(ask(logged_in(story, loose), **uri))
    other = {"client_id": "toy", "redirect_uri": "http://192.168.1.4:5173/"}
    assert ask(logged_in(story, loose), **other).status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
    ],
)
def test_a_faulty_wish_is_told_to_the_program(
    story: Story, site: ASGIApp, changes: dict[str, str], error: str
) -> None:
    told = told_back(ask(logged_in(story, site), **changes))
    assert told == {"error": error, "state": "st-1"}


def test_a_program_that_wants_no_page_is_told_that_somebody_must_log_in(
    story: Story, site: ASGIApp
) -> None:
    assert told_back(ask(Visitor(site, ""), prompt="none"))["error"] == "login_required"
    assert "code" in told_back(ask(logged_in(story, site), prompt="none"))


def test_a_program_may_ask_for_the_password_again(story: Story, site: ASGIApp) -> None:
    visitor = logged_in(story, site)
    again = ask(visitor, prompt="login")
    assert again.headers["location"].startswith("/login?")
    done = log_in(visitor, again.headers["location"])
    onward = done.headers["refresh"].removeprefix("0; url=")
    assert "code" in told_back(visitor.get(onward))


def test_whoever_is_in_another_company_is_asked_to_log_in_there(
    story: Story, site: ASGIApp, paired: Paired
) -> None:
    visitor = logged_in(story, site)
    assert "code" in told_back(ask(visitor, tenantId=paired.bcp))
    orbit = story.tenant(paired.operator, "Orbit")
    login = ask(visitor, tenantId=orbit)
    assert login.headers["location"].startswith("/login?")
    done = log_in(visitor, login.headers["location"])
    onward = done.headers["refresh"].removeprefix("0; url=")
    assert told_back(visitor.get(onward))["error"] == "access_denied"


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "0" * 56},
        {"code_verifier": "short"},
        {"redirect_uri": "https://crm.example/other"},
        {"client_id": "Batch App@Vendor", "client_secret": "p%2Bw: with a colon"},
    ],
)
def test_a_code_with_the_wrong_proof_is_of_no_use_then_or_later(
    story: Story, site: ASGIApp, changes: dict[str, str]
) -> None:
    code = told_back(ask(logged_in(story, site)))["code"]
    refused = exchanged(story, code, **changes)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert exchanged(story, code).status_code == 400


def test_a_code_that_is_shown_twice_ends_what_it_has_given(story: Story, site: ASGIApp) -> None:
    code = told_back(ask(logged_in(story, site)))["code"]
    given = exchanged(story, code).json()
    assert exchanged(story, code).json()["error"] == "invalid_grant"
    assert me(story, given["access_token"]).status_code == 401
    assert refreshed(story, given["refresh_token"]).status_code == 400


def test_a_code_is_over_after_a_minute(story: Story, site: ASGIApp) -> None:
    code = told_back(ask(logged_in(story, site)))["code"]
    story.hands.turn(seconds=60)
    assert exchanged(story, code).status_code == 400


def test_a_refresh_token_is_no_code_and_a_code_no_refresh_token(
    story: Story, site: ASGIApp
) -> None:
    code = told_back(ask(logged_in(story, site)))["code"]
    assert refreshed(story, code).status_code == 400
    given = exchanged(story, code).json()
    assert exchanged(story, given["refresh_token"]).status_code == 400
    assert refreshed(story, given["refresh_token"]).status_code == 200


def test_a_new_password_ends_what_a_login_gave(story: Story, site: ASGIApp, paired: Paired) -> None:
    given = exchanged(story, told_back(ask(logged_in(story, site)))["code"]).json()
    found = story.done("GET", "/entities/employee?search=max", paired.inside)["items"][0]["id"]
    password = {"password": "une-toute-autre-phrase"}
    story.done("PUT", f"/employees/{found}/password", paired.inside, password)
    assert me(story, given["access_token"]).status_code == 401
    assert refreshed(story, given["refresh_token"]).status_code == 400


def test_an_operator_inside_a_tenant_lets_no_program_in(
    story: Story, site: ASGIApp, paired: Paired
) -> None:
    for token in (paired.inside, paired.operator):
        assert ask(Visitor(site, token)).headers["location"].startswith("/login?")


# ---------------------------------------------------------------- logging out


def id_token(story: Story, visitor: Visitor) -> dict[str, Any]:
    return dict(exchanged(story, told_back(ask(visitor))["code"]).json())


def test_logging_out_ends_the_tokens_and_the_session_and_leads_home(
    story: Story, site: ASGIApp
) -> None:
    visitor = logged_in(story, site)
    given = id_token(story, visitor)
    query = {
        "id_token_hint": given["id_token"],
        "post_logout_redirect_uri": "https://crm.example/bye",
        "state": "st-2",
    }
    story.hands.turn(minutes=90)  # an old ID token is as good for this
    answer = visitor.get(f"{PATH}/logout?{urlencode(query)}")
    assert answer.headers["location"] == "https://crm.example/bye?state=st-2"
    assert visitor.get("/admin").status_code == 303
    assert refreshed(story, given["refresh_token"]).status_code == 400


def test_logging_out_leads_nowhere_else(story: Story, site: ASGIApp) -> None:
    visitor = logged_in(story, site)
    given = id_token(story, visitor)
    query = {
        "id_token_hint": given["id_token"],
        "post_logout_redirect_uri": "https://evil.example/",
    }
    answer = visitor.get(f"{PATH}/logout?{urlencode(query)}")
    assert "location" not in answer.headers
    assert "You are logged out." in said(answer)


def test_with_somebody_elses_id_token_a_person_confirms_that_they_log_out(
    story: Story, site: ASGIApp, paired: Paired
) -> None:
    story.employee(paired.inside, "eve", "single")
    hers = id_token(story, logged_in(story, site, "eve"))
    query = {
        "id_token_hint": hers["id_token"],
        "post_logout_redirect_uri": "https://crm.example/bye",
    }
    for visitor in (logged_in(story, site), Visitor(site, paired.inside)):
        assert "Log out?" in said(visitor.get(f"{PATH}/logout?{urlencode(query)}"))
        assert visitor.get("/admin").status_code == 200
    gone = Visitor(site, "").get(f"{PATH}/logout?{urlencode(query)}")
    assert gone.headers["location"].startswith("https://crm.example/bye")


def test_without_an_id_token_a_person_confirms_that_they_log_out(
    story: Story, site: ASGIApp
) -> None:
    visitor = logged_in(story, site)
    query = {"post_logout_redirect_uri": "https://crm.example/", "id_token_hint": "eyJ.eyJ.x"}
    page = f"{PATH}/logout?{urlencode(query)}"
    assert "Log out?" in said(visitor.get(page))
    assert visitor.get("/admin").status_code == 200
    form = visitor.form(page, f"{PATH}/logout")
    assert visitor.post(f"{PATH}/logout", data=form.data()).headers["location"] == "/login"
    assert visitor.get("/admin").status_code == 303


def test_what_a_program_is_told_stands_in_the_query_and_not_in_the_fragment(
    story: Story, site: ASGIApp
) -> None:
    location = urlsplit(ask(logged_in(story, site)).headers["location"])
    assert parse_qs(location.query).keys() == {"code", "state"}
    assert location.fragment == ""


def let_in(story: Story, site: ASGIApp) -> dict[str, Any]:
    """What a program holds that Max has let in."""
    return dict(exchanged(story, told_back(ask(logged_in(story, site)))["code"]).json())


def id_of_max(story: Story, paired: Paired) -> str:
    [found] = story.done("GET", "/entities/employee?search=max", paired.inside)["items"]
    return str(found["id"])


@pytest.mark.parametrize("way", ["by an administrator", "by oneself"])
def test_with_all_sessions_what_programs_hold_ends_too(
    story: Story, site: ASGIApp, paired: Paired, way: str
) -> None:
    given = let_in(story, site)
    if way == "by oneself":
        story.done("DELETE", "/me/sessions", by_password(story, "max"))
    else:
        story.done("DELETE", f"/employees/{id_of_max(story, paired)}/sessions", paired.inside)
    assert me(story, given["access_token"]).status_code == 401
    assert refreshed(story, given["refresh_token"]).status_code == 400
    with story.house.store_of(paired.primary).reading() as tx:
        lines, _ = tx.audit.page(paired.primary, top=50)
    assert [one.details for one in lines if one.act == "session.end"].count({"programs": 1}) == 1
