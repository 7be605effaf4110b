"""The search across pages finds what one may see, and nothing else."""

import html
import re

import pytest
from starlette.types import ASGIApp

from releve.app import looking_up
from releve.app.example import load_company
from releve.demo.company import company
from releve.domain.people import Caller
from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Visitor, employee_token, said


@pytest.fixture(scope="module", autouse=True)
def havrelune(story: Story, paired: Paired) -> None:
    operator = Caller("noor", operator="noor")
    load_company(story.house, operator, paired.primary, company, employees=40)


def found(visitor: Visitor, text: str) -> dict[str, list[str]]:
    """Heading → the addresses beneath it."""
    page = visitor.page("/search", params={"q": text})
    sections = re.findall(r"<h2[^>]*>(.*?)</h2>(.*?)</ul>", page, re.DOTALL)
    return {
        html.unescape(head): re.findall(r'<li><a href="([^"]*)"', rest) for head, rest in sections
    }


def first(story: Story, paired: Paired, kind: str) -> dict[str, str]:
    return dict(story.done("GET", f"/entities/{kind}?top=1", paired.inside)["items"][0])


def test_pages_of_the_menu_are_found_by_their_name_in_the_language_of_the_reader(
    admin: Visitor,
) -> None:
    assert found(admin, "bc enab")["Pages"] == ["/admin/enablement"]
    admin.cookies.set("releve_language", "fr")
    assert found(admin, "employes")["Pages"] == ["/admin/employees"], "without its accent"


def test_a_thing_is_found_by_its_name_and_by_its_id(
    admin: Visitor, story: Story, paired: Paired
) -> None:
    skill = first(story, paired, "skill")
    address = f"/admin/entities/skill/{skill['id']}"
    assert address in found(admin, skill["title"].upper())["Skills"]
    assert found(admin, skill["id"])["Skills"] == [address]


def test_people_are_found_by_their_name_and_lead_to_their_page(
    admin: Visitor, story: Story, paired: Paired
) -> None:
    [one] = [
        one
        for one in story.done("GET", "/entities/employee?top=100", paired.inside)["items"]
        if one["title"].startswith("maelle")
    ]
    assert f"/admin/employees/{one['id']}" in found(admin, "maelle")["Employees"]


def test_a_run_is_found_by_its_id(admin: Visitor, story: Story, paired: Paired) -> None:
    run = story.sync(paired.inside)
    assert found(admin, run["id"])["Runs"] == [f"/admin/sync/runs/{run['id']}"]
    assert "Runs" not in found(admin, "0" * len(run["id"]))


def test_an_operator_finds_tenants_and_nothing_of_what_is_in_them(
    site: ASGIApp, story: Story, paired: Paired
) -> None:
    operator = Visitor(site, paired.operator)
    assert f"/tm/tenants/{paired.primary}" in found(operator, "acme")["Tenants"]
    assert found(operator, first(story, paired, "skill")["id"]) == {}
    assert found(operator, "audit") == {"Pages": ["/tm/audit"]}


def test_who_may_see_nothing_finds_nothing(
    site: ASGIApp, admin: Visitor, story: Story, paired: Paired
) -> None:
    """Not even an employee, a script or a skill whose id they know."""
    story.employee(paired.inside, "lark")
    agent = Visitor(site, employee_token(story, "lark"))
    for kind in ("skill", "script", "employee", "role"):
        own = first(story, paired, kind)["id"]
        assert found(admin, own) != {}
        assert found(agent, own) == {}
    assert found(agent, "1") == {}


def test_the_search_of_a_stranger_leads_to_the_login(site: ASGIApp) -> None:
    assert "/login" in Visitor(site, "").get("/search?q=acme").headers["location"]


def test_a_letter_is_too_little_and_nothing_found_says_what_to_do(admin: Visitor) -> None:
    assert "What are you looking for?" in said(admin.get("/search"))
    assert found(admin, "e").keys() <= {"Pages"}
    assert "Nothing was found." in said(admin.get("/search?q=zzzz"))


def test_of_many_a_few_are_told_and_the_way_to_all(
    admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_up, "HITS_MAX", 2)
    page = admin.page("/search?q=havrelune.example")
    assert len(found(admin, "havrelune.example")["Employees"]) == 2
    assert 'href="/admin/employees?q=havrelune.example"' in page


def test_a_large_tenant_is_searched_by_how_names_begin(
    admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_up, "WHOLE_MAX", 0)
    assert "Employees" in found(admin, "maelle")
    assert "Employees" not in found(admin, "havrelune.example")


def test_the_popup_fetches_options_and_no_page(admin: Visitor) -> None:
    told = admin.get("/search?q=employ", headers={"HX-Target": "finder-found"}).text
    assert "<html" not in told
    assert 'role="option"' in told
    assert re.search(r'data-told="\d+ found"', told)
