"""A command starts with what it needs: whoever asks a server loads none."""

import subprocess
import sys

import pytest

from releve.cli.later import Later
from releve.cli.main import COMMANDS, Program

#: What only a server needs.
SERVER = frozenset(
    [
        "alembic",
        "argon2",
        "fastapi",
        "jinja2",
        "prometheus_client",
        "psycopg",
        "sqlalchemy",
        "starlette",
        "structlog",
        "uvicorn",
    ]
)
ROOMS = frozenset({"access", "api", "app", "daemon", "demo", "jobs", "stores", "sync", "web"})

#: What does its work itself: the programs of the house, and what needs no more than files.
AT_HOME = frozenset({"programs", "commands.scripts"})

#: `python -m releve`, which says at its end what it has loaded.
PROGRAM = """
import atexit, runpy, sys
atexit.register(lambda: print(*sys.modules, sep="\\n", file=sys.stderr))
runpy.run_module("releve", run_name="__main__", alter_sys=True)
"""
#: Nobody listens there.
NOWHERE = "http://127.0.0.1:9"


def fresh(text: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", text, *words], capture_output=True, text=True, check=False
    )


def loaded(done: subprocess.CompletedProcess[str]) -> set[str]:
    """The distributions, and of Relève the rooms, that a process has loaded."""
    modules = [line.split(".") for line in done.stderr.splitlines()]
    return {parts[0] for parts in modules} | {
        parts[1] for parts in modules if parts[0] == "releve" and len(parts) > 1
    }


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_help_and_version_load_neither_the_server_nor_the_http_client(words: list[str]) -> None:
    done = fresh(PROGRAM, *words)
    assert (done.returncode, "releve" in done.stdout) == (0, True)
    assert loaded(done) & (SERVER | ROOMS | {"httpx"}) == set()


@pytest.mark.parametrize("words", [["whoami", "--server", NOWHERE], ["sync", "--help"]])
def test_a_command_of_the_api_does_not_load_the_server(words: list[str]) -> None:
    done = fresh(PROGRAM, *words)
    assert "httpx" in loaded(done)
    assert loaded(done) & (SERVER | ROOMS) == set()


def loaded_by(*modules: str) -> set[str]:
    names = ", ".join(f"releve.cli.{module}" for module in modules)
    return loaded(fresh(f"import sys, {names}\nprint(*sys.modules, sep='\\n', file=sys.stderr)"))


def test_no_command_but_the_programs_of_the_house_loads_the_server() -> None:
    found = loaded_by(*(module for module in COMMANDS if module not in AT_HOME))
    assert {"releve", "cli", "httpx"} <= found
    assert found & (SERVER | ROOMS) == set()


def test_what_works_on_files_loads_of_the_house_the_use_cases_alone() -> None:
    found = loaded_by("commands.scripts")
    assert {"scripts", "httpx"} <= found
    assert found & (SERVER | ROOMS) == {"app"}


def test_the_probe_sees_a_server_that_is_loaded() -> None:
    assert SERVER - {"psycopg"} | ROOMS <= loaded(fresh(PROGRAM, "serve", "--help"))


def test_a_command_that_does_not_exist_is_told_with_one_that_does() -> None:
    done = fresh(PROGRAM, "wohami")
    assert done.returncode == 2
    assert "Did you mean 'whoami'?" in done.stderr


@pytest.mark.parametrize("later", Program().commands.values(), ids=lambda one: str(one.name))
def test_the_list_of_commands_says_of_each_what_its_own_help_says(later: Later) -> None:
    first = later.loaded().help.split("\n\n")[0]
    assert later.help == " ".join(first.split())


def test_the_list_of_commands_names_all_that_their_modules_add() -> None:
    for later in Program().commands.values():
        assert isinstance(later, Later)
        assert COMMANDS[later.module].keys() == later.added().keys()
