"""What the analysis asks is settled in Studio; the next sync uses the decision; the lineage in the BCP tenant tells it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from releve.app.pairing import bond_of
from tests.browser.conftest import WAIT_MS
from tests.browser.labels import ENGLISH
from tests.browser.person import Person, somebody
from tests.browser.sights import pair_up
from tests.browser.stage import MAELLE, Stage
from tests.browser.sync_scene import run_to_its_end
from tests.browser.walk_tm import BCP_NAME

CALLBACK = "Common\\Callback"


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


def opened(person: Person, path: str) -> None:
    person.go(f"/studio/scripts?q={path}")
    person.main.get_by_role("link", name=path, exact=True).click()
    person.page.wait_for_load_state("networkidle")


def row(person: Person, card: str, text: str) -> Locator:
    """The line of a table that holds the text."""
    table = person.main.get_by_role("region", name=card)
    return table.get_by_role("row").filter(has_text=text)


def test_an_ask_is_settled_and_the_next_sync_uses_it_and_the_lineage_tells_it(
    developer: Person, chromium: Browser, stage: Stage
) -> None:
    opened(developer, CALLBACK)
    place = row(developer, "Places", "GETVALUE")
    number = place.locator("mark").inner_text()
    choice = place.get_by_role("combobox")
    skill = choice.locator("option").filter(has_text=re.compile(r"^Skill: ")).first.inner_text()
    choice.select_option(label=skill)
    place.get_by_label("Reason").fill("Whoever leaves a call back names it after the skill.")
    place.get_by_role("button", name="Decide").click()
    expect(developer.main.get_by_text(f"Decided for {number}.")).to_be_visible(timeout=WAIT_MS)
    settled = row(developer, "Identifiers", "Somebody has said that this is an identifier.")
    expect(settled).to_contain_text(skill.removeprefix("Skill: "))
    run_to_its_end(stage, stage.inside(stage.primary))

    bond = bond_of(stage.house, stage.primary.id)
    assert bond.bcp.name == BCP_NAME
    with somebody(chromium, stage.url, ENGLISH) as there:
        there.log_in(MAELLE)
        there.choose(BCP_NAME)
        there.page.wait_for_url("**/admin")
        opened(there, CALLBACK)
        line = row(there, "Identifiers", "Somebody has said that this is an identifier.")
        expect(line).to_contain_text(number)  # what it is called in the primary tenant
        expect(line).to_contain_text(skill.removeprefix("Skill: "))
        expect(line).to_contain_text("Whoever leaves a call back names it after the skill.")
        assert line.locator("mark").inner_text() != number

    opened(developer, CALLBACK)
    row(developer, "Decided", number).get_by_role("button", name="Withdraw").click()
    expect(row(developer, "Places", "GETVALUE")).to_be_visible(timeout=WAIT_MS)
