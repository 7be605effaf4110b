"""One Chromium for the folder, and a stage of its own for every test that changes something."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.stage import Stage, set_the_stage
from tests.helpers.servers import running

#: The one without windows comes first: it takes half the time.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or ""
#: A machine that does other things as well may take its time.
WAIT_MS = 20_000
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


# Playwright keeps an event loop in the thread of the tests, in which no other may run: it ends with the folder.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser of the machine; nothing is downloaded."""
    if not CHROMIUM:
        pytest.skip("no Chromium: install the package chromium-headless-shell, or chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        expect.set_options(timeout=WAIT_MS)
        yield browser
        browser.close()


@pytest.fixture(scope="package", autouse=True)
def plain_log() -> Iterator[None]:
    """A page that breaks says why in ten lines; structlog's own way takes ten seconds to draw it."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=False),
        ]
    )
    yield
    structlog.reset_defaults()


@pytest.fixture
def stage(tmp_path: Path, plain_log: None) -> Iterator[Stage]:
    with running(tmp_path) as server:
        yield set_the_stage(server)
