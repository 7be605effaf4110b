"""Who is let in where, by really asking: a page that people have read. Accept a change: `python -m tests.golden.test_authorisation`."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
from fastapi import FastAPI

from releve.daemon.main import build_app
from releve.daemon.settings import load
from tests.golden.asking import Asking
from tests.golden.routes import Route, routes
from tests.golden.scene import CALLERS, make_scene
from tests.helpers.houses import Hands, living_house

PAGE = Path(__file__).with_name("authorisation.txt")
HEAD = """\
# Who is let in where. Made by asking: `python -m tests.golden.test_authorisation` writes it anew.
#
# yes     done, or shown; also a redirect to anywhere but a login page
# login   sent to a login page
# 401     log in first           403  not allowed              404  there is no such thing
# 400     let in, but what was sent has not the right form     501  let in, but Relève does not do this
# 409 422 let in, but it cannot be done as things stand
#
# Addresses name things of Acme. `admin`, `manager`, `agent` and `evaluator` have the role that every new tenant has, as
# it is; `bcp_admin` and `script_dev` those of the demo's company; `stranger` may do everything in another tenant.
# `support` is an operator who impersonates. Who has no business with programs' doors, or with pages, asks there too.
"""
"""Statuses that let somebody in without doing what they asked."""
LET_IN = ("yes", "400", "409", "422", "501")

Table = Mapping[Route, Mapping[str, str]]


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
            app = build_app(house, load({}))
            with closing(Asking(app, scene, template)) as ask:
                yield app, ask


def table() -> Table:
    with asking() as (app, ask):
        return {
            route: {caller: said(ask(route, caller)) for caller in CALLERS} for route in routes(app)
        }


def page(answers: Table) -> str:
    width = max(len(str(route)) for route in answers) + 2
    lines = [_line("", CALLERS, width)]
    lines += [_line(str(route), cells.values(), width) for route, cells in answers.items()]
    return HEAD + "\n" + "\n".join(lines) + "\n"


def _line(route, cells, width):
    return (f"{route:<{width}}" + "".join(f"{cell:<11}" for cell in cells)).rstrip()


if __name__ == "__main__":
    PAGE.write_text(page(table()), "utf-8")
