"""The walls of the house, and the manners of its rooms. The rules themselves are tested on small wrong files."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house_rules.rooms import (
    DOORS,
    MAY_IMPORT,
    PACKAGE,
    SOURCE,
    Source,
    hidden_imports,
    open_doors,
    sources,
    windows,
)
from tests.house_rules.state import kept_state

Rule = Callable[[Source], Iterator[str]]


def broken(rule: Rule) -> str:
    return "\n".join(line for source in sources() for line in rule(source))


def written(folder: Path, module: str, text: str) -> Source:
    file = folder.joinpath(*module.split(".")).with_suffix(".py")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return Source(file, folder)


def test_no_room_opens_a_door_that_is_not_in_the_drawing() -> None:
    assert not broken(open_doors)


def test_a_pure_room_does_not_look_out_of_the_window() -> None:
    assert not broken(windows)


def test_every_import_stands_at_the_top_of_its_file() -> None:
    assert not broken(hidden_imports)


def test_no_module_keeps_anything_between_two_calls() -> None:
    assert not broken(kept_state)


def test_every_module_says_what_it_is_for() -> None:
    silent = [source.module for source in sources() if not ast.get_docstring(source.tree)]
    assert not silent


def test_every_room_stands_in_the_drawing() -> None:
    rooms = {source.room for source in sources()} - {""}
    assert rooms <= MAY_IMPORT.keys()


def test_every_single_door_belongs_to_a_module_that_is_there() -> None:
    modules = {source.module for source in sources()}
    built = {module for module in DOORS if (SOURCE / PACKAGE / module.split(".")[1]).is_dir()}
    assert built <= modules


def test_the_arrows_never_run_in_a_circle() -> None:
    left = {room: set(arrows) for room, arrows in MAY_IMPORT.items()}
    while ground := [room for room, arrows in left.items() if not arrows & left.keys()]:
        for room in ground:
            del left[room]
    assert not left


@pytest.mark.parametrize(
    ("rule", "module", "text", "told"),
    [
        (open_doors, "releve.sync.a", "from releve.stores import b", "door into stores"),
        (open_doors, "releve.sync.a", "import releve.scripts.b", "door into scripts"),
        (open_doors, "releve.sync.a", "from releve import stores", "door into stores"),
        (open_doors, "releve.cli.main", "from releve.daemon.build import b", "door into daemon"),
        (open_doors, "releve.app.a", "def f():\n  import releve.web.b", "door into web"),
        (open_doors, "releve.daemon.a", "from releve.cli.main import run", "door into cli"),
        (windows, "releve.sync.a", "import sqlalchemy.orm", "looks out at sqlalchemy"),
        (windows, "releve.access.a", "from time import time", "looks out at time"),
        (windows, "releve.domain.a", "import datetime\ndatetime.datetime.now()", "datetime.now"),
        (windows, "releve.domain.a", "import datetime\ndatetime.date.today()", "date.today"),
        (windows, "releve.domain.a", "import uuid\nmake = uuid.uuid4", "uuid.uuid4"),
        (windows, "releve.scripts.a", "open('x')", "calls open"),
        (hidden_imports, "releve.web.a", "def f():\n  import os", "inside f"),
        (kept_state, "releve.web.a", "seen = []", "keeps seen"),
        (kept_state, "releve.web.a", "seen: dict[str, int] = dict()", "keeps seen"),
        (kept_state, "releve.web.a", "CLIENT = httpx.Client()", "keeps CLIENT"),
        (kept_state, "releve.web.a", "def f():\n  global x\n  x = 1", "rebinds x"),
        (kept_state, "releve.web.a", "T = {}\ndef f():\n  T['a'] = 1", "changes T"),
        (kept_state, "releve.web.a", "T = []\ndef f():\n  T.append(1)", "changes T"),
        (kept_state, "releve.web.a", "@functools.cache\ndef f(): ...", "answers of f"),
    ],
)
def test_a_rule_sees_the_file_that_breaks_it(
    tmp_path: Path, rule: Rule, module: str, text: str, told: str
) -> None:
    [line] = rule(written(tmp_path, module, text))
    assert told in line


@pytest.mark.parametrize(
    ("rule", "module", "text"),
    [
        (open_doors, "releve.cli.programs", "from releve.daemon.build import b"),
        (open_doors, "releve.web.a", "from releve import __version__"),
        (open_doors, "releve.sync.a", "from releve.sync.plan import Plan"),
        (windows, "releve.activation.drivers.dns", "import socket"),
        (windows, "releve.stores.a", "import sqlalchemy"),
        (windows, "releve.sync.a", "import datetime\ndatetime.datetime.fromisoformat('x')"),
        (kept_state, "releve.web.a", "TABLE = {'a': 1}\n__all__ = ['a']"),
        (kept_state, "releve.web.a", "T = {}\ndef f(T):\n  T['a'] = 1"),
    ],
)
def test_a_rule_leaves_the_file_alone_that_keeps_it(
    tmp_path: Path, rule: Rule, module: str, text: str
) -> None:
    assert not list(rule(written(tmp_path, module, text)))
