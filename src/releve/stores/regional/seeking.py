"""What a list is asked for, as a query: everything is decided in the database, so that it can page there."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, false, func, literal, select

from releve.domain.entities import Among, Between, Holds, Like, Meant, Not, Sought, Wanted
from releve.domain.ids import TenantId, Which
from releve.domain.kind import Flag, Kind, Ref, folded
from releve.domain.kinds import KINDS
from releve.stores.regional.fields import as_text, declared, equals, holds
from releve.stores.regional.schema import ENTITY
from releve.stores.sql.statements import LOWER, among, lowered

#: Between the parts of a key (`natural_key`), and the character that follows it.
_BETWEEN, _BEYOND = "\x1f", "\x20"


def seeking(connection: Connection, tenant: TenantId, kind: Kind, sought: Sought) -> Select[Any]:
    """The rows of a kind that are sought, in no order. Raises Invalid for a field that the kind has not."""
    query = select(ENTITY).where(ENTITY.c.tenant_id == tenant, ENTITY.c.kind == kind.name)
    if sought.deleted is not None:
        query = query.where(ENTITY.c.deleted if sought.deleted else ~ENTITY.c.deleted)
    if sought.search_in and sought.search.strip():
        joined: ColumnElement[str] = literal("")
        for name in sought.search_in:
            text = as_text(connection.dialect.name, name)
            joined = joined + " " + func.coalesce(text, "")
        query = query.where(_holds_text(connection, joined, sought.search.strip()))
    elif words := folded(sought.search):
        query = query.where(_named(kind, words, ENTITY))
    if sought.under:
        first = folded(sought.under) + _BETWEEN
        end = first[: -len(_BETWEEN)] + _BEYOND
        query = query.where(ENTITY.c.key >= first, ENTITY.c.key < end)
    if sought.ids is not None:
        query = query.where(among(connection, ENTITY.c.id, sought.ids))
    if sought.alt_ids is not None:
        query = query.where(among(connection, ENTITY.c.alt_id, sought.alt_ids))
    if sought.without:
        query = query.where(~among(connection, ENTITY.c.id, sought.without))
    if sought.since:
        query = query.where(ENTITY.c.changed_at >= sought.since)
    wanted = (_is(connection, tenant, kind, *one, ENTITY) for one in sought.where.items())
    return query.where(*wanted)


def _named(kind: Kind, words: str, table: FromClause) -> ColumnElement[bool]:
    """The words stand in the key's first field; what follows the first separator is no name."""
    if len(kind.key) == 1:
        return table.c.key.contains(words, autoescape=True)
    plain = words.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return table.c.key.like(f"%{plain}%{_BETWEEN}%", escape="/")


def _holds_text(connection: Connection, text: ColumnElement[str], part: str) -> ColumnElement[bool]:
    """ASCII letters count in either case."""
    return lowered(connection, text).contains(part.translate(LOWER), autoescape=True)


def _is(
    connection: Connection,
    tenant: TenantId,
    kind: Kind,
    name: str,
    wanted: Wanted,
    table: FromClause,
) -> ColumnElement[bool]:
    dialect, field = connection.dialect.name, declared(kind, name)
    match wanted:
        case Not(other):
            return ~func.coalesce(_is(connection, tenant, kind, name, other, table), false())
        case Holds(value, of):
            return holds(dialect, kind, name, value, of, table)
        case Among(values):
            return among(connection, as_text(dialect, name, table), values)
        case Like(part):
            return _holds_text(connection, as_text(dialect, name, table), part)
        case Between(first, last):
            return as_text(dialect, name, table).between(first, last)
        case Meant(where, search):
            assert isinstance(field, Ref), f"{kind.name}.{name} refers to nothing"
            target, there = KINDS[field.kind], ENTITY.alias()
            found = select(there.c.id if field.which is Which.ID else there.c.alt_id).where(
                there.c.tenant_id == tenant,
                there.c.kind == target.name,
                ~there.c.deleted,
                *(_is(connection, tenant, target, *one, there) for one in where.items()),
            )
            if words := folded(search):
                found = found.where(_named(target, words, there))
            return as_text(dialect, name, table).in_(found)
        case bool() if isinstance(field, Flag) and wanted is field.default:
            return ~func.coalesce(equals(dialect, kind, name, not wanted, table), false())
        case str() | int():
            return equals(dialect, kind, name, wanted, table)
