"""The search across pages: a few entities of each kind, in one statement.

Keys of the kinds `within` are read from end to end, in their index. Of the others, which have too many for that, only the
beginning is compared, in the same index; and ids are looked up in theirs.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, union

from releve.domain.entities import Glimpsed
from releve.domain.ids import TenantId
from releve.domain.kind import folded
from releve.stores.regional.fields import ONLY_EMPLOYEES, as_text, surname, without
from releve.stores.regional.schema import ENTITY
from releve.stores.sql.statements import LOWER, among, lowered

#: Follows every text that begins with the text before it.
_BEYOND = "\U0010ffff"
#: The large field of scripts and files, which nobody searches here.
_UNREAD = "content"
_PLACE = (ENTITY.c.kind, ENTITY.c.id, ENTITY.c.key)


def glimpsing(
    connection: Connection,
    tenant: TenantId,
    sought: Glimpsed,
    columns: tuple[ColumnElement[Any], ...],
) -> Select[Any]:
    """At most `top` rows of each kind, by kind and key, without contents."""
    found = union(*_found(connection, tenant, sought)).subquery()
    place = func.row_number().over(partition_by=found.c.kind, order_by=found.c.key)
    few = select(found.c.kind, found.c.id, place.label("place")).subquery()
    body = without(connection.dialect.name, _UNREAD).label("body")
    wanted = [body if column is ENTITY.c.body else column for column in columns]
    return (
        select(*wanted)
        .join(few, (few.c.kind == ENTITY.c.kind) & (few.c.id == ENTITY.c.id))
        .where(ENTITY.c.tenant_id == tenant, few.c.place <= sought.top)
        .order_by(ENTITY.c.kind, ENTITY.c.key)
    )


def _found(connection: Connection, tenant: TenantId, sought: Glimpsed) -> Iterator[Select[Any]]:
    words, typed = folded(sought.text), sought.text.strip()
    living = select(*_PLACE).where(ENTITY.c.tenant_id == tenant, ~ENTITY.c.deleted)
    within = among(connection, ENTITY.c.kind, sought.within)
    beginning = among(connection, ENTITY.c.kind, sought.beginning)
    every = among(connection, ENTITY.c.kind, [*sought.within, *sought.beginning])
    yield living.where(within, ENTITY.c.key.contains(words, autoescape=True))
    yield living.where(beginning, ENTITY.c.key >= words, ENTITY.c.key < words + _BEYOND)
    yield living.where(every, ENTITY.c.id == typed)
    yield living.where(every, ENTITY.c.alt_id == typed.lower())
    if "employee" in (*sought.within, *sought.beginning):
        yield living.where(
            ONLY_EMPLOYEES, _named(connection, typed, whole="employee" in sought.within)
        )


def _named(connection: Connection, typed: str, *, whole: bool) -> ColumnElement[bool]:
    """An employee's first and last name, in either order; or the beginning of the last one, for which there is an index."""
    dialect, words = connection.dialect.name, typed.translate(LOWER)
    if not whole:
        last = surname(dialect)
        return (last >= words) & (last < words + _BEYOND)
    first, last = (func.coalesce(as_text(dialect, one), "") for one in ("firstName", "lastName"))
    names = lowered(connection, first + " " + last + " " + first)
    return names.contains(words, autoescape=True)
