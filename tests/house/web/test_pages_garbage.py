"""Addresses and forms that no page of ours has made: every page answers with a page, whatever is sent."""

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from releve.app.house import House
from releve.web.csrf import token_of
from releve.web.door import Door
from releve.web.pages import ROUTERS
from releve.web.shell import Shell, Style
from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Visitor, said

#: Not a number, or none that a page has made.
ODD = ["-1", "abc", "", str(10**25), "²", "1e3", "9" * 5000, "\0", "1.5"]


def routes(house: House) -> Iterator[APIRoute]:
    door = Door(house, Shell(house.clock, Style()))
    for router in ROUTERS:
        yield from (route for route in router(door).routes if isinstance(route, APIRoute))


@pytest.fixture(scope="module")
def lists(story: Story) -> list[str]:
    """The pages that show a part of a list."""
    return [
        route.path
        for route in routes(story.house)
        if any(one.name == "skip" for one in route.dependant.query_params)
    ]


@pytest.fixture(scope="module")
def actions(story: Story) -> list[str]:
    """The pages that take a form; whatever stands in their places is not there."""
    paths = [route.path for route in routes(story.house) if "POST" in (route.methods or ())]
    return [re.sub(r"\{\w+\}", "skill", path) for path in paths]


def visitor(site: ASGIApp, paired: Paired, path: str) -> Visitor:
    """Whoever may see the page."""
    return Visitor(site, paired.operator if path.startswith("/tm") else paired.inside)


@pytest.mark.parametrize("odd", ODD, ids=[repr(one)[:12] for one in ODD])
def test_a_list_cannot_be_asked_from_nowhere(
    site: ASGIApp, paired: Paired, lists: list[str], odd: str
) -> None:
    assert len(lists) >= 8
    for path in lists:
        at = path.replace("{kind}", "skill").replace("{run}", "none")
        answer = visitor(site, paired, at).get(at, params={"skip": odd})
        assert (answer.status_code, answer.headers["content-type"]) == (
            400,
            "text/html; charset=utf-8",
        ), at
        assert "Some parts of the request are not right." in said(answer)


def test_a_list_may_end_before_its_part_begins(admin: Visitor) -> None:
    admin.page("/admin/employees", params={"skip": "10000000"})


@pytest.mark.parametrize("field", ["epoch", "version", "expect"])
@pytest.mark.parametrize("odd", ODD, ids=[repr(one)[:12] for one in ODD])
def test_a_form_with_an_odd_number_is_answered_by_a_page(
    admin: Visitor, field: str, odd: str
) -> None:
    for path in ("/admin/enablement", "/admin/sync", "/admin/entities/skill/new"):
        answer = admin.give(path, {field: odd, "passkey": "x", "bcp": "1", "at": "02:00"})
        assert 200 <= answer.status_code < 500, path
        assert answer.headers.get("content-type", "text/html").startswith("text/html"), path


def test_an_empty_form_is_answered_by_a_page_wherever_it_is_sent(
    site: ASGIApp, paired: Paired, actions: list[str]
) -> None:
    assert len(actions) >= 20
    for path in actions:
        if path in ("/logout", "/impersonation/stop"):
            continue  # they need no form
        answer = visitor(site, paired, path).give(path, {})
        assert 300 <= answer.status_code < 500, path
        assert "json" not in answer.headers.get("content-type", ""), path


def test_a_form_that_cannot_be_read_is_told(admin: Visitor) -> None:
    headers = {
        "X-CSRF-Token": token_of(admin.token),
        "Content-Type": "multipart/form-data",
    }
    answer = admin.post("/admin/sync", content=b"--", headers=headers)
    assert (answer.status_code, "could not be read" in said(answer)) == (400, True)


def test_a_page_that_does_not_exist_is_told_as_before(admin: Visitor) -> None:
    assert "There is no such page." in said(admin.get("/admin/nowhere"))
    assert admin.get("/admin/nowhere").status_code == 404
