"""Pictures of every page, in both languages, as wide as a desk and as a phone: `python -m tests.browser.shots OUT`.

Words after OUT choose: names of viewers or of sights, `fr` or `en`, `1280` or `390`, `dark` instead of light. `paper` prints
each page to a file of its own instead, as the browser would.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.driven import driven
from tests.browser.labels import ENGLISH, FRENCH, Labels
from tests.browser.person import Person, somebody
from tests.browser.sight import Viewer
from tests.browser.sights import furnish, viewers
from tests.browser.stage import Stage, set_the_stage

WIDTHS = {1280: 900, 390: 844}
#: Words that say how, and not what.
LOOKS = {"fr", "en", "dark", "paper"}


def take(
    browser: Browser,
    stage: Stage,
    viewer: Viewer,
    labels: Labels,
    width: int,
    out: Path,
    only: set[str],
    look: str = "",
) -> None:
    """One file a sight: `390-fr-login.png`. Pop-ups are pictured as the window shows them, pages as a whole."""
    language = labels.locale[:2]
    with somebody(browser, stage.url, labels, width=width, height=WIDTHS[width]) as person:
        person.page.emulate_media(color_scheme="dark" if look == "dark" else "light")
        viewer.enter(person)
        for sight in viewer.sights:
            if only and not only & {viewer.name, sight.name}:
                continue
            person.go(sight.path)
            if sight.then:
                sight.then(person)
            person.page.wait_for_load_state("networkidle")
            name = "-".join(filter(None, (str(width), language, look, sight.name)))
            if look == "paper":
                person.page.pdf(path=out / f"{name}.pdf", format="A4", print_background=False)
                continue
            if person.popup.count() == 0:
                unroll(person, width)
            file = out / f"{name}.png"
            person.page.screenshot(path=file)
            person.page.set_viewport_size({"width": width, "height": WIDTHS[width]})
            print(file)


def unroll(person: Person, width: int, tall: int = 0) -> None:
    """A window as long as the page, or as `tall`: what sticks to its edges stands where the page has it."""
    long = person.page.evaluate("document.documentElement.scrollHeight")
    person.page.evaluate("scrollTo(0, 0)")
    person.page.set_viewport_size({"width": width, "height": tall or max(WIDTHS[width], long)})


def main(out: Path, words: set[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    languages = [
        one for one in (FRENCH, ENGLISH) if one.locale[:2] in words or not words & {"fr", "en"}
    ]
    widths = [one for one in WIDTHS if str(one) in words or not words & set(map(str, WIDTHS))]
    only = words - LOOKS - set(map(str, WIDTHS))
    look = next((one for one in ("dark", "paper") if one in words), "")
    with (
        tempfile.TemporaryDirectory() as folder,
        driven(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        stage = set_the_stage(server)
        scene = furnish(stage)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for viewer in viewers(stage, scene):
            for labels in languages:
                for width in widths:
                    take(browser, stage, viewer, labels, width, out, only, look)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), set(sys.argv[2:]))
