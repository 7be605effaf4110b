"""What there is to be looked at, and by whom: the two nouns of `sights`, and what several lists of them do."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.person import Person
from tests.browser.stage import NOOR

Act = Callable[[Person], object]


@dataclass(frozen=True)
class Sight:
    """`name` is for pictures and messages. `then` is done on the page at `path`; `at` is the page it leads to, where
    that is another one."""

    name: str
    path: str
    then: Act | None = None
    at: str = ""


@dataclass(frozen=True)
class Viewer:
    """Somebody, how they come in, and what they see."""

    name: str
    enter: Act
    sights: tuple[Sight, ...]


def as_operator(person: Person) -> None:
    person.log_in(NOOR, path="/tm/login")
    person.page.wait_for_url(re.compile("/tm/(pairs|tenants)$"))


def ask_to_impersonate(p: Person) -> None:
    open_options(p)
    p.click(p.labels.impersonate)


def impersonate(p: Person) -> None:
    ask_to_impersonate(p)
    p.click(p.labels.confirm, p.popup)
    p.page.locator(".impersonation").wait_for()


def open_options(p: Person) -> None:
    """The menu of a page's own options."""
    p.page.locator(".page-actions summary").click()


def open_themes(p: Person) -> None:
    p.page.locator(".themes > summary").click()


def find(text: str, p: Person) -> None:
    """In the search across pages, as far as what it has found."""
    p.page.locator("[data-find]").click()
    p.popup.get_by_role("combobox").fill(text)
    p.popup.get_by_role("option").first.wait_for()


def delete(p: Person) -> None:
    """As far as the question whether it is meant."""
    open_options(p)
    p.page.locator("[data-opens=delete]").click()
    p.popup.wait_for()


def save(p: Person) -> None:
    p.main.locator(".save-bar .btn-primary").click()
    p.main.locator(".note-bad, .note-warn").first.wait_for()
