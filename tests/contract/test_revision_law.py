"""The revision law: a lower revision never becomes visible after a higher one.

An incremental reader remembers the highest revision it has seen and asks for what is newer. The law is
what keeps it from losing a change; the last test takes the lock away and watches the loss.
"""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Row, Table, select

from releve.domain.store import Tx
from releve.stores.regional import SqlRegionalStore, open_store, revisions
from releve.stores.regional.schema import TENANT_REVISION
from tests.contract.conftest import REGION, SLOT
from tests.helpers.regional import ACME, AT, put, team

WAIT_S_MAX = 20.0


class Reader:
    """Reads what is new, again and again, as a sync does."""

    def __init__(self, store: SqlRegionalStore) -> None:
        self._store, self.seen, self._cursor = store, set[str](), 0

    def look(self) -> None:
        with self._store.reading() as tx:
            for one in tx.entities.changed(ACME, after=self._cursor, kinds=["team"]):
                self.seen.add(one.body["name"])
            self._cursor = tx.entities.revision(ACME)


def write(tx: Tx, name: str, id: str | None = None) -> None:
    tx.entities.put(ACME, [team(name, id)], by="ana", at=AT)


def test_no_change_escapes_an_incremental_reader_of_two_writers(store: SqlRegionalStore) -> None:
    put(store, team("first"))
    reader, finished = Reader(store), threading.Event()

    def writer(who: str) -> None:
        for n in range(30):
            with store.writing() as tx:
                write(tx, f"{who} {n}")

    def reads() -> None:
        while not finished.is_set():
            reader.look()

    with ThreadPoolExecutor(3) as threads:
        looking = threads.submit(reads)
        writers = [threads.submit(writer, who) for who in ("blue", "red")]
        try:
            for one in writers:
                one.result()
        finally:
            finished.set()
        looking.result()
    reader.look()
    wanted = {f"{who} {n}" for who in ("blue", "red") for n in range(30)} | {"first"}
    assert reader.seen == wanted


def test_revisions_of_two_writers_are_all_different(store: SqlRegionalStore) -> None:
    def writer(who: str) -> list[int]:
        made = []
        for n in range(15):
            with store.writing() as tx:
                write(tx, f"{who} {n}")
                made.append(tx.entities.revision(ACME))
        return made

    with ThreadPoolExecutor(2) as threads:
        blue, red = threads.map(writer, ("blue", "red"))
    assert sorted([*blue, *red]) == [*range(1, 31)]


def _is_waiting(url: str) -> bool:
    """Whether some session of the database waits for a lock."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with psycopg.connect(url) as connection:
        return connection.execute(waiting).fetchone() is not None


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_S_MAX
    while not condition():
        assert time.monotonic() < end, "it never came to this"


def _race(url: str) -> set[str]:
    """A first writer has renamed a team and not committed when a second one comes, to rename another. What
    does a reader get that looks between their commits, and again at the end?"""
    store = open_store(url, REGION, SLOT)
    blue, red = put(store, team("Blue"), team("Red"))
    reader, first_is_read = Reader(store), threading.Event()

    def second() -> None:
        with store.writing() as tx:
            write(tx, "second", red)
            assert first_is_read.wait(WAIT_S_MAX)

    try:
        with ThreadPoolExecutor(1) as threads:
            with store.writing() as tx:
                write(tx, "first", blue)
                other: Future[None] = threads.submit(second)
                _until(lambda: _is_waiting(url))
            reader.look()
            first_is_read.set()
            other.result()
        reader.look()
    finally:
        store.close()
    return reader.seen


def test_a_slow_writer_is_not_overtaken(postgres_url: str) -> None:
    assert _race(postgres_url) == {"first", "Red", "second"}


def test_without_the_lock_a_change_is_lost(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves that the test above can fail: it is the row lock that keeps the law."""
    store = open_store(postgres_url, REGION, SLOT)
    put(store, team("Green"))  # the row is there, which otherwise the lock would make
    store.close()
    monkeypatch.setattr(revisions, "hold", _read_only)
    assert _race(postgres_url) == {"Green", "first", "Red"}


def _read_only(connection: Connection, table: Table, fresh: Mapping[str, Any]) -> Row[Any]:
    """In place of `hold`: the same row, and no lock."""
    assert table is TENANT_REVISION
    mine = select(table).where(table.c.tenant_id == fresh["tenant_id"])
    return connection.execute(mine).one()


def test_on_sqlite_the_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'ca1.db'}", REGION, SLOT)
    asked, order = threading.Event(), []

    def second() -> None:
        asked.set()
        with store.writing() as tx:
            order.append(("second", tx.entities.revision(ACME)))

    try:
        with ThreadPoolExecutor(1) as threads:
            with store.writing() as tx:
                other = threads.submit(second)
                assert asked.wait(WAIT_S_MAX)
                write(tx, "first")
                order.append(("first", tx.entities.revision(ACME)))
            other.result()
    finally:
        store.close()
    assert order == [("first", 1), ("second", 1)]
