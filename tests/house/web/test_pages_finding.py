"""Studio and Admin: anything is found in scripts, every variable is told, and so is where an entity is used."""

import html
import re
from time import monotonic

import pytest
from starlette.types import ASGIApp

from releve.app import script_search
from releve.app.example import load_company
from releve.demo.company import company
from releve.domain.people import Caller
from tests.helpers.houses import Paired, Story
from tests.helpers.scripts import one, web
from tests.house.web.visitors import Visitor, ids_in

SECRET = 'apiKey = "hQ7-zz91-blue"\nlantern = 1'


@pytest.fixture(scope="module")
def havrelune(story: Story, paired: Paired) -> None:
    """The example company in Acme."""
    operator = Caller("noor", operator="noor")
    load_company(story.house, operator, paired.primary, company, employees=40)


@pytest.fixture(scope="module")
def hidden(story: Story, paired: Paired) -> None:
    """A script with a key in it."""
    raw = web("SNIPPET", [one("Data", SECRET)], header={"scriptName": "Larkmont\\Key"})
    story.done("POST", "/scripts/import", paired.inside, content=raw)


def search(visitor: Visitor, text: str, **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"q": text, **more}.items())
    return html.unescape(visitor.page(f"/studio/search?{query}"))


def used(story: Story, paired: Paired) -> dict[str, str]:
    """A skill that stands in a script: its id and its name."""
    for skill in story.done("GET", "/entities/skill?top=200", paired.inside)["items"]:
        if story.done("GET", f"/entities/skill/{skill['id']}/uses", paired.inside)["scripts"]:
            return {"id": skill["id"], "title": skill["title"]}
    raise AssertionError("no skill stands in a script")


def test_the_page_asks_first_and_searches_then(havrelune: None, admin: Visitor) -> None:
    page = admin.page("/studio/search")
    assert 'name="q"' in page
    assert "Nothing was found" not in page
    assert "<mark>REQAGENT</mark>" in search(admin, "reqagent", where="actions")


def test_a_search_says_how_much_it_looked_at_and_goes_on(
    havrelune: None, admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script_search, "FOUND_MAX", 3)
    page = search(admin, "a")
    assert re.search(r"looked at scripts 1 to \d+ of \d+", page)
    on = re.search(r'href="([^"]*skip=\d+[^"]*)"[^>]*>.{0,400}?Search on', page, re.DOTALL)
    assert on is not None
    again = html.unescape(admin.page(html.unescape(on[1])))
    assert "From the start" in again
    assert re.search(r"looked at scripts 4 to \d+ of \d+", again)


def test_nothing_found_says_what_to_do_next(havrelune: None, admin: Visitor) -> None:
    assert "Search for a shorter text" in search(admin, "zzzzqqq")
    assert "Search everywhere" in search(admin, "zzzzqqq", where="captions")
    assert "No entity with this in its name" in search(admin, "zzzzqqq", where="names")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("%28a%2B%29%2Bb", "could take too long"),
        ("%28", "A bracket is never closed"),
        ("%28%3F%3Da%29", "is not offered"),
        ("a" * 300, "characters"),
    ],
)
def test_a_bad_regular_expression_is_told_and_stays_in_the_form(
    admin: Visitor, text: str, why: str
) -> None:
    answer = admin.get(f"/studio/search?q={text}&regex=on")
    assert answer.status_code == 400
    assert why in html.unescape(answer.text)
    assert "checked" in answer.text


def test_no_pattern_that_is_taken_keeps_anybody_waiting(havrelune: None, admin: Visitor) -> None:
    start = monotonic()
    answer = admin.get("/studio/search?q=[^%23]*[^~]*%23%23&regex=on")
    assert answer.status_code == 200
    assert monotonic() - start < 2 * script_search.SECONDS_MAX + script_search.ALONE_SECONDS_MAX


def test_a_secret_is_neither_found_nor_shown(hidden: None, admin: Visitor) -> None:
    assert "Nothing was found" in search(admin, "hQ7-zz91")
    assert "Nothing was found" in search(admin, "zz91-[a-z]%2B", regex="on")
    page = search(admin, "apiKey")
    assert "•••" in page
    assert "zz91" not in page


def test_an_entity_is_found_by_its_name_with_every_place(
    story: Story, paired: Paired, havrelune: None, admin: Visitor
) -> None:
    skill = used(story, paired)
    page = search(admin, skill["title"], where="names")
    assert f"<mark>{skill['id']}</mark>" in page
    assert "translated by the sync" in page
    by_id = search(admin, skill["id"], where="identifiers")
    assert f"<mark>{skill['id']}</mark>" in by_id
    assert "Nothing was found" in search(admin, skill["id"][:-1], where="identifiers")


def test_the_variables_of_a_script_are_told_with_links_to_their_actions(
    hidden: None, havrelune: None, admin: Visitor
) -> None:
    [script] = set(ids_in(admin.page("/studio/scripts?q=larkmont\\key"), "/studio/scripts/"))
    page = admin.page(f"/studio/scripts/{script}/variables")
    assert "lantern" in page
    assert "1 write" in page
    assert f'href="/studio/scripts/{script}#action-10"' in page
    assert 'id="action-10"' in admin.page(f"/studio/scripts/{script}")
    assert "zz91" not in page
    assert "No variable matches." in admin.page(f"/studio/scripts/{script}/variables?q=nobody")


def test_where_an_entity_is_used_is_on_its_page_and_in_the_question_before_its_deletion(
    story: Story, paired: Paired, havrelune: None, admin: Visitor
) -> None:
    skill = used(story, paired)
    own = f"/admin/entities/skill/{skill['id']}"
    page = admin.page(own)
    assert page.count(f'hx-get="{own}/uses"') == 2
    uses = html.unescape(admin.page(f"{own}/uses"))
    assert re.search(r"in \d+ scripts?", uses)
    assert f"<mark>{skill['id']}</mark>" in uses


@pytest.mark.parametrize("kind", ["employee", "role", "team", "hours", "skill", "script"])
def test_every_kind_tells_where_it_is_used(
    havrelune: None, story: Story, paired: Paired, admin: Visitor, kind: str
) -> None:
    first = story.done("GET", f"/entities/{kind}?top=1", paired.inside)["items"][0]["id"]
    answer = admin.get(f"/admin/entities/{kind}/{first}/uses")
    if kind == "script":
        assert answer.headers["location"] == f"/studio/scripts/{first}/uses"
        answer = admin.get(answer.headers["location"])
    assert answer.status_code == 200
    assert 'id="uses-summary"' in answer.text


def test_a_script_tells_who_runs_it(havrelune: None, story: Story, paired: Paired) -> None:
    scripts = story.done("GET", "/entities/script?top=100", paired.inside)["items"]
    found = {
        one["title"]: story.done("GET", f"/entities/script/{one['id']}/uses", paired.inside)
        for one in scripts
    }
    callers = {
        path: {hit["property"] for script in uses["scripts"] for hit in script["places"]}
        for path, uses in found.items()
    }
    assert any("ScriptName" in places for places in callers.values())
    assert any(
        group["kind"] == "point_of_contact"
        for uses in found.values()
        for group in uses["referrers"]
    )


def test_what_is_not_there_or_of_another_tenant_is_not_found(
    story: Story, paired: Paired, havrelune: None, admin: Visitor, site: ASGIApp
) -> None:
    assert admin.get("/studio/scripts/1/variables").status_code == 404
    assert admin.get("/studio/scripts/1/uses").status_code == 404
    skill = used(story, paired)["id"]
    norva = story.tenant(paired.operator, "Norva")
    stranger = Visitor(site, story.step_in(paired.operator, norva))
    assert stranger.get(f"/admin/entities/skill/{skill}/uses").status_code == 404
    assert "Nothing was found" in search(stranger, skill)
