"""A person works on scripts: a draft is reviewed and published; a checklist is emptied, item by item, on both sides."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from releve.app.script_steps import set_steps
from tests.browser.conftest import WAIT_MS
from tests.browser.labels import ENGLISH
from tests.browser.person import Person, somebody
from tests.browser.sights import pair_up
from tests.browser.stage import MAELLE, Stage
from tests.browser.sync_scene import run_to_its_end
from tests.browser.walk_tm import BCP_NAME
from tests.helpers.scripts import one, web

PATH = "Accueil\\Essai"


@pytest.fixture
def developer(chromium: Browser, stage: Stage) -> Iterator[Person]:
    """In the primary tenant, which is paired and synced once."""
    pair_up(stage)
    with somebody(chromium, stage.url, ENGLISH) as person:
        person.log_in(MAELLE)
        person.choose(stage.primary.name)
        person.page.wait_for_url("**/admin")
        run_to_its_end(stage, stage.inside(stage.primary))
        yield person


def upload(person: Person, folder: Path, code: str) -> None:
    file = folder / "essai.json"
    file.write_bytes(web("SNIPPET", [one("Data", code)], header={"scriptName": PATH}))
    person.go("/studio/scripts")
    person.page.locator("[data-opens=upload]").click()
    person.popup.locator("#f-files").set_input_files(file)
    person.click("Upload", person.popup)
    person.main.locator("table").wait_for()


def row(person: Person, text: str) -> Locator:
    return person.main.get_by_role("row").filter(has_text=text)


def item(person: Person, topic: str) -> Locator:
    return person.main.locator(f"#item-{topic}")


def test_a_draft_is_reviewed_and_published_and_its_checklist_is_emptied_in_both_tenants(
    developer: Person, chromium: Browser, stage: Stage, tmp_path: Path
) -> None:
    developer.go("/studio/settings")
    developer.toggle("Scripts go through the workflow steps").check()
    developer.click("Save")
    developer.sees("The development workflow is on.")

    upload(developer, tmp_path, "x = 1")
    developer.main.get_by_role("link", name=PATH, exact=True).click()
    row(developer, PATH).get_by_role("button", name="Hand over for review").click()
    developer.sees("The draft is handed over for review.")
    back = row(developer, PATH)
    back.get_by_label("What is to be changed").fill("One more line.")
    back.get_by_role("button", name="Send back").click()
    developer.sees("Sent back: One more line.")
    upload(developer, tmp_path, "x = 1\ny = 2")
    developer.main.get_by_role("link", name=PATH, exact=True).click()
    row(developer, PATH).get_by_role("button", name="Hand over for review").click()
    developer.sees("In review")
    row(developer, PATH).get_by_role("button", name="Publish").click()
    developer.sees("The script is published.")

    row(developer, PATH).get_by_role("link", name=PATH, exact=True).click()
    developer.main.get_by_role("link", name="Checklist", exact=True).click()
    expect(item(developer, "workflow")).to_contain_text("Published by", timeout=WAIT_MS)
    expect(item(developer, "saved")).to_contain_text("not in the BCP tenant yet")
    run_to_its_end(stage, stage.inside(stage.primary))
    developer.page.reload()
    expect(item(developer, "saved")).to_contain_text("a copy of what the primary tenant has now")

    with somebody(chromium, stage.url, ENGLISH) as there:
        there.log_in(MAELLE)
        there.choose(BCP_NAME)
        there.page.wait_for_url("**/admin")
        there.go(f"/studio/checklists?q={PATH}")
        there.main.get_by_role("link", name=PATH, exact=True).click()
        tested = item(there, "tested")
        tested.get_by_role("textbox").fill("Called twice.")
        tested.get_by_role("button", name="Confirm").click()
        there.sees("The checklist is complete")
        expect(item(there, "tested")).to_contain_text("Called twice.")

    developer.page.reload()
    developer.sees("The checklist is complete")
    developer.go("/studio/checklists?show=complete")
    expect(row(developer, PATH)).to_be_visible(timeout=WAIT_MS)

    inside = stage.inside(stage.primary)
    set_steps(stage.house, inside, steps=False, expect=None)
    upload(developer, tmp_path, "x = 1\ny = 3")
    run_to_its_end(stage, inside)
    developer.go(f"/studio/checklists?q={PATH}")
    developer.main.get_by_role("link", name=PATH, exact=True).click()
    expect(item(developer, "tested")).to_contain_text("confirmed for an earlier version")
