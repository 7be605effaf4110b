"""My profile and the tab Login of an employee: what the forms do, and what a mistake leaves standing."""

import re

from starlette.types import ASGIApp

from releve.web.shell import SESSION_COOKIE
from tests.helpers.authenticators import App, set_up
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.house.web.test_pages_login import browser
from tests.house.web.visitors import Visitor, employee_token, said

HERE = "/profile/security"
NEW = "brume-violette-sur-lac"


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, pattern
    return match[1]


def visitor_of(site: ASGIApp, story: Story, paired: Paired, name: str) -> Visitor:
    story.employee(paired.inside, name)
    return browser(site, employee_token(story, name))


def give(visitor: Visitor, action: str, **fields: str) -> str:
    form = visitor.form(HERE, HERE + action)
    answer = visitor.post(HERE + action, data=form.data(**fields))
    visitor.token = visitor.cookies[SESSION_COOKIE]
    return said(answer) if answer.status_code != 303 else answer.headers["location"]


def test_a_password_is_changed_and_the_browser_stays_logged_in(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    visitor = visitor_of(site, story, paired, "ada")
    before = visitor.token
    wrong = give(visitor, "/password", current="x", password=NEW, again=NEW)
    assert "This is not your password." in wrong
    assert "not the same" in give(visitor, "/password", current=PASSWORD, password=NEW, again="x")
    assert give(visitor, "/password", current=PASSWORD, password=NEW, again=NEW) == HERE
    assert visitor.token != before
    assert "Your password is changed." in visitor.page(HERE)
    assert story.ask("GET", "/me", before).status_code == 401


def test_a_second_factor_is_set_up_and_asked_for(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    visitor = visitor_of(site, story, paired, "bea")
    form = visitor.form(HERE, f"{HERE}/second-factor")
    offer = visitor.post(f"{HERE}/second-factor", data=form.data(current=PASSWORD))
    assert "<svg" in offer.text
    app = App(story, found(r"<code class=\"ident\">([A-Z2-7 ]{39})</code>", offer.text))
    proof = found(r'name="proof" value="([^"]+)"', offer.text)
    wrong = visitor.give(f"{HERE}/second-factor/code", {"proof": proof, "code": "000000"})
    assert wrong.status_code == 400
    assert proof in wrong.text, "the same offer stands for another try"
    done = visitor.give(f"{HERE}/second-factor/code", {"proof": proof, "code": app.code()})
    codes = re.findall(r"<li><code>([0-9A-Z-]{19})</code></li>", done.text)
    assert len(codes) == 10
    stranger = Visitor(site, "")
    asked = stranger.give(
        "/login", {"username": "bea", "password": PASSWORD, "next": "/admin/audit"}
    )
    assert asked.headers["location"] == "/login/code?next=%2Fadmin%2Faudit"
    assert stranger.give("/login/code", {"code": "000000"}).status_code == 401
    story.hands.turn(seconds=30)
    entered = stranger.give("/login/code", {"code": app.code(), "next": "/admin/audit"})
    assert entered.headers["location"] == "/admin/audit"
    assert "releve_proof" not in stranger.cookies


def test_a_code_without_a_proof_leads_back_to_the_login(site: ASGIApp) -> None:
    answer = Visitor(site, "").give("/login/code", {"code": "123456"})
    assert answer.headers["location"] == "/login"


def test_other_sessions_are_ended_from_the_list(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    visitor = visitor_of(site, story, paired, "cleo")
    other = employee_token(story, "cleo")
    assert "this one" in visitor.page(HERE)
    assert give(visitor, "/sessions/end-others") == HERE
    assert "1 session has ended." in visitor.page(HERE)
    assert story.ask("GET", "/me", other).status_code == 401


def test_a_login_ends_what_the_browser_had_open(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    visitor = visitor_of(site, story, paired, "dora")
    planted = visitor.token
    visitor.give("/login", {"username": "dora", "password": PASSWORD})
    assert visitor.cookies[SESSION_COOKIE] != planted
    assert story.ask("GET", "/me", planted).status_code == 401


def test_an_administrator_makes_a_link_and_the_employee_uses_it(
    site: ASGIApp, story: Story, paired: Paired, admin: Visitor
) -> None:
    who = story.employee(paired.inside, "elsa")
    path = f"/admin/employees/{who}/access"
    page = admin.give(f"{path}/link", {}).text
    link = found(r"https://ca1.contact.example(/login/password/[^<\"]+)", page)
    assert link not in admin.page(path), "it is shown once"
    stranger = Visitor(site, "")
    assert "For elsa." in stranger.page(link)
    weak = stranger.send(link, password="password1234", again="password1234")
    assert weak.status_code == 400
    assert "tried first" in weak.text
    assert stranger.send(link, password=NEW, again=NEW).headers["location"] == "/login"
    assert stranger.get(link).status_code == 404
    assert stranger.give("/login", {"username": "elsa", "password": NEW}).status_code == 303


def test_who_reads_french_ends_a_session_and_reads_since_when_there_is_a_second_factor(
    site: ASGIApp, admin: Visitor, story: Story, paired: Paired
) -> None:
    path = f"/admin/employees/{story.employee(paired.inside, 'fee')}/access"
    _, _, token = set_up(story, employee_token(story, "fee"))
    french = {"Accept-Language": "fr"}
    helping, own = admin.page(path, headers=french), browser(site, token)
    for page in (helping, own.page(HERE, headers=french)):
        assert "<dt>Configuré le</dt>" in page
    assert ">Mettre fin<" in helping
    assert ">Fin<" not in helping


def test_an_operator_has_a_profile_in_tenant_management(site: ASGIApp, story: Story) -> None:
    page = browser(site, story.operator()).page(HERE)
    assert "Tenant Management" in page
    assert "/profile/security/second-factor" not in page


def test_who_acts_as_somebody_else_has_no_profile(admin: Visitor) -> None:
    assert admin.get(HERE).status_code == 422
    assert "/profile" not in admin.page("/admin")
