"""One SQL database, SQLite or PostgreSQL: how it is opened, read and written.

- A reading transaction sees one snapshot and cannot write.
- A writing transaction commits when its block ends well and rolls back when it raises. On SQLite it takes
  the one write lock at its beginning, so that what it reads cannot change before it writes.
- What was committed survives the loss of power (`synchronous=FULL`; PostgreSQL's default).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import TimeoutError as PoolTimeout

from releve.domain.say import Message
from releve.stores.sql import server
from releve.stores.sql.documents import written
from releve.stores.sql.faults import READS, crowded, translator
from releve.stores.sql.sqlite_file import SqliteFile

#: How many connections one process keeps, and opens at most: as many as the web server has threads.
POOL_KEPT, POOL_MAX = 10, 40

#: How much of a SQLite file a connection may keep in memory, in KiB. It is taken only as it is needed.
CACHE_KIB = 64 * 1024

#: The option of a connection whose statements are no transaction together.
GLANCES = "releve_glances"

_FIRST_READ = {"sqlite": "SELECT 1 FROM sqlite_schema LIMIT 1", "postgresql": "SELECT 1"}


@dataclass(frozen=True, slots=True)
class Database:
    """An engine, the name by which errors speak of it, and its file if it has one."""

    engine: Engine
    name: Message
    file: SqliteFile | None = None

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
    def glancing(self) -> Iterator[Connection]:
        """Each statement sees a snapshot of its own: beginning and ending one for all costs as much as a small question."""
        options: dict[str, Any] = {READS: True, GLANCES: True}
        if self.engine.dialect.name == "postgresql":
            options["isolation_level"] = "AUTOCOMMIT"
        with self._connected() as connection:
            connection.execution_options(**options)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._connected() as connection:
            with connection.begin():
                yield connection
            if self.file is not None:
                self.file.must_hold(connection.info)

    def close(self) -> None:
        self.engine.dispose()

    def _connected(self) -> Connection:
        try:
            return self.engine.connect()
        except PoolTimeout as full:
            raise crowded(self.name) from full


def open_database(url: str, name: Message, *, create: bool, patience_s: float) -> Database:
    """Raises Unavailable if a SQLite file is missing and may not be created. Connects at first use only.

    `patience_s` bounds the wait for a lock and for a connection.
    """
    address = _with_driver(make_url(url))
    if address.get_backend_name() == "sqlite":
        file = SqliteFile.of(address, name)
        file.find(create=create)
        engine = _engine(file.address(address), patience_s, None, _sqlite_arguments(patience_s))
        event.listen(engine, "connect", _prepare_file)
        event.listen(engine, "begin", _begin)
        file.watch(engine)
    else:
        file = None
        engine = _engine(address, patience_s, "READ COMMITTED", server.arguments(patience_s))
        server.watch(engine)
    event.listen(engine, "handle_error", translator(name))
    return Database(engine, name, file)


def _engine(url: URL, patience_s: float, isolation: Any, arguments: dict[str, Any]) -> Engine:
    return create_engine(
        url,
        json_serializer=written,
        json_deserializer=orjson.loads,
        hide_parameters=True,  # they are people's data, and hashes
        pool_size=POOL_KEPT,
        max_overflow=POOL_MAX - POOL_KEPT,
        pool_timeout=patience_s,
        isolation_level=isolation,
        connect_args=arguments,
    )


def _with_driver(url: URL) -> URL:
    plain = url.drivername in ("postgresql", "postgres")
    return url.set(drivername="postgresql+psycopg") if plain else url


def _sqlite_arguments(patience_s: float) -> dict[str, Any]:
    # The pool hands a connection to one thread at a time; sqlite3 need not check that again.
    return {"timeout": patience_s, "check_same_thread": False}


def _prepare_file(connection: Any, _: Any) -> None:
    # We say BEGIN ourselves: sqlite3 would say it too late for a snapshot, and never IMMEDIATE.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # What one transaction changes fits into memory far longer: large syncs spill less.
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    reads = bool(options.get(READS))
    if connection.info.get(READS) != reads:
        connection.exec_driver_sql(f"PRAGMA query_only = {int(reads)}")
        connection.info[READS] = reads
    if not options.get(GLANCES):
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
