"""Many rows at once: never a round trip per row. Large batches go to PostgreSQL by COPY."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table, and_, bindparam, insert, text, update

from releve.domain.say import Message
from releve.stores.sql.documents import written
from releve.stores.sql.faults import told
from releve.stores.sql.server import take_time

#: Up to this many rows go in one executemany; on PostgreSQL more than that go by COPY.
CHUNK = 1000

Rows = Iterable[Mapping[str, Any]]


def insert_many(connection: Connection, table: Table, rows: Rows, store: Message) -> None:
    """Rows are taken one after the other, so that a generator need not be held in memory."""
    waiting = iter(rows)
    chunk = list(islice(waiting, CHUNK))
    if len(chunk) == CHUNK and connection.dialect.name == "postgresql":
        _copy(connection, table.name, table.columns.values(), _chain(chunk, waiting), store)
        return
    while chunk:
        connection.execute(insert(table), chunk)
        chunk = list(islice(waiting, CHUNK))


def update_many(
    connection: Connection, table: Table, names: Sequence[str], rows: Rows, store: Message
) -> None:
    """Set the columns `names` of each row; rows hold these and the primary key, and exist."""
    waiting = iter(rows)
    chunk = list(islice(waiting, CHUNK))
    if len(chunk) == CHUNK and connection.dialect.name == "postgresql":
        _copy_over(connection, table, names, _chain(chunk, waiting), store)
        return
    keys = [column.name for column in table.primary_key]
    statement = (
        update(table)
        .where(and_(*(table.c[key] == bindparam(f"at_{key}") for key in keys)))
        .values({name: bindparam(f"to_{name}") for name in names})
    )
    while chunk:
        connection.execute(statement, [_prefixed(row, keys, names) for row in chunk])
        chunk = list(islice(waiting, CHUNK))


def _prefixed(row: Mapping[str, Any], keys: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    # SQLAlchemy keeps the plain names of columns for itself in an UPDATE.
    return {f"at_{key}": row[key] for key in keys} | {f"to_{name}": row[name] for name in names}


def _chain(
    chunk: list[Mapping[str, Any]], rest: Iterator[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    yield from chunk
    yield from rest


def _copy_over(
    connection: Connection, table: Table, names: Sequence[str], rows: Rows, store: Message
) -> None:
    """COPY into a table of this transaction, then one UPDATE from there."""
    keys = [column.name for column in table.primary_key]
    columns = [table.c[name] for name in (*keys, *names)]
    listed = ", ".join(column.name for column in columns)
    waiting = f"{table.name}_waiting"
    # Names come from the schema, never from outside.
    connection.execute(
        text(
            f"CREATE TEMPORARY TABLE {waiting} ON COMMIT DROP AS"  # noqa: S608
            f" SELECT {listed} FROM {table.name} WITH NO DATA"
        )
    )
    _copy(connection, waiting, columns, rows, store)
    pairs = ", ".join(f"{name} = {waiting}.{name}" for name in names)
    same = " AND ".join(f"{table.name}.{key} = {waiting}.{key}" for key in keys)
    connection.execute(text(f"ANALYZE {waiting}"))
    connection.execute(text(f"UPDATE {table.name} SET {pairs} FROM {waiting} WHERE {same}"))  # noqa: S608
    connection.execute(text(f"DROP TABLE {waiting}"))


def _copy(
    connection: Connection, target: str, columns: Sequence[Column[Any]], rows: Rows, store: Message
) -> None:
    filled = [column for column in columns if column.autoincrement is not True]
    names = [column.name for column in filled]
    documents = {column.name for column in filled if isinstance(column.type, JSON)}
    quoted = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in names)
    statement = f"COPY {target} ({quoted}) FROM STDIN"
    take_time(connection)
    driver: Any = connection.connection.driver_connection
    with (
        _told(connection, store),
        driver.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row([_field(row[name], name in documents) for name in names])


def _field(value: Any, document: bool) -> Any:
    return written(value) if document and value is not None else value


@contextmanager
def _told(connection: Connection, store: Message) -> Iterator[None]:
    """COPY speaks to the driver directly, past SQLAlchemy's translation of errors."""
    try:
        yield
    except (connection.dialect.loaded_dbapi.Error, UnicodeEncodeError) as error:
        if (fault := told(error, store)) is None:
            raise
        raise fault from error
