"""Brings a database to the schema of this release, when a store is opened.

Several processes may start at once: the first takes a lock (SQLite's write lock, an advisory lock on
PostgreSQL) and migrates, the others wait and find it done. Alembic keeps the migration at work in a
global, so that one process opens its stores one after the other.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from releve.domain.errors import Unavailable
from releve.domain.say import say
from releve.stores.sql.database import Database
from releve.stores.sql.server import take_time


@dataclass(frozen=True, slots=True)
class Migrations:
    """A folder of Alembic migrations, and the table that remembers how far a database has come."""

    folder: Path
    version_table: str

    def bring_up(self, database: Database, *, create: bool = True) -> None:
        """Migrate if need be, all or nothing. Raises Unavailable if a newer release has been here, or if nothing
        is here and may not be created."""
        script = ScriptDirectory(str(self.folder))
        head = script.get_current_head()
        with database.reading() as connection:
            version = self.version(connection)
        if version == head:
            return
        if version is None and not create:
            raise is_empty(database)
        with database.writing() as connection:
            take_time(connection)
            self._take_turn(connection)
            self._refuse_newer(connection, database, script)
            command.upgrade(self.config(connection), "head")

    def is_up(self, connection: Connection) -> bool:
        """Whether the database is at the schema of this release."""
        head = ScriptDirectory(str(self.folder)).get_current_head()
        return self.version(connection) == head

    def version(self, connection: Connection) -> str | None:
        options = {"version_table": self.version_table}
        return MigrationContext.configure(connection, opts=options).get_current_revision()

    def _take_turn(self, connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            digest = hashlib.sha256(self.version_table.encode()).digest()
            number = int.from_bytes(digest[:8], signed=True)
            connection.execute(select(func.pg_advisory_xact_lock(number)))

    def _refuse_newer(
        self, connection: Connection, database: Database, script: ScriptDirectory
    ) -> None:
        known = {revision.revision for revision in script.walk_revisions()}
        if (version := self.version(connection)) is not None and version not in known:
            raise Unavailable(
                say("The database was made by a newer Relève ({store}).", store=database.name),
                say("Start the newer release, or restore a backup made before the upgrade."),
                version=version,
            )

    def config(self, connection: Connection) -> Config:
        config = Config()
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes.update(connection=connection, version_table=self.version_table)
        return config


def is_empty(database: Database) -> Unavailable:
    """What is said when a store that should be full has nothing in it: it is left as it is."""
    return Unavailable(
        say("The database is empty ({store}).", store=database.name),
        say("Restore it from a backup, or correct its address in the settings."),
        path=str(database.file.path) if database.file else "",
    )
