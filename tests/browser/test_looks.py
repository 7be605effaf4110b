"""How pages look: in the light, in the dark and on paper."""

from playwright.sync_api import Browser, expect

from releve.domain.tenancy import Side
from tests.browser.labels import ENGLISH, FRENCH
from tests.browser.person import somebody
from tests.browser.stage import SOLENE, Stage
from tests.browser.test_switch_modes import in_step, inside


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


def test_a_report_on_paper_has_no_menus_and_all_of_its_words(
    chromium: Browser, stage: Stage
) -> None:
    passkey = in_step(stage)
    stage.make_active(Side.BCP, stage.inside(stage.primary), passkey)
    # What is only there to be filled in is not printed.
    forms = {"/admin/enablement": ["Revert to the primary tenant"]}
    with inside(chromium, stage, SOLENE) as admin:
        for path in ("/admin/enablement", "/admin/enablement/reports/2"):
            admin.go(path)
            headings = admin.main.get_by_role("heading").all_inner_texts()
            admin.page.emulate_media(media="print")
            admin.page.set_viewport_size({"width": 690, "height": 1000})  # A4 within its margins
            printed = admin.main.get_by_role("heading").all_inner_texts()
            assert printed == [one for one in headings if one not in forms.get(path, ())]
            for gone in (".top", ".side", ".foot", "main button"):
                expect(admin.page.locator(gone).locator("visible=true")).to_have_count(0)
            assert admin.page.evaluate(
                "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            )
            admin.page.emulate_media(media="screen")
