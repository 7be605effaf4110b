"""Employees files at the terminal: checked, applied exactly so, reported, and exit statuses that mean something."""

from pathlib import Path

import pytest

from releve.cli.exits import CHECK_FAILED
from releve.domain.errors import Code
from tests.house.cli.conftest import Terminal

HEAD = "Username,First Name,Last Name,Email Address,Role Name\n"
MAX = "max@larkmont.example,Max,Oaks,max@larkmont.example,Agent\n"
BAD = "eve@larkmont.example,,Oaks,eve@larkmont.example,No such role\n"


@pytest.fixture
def terminal(paired: tuple[Terminal, str]) -> Terminal:
    return paired[0]


def written(folder: Path, text: str) -> Path:
    file = folder / "people.csv"
    file.write_text(text, "utf-8")
    return file


def test_a_dry_run_tells_and_what_it_told_is_applied(terminal: Terminal, tmp_path: Path) -> None:
    file = written(tmp_path, HEAD + MAX + BAD)
    shown = terminal.type("employees", "import", file, "--dry-run")
    assert terminal.status == CHECK_FAILED
    assert "nothing: this was a dry run" in shown
    assert "A new employee needs this." in shown
    upload = shown.rpartition("releve employees apply ")[2].split()[0]
    assert "max" not in terminal.type("employees", "list")
    done = terminal.json("employees", "apply", upload)
    assert (done["written"], done["counts"]["created"], terminal.status) == (True, 1, CHECK_FAILED)
    assert "max" in terminal.type("employees", "list")


def test_one_bad_row_is_enough_if_all_or_none_are_wanted(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = written(tmp_path, HEAD + MAX + BAD)
    report = tmp_path / "report.csv"
    done = terminal.json("employees", "import", file, "--all-or-none", "--report", report)
    assert (done["written"], terminal.status) == (False, CHECK_FAILED)
    assert "No such role" in report.read_text("utf-8-sig")
    assert terminal.told("employees", "import", file, "--report", report).code is Code.INVALID


def test_what_was_changed_in_between_is_a_conflict(terminal: Terminal, tmp_path: Path) -> None:
    terminal.type("employees", "import", written(tmp_path, HEAD + MAX))
    file = written(tmp_path, "Username,Rank\nmax@larkmont.example,4\n")
    upload = terminal.json("employees", "import", file, "--dry-run")["id"]
    terminal.type("employees", "deactivate", "max@larkmont.example")
    told = terminal.told("employees", "apply", upload)
    assert told.code is Code.CONFLICT
    assert "Check the file again" in told.hint


def test_a_workbook_goes_out_and_comes_back_unchanged(terminal: Terminal, tmp_path: Path) -> None:
    terminal.type("employees", "import", written(tmp_path, HEAD + MAX))
    file = tmp_path / "employees.xlsx"
    terminal.type("employees", "export", file)
    done = terminal.json("employees", "import", file)
    assert (done["counts"]["unchanged"], done["counts"]["changed"]) == (1, 0)
    assert (terminal.status, done["encoding"]) == (0, "xlsx")
    empty = tmp_path / "empty.csv"
    terminal.type("employees", "export", empty, "--empty")
    assert len(empty.read_bytes().splitlines()) == 2


def test_somebody_is_deactivated_activated_and_has_a_history(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.type("employees", "import", written(tmp_path, HEAD + MAX))
    terminal.type("employees", "deactivate", "max@larkmont.example")
    terminal.type("employees", "activate", "max@larkmont.example")
    shown = terminal.type("employees", "history", "max@larkmont.example")
    for words in ("Employee deactivated", "Command line", "Employees file", "Import of employees"):
        assert words in shown, shown
