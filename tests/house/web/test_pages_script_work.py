"""Studio: the checklist of a script and of all, ticked and confirmed on its page; the development workflow, step by step."""

import re

import pytest
from starlette.types import ASGIApp

from tests.helpers.houses import Paired, Story
from tests.helpers.scripts import one, web
from tests.house.web.visitors import Visitor, ids_in, said

RAW = web("SNIPPET", [one("Data", "x = 1")], header={"scriptName": "Odd"})


@pytest.fixture(scope="module")
def synced(story: Story, paired: Paired) -> str:
    """The id in Acme of a script with nothing open."""
    [made] = story.done("POST", "/scripts/import", paired.inside, content=RAW)
    story.sync(paired.inside)
    return str(made["id"])


@pytest.fixture
def beyond(site: ASGIApp, story: Story, paired: Paired) -> Visitor:
    return Visitor(site, story.step_in(paired.operator, paired.bcp))


def checklist_of(visitor: Visitor) -> str:
    found = ids_in(visitor.page("/studio/scripts?q=odd"), "/studio/scripts/")
    return f"/studio/scripts/{next(iter(found))}/checklist"


def test_an_item_is_confirmed_on_the_page_of_the_bcp_tenant_and_withdrawn(
    synced: str, admin: Visitor, beyond: Visitor
) -> None:
    here = f"/studio/scripts/{synced}/checklist"
    assert "/checklist/confirm" not in admin.page(here)
    assert "is confirmed in the BCP tenant" in admin.page(here)
    there = checklist_of(beyond)
    form = beyond.form(there, f"{there}/confirm")
    assert (
        beyond.give(form.action, form.data(note="Called <at> noon.")).headers["location"] == there
    )
    assert "The checklist is complete" in beyond.page(there)
    assert "Called &lt;at&gt; noon." in beyond.page(there)
    assert "The checklist is complete" in admin.page(here)
    assert "of 1 script" in admin.page("/studio/checklists")
    assert "No script matches." in admin.page("/studio/checklists?show=open")
    back = beyond.form(there, f"{there}/take-back")
    beyond.give(back.action, back.data())
    assert "The checklist is complete" not in admin.page(here)


def test_a_confirmation_of_a_page_left_open_is_refused(
    story: Story, paired: Paired, synced: str, beyond: Visitor
) -> None:
    there = checklist_of(beyond)
    form = beyond.form(there, f"{there}/confirm")
    answer = beyond.give(form.action, form.data(mark="older"))
    assert answer.status_code == 409
    assert "has changed since you looked at it" in said(answer)


def test_the_overview_names_what_is_left_and_can_be_downloaded(synced: str, admin: Visitor) -> None:
    page = admin.page("/studio/checklists?item=tested")
    assert f"/studio/scripts/{synced}/checklist" in page
    file = admin.get("/studio/checklists.csv")
    assert "checklists.csv" in file.headers["content-disposition"]
    assert file.text.count("\nOdd,") == 12


def test_an_item_about_other_systems_leads_to_their_outside_identifiers(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    asking = one("ServiceAddress", "https://crm.example/cases/{caseId}")
    raw = web("REST_API", [asking], header={"scriptName": "Crm"})
    [made] = story.done("POST", "/scripts/import", paired.inside, content=raw)
    page = admin.page(f"/studio/scripts/{made['id']}/checklist")
    assert 'href="/studio/outside?q=crm.example"' in page
    assert "crm.example" in admin.page("/studio/outside?q=crm.example")
    story.done("DELETE", f"/entities/script/{made['id']}", paired.inside)


def test_a_script_that_cannot_be_read_has_no_checklist_but_its_problem(
    story: Story, paired: Paired, admin: Visitor
) -> None:
    body = {"path": "Broken", "format": "json", "content": "{"}
    made = story.done("POST", "/entities/script", paired.inside, body)["id"]
    assert 'role="alert"' in admin.page(f"/studio/scripts/{made}/checklist")
    assert "cannot be read" in admin.page("/studio/checklists")
    story.done("DELETE", f"/entities/script/{made}", paired.inside)


def test_the_workflow_is_turned_on_and_walked_through_on_the_pages(
    site: ASGIApp, story: Story, paired: Paired, synced: str, admin: Visitor
) -> None:
    assert "/studio/workflow" not in admin.page("/studio/scripts")
    assert admin.get("/studio/workflow").status_code == 403
    settings = admin.form("/studio/settings")
    answer = admin.give("/studio/settings", settings.data(steps="on"))
    assert answer.headers["location"] == "/studio/settings"
    assert "The development workflow is on." in admin.page("/studio/settings")
    again = admin.give("/studio/settings", settings.data())
    assert again.status_code == 409

    worker = Visitor(site, story.step_in(paired.operator, paired.primary))
    changed = [("files", ("odd.json", RAW.replace(b"x = 1", b"x = 2")))]
    uploaded = worker.give("/studio/scripts/upload", {}, files=changed)
    assert 'href="/studio/workflow">Odd' in uploaded.text
    assert "A version waits." in worker.page(f"/studio/scripts/{synced}")

    def press(act: str, **changes: str) -> None:
        [own] = re.findall(r"/studio/workflow/([^/\"]+)/file", worker.page("/studio/workflow"))
        path = f"/studio/workflow/{own}/{act}"
        form = worker.form("/studio/workflow", path)
        answer = worker.give(form.action, form.data(**changes))
        assert answer.headers.get("location") == "/studio/workflow", said(answer)

    press("review")
    press("return", note="Say why.")
    assert "Sent back: Say why." in worker.page("/studio/workflow")
    waiting = worker.give("/studio/settings", worker.form("/studio/settings").data(steps=None))
    assert "waits to be published" in said(waiting)
    press("review")
    press("publish")
    assert "Published by" in worker.page("/studio/workflow?step=published")
    assert "No script is at this step." in worker.page("/studio/workflow?step=draft")
    assert b"x = 2" in worker.get(f"/studio/scripts/{synced}/file").content
    worker.give("/studio/settings", worker.form("/studio/settings").data(steps=None))
    assert "/studio/workflow" not in worker.page("/studio/scripts")
