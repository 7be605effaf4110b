"""A person tries an outside system and records it; takes the code that asks API discovery, and is asked no more."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from releve.app.scripts import export_script
from tests.browser.conftest import WAIT_MS
from tests.browser.labels import ENGLISH
from tests.browser.person import Person, somebody
from tests.browser.sights import pair_up
from tests.browser.sights_admin import HOSTED
from tests.browser.stage import MAELLE, Stage

CRM = "crm.havrelune.example"
CARD = "Addresses bound to a region"


@pytest.fixture
def developer(chromium: Browser, stage: Stage) -> Iterator[Person]:
    """In the primary tenant, which is paired."""
    pair_up(stage)
    with somebody(chromium, stage.url, ENGLISH) as person:
        person.log_in(MAELLE)
        person.choose(stage.primary.name)
        person.page.wait_for_url("**/admin")
        yield person


def test_an_outside_system_is_found_tried_and_given_an_owner(developer: Person) -> None:
    developer.open_app("Studio")
    developer.open_menu("Outside identifiers")
    line = developer.main.get_by_role("row").filter(has_text=CRM).first
    expect(line).to_contain_text("Never tested", timeout=WAIT_MS)
    line.get_by_role("link").first.click()
    developer.main.get_by_label("Works").check()
    developer.main.get_by_label("Tested by").fill("Tobias")
    developer.main.get_by_label("Note").fill("The file of the caller opens.")
    developer.click("Record the test")
    developer.sees("The test is recorded.")
    developer.main.get_by_label("Owner").fill("The CRM team")
    developer.click("Save the owner")
    developer.sees("The owner is saved.")
    developer.open_menu("Outside identifiers")
    found = developer.main.get_by_role("row").filter(has_text="The CRM team")
    expect(found).to_contain_text("Tested, works")
    expect(found).to_contain_text("Tobias")


def test_the_code_that_asks_discovery_is_taken_and_the_host_is_gone(
    developer: Person, stage: Stage
) -> None:
    script = stage.id_of("script", HOSTED)
    developer.go(f"/studio/scripts/{script}")
    places = developer.main.get_by_role("list", name=CARD)
    line = places.get_by_role("listitem").filter(has_text="activity = proxy.MakeRestRequest")
    hosts = places.locator("mark").count()
    line.get_by_text("Propose API discovery").click()
    before = line.locator("del").inner_text()
    line.get_by_role("button", name="Copy the new lines").click()
    after = developer.page.evaluate("navigator.clipboard.readText()")
    assert "/.well-known/cxone-configuration?tenantId=" in after

    file = export_script(stage.house, stage.inside(stage.primary), script)
    was, new = (json.dumps(text, ensure_ascii=False)[1:-1] for text in (before, after))
    content = file.raw.decode()
    assert content.count(was) == 1
    changed: FilePayload = {
        "name": file.name,
        "mimeType": "application/json",
        "buffer": content.replace(was, new).encode(),
    }
    developer.go("/studio/scripts")
    developer.page.locator("[data-opens=upload]").click()
    developer.popup.locator("#f-files").set_input_files([changed])
    developer.click(developer.labels.upload, developer.popup)
    developer.main.locator("table").wait_for()
    developer.go(f"/studio/scripts/{script}")
    expect(places.locator("mark")).to_have_count(hosts - 1)
