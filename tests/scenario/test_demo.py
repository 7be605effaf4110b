"""The living example starts anew when asked, and takes nothing along that is not its own."""

from pathlib import Path

import pytest

from releve.daemon.demo import MEMORY, clear
from releve.daemon.ground import LOCK
from releve.domain.errors import Refused
from tests.helpers.servers import running, settings_in


def an_earlier_demo(folder: Path) -> None:
    """All that a server leaves behind, and the memory of a demo."""
    with running(folder):
        pass
    (folder / "data" / MEMORY).write_text("{}", encoding="utf-8")


def test_a_demo_that_begins_anew_leaves_nothing_of_the_earlier_one(tmp_path: Path) -> None:
    an_earlier_demo(tmp_path)
    data = tmp_path / "data"
    assert any(one.suffix == ".key" for one in data.iterdir())
    clear(settings_in(tmp_path))
    assert {one.name for one in data.iterdir()} <= {LOCK}


def test_a_folder_with_anything_else_in_it_is_not_touched(tmp_path: Path) -> None:
    an_earlier_demo(tmp_path)
    (tmp_path / "data" / "thesis.txt").write_text("mine", encoding="utf-8")
    before = sorted(one.name for one in (tmp_path / "data").iterdir())
    with pytest.raises(Refused, match=r"thesis\.txt"):
        clear(settings_in(tmp_path))
    assert sorted(one.name for one in (tmp_path / "data").iterdir()) == before
