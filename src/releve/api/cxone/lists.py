"""Lists of the field: what may be asked of one, and how it is read. A resource declares its list once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import Request

from releve.api.cxone.answers import envelope
from releve.api.cxone.asked import Query
from releve.api.cxone.shapes import Shape
from releve.app.house import House
from releve.app.seeking import TOP_MAX, Found, find, seek
from releve.domain.entities import Entity, Meant, Not, Sought, Wanted
from releve.domain.errors import Invalid
from releve.domain.people import Caller
from releve.domain.say import say

#: Our field, or a reference and a field of what it leads to, and what it shall be.
Wish = tuple[tuple[str, ...], Wanted]
Filter = Callable[[Query], Iterable[Wish]]


def flag(name: str, *path: str) -> Filter:
    """A flag of ours by the field's name for it."""

    def read(query: Query) -> Iterable[Wish]:
        if (value := query.flag(name)) is not None:
            yield path or (name,), value

    return read


def number(name: str, *path: str) -> Filter:
    def read(query: Query) -> Iterable[Wish]:
        if (value := query.number(name)) is not None:
            yield path or (name,), value

    return read


def text(name: str, *path: str) -> Filter:
    def read(query: Query) -> Iterable[Wish]:
        if value := query.text(name):
            yield path or (name,), value

    return read


def word(name: str, value: str, *path: str, unless: bool = False) -> Filter:
    """A flag of theirs that is a word of ours: true is this word, or with `unless` any other and none."""

    def read(query: Query) -> Iterable[Wish]:
        said = query.flag(name)
        if said is not None:
            yield path, value if said is not unless else Not(value)

    return read


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of a resource: `plural` is the name of its rows, `filters` what it can be narrowed by besides
    `searchString` and `updatedSince`, `unit` what it calls the business unit. `search_in` are the fields of ours that are
    searched instead of the name."""

    shape: Shape
    plural: str
    filters: Mapping[str, Filter] = field(default_factory=dict)
    unit: str = "businessUnitId"
    search: bool = True
    search_in: tuple[str, ...] = ()


def where_of(wishes: Iterable[Wish]) -> dict[str, Wanted]:
    """Wishes by field; those for what one reference leads to belong together."""
    plain: dict[str, Wanted] = {}
    deeper: dict[str, list[Wish]] = {}
    for (head, *rest), wanted in wishes:
        if rest:
            deeper.setdefault(head, []).append((tuple(rest), wanted))
        else:
            plain[head] = wanted
    return {**plain, **{head: Meant(where_of(inner)) for head, inner in deeper.items()}}


def page_of(query: Query) -> tuple[int, int | None]:
    """How many to pass over, and how many at most; None where that was not said. Raises Invalid below zero."""
    skip, top = query.number("skip") or 0, query.number("top")
    for name, value in (("skip", skip), ("top", top)):
        if value is not None and value < 0:
            told = say("The least allowed is {min}.", min=0)
            raise Invalid(say("Some parts of the request are not right."), fields={name: told})
    return min(skip, 10**12), top


def sought_in(listing: Listing, query: Query, wishes: Iterable[Wish] = ()) -> Sought:
    """What a query asks of the list, besides what the door wants anyhow. Raises Invalid."""
    skip, top = page_of(query)
    name, descending = _order(query)
    found = [wish for one in listing.filters.values() for wish in one(query)]
    since = query.moment("updatedSince")
    return Sought(
        search=query.text("searchString") if listing.search else "",
        search_in=listing.search_in,
        where=where_of([*found, *wishes]),
        since=since,
        # Who asks for changes is told of deletions as of deactivations: the field has no other word for them.
        deleted=None if since and listing.shape.declared.inactive_field else False,
        order=listing.shape.sorting(name) if name else "",
        descending=descending,
        skip=skip,
        top=TOP_MAX if top is None else top,
    )


def _order(query: Query) -> tuple[str, bool]:
    name, _, way = query.text("orderBy").partition(" ")
    if way.strip().lower() not in ("", "asc", "desc"):
        told = say("Write a name, or a name and asc or desc.")
        raise Invalid(say("Some parts of the request are not right."), fields={"orderBy": told})
    return name, way.strip().lower() == "desc"


def read_list(
    house: House,
    caller: Caller | None,
    request: Request,
    query: Query,
    listing: Listing,
    *,
    wishes: Iterable[Wish] = (),
    **more: Any,
) -> dict[str, Any]:
    """The whole answer. `more` is wanted of the list besides what the query says (`Sought`)."""
    sought = replace(sought_in(listing, query, wishes), **more)
    names = query.names("fields")
    shape = listing.shape
    found = seek(house, caller, shape.kind, sought, shape.paths(names), shape.tallies(names))
    around = envelope(request, found, sought.skip, query.number("top"), listing.unit)
    return {**around, listing.plural: rows_of(shape, found, names)}


def rows_of(
    shape: Shape, found: Found, names: frozenset[str] = frozenset()
) -> list[dict[str, Any]]:
    tell = shape.teller(names)
    return [tell(_as_seen(row), found.known) for row in found.rows]


def _as_seen(row: Entity) -> Entity:
    """What was deleted is told as what was deactivated."""
    flag = row.deleted and Shape(row.kind, ()).declared.inactive_field
    return replace(row, body={**row.body, flag: False}) if flag else row


def read_one(
    house: House, caller: Caller | None, query: Query, shape: Shape, id: str
) -> tuple[dict[str, Any], Found]:
    """One entity in its shape. Raises NotFound."""
    names = query.names("fields")
    found = find(house, caller, shape.kind, id, shape.paths(names), shape.tallies(names))
    return rows_of(shape, found, names)[0], found
