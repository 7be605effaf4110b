"""Somebody in front of the console: a browser window of their own, in their language, who reads labels and clicks.

Whatever the page loads from another host, whatever it logs as an error, is remembered: `complaints`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.labels import Labels
from tests.browser.stage import PASSWORD


class Person:
    """Made by `somebody`. Everything is found by what it says or by the name that a screen reader gives it."""

    def __init__(self, page: Page, url: str, labels: Labels) -> None:
        self.page, self.url, self.labels = page, url, labels
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.on("request", lambda request: self._asked(request.url))
        page.on("response", lambda answer: self._answered(answer.status, answer.url))

    def _heard(self, kind: str, text: str) -> None:
        # A refusal is a page with a status of its own, and Chromium says so in the console.
        if kind == "error" and "Failed to load resource" not in text:
            self.complaints.append(f"console: {text}")

    def _asked(self, url: str) -> None:
        if urlsplit(url).scheme != "data" and not url.startswith(self.url + "/"):
            self.complaints.append(f"request to another host: {url}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 500:
            self.complaints.append(f"{status}: {url}")

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def popup(self) -> Locator:
        """The pop-up that is open."""
        return self.page.get_by_role("dialog")

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def log_in(self, username: str, *, password: str = PASSWORD, path: str = "/login") -> None:
        """As far as the form goes: where that leads is for the test to see."""
        self.go(path)
        self.page.get_by_label(self.labels.username).fill(username)
        self.page.get_by_label(self.labels.password).fill(password)
        self.page.get_by_role("button", name=self.labels.log_in, exact=True).click()

    def choose(self, tenant: str) -> None:
        """In the selector of those with multiple access."""
        self.page.get_by_role("button").filter(
            has=self.page.get_by_text(tenant, exact=True)
        ).click()

    def open_app(self, name: str) -> None:
        """The app selector, then one of its applications."""
        self.page.get_by_label(self.labels.app_selector).click()
        link = self.page.get_by_role("banner").get_by_role("link")
        self._follow(link.filter(has=self.page.get_by_text(name, exact=True)))

    def open_menu(self, name: str) -> None:
        """An entry of the left menu, which is behind a button where the window is narrow."""
        self._follow(self.page.locator("#side").get_by_role("link", name=name, exact=True))

    def open_tab(self, name: str) -> None:
        self._follow(self.main.get_by_role("link", name=name, exact=True))

    def _follow(self, link: Locator) -> None:
        """To the page that the link leads to, with its scripts at work: a click before that does less."""
        with self.page.expect_navigation():
            link.click()

    def click(self, name: str, within: Locator | None = None) -> None:
        (within or self.main).get_by_role("button", name=name, exact=True).click()

    def toggle(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.main).get_by_role("switch", name=name, exact=True)

    def sees(self, text: str, within: Locator | None = None) -> None:
        """Waits until it is there, and can be seen."""
        expect((within or self.page.locator("body")).get_by_text(text).first).to_be_visible()


@contextmanager
def somebody(
    browser: Browser, url: str, labels: Labels, *, width: int = 1280, height: int = 900
) -> Iterator[Person]:
    """A person whose window is closed at the end. What they could complain about fails the test."""
    context = browser.new_context(locale=labels.locale, viewport={"width": width, "height": height})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(20_000)
    person = Person(context.new_page(), url, labels)
    try:
        yield person
    finally:
        context.close()
    assert person.complaints == []
