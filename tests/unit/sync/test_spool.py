"""Rows that wait are given back as they came, however many; when they are many, they are not in memory."""

import tempfile
from contextlib import closing
from typing import Any

import pytest

from releve.sync.spool import ROWS_MAX, Spool

ROW = ("12", None, True, 3, 2.5, ("a", ("b", "")), 'é "\\\n\ud83d', b"\x00")


def rows(many: int) -> list[tuple[Any, ...]]:
    return [(n, *ROW) for n in range(many)]


@pytest.mark.parametrize("many", [0, 1, ROWS_MAX - 1, ROWS_MAX, ROWS_MAX + 1, 3 * ROWS_MAX + 5])
def test_rows_are_given_back_as_they_came_as_often_as_wanted(many: int) -> None:
    with closing(Spool(tempfile.TemporaryFile)) as spool:
        for row in rows(many):
            spool.add(row)
        assert len(spool) == many
        assert list(spool) == rows(many)
        assert list(spool) == rows(many)


def test_what_is_added_after_reading_comes_last() -> None:
    with closing(Spool(tempfile.TemporaryFile)) as spool:
        for n, row in enumerate(rows(2 * ROWS_MAX)):
            spool.add(row)
            if n == ROWS_MAX + 7:
                assert len(list(spool)) == n + 1
        assert list(spool) == rows(2 * ROWS_MAX)


def test_never_more_than_a_block_is_held_in_memory() -> None:
    with closing(Spool(tempfile.TemporaryFile)) as spool:
        most = 0
        for row in rows(3 * ROWS_MAX):
            spool.add(row)
            most = max(most, len(spool._rows))
        assert most < ROWS_MAX
        assert spool._file is not None


def test_few_rows_need_no_file() -> None:
    with closing(Spool(tempfile.TemporaryFile)) as spool:
        spool.add(ROW)
        assert spool._file is None
