"""A unit test is pure: neither it nor what it imports of the tests opens a store, a socket or a process.

What needs a real house stands in `tests/house`; what needs a server, in `tests/scenario`.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house_rules.rooms import ROOT

FAR = frozenset(
    [
        "releve.stores",
        "sqlalchemy",
        "sqlite3",
        "psycopg",
        "alembic",
        "socket",
        "subprocess",
        "multiprocessing",
    ]
)


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parents(name: str) -> Iterator[str]:
    """The name and all that it stands in: `a.b.c`, `a.b`, `a`."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def impure(root: Path = ROOT) -> Iterator[str]:
    """Yield one line per import that leads a unit test out, whichever of the tests' own files it stands in."""
    waiting = sorted(root.joinpath("tests", "unit").rglob("*.py"))
    seen = set(waiting)
    while waiting:
        file = waiting.pop()
        for name in imported(file):
            if FAR & set(parents(name)):
                yield f"{file.relative_to(root)} imports {name}"
            modules = (root.joinpath(*one.split(".")).with_suffix(".py") for one in parents(name))
            found = {module for module in modules if module.is_file()} - seen
            seen |= found
            waiting += found


def test_no_unit_test_opens_a_store_a_socket_or_a_process() -> None:
    assert list(impure()) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import sqlite3", "tests/unit/test_a.py imports sqlite3"),
        ("from releve import stores", "tests/unit/test_a.py imports releve.stores"),
        ("from tests.helpers.far import b", "tests/helpers/far.py imports releve.stores.b"),
        ("from tests.helpers import far", "tests/helpers/far.py imports releve.stores.b"),
    ],
)
def test_the_rule_sees_an_import_that_leads_out(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "tests" / "unit").mkdir(parents=True)
    (tmp_path / "tests" / "helpers").mkdir()
    (tmp_path / "tests" / "unit" / "test_a.py").write_text(text)
    (tmp_path / "tests" / "helpers" / "far.py").write_text("from releve.stores import b")
    assert list(impure(tmp_path)) == [told]
