"""What was last read of the directory, kept in a region."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, delete, select

from releve.domain.directory import KeptDirectory, Record
from releve.stores.regional.schema import DIRECTORY_COPY, DIRECTORY_READ
from releve.stores.sql.statements import among, hold, upsert


class SqlDirectoryCopy:
    """Implements `DirectoryCopy`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self) -> KeptDirectory | None:
        read_at = self._connection.execute(select(DIRECTORY_READ.c.read_at)).scalar_one_or_none()
        if not read_at:
            return None
        rows = self._connection.execute(select(DIRECTORY_COPY))
        return KeptDirectory(
            {row.key: Record(row.key, row.value, row.version) for row in rows}, read_at
        )

    def held(self) -> KeptDirectory | None:
        hold(self._connection, DIRECTORY_READ, {"only": 1, "read_at": ""})
        return self.read()

    def keep(self, written: Iterable[Record], gone: Collection[str], read_at: str) -> None:
        upsert(
            self._connection,
            DIRECTORY_COPY,
            [{"key": one.key, "version": one.version, "value": one.value} for one in written],
        )
        key = DIRECTORY_COPY.c.key
        self._connection.execute(delete(DIRECTORY_COPY).where(among(self._connection, key, gone)))
        upsert(self._connection, DIRECTORY_READ, [{"only": 1, "read_at": read_at}])
