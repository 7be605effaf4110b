"""Bodies made from the declaration of a kind alone: the least, the most, and any in between.

`number` makes one body differ from the next of its kind; the ids in references are those that `TENANT` would
have issued.
"""

from typing import Any, Literal

from hypothesis import strategies as st

from releve.domain.ids import Which
from releve.domain.kind import (
    Body,
    Choice,
    Content,
    Date,
    Field,
    Flag,
    Group,
    Instant,
    Int,
    KeyRef,
    Kind,
    Many,
    Number,
    Open,
    Ref,
    RefBy,
    Text,
    Time,
)
from releve.domain.kinds import KINDS

TENANT = "5d2f7a10-3c41-4b7e-9a55-1f0c6e8b2a01"


def full_body(kind: Kind, number: int = 0) -> Body:
    """Every field filled, with one element in every list."""
    return _group(kind.fields, number)


def minimal_body(kind: Kind, number: int = 0) -> Body:
    """Only what `validated` insists on: required fields and the key."""
    wanted = {field.name for field in kind.fields if field.required} | set(kind.key)
    return _group(tuple(field for field in kind.fields if field.name in wanted), number)


def issued(kind: str, which: Which = Which.ID, number: int = 0) -> int | str:
    """An id as it stands in a body."""
    space = KINDS[kind].space(which)
    return space.emit(space.issue(TENANT, kind, 7, number))


def _group(fields: tuple[Field, ...], number: int) -> Body:
    body = {field.name: _value(field, number) for field in fields if not isinstance(field, RefBy)}
    for field in fields:
        if isinstance(field, RefBy):
            body[field.name] = _value_by(field, body[field.by], number)
        elif isinstance(field, Many) and isinstance(field.item, RefBy):
            body[field.name] = [_value_by(field.item, body[field.item.by], number)]
    return body


def _value_by(field: RefBy, by: str, number: int) -> int | str:
    target, which = field.kinds[by]
    return issued(target, which, number)


def _value(field: Field, number: int) -> Any:
    match field:
        case Text():
            return f"{field.name} {number}"[-field.max :]
        case Int():
            return max(field.min or 0, min(number, field.max or number))
        case Number():
            return number + 0.5
        case Flag():
            return not field.default
        case Choice():
            options = list(field.options)
            return options[number % len(options)]
        case Date():
            return "2026-01-31"
        case Time():
            return "09:00:00"
        case Instant():
            return f"2026-01-31T09:00:00.{number % 1000:03}Z"
        case Open():
            return {"kept": ["as", "it", "came", number]}
        case Content():
            return f"content\r\n{number}"
        case Ref():
            return issued(field.kind, field.which, number)
        case KeyRef():
            return f"Larkmont\\Script {number}"
        case Group():
            return _group(field.fields, number)
        case Many():
            return [] if isinstance(field.item, RefBy) else [_value(field.item, number)]
    raise AssertionError(f"no value is known for {type(field).__name__}")


def bodies(kind: Kind) -> st.SearchStrategy[Body]:
    """Any body that is right: every field that may be left out is there or not, with any value it allows."""
    return _bodies(kind.fields, frozenset(kind.key))


def kinds_and_bodies() -> st.SearchStrategy[tuple[Kind, Body]]:
    """Any kind with any body of it that is right. Made once: the strategies of a kind cost more than a draw."""
    return st.one_of([st.tuples(st.just(kind), bodies(kind)) for kind in KINDS.values()])


_SURROGATES: tuple[Literal["Cs"]] = ("Cs",)
_STORABLE = st.characters(exclude_categories=_SURROGATES, exclude_characters="\x00")


def _bodies(
    fields: tuple[Field, ...], key: frozenset[str] = frozenset()
) -> st.SearchStrategy[Body]:
    must = {field.name: _values(field) for field in fields if field.required or field.name in key}
    may = {field.name: _values(field) for field in fields if field.name not in must}
    return st.fixed_dictionaries(must, optional=may)


def _texts(most: int) -> st.SearchStrategy[str]:
    return st.text(_STORABLE, min_size=1, max_size=min(most, 12))


def _values(field: Field) -> st.SearchStrategy[Any]:
    match field:
        case Text():
            return _texts(field.max).filter(str.strip)
        case Int():
            return st.integers(
                -(2**63) if field.min is None else field.min,
                2**63 - 1 if field.max is None else field.max,
            )
        case Number():
            return st.floats(-1e9, 1e9)
        case Flag():
            return st.booleans()
        case Choice():
            return st.sampled_from(list(field.options))
        case Date():
            return st.dates().map(str)
        case Time():
            return st.times().map(lambda time: time.strftime("%H:%M:%S"))
        case Instant():
            return st.datetimes().map(lambda at: at.isoformat(timespec="milliseconds") + "Z")
        case Open():
            return st.recursive(
                st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _texts(12),
                lambda inner: (
                    st.lists(inner, max_size=2) | st.dictionaries(_texts(5), inner, max_size=2)
                ),
                max_leaves=4,
            ).filter(lambda value: value is not None)
        case Ref():
            numbers = st.integers(0, 1000)
            return numbers.map(lambda number: issued(field.kind, field.which, number))
        case RefBy():
            return st.integers(10**7, 10**8)  # where `by` names no kind it will be left out
        case Group():
            return _bodies(field.fields)
        case Many():
            return st.lists(_values(field.item), max_size=2)
        case KeyRef() | Content():
            return _texts(12)
    raise AssertionError(f"no values are known for {type(field).__name__}")
