"""The three ways to order a switch, each walked on its pages: planned, in an emergency, and by two persons."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect

from releve.app import entities, pair_rules
from releve.domain.people import Caller
from releve.domain.tenancy import Side
from tests.browser.labels import ENGLISH
from tests.browser.person import Person, somebody
from tests.browser.sights import pair_up
from tests.browser.stage import COLLEAGUE, MAELLE, SOLENE, Stage
from tests.browser.sync_scene import run_to_its_end
from tests.browser.walk_tm import BCP_NAME


@contextmanager
def inside(browser: Browser, stage: Stage, username: str) -> Iterator[Person]:
    """Somebody with multiple access who has chosen the primary tenant."""
    with somebody(browser, stage.url, ENGLISH) as person:
        person.log_in(username)
        person.choose(stage.primary.name)
        person.page.wait_for_url("**/admin**")
        yield person


def submit(person: Person, passkey: str, *, bcp: bool, word: str = "") -> None:
    person.toggle(person.labels.toggle).set_checked(bcp)
    person.main.get_by_label(person.labels.passkey).fill(passkey)
    if word:
        person.main.get_by_label("I have read what is listed, and go on").fill(word)
    person.click(person.labels.submit)


def in_step(stage: Stage) -> str:
    """The company and its BCP tenant; returns the passkey."""
    passkey = pair_up(stage)
    run_to_its_end(stage, stage.inside(stage.primary))
    return passkey


def active(stage: Stage) -> Side:
    pair, _ = stage.house.registry.pair_of(stage.primary.id)
    return stage.house.registry.active_side(pair)


def test_a_planned_switch_brings_over_what_is_missing_and_an_emergency_does_not_wait(
    chromium: Browser, stage: Stage
) -> None:
    passkey = in_step(stage)
    boss = stage.inside(stage.primary)
    entities.save_entity(stage.house, boss, "tag", None, {"tagName": "Just before"})
    with inside(chromium, stage, SOLENE) as admin:
        admin.open_menu(ENGLISH.enablement)
        admin.sees("1 change made in the primary is not in the BCP tenant yet.")
        submit(admin, passkey, bcp=True)
        admin.sees("The last sync brought over everything before.")
        assert active(stage) is Side.BCP
        admin.main.get_by_role("link", name="In an emergency").click()
        submit(admin, passkey, bcp=False, word="Somebody else")
        admin.sees("Type “Havrelune” here.")
        assert active(stage) is Side.BCP
        submit(admin, passkey, bcp=False, word="havrelune")
        admin.sees(ENGLISH.primary_is_active)
        admin.main.get_by_role("link", name="2", exact=True).click()
        admin.sees("The last sync was done, and nothing was changed since")


def test_two_persons_switch_together(chromium: Browser, stage: Stage) -> None:
    passkey = in_step(stage)
    ilse = Caller(COLLEAGUE, "test", operator=COLLEAGUE)
    now = pair_rules.rules(stage.house, ilse, stage.primary.id)
    pair_rules.set_rules(
        stage.house,
        ilse,
        stage.primary.id,
        two_persons=True,
        break_glass=False,
        version=now.version,
    )
    with (
        inside(chromium, stage, SOLENE) as first,
        inside(chromium, stage, MAELLE) as second,
    ):
        first.open_menu(ENGLISH.enablement)
        submit(first, passkey, bcp=True)
        first.sees("A second person has to confirm it before")
        second.open_menu(ENGLISH.enablement)
        second.main.get_by_label(ENGLISH.passkey).fill(passkey)
        second.click("Confirm")
        second.sees(BCP_NAME)
        expect(first.main.get_by_text("A switch is ordered")).to_have_count(0)
        assert active(stage) is Side.BCP
