"""A directory is moved to a cluster: all of it, compared, and the old one closed; cut off anywhere, it is begun again."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from releve.app.directory_move import AT_ONCE, MOVED, move, must_not_have_moved, plan_move
from releve.domain.directory import Change, Directory
from releve.domain.errors import Conflict, Refused
from releve.stores.directory.addresses import open_etcd
from releve.stores.directory.etcd import EtcdDirectory
from releve.stores.directory.sql import SqlDirectory, open_directory
from tests.helpers.bombs import Bomb, Crash, at_every_point

TENANTS = AT_ONCE + 5
TO = "etcd://there"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[SqlDirectory]:
    with closing(open_directory(f"sqlite:///{tmp_path / 'directory.db'}")) as opened:
        filled(opened)
        yield opened


@pytest.fixture
def new(etcd_url: str) -> Iterator[EtcdDirectory]:
    with closing(open_etcd(etcd_url)) as opened:
        yield opened


def filled(directory: Directory) -> None:
    directory.commit(*(Change(f"tenant/{n}", {"name": f"Société {n}"}, 0) for n in range(TENANTS)))
    directory.commit(Change("activation/p", {"epoch": 1}, 0))
    directory.commit(Change("activation/p", {"epoch": 2}, 1))


def values(directory: Directory) -> dict[str, object]:
    return {one.key: one.value for one in directory.list("")}


def test_a_look_counts_and_writes_nothing(old: SqlDirectory, new: EtcdDirectory) -> None:
    seen = plan_move(old, new)
    assert (seen.counts, seen.already) == ({"tenant": TENANTS, "activation": 1}, 0)
    assert values(new) == {}
    must_not_have_moved(old)


def test_everything_is_there_afterwards_and_the_old_one_says_where(
    old: SqlDirectory, new: EtcdDirectory
) -> None:
    before = values(old)
    move(old, new, TO)
    assert values(new) == before
    must_not_have_moved(new)
    with pytest.raises(Refused, match=TO):
        must_not_have_moved(old)
    with pytest.raises(Refused, match=TO):
        move(old, new, TO)


def test_cut_off_anywhere_it_is_begun_again(
    tmp_path: Path, etcd_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nth = 0

    def attempt(bomb: Bomb) -> None:
        nonlocal nth
        nth += 1
        with (
            closing(open_directory(f"sqlite:///{tmp_path / str(nth)}.db")) as old,
            closing(open_etcd(f"{etcd_url}/{nth}")) as new,
        ):
            filled(old)
            before = values(old)
            try:
                with monkeypatch.context() as patched:
                    for kind in (SqlDirectory, EtcdDirectory):
                        patched.setattr(kind, "commit", _ticking(kind.commit, bomb))
                    move(old, new, TO)
            except Crash:
                if old.get(MOVED) is None:
                    assert values(old) == before
                    move(old, new, TO)
                raise
            finally:
                assert values(new) == before
                with pytest.raises(Refused):
                    must_not_have_moved(old)

    points = list(at_every_point(attempt))
    assert len(points) == 6, "before and after each of two parts, and the end"


def _ticking(commit: Callable[..., None], bomb: Bomb) -> Callable[..., None]:
    def act(directory: Directory, *changes: Change) -> None:
        bomb.tick("before")
        commit(directory, *changes)
        bomb.tick("after")

    return act


def test_another_directory_is_not_written_over(old: SqlDirectory, new: EtcdDirectory) -> None:
    new.commit(Change("tenant/somebody", {"name": "Somebody"}, 0))
    with pytest.raises(Refused, match="something else"):
        plan_move(old, new)
    with pytest.raises(Refused, match="something else"):
        move(old, new, TO)
    assert list(values(new)) == ["tenant/somebody"]


def test_what_changes_meanwhile_keeps_the_old_one_open(
    old: SqlDirectory, new: EtcdDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = EtcdDirectory.commit

    def disturbed(directory: EtcdDirectory, *changes: Change) -> None:
        plain(directory, *changes)
        monkeypatch.setattr(EtcdDirectory, "commit", plain)
        old.commit(Change("activation/p", {"epoch": 3}, 2))

    monkeypatch.setattr(EtcdDirectory, "commit", disturbed)
    with pytest.raises(Conflict, match="while it was moved"):
        move(old, new, TO)
    must_not_have_moved(old)


def test_an_empty_directory_is_not_moved(tmp_path: Path, new: EtcdDirectory) -> None:
    with (
        closing(open_directory(f"sqlite:///{tmp_path / 'empty.db'}")) as empty,
        pytest.raises(Refused, match="empty"),
    ):
        plan_move(empty, new)
