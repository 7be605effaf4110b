"""Every page, for everybody: WCAG 2.2 AA as far as a machine can see, nothing wider than a phone, nothing foreign.

What a person could complain about while looking (a request to another host, a breach of the content security
policy, an error of a script, a page that broke) fails in `somebody`.
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page

from releve.web.pages import ROUTERS
from tests.browser.driven import driven
from tests.browser.labels import ENGLISH, FRENCH, Labels
from tests.browser.person import Person, somebody
from tests.browser.sight import Sight
from tests.browser.sights import Scene, furnish, viewers
from tests.browser.stage import Stage, set_the_stage

AXE = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
#: Only what is wrong, and only of the page itself: the rest takes axe most of its time.
RULES: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "iframes": False,
    "preload": False,
}
#: What the dark can break, and light cannot have shown.
IN_THE_DARK = RULES | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
#: WCAG 2.2, 1.4.4: what a window of 1280 has room for at 200 %.
ZOOMED = {"width": 640, "height": 450}

#: WCAG 2.2, 2.5.8: what is pressed is 24 by 24 pixels, or has as much room; links in a sentence are exempt.
SMALL_TARGETS = """() => {
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 1;
  const modal = document.querySelector("dialog:modal");
  const all = [...(modal || document).querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")]
    .filter((one) => shown(one) && getComputedStyle(one).display !== "inline");
  const boxes = all.map((one) => (one.closest("label") || one).getBoundingClientRect());
  const crowded = (box, n) => boxes.some((other, m) => m !== n
    && Math.abs((box.left + box.right - other.left - other.right) / 2) < 12 + other.width / 2
    && Math.abs((box.top + box.bottom - other.top - other.bottom) / 2) < 12 + other.height / 2);
  return all.filter((_, n) => Math.min(boxes[n].width, boxes[n].height) < 23.5 && crowded(boxes[n], n))
    .map((one) => one.outerHTML.slice(0, 160));
}"""

WIDER_THAN_THE_WINDOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map((one) => one.outerHTML.slice(0, 160));
}"""

WHO = ["stranger", "operator", "administrator", "supervisor", "developer", "protected", "agent"]
WHO += ["unpaired", "newcomer", "switched", "busy", "back", "stranded"]

#: The templates are the same in both languages, and French has the longer words; these show one page of each kind.
IN_ENGLISH_TOO = ["stranger", "operator", "developer"]

#: What is fetched or leads on, and no page.
FETCHED = {
    "/admin/continuity",
    "/admin/employees/file",
    "/admin/employees/import/{id}/progress",
    "/admin/enablement/drivers",
    "/admin/enablement/order",
    "/admin/enablement/reports/{epoch}/lost.csv",
    "/admin/employees/import/{id}/report.csv",
    "/admin/employees/import/{id}/report.xlsx",
    "/admin/entities/{kind}/options/{names}",
    "/admin/entities/{kind}/{id}/content",
    "/admin/paths/broken",
    "/admin/sync/losing/changes.csv",
    "/admin/sync/runs/{run}/progress",
    "/admin/sync/runs/{run}/steps.csv",
    "/admin/sync/runs/{run}/steps.json",
    "/admin/timeline",
    "/login/sso/callback",
    "/profile",
    "/studio/outside/outside-identifiers.csv",
    "/studio/checklists.csv",
    "/studio/scripts/{id}/file",
    "/studio/workflow/{id}/file",
    "/tm",
}


class Furnished(NamedTuple):
    stage: Stage
    scene: Scene


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory, plain_log: None) -> Iterator[Furnished]:
    """A company that is paired and synced. The tests of this file only look."""
    with driven(tmp_path_factory.mktemp("furnished")) as server:
        stage = set_the_stage(server)
        yield Furnished(stage, furnish(stage))


@pytest.mark.parametrize(
    ("labels", "who"),
    [
        *(pytest.param(FRENCH, who, id=f"fr-{who}") for who in WHO),
        *(pytest.param(ENGLISH, who, id=f"en-{who}") for who in IN_ENGLISH_TOO),
    ],
)
def test_every_page_can_be_used_by_everybody_on_a_desk_and_on_a_phone(
    chromium: Browser, furnished: Furnished, labels: Labels, who: str
) -> None:
    viewer = next(one for one in viewers(furnished.stage, furnished.scene) if one.name == who)
    found: list[str] = []
    with somebody(chromium, furnished.stage.url, labels) as person:
        viewer.enter(person)
        for sight in viewer.sights:
            faults = _faults(person, sight, dark_too=who not in IN_ENGLISH_TOO)
            found += [f"{sight.name}: {fault}" for fault in faults]
    assert not found, "\n".join(found)


def test_nobody_is_left_out_of_the_look_around(furnished: Furnished) -> None:
    assert [viewer.name for viewer in viewers(furnished.stage, furnished.scene)] == WHO


def test_every_page_is_looked_at(furnished: Furnished) -> None:
    routes = [
        route
        for router in ROUTERS
        for route in router(None).routes  # type: ignore[arg-type]  # nobody comes in
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    ]
    seen = set()
    for viewer in viewers(furnished.stage, furnished.scene):
        for sight in viewer.sights:
            path = urlsplit(sight.at or sight.path).path
            seen.add(next((one.path for one in routes if one.path_regex.match(path)), ""))
    unseen = {one.path for one in routes} - seen
    assert unseen == FETCHED, (sorted(unseen - FETCHED), sorted(FETCHED - unseen))


def _faults(person: Person, sight: Sight, *, dark_too: bool) -> Iterator[str]:
    """What is wrong with a page. Axe looks at a desk in French and in the light, and on a phone in English and in the dark, for
    its time is most of this test's; of who is looked at in French only, it compares the colours of the dark too. What a phone or
    a zoom breaks (width, small targets) is looked for in both."""
    page = person.page
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a plain dict is one
    person.go(sight.path)
    if sight.then:
        sight.then(person)
        page.wait_for_load_state()  # where it led to another page, that has its style by then
    assert page.locator("html").get_attribute("lang") == person.labels.locale[:2]
    if person.labels is FRENCH:
        yield from _breaches(page)
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    yield from (f"wider than 640: {one}" for one in page.evaluate(WIDER_THAN_THE_WINDOW))
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    if person.labels is ENGLISH:
        yield from (f"at 390, dark: {fault}" for fault in _breaches(page))
    elif dark_too:
        yield from (f"at 390, dark: {fault}" for fault in _breaches(page, IN_THE_DARK))
    yield from (f"wider than 390: {one}" for one in page.evaluate(WIDER_THAN_THE_WINDOW))
    yield from (f"small target: {one}" for one in page.evaluate(SMALL_TARGETS))


def _breaches(page: Page, rules: dict[str, Any] = RULES) -> Iterator[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate("(rules) => axe.run(document, rules)", rules)
    for violation in result["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
