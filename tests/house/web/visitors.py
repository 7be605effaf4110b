"""Visitors: browsers that are logged in, read the forms of a page and send them as a browser would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx
from starlette.types import ASGIApp

from releve.app.house import House
from releve.web.console import console
from releve.web.csrf import token_of
from releve.web.door import Door
from releve.web.shell import SESSION_COOKIE, Shell, Style
from tests.helpers.browser import Browser
from tests.helpers.houses import PASSWORD, Story


@dataclass
class Form:
    """One form of a page: where it goes, and what a browser would send if nobody touched it."""

    action: str
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def data(self, **changes: Any) -> dict[str, list[str]]:
        """The fields by name, with changes; None takes a field away. `__` in a name stands for a dot."""
        data: dict[str, list[str]] = {}
        for name, value in self.pairs:
            data.setdefault(name, []).append(value)
        for name, value in changes.items():
            data.pop(name.replace("__", "."), None)
            if value is not None:
                values = value if isinstance(value, list) else [value]
                data[name.replace("__", ".")] = [str(one) for one in values]
        return data


class Forms(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._disabled = 0
        self._fieldsets: list[bool] = []
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, list[str]] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        name, off = has.get("name", ""), "disabled" in has or any(self._fieldsets)
        if tag == "form":
            self.found.append(Form(has.get("action", "")))
        elif tag == "fieldset":
            self._fieldsets.append("disabled" in has)
        elif tag == "select" and name and not off:
            self._select = (name, [])
        elif tag == "option" and self._select:
            self._select[1].append((has.get("value", ""), "selected" in has))
        elif tag == "textarea" and name and not off:
            self._area = (name, [])
        elif tag == "input" and name and not off and self.found:
            if has.get("type") in ("checkbox", "radio") and "checked" not in has:
                return
            if has.get("type") != "file":
                self.found[-1].pairs.append((name, has.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "fieldset":
            self._fieldsets.pop()
        elif tag == "select" and self._select:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [options[0][0]]
            self.found[-1].pairs.append((name, chosen[-1]))
            self._select = None
        elif tag == "textarea" and self._area:
            text = "".join(self._area[1]).removeprefix("\n")
            self.found[-1].pairs.append((self._area[0], re.sub(r"\r\n|\r|\n", "\r\n", text)))
            self._area = None


class Visitor(Browser):
    """A browser with a session, in English."""

    def __init__(self, site: ASGIApp, token: str) -> None:
        super().__init__(site)
        self.token = token
        if token:
            self.cookies.set(SESSION_COOKIE, token)

    def page(self, path: str, **rest: Any) -> str:
        """The text of a page; a test fails here unless the page is a good one."""
        answer = self.get(path, **rest)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text

    def form(self, path: str, action: str = "") -> Form:
        """The first form of the page that goes to `action`; by default the one of the page's own."""
        forms = [one for one in Forms(self.page(path)).found if one.action == action]
        # the language, log-out and search forms have actions of their own
        return forms[0]

    def send(self, path: str, **changes: Any) -> httpx.Response:
        """Fill in the form of a page and send it."""
        return self.post(path, data=self.form(path).data(**changes))

    def give(self, path: str, data: dict[str, Any], **rest: Any) -> httpx.Response:
        """Send a form made by hand, with the token of the session."""
        return self.post(path, data={"csrf_token": token_of(self.token), **data}, **rest)


def site_of(house: House) -> ASGIApp:
    """The console of a house."""
    return console(Door(house, Shell(house.clock, Style())))


def said(answer: httpx.Response) -> str:
    """What stands on the page, without markup and with single blanks."""
    text = re.sub(r"<[^>]*>", " ", answer.text)
    return re.sub(r"\s+", " ", text)


def employee_token(story: Story, username: str) -> str:
    """The session of somebody who logs in with the password of all tests."""
    given = {"username": username, "password": PASSWORD}
    return str(story.done("POST", "/login", body=given)["token"])


def ids_in(page: str, before: str) -> Iterator[str]:
    """The ids in links that begin with `before`."""
    found: list[str] = re.findall(rf'href="{before}([^"/?#]+)"', page)
    yield from (one for one in found if one not in ("new", "import", "file"))
