"""One SQL database, SQLite or PostgreSQL: how it is opened, read and written.

- A reading transaction sees one snapshot and cannot write.
- A writing transaction commits when its block ends well and rolls back when it raises. On SQLite it takes
  the one write lock at its beginning, so that what it reads cannot change before it writes.
- What was committed survives the loss of power (`synchronous=FULL`; PostgreSQL's default).
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import TimeoutError as PoolTimeout

from releve.domain.errors import Unavailable
from releve.domain.say import Message, say
from releve.stores.sql.faults import READS, cannot_open, crowded, translator

#: How many connections one process keeps, and opens at most: as many as the web server has threads.
POOL_KEPT, POOL_MAX = 10, 40

_FIRST_READ = {"sqlite": "SELECT 1 FROM sqlite_schema LIMIT 1", "postgresql": "SELECT 1"}


@dataclass(frozen=True, slots=True)
class Database:
    """An engine, and the name by which errors speak of it."""

    engine: Engine
    name: Message

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        options: dict[str, Any] = {READS: True}
        if self.engine.dialect.name == "postgresql":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._connected() as connection:
            connection.execution_options(**options)
            with connection.begin():
                # The first read takes the snapshot, and finds out whether the database answers at all.
                connection.exec_driver_sql(_FIRST_READ[self.engine.dialect.name])
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._connected() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    def _connected(self) -> Connection:
        try:
            return self.engine.connect()
        except PoolTimeout as full:
            raise crowded(self.name) from full


def open_database(url: str, name: Message, *, create: bool, patience_s: float) -> Database:
    """Raises Unavailable if a SQLite file is missing and may not be created. Connects at first use only.

    `patience_s` bounds every wait: for a lock, for a connection, for a server that does not answer.
    """
    address = _with_driver(make_url(url))
    sqlite = address.get_backend_name() == "sqlite"
    if sqlite:
        _find_file(address, name, create=create)
    engine = create_engine(
        address,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        pool_size=POOL_KEPT,
        max_overflow=POOL_MAX - POOL_KEPT,
        pool_timeout=patience_s,
        pool_pre_ping=not sqlite,  # a server may have been restarted meanwhile
        isolation_level=None if sqlite else "READ COMMITTED",
        connect_args=_sqlite_arguments(patience_s) if sqlite else _server_arguments(patience_s),
    )
    if sqlite:
        event.listen(engine, "connect", _prepare_file)
        event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", translator(name))
    return Database(engine, name)


def _with_driver(url: URL) -> URL:
    plain = url.drivername in ("postgresql", "postgres")
    return url.set(drivername="postgresql+psycopg") if plain else url


def _find_file(url: URL, name: Message, *, create: bool) -> None:
    file = url.database or ":memory:"
    assert file != ":memory:", "a store in memory has no second connection"
    path = Path(file.removeprefix("file:"))
    if _is_there(path, name):
        return
    if not create:
        raise Unavailable(
            say("The database file {path} is missing ({store}).", path=str(path), store=name),
            say("Put the file back, restore it from a backup, or set up the region anew."),
            path=str(path),
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            say(
                "The folder {path} cannot be created ({store}).", path=str(path.parent), store=name
            ),
            say("Choose another folder in the settings, or create it by hand."),
            path=str(path.parent),
        ) from error


def _is_there(path: Path, name: Message) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise cannot_open(name) from error


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def _sqlite_arguments(patience_s: float) -> dict[str, Any]:
    # The pool hands a connection to one thread at a time; sqlite3 need not check that again.
    return {"timeout": patience_s, "check_same_thread": False}


def _server_arguments(patience_s: float) -> dict[str, Any]:
    """libpq's settings. Those on TCP bound the wait for a host that vanished without a word."""
    return {
        "connect_timeout": max(2, math.ceil(patience_s)),  # libpq takes no less
        "options": f"-c lock_timeout={round(patience_s * 1000)}",
        "tcp_user_timeout": round(patience_s * 1000),
        "keepalives_idle": max(1, math.ceil(patience_s / 2)),
        "keepalives_interval": 2,
        "keepalives_count": 3,
    }


def _prepare_file(connection: Any, _: Any) -> None:
    # We say BEGIN ourselves: sqlite3 would say it too late for a snapshot, and never IMMEDIATE.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    reads = bool(connection.get_execution_options().get(READS))
    connection.exec_driver_sql(f"PRAGMA query_only = {int(reads)}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
