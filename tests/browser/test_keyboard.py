"""The keyboard is enough: for the switch from the home page to its report, for the search across pages, for every place of the
menu; nobody who types is interrupted, and who wants no keys has none."""

from playwright.sync_api import Browser, Page, expect

from releve.domain.tenancy import Side
from tests.browser.labels import ENGLISH
from tests.browser.person import Person, somebody
from tests.browser.sight import as_operator
from tests.browser.stage import SOLENE, Stage
from tests.browser.test_switch_modes import active, in_step, inside

#: What has the focus, as a screen reader names it.
FOCUSED = """() => {
  const one = document.activeElement;
  return one.getAttribute("aria-label") || (one.labels && one.labels[0] || one).textContent.trim() || one.id;
}"""
#: Whether somebody who looks at the screen can tell where the focus is, and it is not behind a bar that stays.
SHOWN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const marked = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none" || style.boxShadow !== "none";
  const within = (at, end) => Math.min(Math.max(at, 0), end - 1);
  const at = document.elementFromPoint(within(box.left + Math.min(box.width, 300) / 2, innerWidth), within(box.top + box.height / 2, innerHeight));
  return marked && (one.contains(at) || !!at && at.contains(one)) || one.outerHTML.slice(0, 200);
}"""
TABS_MAX = 120


def focused(page: Page) -> str:
    return str(page.evaluate(FOCUSED))


def tab_to(page: Page, name: str, *, whole: bool = False) -> None:
    """By tabulator alone, to what is called so, or begins so; wherever it comes by, the focus is seen."""
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        assert page.evaluate(SHOWN) is True
        found = focused(page)
        if found == name or (found.startswith(name) and not whole):
            return
    raise AssertionError(f"no way to {name} with the keyboard")


def test_a_switch_is_walked_with_the_keyboard_alone(chromium: Browser, stage: Stage) -> None:
    """From the first page after the login to the report."""
    passkey = in_step(stage)
    with inside(chromium, stage, SOLENE) as admin:
        page, say = admin.page, admin.labels
        page.emulate_media(reduced_motion="reduce")  # what is scrolled to is there at once
        page.keyboard.press("Tab")
        assert focused(page) == "Skip to content"
        tab_to(page, say.enablement)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # past the menu
        tab_to(page, say.toggle)
        page.keyboard.press("Space")
        expect(admin.toggle(say.toggle)).to_be_checked()
        tab_to(page, say.passkey)
        page.keyboard.type(passkey)
        tab_to(page, say.submit)
        page.keyboard.press("Enter")
        admin.sees(say.bcp_is_active)
        assert active(stage) is Side.BCP
        tab_to(page, "2", whole=True)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page).to_have_url(stage.url + "/admin/enablement/reports/2")


def test_anything_is_found_with_the_keyboard_alone(chromium: Browser, stage: Stage) -> None:
    with somebody(chromium, stage.url, ENGLISH) as person:
        as_operator(person)
        page = person.page
        page.keyboard.press("Control+k")
        field = person.popup.get_by_role("combobox")
        expect(field).to_be_focused()
        page.keyboard.type("atelier")
        options = person.popup.get_by_role("option")
        expect(options).to_have_count(2)
        expect(person.popup.get_by_role("status")).to_have_text("2 found")
        _means(person, "Atelier Norva")
        page.keyboard.press("ArrowDown")
        _means(person, "Atelier Norva BCP")
        page.keyboard.press("ArrowDown")
        expect(person.popup.locator("[aria-selected=true]")).to_have_count(0)
        page.keyboard.press("ArrowUp")
        _means(person, "Atelier Norva BCP")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url.endswith(f"/tm/tenants/{stage.newcomer_bcp.id}")


def _means(person: Person, title: str) -> None:
    """The option that the field says is meant, and that looks like it."""
    meant = person.popup.locator("[role=option][aria-selected=true]")
    expect(meant).to_have_count(1)
    expect(meant.locator(".found-title")).to_have_text(title)
    option = meant.get_attribute("id")
    expect(person.popup.get_by_role("combobox")).to_have_attribute(
        "aria-activedescendant", option or "?"
    )


def test_the_focus_returns_to_where_a_popup_was_opened(chromium: Browser, stage: Stage) -> None:
    with somebody(chromium, stage.url, ENGLISH) as person:
        as_operator(person)
        page = person.page
        page.emulate_media(reduced_motion="reduce")
        tab_to(page, "Search everything")
        page.keyboard.press("Enter")
        expect(person.popup.get_by_role("combobox")).to_be_focused()
        page.keyboard.press("Escape")
        assert focused(page) == "Search everything"
        tab_to(page, "Account of")
        page.keyboard.press("Enter")
        tab_to(page, "Keyboard shortcuts")
        page.keyboard.press("Enter")
        expect(person.popup).to_be_visible()
        page.keyboard.press("Escape")
        assert focused(page).startswith("Account of")


def test_two_keys_lead_to_every_place_unless_somebody_types_or_wants_none(
    chromium: Browser, stage: Stage
) -> None:
    with somebody(chromium, stage.url, ENGLISH) as person:
        as_operator(person)
        page = person.page
        _press(page, "g", "a")
        page.wait_for_url("**/tm/audit")
        _press(page, "g", "t")
        page.wait_for_url("**/tm/tenants")
        _press(page, "/")
        field = person.main.get_by_role("searchbox")
        expect(field).to_be_focused()
        page.keyboard.type("g a?/")
        expect(field).to_have_value("g a?/")
        expect(person.popup).to_have_count(0)
        person.go("/tm/tenants")
        _press(page, "?")
        person.popup.get_by_role("switch", name="Shortcuts of single keys").uncheck()
        person.go("/tm/tenants")
        _press(page, "?", "g", "a", "/")
        expect(person.popup).to_have_count(0)
        assert focused(page) != "Search"
        page.keyboard.press("Control+k")
        expect(person.popup).to_be_visible()
        assert page.url.endswith("/tm/tenants")


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
