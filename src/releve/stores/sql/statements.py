"""Statements that SQLite and PostgreSQL each say in their own way."""

import string
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    Text,
    and_,
    any_,
    bindparam,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite

from releve.stores.sql.documents import written


def among(
    connection: Connection, column: ColumnElement[str], values: Collection[str]
) -> ColumnElement[bool]:
    """`column IN values` with one parameter, however many values: databases bound the number of parameters."""
    listed = list(values)
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, listed, type_=postgresql.ARRAY(Text)))
    each = func.json_each(written(listed)).table_valued("value")
    return column.in_(select(each.c.value))


def pairs_among(
    connection: Connection,
    columns: tuple[ColumnElement[str], ColumnElement[str]],
    values: Collection[tuple[str, str]],
) -> ColumnElement[bool]:
    """The same for pairs of values."""
    if connection.dialect.name == "postgresql":
        sides = (
            bindparam(None, list(side), type_=postgresql.ARRAY(Text)) for side in _sides(values)
        )
        listed = func.unnest(*sides).table_valued("one", "other").render_derived()
        return tuple_(*columns).in_(select(listed.c.one, listed.c.other))
    each = func.json_each(written([list(pair) for pair in values])).table_valued("value")
    halves = (func.json_extract(each.c.value, place) for place in ("$[0]", "$[1]"))
    return tuple_(*columns).in_(select(*halves))


def _sides(values: Collection[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [one for one, _ in values], [other for _, other in values]


#: ASCII letters without their case, as `lowered` has them.
LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def lowered(connection: Connection, text: ColumnElement[str]) -> ColumnElement[str]:
    """The text with its ASCII letters in lower case; all others stay as they are."""
    if connection.dialect.name == "postgresql":
        text = text.collate("C")
    return func.lower(text)


def inserting(connection: Connection, table: Table) -> "postgresql.Insert | sqlite.Insert":
    """An INSERT of the connection's dialect, which knows ON CONFLICT."""
    postgres = connection.dialect.name == "postgresql"
    return postgresql.insert(table) if postgres else sqlite.insert(table)


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or replace those with the same primary key."""
    if not rows:
        return
    statement = inserting(connection, table)
    keys = [column.name for column in table.primary_key]
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), rows)


def lock_table(connection: Connection, table: Table) -> None:
    """Nobody else writes in the table to the end of the transaction. On SQLite the writing transaction sees to that already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


def hold(connection: Connection, table: Table, fresh: Mapping[str, Any]) -> Row[Any]:
    """Lock the row with the primary key of `fresh` to the end of the transaction, and return it as it now is.

    If there is none, `fresh` becomes the row. On SQLite the writing transaction has the lock already.
    """
    keys = and_(*(column == fresh[column.name] for column in table.primary_key))
    locked = select(table).where(keys).with_for_update()
    if (row := connection.execute(locked).one_or_none()) is not None:
        return row
    connection.execute(inserting(connection, table).on_conflict_do_nothing(), dict(fresh))
    return connection.execute(locked).one()
