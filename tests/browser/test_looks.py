"""How pages look: in the light, in the dark and on paper."""

from playwright.sync_api import Browser

from tests.browser.labels import ENGLISH, FRENCH
from tests.browser.person import somebody
from tests.browser.stage import Stage


def test_the_dark_is_chosen_and_stays_without_a_script(chromium: Browser, stage: Stage) -> None:
    ground = "() => getComputedStyle(document.body).backgroundColor"
    ink = "() => getComputedStyle(document.body).color"
    context = chromium.new_context(locale=FRENCH.locale, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{stage.url}/login")
    light, light_ink = (page.locator("body").evaluate(one) for one in (ground, ink))
    page.locator(".themes > summary").click()
    page.get_by_role("button", name="Sombre").click()
    page.wait_for_url("**/login")
    dark = page.locator("body").evaluate(ground)
    assert dark != light
    page.goto(f"{stage.url}/tm/login")
    assert page.locator("body").evaluate(ground) == dark
    page.emulate_media(media="print")
    assert page.locator("body").evaluate(ink) == light_ink, "paper is light"
    context.close()


def test_the_device_is_followed_until_somebody_chooses(chromium: Browser, stage: Stage) -> None:
    scheme = "() => getComputedStyle(document.documentElement).colorScheme"
    with somebody(chromium, stage.url, ENGLISH) as person:
        person.go("/login")
        for wanted in ("dark", "light"):
            person.page.emulate_media(color_scheme=wanted)
            assert person.page.evaluate(scheme) == wanted
        person.page.emulate_media(color_scheme="dark")
        person.page.locator(".themes > summary").click()
        person.page.get_by_role("button", name="Light").click()
        person.page.wait_for_load_state()
        assert person.page.evaluate(scheme) == "light"
