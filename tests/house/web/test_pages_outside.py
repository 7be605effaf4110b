"""Studio: outside identifiers on their pages; what a script's page says of hosts of one region and of custom libraries."""

import html
import re

import pytest
from starlette.types import ASGIApp

from tests.helpers.houses import Paired, Story
from tests.helpers.outages import outage
from tests.helpers.scripts import desktop, one, web
from tests.house.web.visitors import Visitor, ids_in, said

LIBRARY = "c41d7e90-2b6a-4f13-9d58-0a7be3f6152c"  # that of tests.helpers.scripts.desktop
URL = "https://api-ca1.niceincontact.com/v30.0/contacts"


def number(story: Story, paired: Paired) -> int:
    [unit] = story.done("GET", "/entities/business_unit", paired.inside)["items"]
    return int(unit["id"])


def bring(story: Story, paired: Paired, raw: bytes) -> str:
    """A script in Acme; the path of its page."""
    [made] = story.done("POST", "/scripts/import", paired.inside, content=raw)
    return f"/studio/scripts/{made['id']}"


def coded(story: Story, paired: Paired, name: str, code: str) -> str:
    header = {"scriptName": name, "busNo": number(story, paired)}
    return bring(story, paired, web("SNIPPET", [one("Data", code)], header=header))


@pytest.fixture
def beyond(site: ASGIApp, story: Story, paired: Paired) -> Visitor:
    return Visitor(site, story.step_in(paired.operator, paired.bcp))


@pytest.fixture
def line(story: Story, paired: Paired, admin: Visitor) -> str:
    """The page of an outside identifier."""
    coded(story, paired, "Crm", 'url = "https://crm.example/cases/{caseId}"')
    [found] = re.findall(
        r'class="primary"><a href="(/studio/outside/[0-9a-f]+)"', admin.page("/studio/outside")
    )
    return str(found)


def test_a_tenant_whose_scripts_ask_nobody_is_told_so(site: ASGIApp, story: Story) -> None:
    operator = story.operator()
    orbit = story.tenant(operator, "Orbit")
    visitor = Visitor(site, story.step_in(operator, orbit))
    assert "No script speaks with another system." in visitor.page("/studio/outside")


def test_a_test_is_recorded_and_told_on_the_list(admin: Visitor, line: str) -> None:
    assert "Never tested" in admin.page("/studio/outside")
    form = admin.form(line, f"{line}/tests")
    data = form.data(outcome="fails", note="It lets nobody in.", by="Ana Larkmont")
    assert admin.give(form.action, data).headers["location"] == line
    page = admin.page(line)
    for text in ("The test is recorded.", "It lets nobody in.", "Ana Larkmont", "Fails"):
        assert text in page
    assert "Failed" in admin.page("/studio/outside")
    owned = admin.form(line, f"{line}/owner")
    admin.give(owned.action, owned.data(owner="The CRM team"))
    assert "The CRM team" in admin.page("/studio/outside?q=crm+team")


def test_what_is_refused_is_told_and_nothing_of_it_is_lost(admin: Visitor, line: str) -> None:
    form = admin.form(line, f"{line}/tests")
    for changed, told in (
        ({"outcome": ""}, "Say how the test went."),
        ({"outcome": "works", "on": "2031-01-01"}, "This day is still to come."),
        ({"outcome": "works", "expect": "77"}, "Somebody else changed this meanwhile."),
    ):
        answer = admin.give(form.action, form.data(note="Kept é", **changed))
        assert answer.status_code in (400, 409)
        assert told in said(answer)
        assert "Kept é" in answer.text


def test_both_sides_are_shown_and_a_region_that_is_gone_is_told(
    story: Story, paired: Paired, admin: Visitor, line: str
) -> None:
    assert "Last test in the other tenant" in admin.page(line)
    with outage(story.house, "eu1"):
        for path in ("/studio/outside", line):
            assert "The region of Acme BCP does not answer" in admin.page(path)


def test_the_list_goes_into_a_file(admin: Visitor, line: str) -> None:
    answer = admin.get("/studio/outside/outside-identifiers.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "crm.example,/cases/{caseId}" in answer.text


def test_what_is_not_there_is_not_found(admin: Visitor) -> None:
    assert admin.get("/studio/outside/nothing").status_code == 404


def proposal(page: str) -> str:
    """The new lines of the first proposal of discovery."""
    [found] = re.findall(
        r"<ins>(.*?)</ins>", page.partition("Propose API discovery")[2], re.DOTALL
    )[:1]
    return html.unescape(found)


def test_discovery_is_proposed_for_a_host_of_the_tenants_region_and_what_is_taken_is_asked_no_more(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    code = f'url = "{URL}"'
    place = coded(story, paired, "Hosted", code)
    page = admin.page(place)
    assert "Addresses bound to a region" in page
    after = proposal(page)
    assert f'"{paired.primary}"' in after
    assert f'"{paired.bcp}"' in after
    assert coded(story, paired, "Hosted", after) == place
    assert "Addresses bound to a region" not in admin.page(place)
    assert "There is nothing to review in this script." in admin.page(place)


def test_where_it_is_not_proposed_the_page_says_why_and_the_bcp_tenant_points_to_the_primary(
    story: Story, paired: Paired, admin: Visitor, beyond: Visitor
) -> None:
    place = coded(story, paired, "Elsewhere", f'url = "{URL.replace("ca1", "eu1")}"')
    assert "The host is of another region than this tenant" in admin.page(place)
    coded(story, paired, "Hosted too", f'url = "{URL}"')
    story.sync(paired.inside)
    there = next(ids_in(beyond.page("/studio/scripts?q=hosted+too"), "/studio/scripts/"))
    assert "Change it in the primary tenant" in beyond.page(f"/studio/scripts/{there}")


def test_a_library_is_present_where_the_other_tenant_has_its_script_and_to_be_checked_elsewhere(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    using = web(f"Lanterns_LIBID_{LIBRARY}", header={"scriptName": "Uses a library"})
    place = bring(story, paired, using)
    page = admin.page(place)
    assert "Custom library actions" in page
    assert "No script of Acme BCP is known to be this library" in page
    assert "There is nothing to review in this script." in page
    assert story.sync(paired.inside)["toReview"] == 0
    bring(story, paired, desktop("NOTE", "The library itself"))
    story.sync(paired.inside)
    assert (
        "present"
        in admin.page(place).partition("Custom library actions")[2].partition("</table>")[0]
    )
    with outage(story.house, "eu1"):
        assert "The region of Acme BCP does not answer." in admin.page(place)


def test_a_library_is_found_behind_all_the_scripts_that_use_it_too(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    names = (f"A user {n:02}" for n in range(60))
    used = [web(f"Lanterns_LIBID_{LIBRARY}", header={"scriptName": name}) for name in names]
    place, *_ = [bring(story, paired, one) for one in used]
    bring(story, paired, desktop("NOTE", "Its path comes last"))
    story.sync(paired.inside)
    libraries = admin.page(place).partition("Custom library actions")[2].partition("</table>")[0]
    assert "present" in libraries
