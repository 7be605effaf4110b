"""The home of continuity: what is mended from it, that it lives without being reloaded, and that it needs no script."""

from datetime import UTC, datetime

from playwright.sync_api import Browser, expect

from releve.app import entities
from tests.browser.labels import ENGLISH
from tests.browser.person import Person, somebody
from tests.browser.sights import pair_up
from tests.browser.stage import PASSWORD, SOLENE, Stage
from tests.browser.sync_scene import run_to_its_end

NOT_COPIED = "1 change made in the primary is not in the BCP tenant yet."


def at_home(person: Person, stage: Stage) -> None:
    person.log_in(SOLENE)
    person.choose(stage.primary.name)
    person.page.wait_for_url("**/admin**")


def in_step(stage: Stage) -> None:
    pair_up(stage)
    run_to_its_end(stage, stage.inside(stage.primary))


def change(stage: Stage) -> None:
    boss = stage.inside(stage.primary)
    entities.save_entity(stage.house, boss, "tag", None, {"tagName": "Just now"})


def test_the_page_learns_what_has_happened_and_the_focus_stays_where_it_was(
    chromium: Browser, stage: Stage
) -> None:
    in_step(stage)
    with somebody(chromium, stage.url, ENGLISH) as admin:
        admin.page.clock.install(time=datetime.now(UTC))
        at_home(admin, stage)
        way_over = admin.main.get_by_role("link", name="Switch to the BCP tenant")
        expect(admin.main.get_by_text(NOT_COPIED)).to_have_count(0)
        way_over.focus()
        change(stage)
        admin.page.clock.fast_forward(21_000)
        admin.sees(NOT_COPIED)
        expect(way_over).to_be_focused()


def test_what_is_not_copied_is_brought_over_from_the_reason_itself(
    chromium: Browser, stage: Stage
) -> None:
    in_step(stage)
    change(stage)
    with somebody(chromium, stage.url, ENGLISH) as admin:
        at_home(admin, stage)
        reason = admin.main.get_by_role("listitem").filter(has_text=NOT_COPIED)
        with admin.page.expect_navigation():
            admin.click("Run now", reason)
        admin.page.wait_for_url("**/admin/sync/runs/*")


def test_the_numbers_come_after_the_page_and_lead_to_all_of_them(
    chromium: Browser, stage: Stage
) -> None:
    in_step(stage)
    with somebody(chromium, stage.url, ENGLISH) as admin:
        at_home(admin, stage)
        admin.sees("Numbers and addresses that reach somebody")
        admin.main.get_by_role("link", name="Every number and address").click()
        admin.page.wait_for_url("**/admin/paths")
        admin.sees("Points of contact")


def test_without_scripts_it_is_a_plain_page_with_a_way_to_the_numbers(
    chromium: Browser, stage: Stage
) -> None:
    in_step(stage)
    context = chromium.new_context(locale="en-GB", java_script_enabled=False)
    try:
        person = Person(context.new_page(), stage.url, ENGLISH)
        person.log_in(SOLENE, password=PASSWORD)
        person.choose(stage.primary.name)
        person.sees("Active now")
        person.main.get_by_role(
            "link", name="Follow the published numbers through the BCP tenant"
        ).click()
        person.sees("Employees who could work tonight")
    finally:
        context.close()
