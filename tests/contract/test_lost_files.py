"""A store whose file is deleted or replaced: told by name, never made anew, and no write into nowhere is acknowledged."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from releve.domain.directory import Change
from releve.domain.errors import Unavailable
from releve.stores.directory.sql import open_directory
from releve.stores.regional import SqlRegionalStore
from tests.helpers.regional import ACME, AT, put, team, teams

Opened = Callable[..., SqlRegionalStore]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ca1.db"


def take_away(file: Path) -> None:
    for one in file.parent.glob(f"{file.name}*"):
        one.unlink()


def restored(file: Path, backup: Path) -> None:
    """As a backup is: another file in the place of the first."""
    take_away(file)
    shutil.copy(backup, file)


@pytest.fixture
def backup(file: Path, opened: Opened, tmp_path: Path) -> Path:
    """A copy of the store when it held the team Blue."""
    store = opened(f"sqlite:///{file}")
    put(store, team("Blue"))
    store.close()
    return Path(shutil.copy(file, tmp_path / "backup"))


def test_a_file_deleted_under_an_open_store_is_missed_by_name_and_not_made_anew(
    file: Path, opened: Opened
) -> None:
    store = opened(f"sqlite:///{file}")
    put(store, team("Blue"))
    take_away(file)
    for attempt in (partial(teams, store), partial(put, store, team("Red")), partial(teams, store)):
        with pytest.raises(Unavailable) as missed:
            attempt()
        assert f"{file} is missing" in str(missed.value)
        assert "backup" in str(missed.value.hint)
    assert not file.exists()
    with pytest.raises(Unavailable, match="missing"):
        opened(f"sqlite:///{file}", create=False)


def test_a_store_goes_on_when_its_file_is_put_back(
    file: Path, opened: Opened, tmp_path: Path
) -> None:
    store = opened(f"sqlite:///{file}")
    put(store, team("Blue"))
    store.close()
    moved = file.rename(tmp_path / "away")
    with pytest.raises(Unavailable):
        teams(store)
    moved.rename(file)
    assert teams(store) == ["Blue"]


def test_a_store_goes_on_with_the_backup_that_was_restored(
    file: Path, backup: Path, opened: Opened
) -> None:
    store = opened(f"sqlite:///{file}")
    put(store, team("Red"))
    restored(file, backup)
    assert teams(store) == ["Blue"]
    put(store, team("Green"))
    assert teams(opened(f"sqlite:///{file}")) == ["Blue", "Green"]


def test_the_backup_of_another_region_is_not_taken_for_ours(
    file: Path, opened: Opened, tmp_path: Path
) -> None:
    store, other = opened(f"sqlite:///{file}"), opened(f"sqlite:///{tmp_path / 'eu1.db'}", "eu1")
    other.close()
    restored(file, tmp_path / "eu1.db")
    with pytest.raises(Unavailable, match="replaced by another one"):
        teams(store)


@pytest.mark.parametrize("what", ["deleted", "replaced"])
def test_a_write_into_a_file_that_is_gone_is_not_acknowledged(
    file: Path, backup: Path, opened: Opened, what: str
) -> None:
    store = opened(f"sqlite:///{file}")

    def write() -> None:
        with store.writing() as tx:
            tx.entities.put(ACME, [team("Red")], by="ana", at=AT)
            take_away(file) if what == "deleted" else restored(file, backup)

    with pytest.raises(Unavailable, match="missing" if what == "deleted" else "replaced"):
        write()
    restored(file, backup)
    assert teams(store) == ["Blue"]


def test_a_file_emptied_under_an_open_store_is_told_and_not_filled(
    file: Path, opened: Opened
) -> None:
    store = opened(f"sqlite:///{file}")
    take_away(file)
    file.touch()
    for attempt in (partial(teams, store), partial(put, store, team("Red"))):
        with pytest.raises(Unavailable, match="not one of ours"):
            attempt()


def test_an_empty_database_is_refused_where_a_store_should_be_and_stays_empty(
    url: str, opened: Opened
) -> None:
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch()
    attempts: tuple[Callable[..., object], ...] = (opened, open_directory)
    for attempt in attempts:
        with pytest.raises(Unavailable, match="empty") as refused:
            attempt(url, create=False)
        assert refused.value.hint is not None
    opened(url)
    opened(url, create=False)


def test_a_store_that_nobody_moved_into_is_refused(file: Path, opened: Opened) -> None:
    opened(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file)) as somebody:
        somebody.execute("DELETE FROM home")
        somebody.commit()
    with pytest.raises(Unavailable, match="empty"):
        opened(f"sqlite:///{file}", create=False)


def test_a_directory_that_is_deleted_is_missed_and_acknowledges_nothing(file: Path) -> None:
    with closing(open_directory(f"sqlite:///{file}")) as directory:
        directory.commit(Change("a", {"n": 1}, 0))
        take_away(file)
        with pytest.raises(Unavailable, match="missing \\(the directory\\)"):
            directory.list("")
        with pytest.raises(Unavailable, match="missing"):
            directory.commit(Change("a", {"n": 2}, 1))
        assert not file.exists()


def test_a_file_with_odd_letters_in_its_path_is_found(tmp_path: Path, opened: Opened) -> None:
    file = tmp_path / "50% & more #1 été" / "ca1.db"
    put(opened(f"sqlite:///{file}"), team("Blue"))
    assert file.exists()
    assert teams(opened(f"sqlite:///{file}", create=False)) == ["Blue"]
