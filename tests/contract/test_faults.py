"""When a database fails: a clear word, nothing changed that should not be, and work goes on afterwards."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from releve.domain.directory import Change
from releve.domain.errors import ReleveError, Unavailable
from releve.domain.store import Credential
from releve.stores.directory.sql import open_directory
from releve.stores.regional import SqlRegionalStore
from releve.stores.sql.bulk import CHUNK
from releve.stores.sql.server import SILENCE_S
from tests.helpers.postgres import Cluster, NoPostgres, cluster
from tests.helpers.regional import ACME, AT, put, team, teams

Opened = Callable[..., SqlRegionalStore]

#: How long the stores of these tests wait for a lock.
SHORT_S = 0.1


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ca1.db"


def fails(attempt: Callable[[], object], match: str) -> None:
    """The fault is told in our words, with a hint, whatever the driver said."""
    with pytest.raises(Unavailable, match=match) as told:
        attempt()
    assert told.value.hint is not None
    assert "ca1" in str(told.value.message)


def test_a_database_locked_at_start_is_told(file: Path, opened: Opened) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        fails(lambda: opened(f"sqlite:///{file}", patience_s=SHORT_S), "locked")
        other.rollback()
    opened(f"sqlite:///{file}", patience_s=SHORT_S)


def test_a_database_locked_while_writing_is_told(file: Path, opened: Opened) -> None:
    store = opened(f"sqlite:///{file}", patience_s=SHORT_S)
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        fails(lambda: put(store, team("Blue")), "locked")
        assert teams(store) == []
        other.rollback()
    put(store, team("Blue"))
    assert teams(store) == ["Blue"]


def test_a_tenant_locked_by_another_writer_is_told(postgres_url: str, opened: Opened) -> None:
    store = opened(postgres_url, patience_s=SHORT_S)
    with store.writing() as tx:
        tx.entities.put(ACME, [team("Blue")], by="ana", at=AT)
        fails(lambda: put(store, team("Red")), "locked")
    put(store, team("Red"))
    assert teams(store) == ["Blue", "Red"]


def test_nobody_changes_a_credential_that_is_held(postgres_url: str, opened: Opened) -> None:
    store = opened(postgres_url, patience_s=SHORT_S)
    ana = Credential(ACME, "u-ana", "ana@acme.example", "$argon2$1", changed_at=AT)

    def keep(hashed: str) -> None:
        with store.writing() as other:
            other.credentials.put([replace(ana, hash=hashed)])

    keep("$argon2$1")
    with store.writing() as tx:
        held = tx.credentials.held(ACME, "u-ana")
        assert held is not None
        assert held.lets_in(ana)
        fails(lambda: keep("$argon2$2"), "locked")
    keep("$argon2$2")
    with store.writing() as tx:
        changed = tx.credentials.held(ACME, "u-ana")
    assert changed is not None
    assert not changed.lets_in(ana)


def test_a_full_disk_is_told_and_what_was_there_is_safe(file: Path, opened: Opened) -> None:
    store = opened(f"sqlite:///{file}")
    put(store, team("Blue"))

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 4}")

    store.close()
    event.listen(store.database.engine, "connect", limit)
    fails(lambda: put(store, *(team(f"T{n}") for n in range(500))), "no space left")
    assert teams(store) == ["Blue"]
    event.remove(store.database.engine, "connect", limit)
    store.close()
    put(store, *(team(f"T{n}") for n in range(500)))
    assert len(teams(store)) == 501


def test_a_file_that_can_only_be_read_is_told(file: Path, opened: Opened) -> None:
    put(opened(f"sqlite:///{file}"), team("Blue"))
    # Root may write whatever the permissions of a file say, so the file is opened for reading.
    store = opened(f"sqlite:///file:{file}?mode=ro&uri=true", create=False)
    assert teams(store) == ["Blue"]
    fails(lambda: put(store, team("Red")), "read but not written")


def test_a_database_that_can_only_be_read_is_told(postgres_url: str, opened: Opened) -> None:
    store = opened(postgres_url)
    put(store, team("Blue"))
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            b"ALTER ROLE releve IN DATABASE "
            + connection.info.dbname.encode()
            + b" SET default_transaction_read_only = on"
        )
    store.close()
    fails(lambda: put(store, team("Red")), "read but not written")
    assert teams(store) == ["Blue"]


def test_a_file_damaged_while_open_is_told(file: Path, opened: Opened) -> None:
    store = opened(f"sqlite:///{file}")
    put(store, team("Blue"))
    store.close()
    file.write_bytes(b"not a database at all " * 500)
    fails(lambda: teams(store), "damaged")


def test_a_refused_connection_is_told(opened: Opened) -> None:
    fails(lambda: opened("postgresql://releve@127.0.0.1:1/ca1"), "does not answer")


def test_a_database_that_does_not_exist_is_told(postgres: Cluster, opened: Opened) -> None:
    fails(lambda: opened(postgres.url("nowhere")), "does not (let us in|answer)")


def test_all_connections_in_use_is_told(file: Path, opened: Opened) -> None:
    store = opened(f"sqlite:///{file}", patience_s=SHORT_S)
    held = []
    try:
        for _ in range(40):
            held.append(store.reading())
            held[-1].__enter__()
        fails(lambda: teams(store), "in use")
    finally:
        for one in held[:40]:
            one.__exit__(None, None, None)
    assert teams(store) == []


def test_a_directory_tells_the_same_faults(file: Path) -> None:
    directory = open_directory(f"sqlite:///{file}", patience_s=SHORT_S)
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="the directory"):
            directory.commit(Change("a", {}, 0))
        other.rollback()
    directory.commit(Change("a", {}, 0))
    directory.close()


@pytest.fixture(scope="module")
def mortal() -> Iterator[Cluster]:
    """A cluster that a test may kill, if it starts it again."""
    try:
        running = cluster(durable=True)
        one = running.__enter__()
    except NoPostgres as missing:
        pytest.skip(f"no PostgreSQL: {missing}")
    yield one
    running.__exit__(None, None, None)


def test_a_cluster_killed_in_the_middle_loses_nothing_committed(
    mortal: Cluster, opened: Opened
) -> None:
    store = opened(mortal.create("ca1"))
    directory = open_directory(mortal.create("directory"))
    put(store, team("Blue"))
    directory.commit(Change("a", {"n": 1}, 0))

    def cut_off() -> None:
        with store.writing() as tx:
            tx.entities.put(ACME, [team("Red")], by="ana", at=AT)
            mortal.kill()
            tx.entities.put(ACME, [team("Green")], by="ana", at=AT)

    def cut_off_reading() -> None:
        with store.reading() as tx:
            stream = tx.entities.all(ACME, "team")
            mortal.kill()
            assert len([*stream, *tx.entities.all(ACME, "team")]) == 0

    fails(cut_off, "does not answer")
    fails(lambda: teams(store), "does not answer")
    fails(lambda: put(store, team("Red")), "does not answer")
    with pytest.raises(Unavailable):
        directory.get("a")

    mortal.start()
    assert teams(store) == ["Blue"]
    put(store, team("Red"))
    fails(cut_off_reading, "does not answer")

    mortal.start()
    assert teams(store) == ["Blue", "Red"]
    assert [record.value for record in directory.list("")] == [{"n": 1}]
    directory.close()


#: A frozen server is noticed within a few seconds; the rest is for a machine with much else to do.
NOTICED_S_MAX = 15.0


def test_a_server_that_freezes_is_noticed_by_who_waits_and_by_who_comes(
    mortal: Cluster, opened: Opened
) -> None:
    store = opened(mortal.create("freezing"))
    put(store, team("Blue"))
    waits = threading.Event()

    def cut_off() -> None:
        with store.writing() as tx:
            tx.entities.put(ACME, [team("Red")], by="ana", at=AT)
            waits.set()
            assert frozen.wait(NOTICED_S_MAX)
            tx.entities.put(ACME, [team("Green")], by="ana", at=AT)

    def comes() -> None:
        assert frozen.wait(NOTICED_S_MAX)
        teams(store)

    frozen, began = threading.Event(), 0.0
    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(fails, one, "does not answer") for one in (cut_off, comes, comes)]
        assert waits.wait(NOTICED_S_MAX)
        with mortal.frozen():
            began = time.monotonic()
            frozen.set()
            for one in asked:
                one.result(timeout=NOTICED_S_MAX)
            assert time.monotonic() - began < NOTICED_S_MAX
    assert teams(store) == ["Blue"]


def test_a_statement_that_takes_long_is_left_to_a_server_that_answers(
    postgres_url: str, opened: Opened
) -> None:
    store = opened(postgres_url)
    with store.writing() as tx:
        tx.connection.exec_driver_sql(f"SELECT pg_sleep({SILENCE_S + 0.5})")
        tx.entities.put(ACME, [team("Blue")], by="ana", at=AT)
    assert teams(store) == ["Blue"]


def test_a_statement_that_takes_too_long_is_ended(postgres_url: str, opened: Opened) -> None:
    store = opened(postgres_url)

    def endless() -> None:
        with store.writing() as tx:
            limit = tx.connection.exec_driver_sql("SHOW statement_timeout").scalar_one()
            assert limit == "40s"
            tx.connection.exec_driver_sql("SET LOCAL statement_timeout = 20")
            tx.connection.exec_driver_sql("SELECT pg_sleep(20)")

    fails(endless, "too long")
    assert teams(store) == []


def test_many_rows_may_take_longer_than_one_statement(postgres_url: str, opened: Opened) -> None:
    store = opened(postgres_url)
    with store.writing() as tx:
        tx.entities.put(ACME, [team(f"T{n}") for n in range(CHUNK)], by="ana", at=AT)
        limit = tx.connection.exec_driver_sql("SHOW statement_timeout").scalar_one()
    assert limit == "10min"
    with store.writing() as tx:
        assert tx.connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "40s"


def test_a_table_that_is_gone_is_the_databases_fault(url: str, opened: Opened) -> None:
    store = opened(url)
    with store.writing() as tx:
        tx.connection.exec_driver_sql("DROP TABLE entity")
    fails(lambda: teams(store), "not one of ours")


def test_what_is_said_of_a_failed_statement_holds_no_values(store: SqlRegionalStore) -> None:
    with store.database.engine.connect() as connection:
        connection.execution_options(skip_user_error_events=True)
        with pytest.raises(DBAPIError) as told:
            connection.execute(text("SELECT :secret FROM nowhere"), {"secret": "hunter2"})
    assert "hunter2" not in str(told.value)


def test_an_error_of_the_caller_is_not_taken_for_a_fault_of_the_database(
    url: str, opened: Opened
) -> None:
    store = opened(url)
    with pytest.raises(AssertionError) as ours, store.reading() as tx:
        tx.connection.exec_driver_sql("CREATE TABLE stray (n integer)")
    assert not isinstance(ours.value, ReleveError)
