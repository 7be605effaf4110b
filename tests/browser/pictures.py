"""The pictures of the documents, taken anew: `python -m tests.browser.pictures`.

Whoever keeps them reduces them to 64 colours first: a third of the size, and nothing that anybody sees.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.labels import ENGLISH, FRENCH, Labels
from tests.browser.person import somebody
from tests.browser.shots import unroll
from tests.browser.sights import furnish, viewers
from tests.browser.stage import set_the_stage
from tests.helpers.servers import running

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDTH, HEIGHT = 1280, 920


@dataclass(frozen=True)
class Picture:
    """A sight, as the document of `file` shows it. `tall` is how much of the page is shown."""

    file: str
    viewer: str
    sight: str
    labels: Labels
    tall: int = HEIGHT


PICTURES = (
    Picture("enablement-en.png", "administrator", "enablement", ENGLISH, 970),
    Picture("home-fr.png", "administrator", "admin-paths", FRENCH, 1540),
    Picture("sync-fr.png", "administrator", "sync", FRENCH, 1300),
    Picture("wizard-en.png", "operator", "bcp-passkey", ENGLISH),
    Picture("access-key-en.png", "administrator", "keys-made", ENGLISH),
)


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        stage = set_the_stage(server)
        everybody = {one.name: one for one in viewers(stage, furnish(stage))}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for picture in PICTURES:
            viewer = everybody[picture.viewer]
            sight = next(one for one in viewer.sights if one.name == picture.sight)
            with somebody(browser, stage.url, picture.labels, width=WIDTH, height=HEIGHT) as person:
                viewer.enter(person)
                person.go(sight.path)
                if sight.then:
                    sight.then(person)
                if person.popup.count() == 0:
                    unroll(person, WIDTH, picture.tall)
                person.page.wait_for_load_state("networkidle")
                person.page.screenshot(path=FOLDER / picture.file)
                print(FOLDER / picture.file)
        browser.close()


if __name__ == "__main__":
    main()
