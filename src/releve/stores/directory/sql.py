"""The directory on SQLite or PostgreSQL: versioned records, compare-and-set over several keys in one transaction."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from releve.domain.directory import Change, Record, moved
from releve.domain.say import say
from releve.stores.directory.schema import RECORD
from releve.stores.sql.database import Database, open_database
from releve.stores.sql.migration import Migrations
from releve.stores.sql.statements import among, hold

MIGRATIONS = Migrations(Path(__file__).parent / "migrations", "directory_version")

#: How long a directory waits for a lock, a connection, a silent server.
PATIENCE_S = 10.0

#: The record that counts the commits. It is nobody's: no list has it.
MARK = "~mark"

#: Between two looks of who waits for a commit: a database does not call.
LOOK_S = 0.1


# Inside the class `list` is the port's method.
Records = list[Record]


@dataclass(frozen=True, slots=True)
class SqlDirectory:
    """Implements `Directory`."""

    database: Database

    def get(self, key: str) -> Record | None:
        return next(iter(self._read(select(RECORD).where(RECORD.c.key == key))), None)

    def list(self, prefix: str) -> list[Record]:
        # Neither LIKE, which has wildcards and on SQLite ignores case, nor a search for the next prefix.
        begins = func.substr(RECORD.c.key, 1, len(prefix)) == prefix
        query = select(RECORD).where(RECORD.c.key >= prefix, begins, RECORD.c.key != MARK)
        return self._read(query.order_by(RECORD.c.key))

    def commit(self, *changes: Change) -> None:
        keys = [change.key for change in changes]
        assert len(set(keys)) == len(keys), "a commit changes each key once"
        with self.database.writing() as connection:
            versions = _locked(connection, keys)
            for change in changes:
                if versions.get(change.key, 0) != change.expect:
                    raise moved(change, versions.get(change.key, 0))
            for change in sorted(changes, key=lambda change: change.key):
                if not change.checked_only:
                    _write(connection, change)
            if not all(change.checked_only for change in changes):
                _move_mark(connection)

    def mark(self) -> int:
        with self.database.glancing() as connection:
            query = select(RECORD.c.version).where(RECORD.c.key == MARK)
            return connection.execute(query).scalar() or 0

    def wait(self, after: int, patience_s: float) -> int:
        deadline = time.monotonic() + patience_s
        while (now := self.mark()) == after and time.monotonic() < deadline:
            time.sleep(min(LOOK_S, patience_s))
        return now

    def close(self) -> None:
        self.database.close()

    def _read(self, query: Select[Any]) -> Records:
        with self.database.glancing() as connection:
            return [_record(row) for row in connection.execute(query)]


def open_directory(
    url: str, *, create: bool = True, patience_s: float = PATIENCE_S
) -> SqlDirectory:
    """Open a directory and bring it to the schema of this release.

    `url` is `sqlite:///file` or `postgresql://user@host/name`. Raises Unavailable if the database does not
    answer, is locked, was made by a newer release, or, unless `create`, if it is empty or its file is missing.
    """
    database = open_database(url, say("the directory"), create=create, patience_s=patience_s)
    try:
        MIGRATIONS.bring_up(database, create=create)
    except BaseException:
        database.close()
        raise
    return SqlDirectory(database)


def _locked(connection: Connection, keys: list[str]) -> dict[str, int]:
    """Lock the records in the order of their keys, so that two writers cannot wait for each other."""
    query = select(RECORD.c.key, RECORD.c.version).where(among(connection, RECORD.c.key, keys))
    rows = connection.execute(query.order_by(RECORD.c.key).with_for_update())
    return {row.key: row.version for row in rows}


def _write(connection: Connection, change: Change) -> None:
    here = RECORD.c.key == change.key
    if change.value is None:
        connection.execute(delete(RECORD).where(here))
    elif change.expect:
        values = {"value": change.value, "version": change.expect + 1}
        connection.execute(update(RECORD).where(here).values(**values))
    else:
        # Nothing was there to lock: of two writers the primary key lets one through.
        row = {"key": change.key, "value": change.value, "version": 1}
        connection.execute(insert(RECORD).values(**row))


def _move_mark(connection: Connection) -> None:
    """Last, and held to the end: whoever sees a mark sees every commit up to it."""
    row = hold(connection, RECORD, {"key": MARK, "value": {}, "version": 0})
    here = RECORD.c.key == MARK
    connection.execute(update(RECORD).where(here).values(version=row.version + 1))


def _record(row: Row[Any]) -> Record:
    return Record(row.key, row.value, row.version)
