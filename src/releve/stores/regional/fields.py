"""How a top-level field of a document is compared and sorted, in each database's own words."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Numeric,
    Text,
    and_,
    cast,
    func,
    literal_column,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB

from releve.domain.errors import Invalid
from releve.domain.kind import Field, Int, Kind, Number
from releve.domain.say import say
from releve.stores.regional.schema import ENTITY
from releve.stores.sql.columns import VERBATIM

#: What can be sorted by besides the fields of the kind.
COLUMNS = ("key", "id", "revision", "changed_at", "changed_by")

#: The one order that has an index of its own: tenants have many employees.
BY_SURNAME = ("employee", "lastName")

#: The name that SQLite has for the JSON type of a value.
_JSON_TYPES: dict[type, tuple[str, ...]] = {int: ("integer", "real"), str: ("text",)}


def equals(
    dialect: str, kind: Kind, name: str, value: str | int | bool, table: FromClause = ENTITY
) -> ColumnElement[bool]:
    """The field is there and holds this value, of this type: 1 is neither "1" nor true.

    Raises Invalid if the kind has no such field.
    """
    declared(kind, name)
    if dialect == "postgresql":
        return cast(table.c.body, JSONB).contains({name: value})
    kept = func.json_type(table.c.body, _path(name))
    if isinstance(value, bool):
        return kept == ("true" if value else "false")
    extracted = func.json_extract(table.c.body, _path(name))
    return and_(kept.in_(_JSON_TYPES[type(value)]), extracted == value)


def holds(
    dialect: str, kind: Kind, name: str, value: str | int, of: str, table: FromClause = ENTITY
) -> ColumnElement[bool]:
    """The field is a list in which the value stands, in the field `of` of an object if that is named."""
    declared(kind, name)
    if dialect == "postgresql":
        return cast(table.c.body, JSONB).contains({name: [{of: value} if of else value]})
    each = func.json_each(table.c.body, _path(name)).table_valued("value")
    held = func.json_extract(each.c.value, _path(of)) if of else each.c.value
    return select(1).select_from(each).where(held == value).exists()


def without(dialect: str, name: str) -> ColumnElement[Any]:
    """The body without one of its fields."""
    if dialect == "postgresql":
        return type_coerce(cast(ENTITY.c.body, JSONB).op("-")(name), JSONB)
    return type_coerce(func.json_remove(ENTITY.c.body, _path(name)), VERBATIM)


def as_text(dialect: str, name: str, table: FromClause = ENTITY) -> ColumnElement[str]:
    """What the field holds, numbers too, as ids are written."""
    if dialect == "postgresql":
        text: ColumnElement[str] = type_coerce(table.c.body, JSON)[name].astext
        return text
    return cast(func.json_extract(table.c.body, _path(name)), Text)


def sorting(dialect: str, kind: Kind, name: str) -> ColumnElement[Any]:
    """What to sort by: numbers by value, the rest by text without regard to case (of ASCII letters).

    Raises Invalid if the kind has no such field.
    """
    if not name or name in COLUMNS:
        return ENTITY.c[name or "key"]
    field = declared(kind, name)
    if (kind.name, name) == BY_SURNAME:
        return surname(dialect)
    number = isinstance(field, Int | Number)
    if dialect == "postgresql":
        told = type_coerce(ENTITY.c.body, JSON)[name].astext
        return cast(told, Numeric) if number else func.lower(told).collate("C")
    extracted = func.json_extract(ENTITY.c.body, _path(name))
    return extracted if number else func.lower(extracted)


def surname(dialect: str) -> ColumnElement[Any]:
    """The last name of an employee as the index `entity_surname` has it, to the letter: a name that came as a parameter
    would not be recognised."""
    if dialect == "postgresql":
        return literal_column("""(lower(body ->> 'lastName')) COLLATE "C\"""")
    return literal_column("""lower(json_extract(body, '$."lastName"'))""")


#: What the index asks of a query besides the order.
ONLY_EMPLOYEES = text("kind = 'employee'")


def declared(kind: Kind, name: str) -> Field:
    """Raises Invalid if the kind has no such field."""
    for field in kind.fields:
        if field.name == name:
            return field
    raise Invalid(
        say("{kind} has no field called “{name}”.", kind=kind.label, name=name),
        say("Choose one of: {names}.", names=", ".join(field.name for field in kind.fields)),
    )


def _path(name: str) -> str:
    return f'$."{name}"'
