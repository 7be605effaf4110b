"""Studio: files in and out byte for byte, what stands in a script told by name, and what is left to a person."""

import re

import pytest
from starlette.types import ASGIApp

from releve.app.example import load_company
from releve.demo.company import company
from releve.domain.people import Caller
from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Visitor, ids_in, said


@pytest.fixture(scope="module")
def havrelune(story: Story, paired: Paired) -> None:
    """The example company in Acme, and a first sync."""
    operator = Caller("noor", operator="noor")
    load_company(story.house, operator, paired.primary, company, employees=40)
    story.sync(paired.inside)


@pytest.fixture
def beyond(site: ASGIApp, story: Story, paired: Paired) -> Visitor:
    """The administrator of the BCP tenant."""
    return Visitor(site, story.step_in(paired.operator, paired.bcp))


def script_called(visitor: Visitor, path: str) -> str:
    """The page of a script."""
    return f"/studio/scripts/{next(ids_in(visitor.page(f'/studio/scripts?q={path}'), '/studio/scripts/'))}"


def to_review(page: str) -> dict[str, int]:
    """Path → places to review, as the page says."""
    rows = re.findall(
        r'href="/studio/scripts/\d+">([^<]+)</a></td>\s*<td class="num"[^>]*>(\d+)</td>', page
    )
    return {path: int(number) for path, number in rows}


def test_a_tenant_without_scripts_says_how_to_get_some(site: ASGIApp, story: Story) -> None:
    operator = story.operator()
    norva = story.tenant(operator, "Norva")
    token = story.done("POST", f"/tenants/{norva}/impersonation", operator)["token"]
    visitor = Visitor(site, str(token))
    for path in ("/studio/scripts", "/studio/review"):
        assert "There is no script yet." in visitor.page(path)


def test_scripts_are_listed_searched_and_filtered(havrelune: None, admin: Visitor) -> None:
    assert "PROD\\CustomEvents_PROD" in admin.page("/studio/scripts")
    found = admin.page("/studio/scripts?q=customevents&sort=-format")
    assert len(set(ids_in(found, "/studio/scripts/"))) == 1
    assert "No script matches." in admin.page("/studio/scripts?media=7")


def test_a_file_goes_out_and_comes_in_again_byte_for_byte(havrelune: None, admin: Visitor) -> None:
    path = script_called(admin, "customevents")
    file = admin.get(f"{path}/file")
    assert "CustomEvents_PROD.json" in file.headers["content-disposition"]
    again = admin.give("/studio/scripts/upload", {}, files=[("files", ("a.json", file.content))])
    assert "Unchanged" in again.text
    assert admin.get(f"{path}/file").content == file.content


def test_bad_files_are_told_and_stop_nothing(havrelune: None, admin: Visitor) -> None:
    good = admin.get(f"{script_called(admin, 'menu_prod')}/file").content
    answer = admin.give(
        "/studio/scripts/upload",
        {},
        files=[("files", ("no.txt", b"hello")), ("files", ("yes.json", good))],
    )
    assert answer.status_code == 200
    assert "Refused" in answer.text
    assert "It is neither JSON nor XML" in said(answer)
    assert "yes.json" in answer.text
    none = admin.give("/studio/scripts/upload", {}, files=[("files", ("", b""))])
    assert none.headers["location"] == "/studio/scripts"
    assert "No file was chosen." in admin.page("/studio/scripts")


def test_a_script_is_shown_with_the_names_of_what_its_actions_hold(
    havrelune: None, admin: Visitor, beyond: Visitor
) -> None:
    for visitor in (admin, beyond):
        page = visitor.page(script_called(visitor, "queue_prod"))
        assert "REQAGENT" in page
        assert "not in this tenant" not in page
        assert "Skill" in page


def test_the_places_to_review_are_those_that_the_sync_counted_on_both_sides(
    story: Story, paired: Paired, havrelune: None, admin: Visitor, beyond: Visitor
) -> None:
    here, there = (to_review(one.page("/studio/review")) for one in (admin, beyond))
    runs = story.done("GET", "/sync/runs", paired.inside)["items"]
    assert here == there
    assert sum(here.values()) == runs[0]["toReview"] > 0


def test_the_bcp_tenant_tells_what_the_primarys_number_is_called_there(
    havrelune: None, admin: Visitor, beyond: Visitor
) -> None:
    page = beyond.page(script_called(beyond, "common\\callback"))
    number = re.search(r"<mark>(\d{6,})</mark>", page)
    assert number is not None
    here = re.findall(r'data-copy="(\d+)"', page)
    assert number[1] not in here
    skills = {*ids_in(beyond.page("/admin/entities/skill?top=200"), "/admin/entities/skill/")}
    assert set(here) & skills


def test_what_a_person_decides_is_used_by_the_next_sync_and_told_on_both_sides(
    story: Story, paired: Paired, havrelune: None, admin: Visitor, beyond: Visitor
) -> None:
    place = script_called(admin, "common\\callback")
    form = admin.form(place, f"{place}/settle")
    [what] = form.data()["value"]
    skill = story.done("GET", f"/entities/skill/{what}", paired.inside)
    data = form.data(what="id:skill", reason="It is handed to the callback script.")
    assert admin.give(form.action, data).headers["location"] == place
    assert "Somebody has said that this is an identifier." in admin.page(place)

    story.sync(paired.inside)
    there = beyond.page(script_called(beyond, "common\\callback"))
    name = story.done("GET", f"/entities/skill/{what}", paired.inside)["title"]
    assert name == skill["title"]
    line = next(row for row in there.split("<tr>") if "Somebody has said" in row)
    assert what in line
    assert "It is handed to the callback script." in line

    back = admin.form(place, f"{place}/withdraw")
    admin.give(back.action, back.data())
    assert "Somebody has said" not in admin.page(place)
    story.sync(paired.inside)
    assert "Somebody has said" not in beyond.page(script_called(beyond, "common\\callback"))


def test_a_dynamic_switch_is_proposed_with_the_ids_of_both_tenants(
    havrelune: None, admin: Visitor
) -> None:
    page = admin.page(script_called(admin, "prod\\customevents_prod"))
    [line, *_] = [row for row in page.split("<tr>") if "Propose a dynamic switch" in row]
    value, there = re.findall(r'<code class="ident">(\d+)</code>', line)[:2]
    assert re.search(rf"CASE \d+ .* = &#34;{value}&#34;", line)
    assert re.search(rf"CASE \d+ .* = &#34;{there}&#34;", line)


def test_a_decision_that_cannot_be_made_says_why(havrelune: None, admin: Visitor) -> None:
    place = script_called(admin, "common\\callback")
    form = admin.form(place, f"{place}/settle")
    for changed, told in (
        ({"what": "waived"}, "Say why this may stay as it is."),
        ({"what": ""}, "Nothing was chosen."),
        ({"what": "id:hours"}, "the tenant has none with the ID"),
        ({"what": "not", "offset": "999999"}, "does not stand there any more"),
    ):
        assert told in said(admin.give(form.action, form.data(**changed)))


def test_in_the_bcp_tenant_nothing_is_decided(havrelune: None, beyond: Visitor) -> None:
    place = script_called(beyond, "common\\callback")
    assert "/settle" not in beyond.page(place)
    data = {"action": "22", "property": "Parameters[0]", "offset": "0", "value": "1", "what": "not"}
    assert "made in the primary tenant" in said(beyond.give(f"{place}/settle", data))


def test_a_script_that_cannot_be_read_is_shown_with_its_problem(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    body = {"path": "Broken\\One", "format": "json", "content": "{"}
    made = story.done("POST", "/entities/script", paired.inside, body)["id"]
    page = admin.page(f"/studio/scripts/{made}")
    assert "Broken\\One" in page
    assert 'role="alert"' in page
    assert "cannot be read" in admin.page("/studio/review")
    assert admin.get(f"/studio/scripts/{made}/file").content == b"{"


def test_a_script_that_is_not_there_is_not_found(admin: Visitor) -> None:
    assert admin.get("/studio/scripts/1").status_code == 404
    assert admin.get("/studio/scripts/1/file").status_code == 404
