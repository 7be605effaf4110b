"""Many rows at once: never a round trip per row. Large batches go to PostgreSQL by COPY."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import chain, islice
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table, and_, bindparam, insert, text, update

from releve.domain.say import Message
from releve.stores.sql.documents import written
from releve.stores.sql.faults import told
from releve.stores.sql.server import take_time

#: Up to this many rows go in one executemany; on PostgreSQL more than that go by COPY.
CHUNK = 1000

Rows = Iterable[Mapping[str, Any]]
Values = tuple[Any, ...]

_SPECIAL = re.compile(r"[\\\t\n\r]").search
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def insert_many(connection: Connection, table: Table, rows: Rows, store: Message) -> None:
    """Rows are taken one after the other, so that a generator need not be held in memory."""
    waiting = iter(rows)
    chunk = list(islice(waiting, CHUNK))
    if len(chunk) == CHUNK and connection.dialect.name == "postgresql":
        columns = [column for column in table.columns if column.name in chunk[0]]
        _copy(connection, table.name, columns, chain(chunk, waiting), store)
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
        _copy_over(connection, table, names, chain(chunk, waiting), store)
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


def add_rows(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Iterable[Values],
    store: Message,
) -> None:
    """Insert rows that are given as plain values in the order of `names`, as the driver wants them: the shortest way."""
    waiting = iter(rows)
    chunk = list(islice(waiting, CHUNK))
    if connection.dialect.name == "postgresql" and len(chunk) == CHUNK:
        _copy_values(connection, table.name, names, chain(chunk, waiting), store)
        return
    statement = _insertion(connection, table, names)
    while chunk:
        _execute_many(connection, statement, chunk, store)
        chunk = list(islice(waiting, CHUNK))


def change_rows(
    connection: Connection,
    table: Table,
    keys: Sequence[str],
    names: Sequence[str],
    rows: Iterable[Values],
    store: Message,
) -> None:
    """Set the columns `names` of rows found by `keys`: both are given as plain values, `keys` first."""
    waiting = iter(rows)
    chunk = list(islice(waiting, CHUNK))
    if connection.dialect.name == "postgresql" and len(chunk) == CHUNK:
        with _waiting_room(connection, table, (*keys, *names)) as room:
            _copy_values(connection, room, (*keys, *names), chain(chunk, waiting), store)
            _move_over(connection, table, room, keys, names)
        return
    mark = _mark(connection)
    given = ", ".join(f"{name} = {mark}" for name in names)
    same = " AND ".join(f"{key} = {mark}" for key in keys)
    statement = f"UPDATE {table.name} SET {given} WHERE {same}"  # noqa: S608 -- names of the schema
    while chunk:
        turned = ((*row[len(keys) :], *row[: len(keys)]) for row in chunk)
        _execute_many(connection, statement, list(turned), store)
        chunk = list(islice(waiting, CHUNK))


def _mark(connection: Connection) -> str:
    return "%s" if connection.dialect.name == "postgresql" else "?"


def _insertion(connection: Connection, table: Table, names: Sequence[str]) -> str:
    marks = ", ".join([_mark(connection)] * len(names))
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608


def _execute_many(
    connection: Connection, statement: str, rows: Sequence[Values], store: Message
) -> None:
    take_time(connection)
    driver: Any = connection.connection.driver_connection
    with _told(connection, store), closing(driver.cursor()) as cursor:
        cursor.executemany(statement, rows)


def _copy_values(
    connection: Connection,
    target: str,
    names: Sequence[str],
    rows: Iterable[Values],
    store: Message,
) -> None:
    statement = f"COPY {target} ({', '.join(names)}) FROM STDIN"
    take_time(connection)
    driver: Any = connection.connection.driver_connection
    waiting = iter(rows)
    with _told(connection, store), driver.cursor() as cursor, cursor.copy(statement) as copy:
        while chunk := list(islice(waiting, CHUNK)):
            copy.write("".join(map(_line, chunk)))


def _line(row: Values) -> str:
    """A row in the text form of COPY. Most need no escaping, which is seen quicker of the whole row than of each cell."""
    cells = [value if value.__class__ is str else _plain(value) for value in row]
    line = "\t".join(cells)
    breaks = "\n" in line or "\r" in line or line.count("\t") >= len(cells)
    if breaks or line.count("\\") != row.count(None):  # a NULL is written with one
        line = "\t".join(map(_cell, row))
    return line + "\n"


def _plain(value: Any) -> str:
    if value is None:
        return r"\N"
    return ("t" if value else "f") if value.__class__ is bool else str(value)


def _cell(value: Any) -> str:
    if value.__class__ is not str:
        return _plain(value)
    if _SPECIAL(value) is None:
        return value
    return value.translate(_ESCAPED)


def _copy_over(
    connection: Connection, table: Table, names: Sequence[str], rows: Rows, store: Message
) -> None:
    """COPY into a table of this transaction, then one UPDATE from there."""
    keys = [column.name for column in table.primary_key]
    with _waiting_room(connection, table, (*keys, *names)) as room:
        _copy(connection, room, [table.c[name] for name in (*keys, *names)], rows, store)
        _move_over(connection, table, room, keys, names)


@contextmanager
def _waiting_room(connection: Connection, table: Table, names: Sequence[str]) -> Iterator[str]:
    """A table of this transaction with some columns of another. Names come from the schema, never from outside."""
    room = f"{table.name}_waiting"
    connection.execute(
        text(
            f"CREATE TEMPORARY TABLE {room} ON COMMIT DROP AS"  # noqa: S608
            f" SELECT {', '.join(names)} FROM {table.name} WITH NO DATA"
        )
    )
    yield room
    connection.execute(text(f"DROP TABLE {room}"))


def _move_over(
    connection: Connection, table: Table, room: str, keys: Sequence[str], names: Sequence[str]
) -> None:
    pairs = ", ".join(f"{name} = {room}.{name}" for name in names)
    same = " AND ".join(f"{table.name}.{key} = {room}.{key}" for key in keys)
    connection.execute(text(f"ANALYZE {room}"))
    connection.execute(text(f"UPDATE {table.name} SET {pairs} FROM {room} WHERE {same}"))  # noqa: S608


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
