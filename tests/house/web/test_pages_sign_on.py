"""Single sign-on against an identity provider that is a process of its own."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from releve.web.shell import SESSION_COOKIE
from tests.helpers.houses import Paired, Story
from tests.helpers.identity_provider import CLIENT, SECRET, Running, provider
from tests.helpers.outages import outage
from tests.house.web.visitors import Visitor, said, site_of

STATE_LOST = "not begun in this browser"


@pytest.fixture(scope="module")
def idp() -> Iterator[Running]:
    with provider() as running:
        yield running


@pytest.fixture(scope="module")
def site(story: Story, paired: Paired, idp: Running) -> ASGIApp:
    """Acme has single sign-on; Sol and Mia are its employees, and neither has a password."""
    story.house = replace(story.house, secret_named={"ACME": SECRET}.get)
    story.__post_init__()
    for name, bcp_type in (("sol@acme.example", "single"), ("mia@acme.example", "multiple")):
        made = story.employee(paired.inside, name, bcp_type)
        with story.house.regions.of("ca1").writing() as tx:
            tx.credentials.drop(paired.primary, [made])
    story.sync(paired.inside)
    setting = {"issuer": idp.issuer, "clientId": CLIENT, "secret": "ACME"}
    story.done("PUT", f"/tenants/{paired.primary}/sign-on", paired.operator, setting)
    return site_of(story.house)


def tell(idp: Running, story: Story, username: str, **more: Any) -> None:
    claims = {"email": username, **more.pop("claims", {})}
    idp.tell(claims=claims, now=int(story.hands().timestamp()), **more)


def to_the_provider(visitor: Visitor, company: str = "acme") -> httpx.Response:
    """Type the company's name, and let the provider send one back."""
    page = visitor.give("/login/sso", {"company": company})
    assert page.status_code == 200, said(page)
    address = page.text.split('http-equiv="refresh" content="0; url=')[1].split('"')[0]
    return httpx.get(address.replace("&amp;", "&"))


def come_back(visitor: Visitor, sent: httpx.Response) -> httpx.Response:
    back = httpx.URL(sent.headers["location"])
    assert str(back).startswith("https://ca1.contact.example/login/sso/callback")
    return visitor.get(back.raw_path.decode())


def log_in(site: ASGIApp, company: str = "acme") -> tuple[Visitor, httpx.Response]:
    visitor = Visitor(site, "")
    return visitor, come_back(visitor, to_the_provider(visitor, company))


def test_who_has_no_password_comes_in_by_their_company(
    site: ASGIApp, story: Story, idp: Running
) -> None:
    tell(idp, story, "SOL@acme.example")
    visitor, answer = log_in(site)
    assert answer.headers["location"] == "/admin"
    me = story.done("GET", "/me", visitor.cookies[SESSION_COOKIE])
    assert (me["username"], me["tenant"]["name"]) == ("sol@acme.example", "Acme")


def test_who_may_choose_is_asked_which_tenant(
    site: ASGIApp, story: Story, paired: Paired, idp: Running
) -> None:
    tell(idp, story, "mia@acme.example")
    visitor, answer = log_in(site)
    assert answer.headers["location"] == "/login/tenant"
    chosen = visitor.give("/login/tenant", {"tenant": paired.bcp})
    assert chosen.headers["location"] == "/admin"


def test_who_logs_in_for_a_page_gets_there_and_a_popup_keeps_its_opener(
    site: ASGIApp, story: Story, idp: Running
) -> None:
    tell(idp, story, "sol@acme.example")
    visitor, wanted = Visitor(site, ""), "/auth/authorize?client_id=a&display=popup"
    login = visitor.page("/login", params={"next": wanted})
    [link] = re.findall(r'href="(/login/sso[^"]*)"', login)
    typed = visitor.form(html.unescape(link), "/login/sso").data(company="acme")
    page = visitor.post("/login/sso", data=typed)
    address = page.text.split('http-equiv="refresh" content="0; url=')[1].split('"')[0]
    back = come_back(visitor, httpx.get(html.unescape(address)))
    assert back.headers["refresh"] == f"0; url={wanted}"
    for answer in (visitor.get(html.unescape(link)), page, back):
        assert answer.headers["cross-origin-opener-policy"] == "unsafe-none"


@pytest.mark.parametrize(
    ("lie", "told"),
    [
        ({"forged": True}, "its signature"),
        ({"claims": {"nonce": "another"}}, "belongs to another login"),
        ({"claims": {"aud": "somebody"}}, "it is not for us"),
        ({"claims": {"iss": "https://evil.example"}}, "another provider"),
        ({"claims": {"exp": 1}}, "its time is over"),
        ({"claims": {"iat": 9_999_999_999}}, "dated in the future"),
        ({"claims": {"email": None}}, "has no claim"),
        ({"claims": {"email_verified": False}}, "has not verified"),
        ({"refuses": True}, "access_denied"),
    ],
)
def test_what_cannot_be_believed_lets_nobody_in(
    site: ASGIApp, story: Story, idp: Running, lie: dict[str, Any], told: str
) -> None:
    tell(idp, story, "sol@acme.example", **lie)
    visitor, answer = log_in(site)
    assert answer.status_code == 422
    assert told in said(answer)
    assert SESSION_COOKIE not in visitor.cookies


def test_an_answer_that_this_browser_did_not_ask_for_lets_nobody_in(
    site: ASGIApp, story: Story, idp: Running
) -> None:
    tell(idp, story, "sol@acme.example")
    sent = to_the_provider(Visitor(site, ""))
    other = Visitor(site, "")
    assert come_back(other, sent).headers["location"] == "/login"
    assert STATE_LOST in other.page("/login")
    tell(idp, story, "sol@acme.example", state="another")
    visitor, answer = log_in(site)
    assert answer.headers["location"] == "/login"
    assert SESSION_COOKIE not in visitor.cookies


def test_an_answer_is_good_once(site: ASGIApp, story: Story, idp: Running) -> None:
    tell(idp, story, "sol@acme.example")
    visitor = Visitor(site, "")
    sent = to_the_provider(visitor)
    proof = visitor.cookies["releve_sign_on"]
    assert come_back(visitor, sent).headers["location"] == "/admin"
    again = Visitor(site, "")
    again.cookies.set("releve_sign_on", proof)
    assert come_back(again, sent).headers["location"] == "/login"


@pytest.mark.parametrize("name", ["nobody@acme.example", "Impersonated Admin"])
def test_whom_the_tenant_does_not_know_is_refused(
    site: ASGIApp, story: Story, idp: Running, name: str
) -> None:
    tell(idp, story, name)
    _, answer = log_in(site)
    assert answer.status_code == 422
    assert "is not an employee of Acme" in said(answer)


def test_a_company_without_it_is_not_told_from_one_that_does_not_exist(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    story.tenant(story.operator(), "Orbit")
    visitor = Visitor(site, "")
    told = [said(visitor.give("/login/sso", {"company": name})) for name in ("Orbit", "Nowhere")]
    assert told[0].replace("Orbit", "…") == told[1].replace("Nowhere", "…")
    assert "No company of this name" in told[0]


def test_only_operators_set_it_up_and_the_issuer_is_asked_first(
    site: ASGIApp, story: Story, paired: Paired, idp: Running
) -> None:
    path = f"/tenants/{paired.bcp}/sign-on"
    stands = story.done("GET", path, paired.operator)
    assert stands == {"issuer": idp.issuer, "clientId": CLIENT, "secret": "ACME", "claim": "email"}
    assert story.ask("GET", path, paired.inside).status_code == 403
    wrong = {**stands, "issuer": "http://elsewhere.example", "secret": "NOBODY"}
    refused = story.ask("PUT", path, paired.operator, wrong)
    assert refused.status_code == 400
    assert set(refused.json()["fields"]) == {"issuer", "secret"}
    silent = {**stands, "issuer": "http://127.0.0.1:9"}
    assert story.ask("PUT", path, paired.operator, silent).status_code == 422
    assert story.done("GET", path, paired.operator) == stands


def test_it_works_after_a_switch_with_the_primary_gone(
    site: ASGIApp, story: Story, paired: Paired, idp: Running
) -> None:
    tell(idp, story, "sol@acme.example")
    visitor = Visitor(site, "")
    with outage(story.house, "ca1"):
        inside = story.step_in(story.operator(), paired.bcp)
        order = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
        story.done("POST", "/switch", inside, order)
        assert come_back(visitor, to_the_provider(visitor)).headers["location"] == "/admin"
        me = story.done("GET", "/me", visitor.cookies[SESSION_COOKIE])
    assert me["tenant"]["name"] == "Acme BCP"
