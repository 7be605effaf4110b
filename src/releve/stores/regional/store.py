"""The regional store on SQLite or PostgreSQL: `open_store` makes one, at the schema of this release."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, insert, select

from releve.domain.directory import KeptDirectory
from releve.domain.errors import Refused, Unavailable
from releve.domain.ids import STRIDE
from releve.domain.say import say
from releve.stores.regional.directory_copy import SqlDirectoryCopy
from releve.stores.regional.filling import fill_in
from releve.stores.regional.schema import HOME
from releve.stores.regional.sealing import Seal
from releve.stores.regional.transaction import SqlTx
from releve.stores.sql.database import Database, open_database
from releve.stores.sql.migration import Migrations, is_empty
from releve.stores.sql.statements import lock_table

MIGRATIONS = Migrations(Path(__file__).parent / "migrations", "regional_version")

#: How long a store waits for a lock, a connection, a silent server.
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class SqlRegionalStore:
    """Implements `RegionalStore`."""

    region: str
    slot: int
    database: Database
    seal: Seal

    @contextmanager
    def reading(self) -> Iterator[SqlTx]:
        with self.database.reading() as connection, self._tx(connection) as tx:
            yield tx

    @contextmanager
    def glancing(self) -> Iterator[SqlTx]:
        with self.database.glancing() as connection, self._tx(connection) as tx:
            yield tx

    @contextmanager
    def writing(self) -> Iterator[SqlTx]:
        with self.database.writing() as connection, self._tx(connection) as tx:
            yield tx

    def close(self) -> None:
        self.database.close()

    def _tx(self, connection: Connection) -> "closing[SqlTx]":
        return closing(SqlTx(connection, self.slot, self.database.name, self.seal))


def open_store(
    url: str,
    region: str,
    slot: int,
    *,
    create: bool = True,
    patience_s: float = PATIENCE_S,
    key: bytes | None = None,
) -> SqlRegionalStore:
    """Open the store of a region and bring it to the schema of this release.

    `url` is `sqlite:///file` or `postgresql://user@host/name`. `slot` is the region's residue class for ids.
    `key` seals what the region must be able to read again; without one it keeps no such secrets.
    Raises Unavailable if the database does not answer, is locked, was made by a newer release, or, unless
    `create`, if it is empty or its file is missing; Refused if it is the store of another region.
    """
    assert 0 <= slot < STRIDE, f"slot {slot} is outside 0..{STRIDE - 1}"
    name = say("region {region}", region=region)
    database = open_database(url, name, create=create, patience_s=patience_s)
    store = SqlRegionalStore(region, slot, database, Seal(key))
    try:
        MIGRATIONS.bring_up(database, create=create)
        _move_in(store, create=create)
        fill_in(database)
        _stay(store)
    except BaseException:
        store.close()
        raise
    return store


def kept_directory(url: str, region: str) -> KeptDirectory | None:
    """What the store of a region keeps of the directory: for a process that does not know yet how to open it otherwise, since
    the directory does not answer. None if it has none; raises Unavailable if the store does not answer."""
    name = say("region {region}", region=region)
    with (
        closing(open_database(url, name, create=False, patience_s=PATIENCE_S)) as database,
        database.reading() as connection,
    ):
        if not MIGRATIONS.is_up(connection):
            return None  # of another release
        home = connection.execute(select(HOME.c.region)).scalar_one_or_none()
        return SqlDirectoryCopy(connection).read() if home == region else None


def _move_in(store: SqlRegionalStore, *, create: bool) -> None:
    """Write at the first opening whose store it is, and compare at every later one."""
    with store.database.reading() as connection:
        lived_in = _is_home(connection, store)
    if not lived_in:
        if not create:
            raise is_empty(store.database)
        with store.database.writing() as connection:
            lock_table(connection, HOME)
            if not _is_home(connection, store):
                connection.execute(insert(HOME).values(region=store.region, slot=store.slot))


def _stay(store: SqlRegionalStore) -> None:
    """Compare at every connection made from now on: a restored backup may be that of another region."""

    def compare(connection: Any, _: Any) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute("SELECT region, slot FROM home")
            home = cursor.fetchone()
        connection.rollback()
        if home != (store.region, store.slot):
            raise Unavailable(
                say(
                    "The database was replaced by another one ({store}).", store=store.database.name
                ),
                say("Put the right one back, or restore it from a backup."),
            )

    event.listen(store.database.engine, "connect", compare)


def _is_home(connection: Connection, store: SqlRegionalStore) -> bool:
    home = connection.execute(select(HOME)).one_or_none()
    if home is None:
        return False
    if (home.region, home.slot) != (store.region, store.slot):
        raise Refused(
            say(
                "This is the store of region {there} ({there_slot}), not of {here} ({here_slot}).",
                there=home.region,
                there_slot=home.slot,
                here=store.region,
                here_slot=store.slot,
            ),
            say("Correct the address of the store in the settings: no two regions share one."),
        )
    return True
