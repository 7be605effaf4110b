"""Address books: whose they are, and who stands in them.

An entry has a number within its book. Everything but reading and making a book is answered with 202, as clients expect.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import Request, Response

from releve.api.caller import Open, Whoever
from releve.api.cxone.acd import acd_router
from releve.api.cxone.answers import batch, links, told
from releve.api.cxone.asked import Body, Queried, Query, objects_in, said, value_in
from releve.api.cxone.lists import Listing, page_of, rows_of, sought_in
from releve.api.cxone.shapes import Id, Made, Own, Shape
from releve.api.cxone.writing import create
from releve.api.speaking import Speaking
from releve.app.entities import delete_entity
from releve.app.house import House
from releve.app.seeking import TOP_MAX, Known, change_entity, find, seek
from releve.domain import kind as declared
from releve.domain.entities import Entity, Holds, Sought
from releve.domain.errors import Invalid, NotFound
from releve.domain.people import Caller
from releve.domain.say import say

router = acd_router("address books")

ACCEPTED = 202
EVERYONE = "Everyone"
#: What a book may be assigned to → our kind, and the name of its list.
_OWNERS: Mapping[str, tuple[str, str]] = {
    "Agent": ("employee", "agents"),
    "Team": ("team", "teams"),
    "Skill": ("skill", "skills"),
    "Campaign": ("campaign", "campaigns"),
}
_FIELDS = [
    "firstName",
    "middleName",
    "lastName",
    "company",
    "phone",
    "mobile",
    "email",
    "externalId",
    "externalState",
    "stateId",
]
_NUMBER = "addressBookEntryId"


def _owners(body: declared.Body, type: str) -> list[Any]:
    """Whom a book is assigned to, of one sort."""
    return [
        one["entityId"]
        for one in body.get("assignments", ())
        if one["entityType"] == type and "entityId" in one
    ]


def _tell_owners(type: str) -> Callable[[Entity, Known], list[Any]]:
    return lambda row, known: _owners(row.body, type)


BOOK = Shape(
    "address_book",
    (
        Id(name="addressBookId"),
        Own(name="addressBookName"),
        Own(name="addressBookType"),
        Made(name="appId", tell=lambda row, known: None),
        *(Made(name=plural, tell=_tell_owners(owner)) for owner, (_, plural) in _OWNERS.items()),
        Made(
            name="isEveryone",
            tell=lambda row, known: _is_for_everyone(row.body),
        ),
    ),
)
BOOKS = Listing(BOOK, "addressBooks")


def _is_for_everyone(body: declared.Body) -> bool:
    return any(one["entityType"] == EVERYONE for one in body.get("assignments", ()))


def _entries(body: declared.Body) -> list[dict[str, Any]]:
    return [
        {
            _NUMBER: line.get(_NUMBER),
            **{name: line.get(name, None if name == "stateId" else "") for name in _FIELDS},
            "isDeleted": False,
        }
        for line in body.get("entries", ())
    ]


@router.get("/address-books", summary="List address books")
def list_books(house: Open, caller: Whoever, query: Queried) -> Response:
    found = seek(house, caller, "address_book", sought_in(BOOKS, query))
    rows = rows_of(BOOK, found, query.names("fields"))
    return told({"totalRecords": found.total, "lastPollTime": found.at, "addressBooks": rows})


@router.post("/address-books", summary="Create an address book")
def create_book(house: Open, caller: Whoever, query: Queried, body: Body) -> Response:
    given = said(query, body)
    made = create(house, caller, BOOK, {"addressBookType": "Standard", **_named(given)})
    book = {
        "addressBookId": int(made.id),
        "addressBookName": made.body["addressBookName"],
        "addressBookType": made.body["addressBookType"],
    }
    return told({"resultSet": book, **book})


def _named(given: Mapping[str, Any]) -> dict[str, Any]:
    """The field's names, however they were spelt."""
    known = {name.lower(): name for name in ("addressBookName", "addressBookType")}
    return {known[name.lower()]: value for name, value in given.items() if name.lower() in known}


@router.delete("/address-books/{id}", status_code=202, summary="Delete an address book")
def delete_book(house: Open, caller: Whoever, id: str) -> Response:
    delete_entity(house, caller, "address_book", id)
    return told({}, ACCEPTED)


# ---------------------------------------------------------------- to whom they are assigned


@router.post("/address-books/{id}/assignment", summary="Assign an address book")
def assign(
    house: Open, caller: Whoever, query: Queried, body: Body, speaker: Speaking, id: str
) -> Response:
    """`entityType` is Agent, Skill, Team, Campaign or Everyone."""
    find(house, caller, "address_book", id)
    to = query.text("entityType").title()
    if to == EVERYONE:
        _assign(house, caller, id, {"entityType": EVERYONE})
        return told({"assignResults": []}, ACCEPTED)
    if to not in _OWNERS:
        why = say("Choose one of: {names}.", names=", ".join([*_OWNERS, EVERYONE]))
        raise Invalid(why, fields={"entityType": why})

    def act(one: Mapping[str, Any]) -> Mapping[str, Any]:
        entity = str(value_in(one, "entityId") or "")
        _assign(house, caller, id, {"entityType": to, "entityId": entity})
        return {"entityId": entity, "entityType": to}

    _, results = batch(speaker, objects_in(body, "addressBookAssignments"), act, "entityId")
    return told({"assignResults": results}, ACCEPTED)


def _assign(house: House, caller: Caller | None, book: str, line: Mapping[str, str]) -> None:
    def changing(before: declared.Body) -> Mapping[str, object]:
        now = before.get("assignments", [])
        there = {(one["entityType"], str(one.get("entityId", ""))) for one in now}
        if (line["entityType"], line.get("entityId", "")) in there:
            return {}
        return {"assignments": [*now, dict(line)]}

    change_entity(house, caller, "address_book", book, changing)


_PERSON = Shape(
    "employee",
    (
        Id(name="agentId"),
        Own(name="firstName"),
        Own(name="lastName"),
    ),
)


@router.get("/address-books/{id}/agents/assigned", summary="The agents that have an address book")
def agents_with(house: Open, caller: Whoever, id: str) -> Response:
    book = find(house, caller, "address_book", id).rows[0]
    ids = tuple(map(str, _owners(book.body, "Agent")))
    return told(_people(house, caller, Sought(ids=ids, top=TOP_MAX)))


@router.get("/address-books/{id}/agents/unassigned", summary="The agents that have it not")
def agents_without(house: Open, caller: Whoever, id: str) -> Response:
    book = find(house, caller, "address_book", id).rows[0]
    ids = tuple(map(str, _owners(book.body, "Agent")))
    return told(_people(house, caller, Sought(without=ids, top=TOP_MAX)))


def _people(house: House, caller: Caller | None, sought: Sought) -> list[dict[str, Any]]:
    return rows_of(_PERSON, seek(house, caller, "employee", sought))


def _books_of(
    house: House, caller: Caller | None, query: Query, type: str, id: str
) -> dict[str, Any]:
    """The books of an entity, and those of everyone."""
    kind, _ = _OWNERS[type]
    owner = find(house, caller, kind, id).rows[0]
    own = Sought(where={"assignments": Holds(int(owner.id), "entityId")}, top=TOP_MAX)
    everyone = Sought(where={"assignments": Holds(EVERYONE, "entityType")}, top=TOP_MAX)
    rows: dict[str, Entity] = {}
    for sought in (own, everyone):
        found = seek(house, caller, "address_book", sought)
        rows |= {
            one.id: one for one in found.rows if sought is everyone or _is_of(one, type, owner)
        }
    wanted, since = query.text("addressBookType").lower(), query.moment("updatedSince")
    books = [
        {
            "addressBookId": int(one.id),
            "addressBookName": one.body["addressBookName"],
            "addressBookType": one.body.get("addressBookType", "Standard"),
            "appId": None,
            **({"addressBookEntries": _entries(one.body)} if query.flag("includeEntries") else {}),
        }
        for one in rows.values()
        if wanted in ("", one.body.get("addressBookType", "Standard").lower())
        and one.changed_at >= since
        and query.text("searchString").lower() in one.body["addressBookName"].lower()
    ]
    return {"lastPollTime": found.at, "totalRecords": len(books), "addressBooks": books}


def _is_of(book: Entity, type: str, owner: Entity) -> bool:
    return any(
        one["entityType"] == type and str(one.get("entityId")) == owner.id
        for one in book.body.get("assignments", ())
    )


def _add_books_of(type: str, plural: str) -> None:
    def read(house: Open, caller: Whoever, query: Queried, id: str) -> Response:
        """With `includeEntries=true`, what stands in them."""
        return told(_books_of(house, caller, query, type, id))

    router.add_api_route(
        f"/{plural}/{{id}}/address-books",
        read,
        methods=["GET"],
        summary=f"The address books of one of the {plural}",
    )


for _type, (_, _plural) in _OWNERS.items():
    _add_books_of(_type, _plural)


# ---------------------------------------------------------------- entries


def _found(entries: Sequence[dict[str, Any]], query: Query) -> list[dict[str, Any]]:
    words = query.text("searchString").lower()
    return [
        one
        for one in entries
        if not words or any(words in str(one[name] or "").lower() for name in _FIELDS)
    ]


@router.get("/address-books/{id}/entries", summary="The entries of an address book")
@router.get("/address-books/{id}/dynamic-entries", summary="The entries of a dynamic address book")
def entries_of(house: Open, caller: Whoever, request: Request, query: Queried, id: str) -> Response:
    found = find(house, caller, "address_book", id)
    book = found.rows[0]
    skip, top = page_of(query)
    entries = _found(_entries(book.body), query)
    name, _, way = query.text("orderBy").partition(" ")
    if name in (_NUMBER, *_FIELDS):
        entries.sort(key=lambda one: str(one[name] or "").casefold(), reverse=way == "desc")
    page = entries[skip : skip + (TOP_MAX if top is None else top)]
    return told(
        {
            "businessUnitId": found.unit,
            "totalRecords": len(entries),
            "lastPollTime": found.at,
            "_links": links(request, len(entries), skip, len(page), top),
            "addressBook": {
                "addressBookId": int(book.id),
                "addressBookName": book.body["addressBookName"],
                "addressBookType": book.body.get("addressBookType", "Standard"),
                "fullLoad": False,
                "serverTime": house.now(),
                "addressBookEntries": page,
            },
        }
    )


def _entry(given: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value_in(given, name) for name in _FIELDS}
    return {name: value for name, value in said.items() if value is not None}


def _line(lines: Sequence[Mapping[str, Any]], field: str, value: object) -> int:
    """Which entry it is. Raises NotFound."""
    for n, line in enumerate(lines):
        if str(line.get(field, "")) == str(value):
            return n
    raise NotFound(say("There is no entry {id} in this address book.", id=str(value)))


def _change_entries(
    house: House,
    caller: Caller | None,
    book: str,
    changing: Callable[[list[dict[str, Any]]], None],
) -> None:
    def change(before: declared.Body) -> Mapping[str, object]:
        lines = [dict(one) for one in before.get("entries", ())]
        changing(lines)
        return {"entries": lines}

    change_entity(house, caller, "address_book", book, change)


def _next_number(lines: Sequence[Mapping[str, Any]]) -> int:
    return max((int(line.get(_NUMBER) or 0) for line in lines), default=0) + 1


@router.post("/address-books/{id}/entries", summary="Add entries to an address book")
def add_entries(house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str) -> Response:
    find(house, caller, "address_book", id)

    def act(one: Mapping[str, Any]) -> Mapping[str, Any]:
        number = 0

        def adding(lines: list[dict[str, Any]]) -> None:
            nonlocal number
            number = _next_number(lines)
            lines.append({_NUMBER: number, **_entry(one)})

        _change_entries(house, caller, id, adding)
        return {_NUMBER: number}

    errors, results = batch(speaker, objects_in(body, "addressBookEntries"), act, _NUMBER)
    return told({"errorCount": errors, "entryResults": results}, ACCEPTED)


@router.put("/address-books/{id}/entries", summary="Change entries of an address book")
def change_entries(
    house: Open, caller: Whoever, body: Body, speaker: Speaking, id: str
) -> Response:
    """`addressBookEntryId` in each says which."""
    find(house, caller, "address_book", id)

    def act(one: Mapping[str, Any]) -> Mapping[str, Any]:
        number = value_in(one, _NUMBER)

        def changing(lines: list[dict[str, Any]]) -> None:
            lines[_line(lines, _NUMBER, number)] |= _entry(one)

        _change_entries(house, caller, id, changing)
        return {_NUMBER: number}

    errors, results = batch(speaker, objects_in(body, "addressBookEntries"), act, _NUMBER)
    return told({"errorCount": errors, "entryResults": results}, ACCEPTED)


@router.delete("/address-books/{id}/entries/{entry}", summary="Delete an entry")
def delete_entry(house: Open, caller: Whoever, id: str, entry: str) -> Response:
    def dropping(lines: list[dict[str, Any]]) -> None:
        del lines[_line(lines, _NUMBER, entry)]

    _change_entries(house, caller, id, dropping)
    return told({}, ACCEPTED)


@router.put("/address-books/{id}/dynamic-entries", summary="Load entries of a dynamic address book")
def load_entries(house: Open, caller: Whoever, query: Queried, body: Body, id: str) -> Response:
    """By `externalId`. With `fullLoad=true` every entry that is not named goes."""
    given = objects_in(body, "addressBookEntries")
    results: list[dict[str, Any]] = []

    def loading(lines: list[dict[str, Any]]) -> None:
        results.clear()
        before = {str(line.get("externalId", "")): line for line in lines}
        next_number = _next_number(lines)
        if query.flag("fullLoad"):
            lines.clear()
        for one in given:
            external = str(value_in(one, "externalId") or "")
            there = before.get(external) if external else None
            line = {**(there or {_NUMBER: next_number}), **_entry(one)}
            next_number += there is None
            if there is not None and there in lines:
                lines[lines.index(there)] = line
            else:
                lines.append(line)
            before[external] = line
            results.append(
                {
                    "success": True,
                    "created": there is None,
                    _NUMBER: line[_NUMBER],
                    "externalId": external,
                    "error": "",
                }
            )

    _change_entries(house, caller, id, loading)
    return told({"errorCount": 0, "entryResults": results}, ACCEPTED)


@router.delete("/address-books/{id}/dynamic-entries/{external}", summary="Delete a dynamic entry")
def delete_dynamic(house: Open, caller: Whoever, id: str, external: str) -> Response:
    def dropping(lines: list[dict[str, Any]]) -> None:
        del lines[_line(lines, "externalId", external)]

    _change_entries(house, caller, id, dropping)
    return told({}, ACCEPTED)
