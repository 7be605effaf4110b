"""Who is let in where, by really asking: a page that people have read. Accept a change: `python -m tests.golden.test_authorisation`."""

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from releve.daemon.main import build_app
from releve.daemon.settings import load
from tests.golden.asking import Asking
from tests.golden.routes import Route, routes
from tests.golden.scene import CALLERS, make_scene
from tests.helpers.houses import Hands, living_house
from tests.helpers.tokens import TERMS

DOORS = ("pages", "api", "field")
HEAD = """\
# Who is let in where. Made by asking; `python -m tests.golden.test_authorisation` makes it anew.
#
# yes      done, or shown; also a redirect to anywhere but a login page
# login    sent to a login page
# 401      log in first           403  not allowed              404  there is no such thing
# 400      let in, but what was sent has not the right form     501  let in, but Relève does not do this
# 409 422  let in, but it cannot be done as things stand
#
# Addresses name things of Acme. `support` is an operator who impersonates. `admin`, `manager`, `agent` and `evaluator`
# have the role of this name as every new tenant has it, `bcp_admin` and `script_dev` those that the demo's company made.
# `stranger` may do everything, in another tenant.
"""
#: Those of whom this is asked have nothing of the kind in this house: a proof of a login that is under way, an identity
#: provider; or they are sent to a login page because it was done.
SAME_FOR_ALL = frozenset(
    {
        "POST /api/v1/login/choice",
        "POST /api/v1/login/code",
        "POST /api/v1/login/second-factor",
        "POST /api/v1/login/second-factor/code",
        "POST /auth/authorize/logout",
        "POST /impersonation/stop",
        "POST /login/code",
        "POST /login/password/{link}",
        "GET /login/second-factor",
        "POST /login/second-factor",
        "POST /login/sso",
        "GET /login/sso/callback",
        "GET /login/tenant",
        "POST /login/tenant",
        "POST /logout",
    }
)

#: Doors of the field that tell of every row whether it was taken, in an answer that is always 200.
ROW_BY_ROW = frozenset(
    f"{method} /incontactapi/services/v{{version}}/{path}"
    for method in ("POST", "PUT", "DELETE")
    for path in (
        "agents/{id}/skills",
        "skills/{id}/agents",
        "skills/{id}/tags",
        "teams/{id}/unavailable-codes",
    )
)

Answers = Mapping[Route, Mapping[str, str]]


def page_of(door: str) -> Path:
    return Path(__file__).with_name(f"authorisation_{door}.txt")


def said(answer: httpx.Response) -> str:
    if answer.has_redirect_location:
        path = answer.headers["location"].partition("?")[0]
        return "login" if path in ("/login", "/tm/login") else "yes"
    return "yes" if answer.is_success else str(answer.status_code)


@contextmanager
def asking() -> Iterator[tuple[FastAPI, Asking]]:
    """All doors of a house in which everything is, and a way to ask them."""
    with tempfile.TemporaryDirectory() as folder:
        scene, template = make_scene(Path(folder) / "house"), Path(folder) / "template"
        shutil.copytree(scene.folder, template)
        with living_house(scene.folder, Hands()) as house:
            app = build_app(replace(house, terms=TERMS), load({}))
            with closing(Asking(app, scene, template)) as ask:
                yield app, ask


def answers_at(door: str, app: FastAPI, ask: Asking) -> Answers:
    return {
        route: {caller: said(ask(route, caller)) for caller in CALLERS}
        for route in routes(app)
        if route.door == door
    }


def page(answers: Answers) -> str:
    width = max(len(str(route)) for route in answers) + 2
    lines = [_line("", CALLERS, width)]
    lines += [_line(str(route), cells.values(), width) for route, cells in answers.items()]
    return HEAD + "\n" + "\n".join(lines) + "\n"


def _line(route: str, cells: Iterable[str], width: int) -> str:
    return (f"{route:<{width}}" + "".join(f"{cell:<11}" for cell in cells)).rstrip()


def plainly(answer: httpx.Response, ids: Iterable[str]) -> tuple[int, str]:
    """What somebody is told, without what is different every time: the ids in the address, and the request's."""
    text = re.sub(r'"requestId":"[^"]*"', "", answer.text)
    for one in sorted(ids, key=len, reverse=True):
        text = text.replace(one, "…")
    return answer.status_code, text


def says_nothing(cells: Mapping[str, str]) -> bool:
    """Whether all who are logged in are refused alike: then nothing was really asked for."""
    told = {answer for caller, answer in cells.items() if caller != "nobody"}
    return len(told) == 1 and told <= {"login", "400", "401", "403", "404"}


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[FastAPI, Asking]]:
    with asking() as both:
        yield both


@pytest.mark.parametrize("door", DOORS)
def test_everybody_is_let_in_where_it_was_read_and_accepted(
    asked: tuple[FastAPI, Asking], door: str
) -> None:
    answers = answers_at(door, *asked)
    silent = {str(route) for route, cells in answers.items() if says_nothing(cells)}
    assert silent <= SAME_FOR_ALL, "tell tests/golden/asking.py what to ask there"
    assert page(answers) == page_of(door).read_text("utf-8"), (
        "read what has changed, then accept it: python -m tests.golden.test_authorisation"
    )


@pytest.mark.parametrize("door", DOORS)
def test_what_another_tenant_has_is_answered_as_what_nobody_has(
    asked: tuple[FastAPI, Asking], door: str
) -> None:
    app, ask = asked
    for route in (one for one in routes(app) if one.door == door and one.has_ids):
        there, nowhere = (
            plainly(ask(route, "stranger", made_up=one), ask.named_in(route.path, one).values())
            for one in (False, True)
        )
        assert there == nowhere, str(route)
        assert there[0] in (400, 403, 404, 422, 501) or str(route) in ROW_BY_ROW, str(route)


if __name__ == "__main__":
    with asking() as (app, ask):
        for door in DOORS:
            page_of(door).write_text(page(answers_at(door, app, ask)), "utf-8")
