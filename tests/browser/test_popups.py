"""What a mouse does to a pop-up, besides pressing its buttons."""

from playwright.sync_api import Browser

from tests.browser.labels import ENGLISH
from tests.browser.person import somebody
from tests.browser.sight import as_operator
from tests.browser.stage import Stage


def test_only_a_press_beside_a_popup_closes_it(chromium: Browser, stage: Stage) -> None:
    with somebody(chromium, stage.url, ENGLISH) as person:
        as_operator(person)
        person.go(f"/tm/tenants/{stage.newcomer.id}/features")
        person.toggle(person.labels.bcp).click()
        box, mouse = person.popup.bounding_box(), person.page.mouse
        assert box is not None
        mouse.move(box["x"] + 30, box["y"] + 30)
        mouse.down()
        mouse.move(5, 5)
        mouse.up()
        assert person.popup.is_visible()
        mouse.click(5, 5)
        assert not person.popup.is_visible()
