"""What clients of the field ask for in a query, and send in a body.

Names of queries count in any case and have synonyms; what is empty was not said; numbers may come as text, booleans in
any case of letters. A body is read as JSON whatever it is called.
"""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request

from releve.domain.clock import stamp
from releve.domain.errors import Invalid
from releve.domain.say import Message, say

_SYNONYMS: Mapping[str, str] = {"updatesince": "updatedsince", "activityonly": "activeonly"}
_FLAGS: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}
NUMBER_DIGITS_MAX = 18


class Query:
    """The query of a request. Every question raises Invalid for a value that is none."""

    def __init__(self, given: Mapping[str, str]) -> None:
        folded = {name.lower(): value.strip() for name, value in given.items()}
        self._given = {_SYNONYMS.get(name, name): value for name, value in folded.items() if value}

    def text(self, name: str) -> str:
        return self._given.get(name.lower(), "")

    def flag(self, name: str) -> bool | None:
        """None where it was not said."""
        value = self.text(name)
        if not value:
            return None
        if value.lower() not in _FLAGS:
            raise _wrong(name, say("Yes or no is expected here."))
        return _FLAGS[value.lower()]

    def number(self, name: str) -> int | None:
        value = self.text(name)
        if not value:
            return None
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= NUMBER_DIGITS_MAX):
            raise _wrong(name, say("A whole number is expected here."))
        return int(value)

    def moment(self, name: str) -> str:
        """A stamp; empty where it was not said. Without a zone it is UTC."""
        value = self.text(name)
        if not value:
            return ""
        try:
            at = datetime.datetime.fromisoformat(value.replace(" ", "+") if "T" in value else value)
            return stamp(at if at.tzinfo else at.replace(tzinfo=datetime.UTC))
        except (ValueError, OverflowError) as fault:
            told = say("A date or a time is expected here, for example 2026-01-31 or 09:00.")
            raise _wrong(name, told) from fault

    def names(self, name: str) -> frozenset[str]:
        """A list of names, in small letters."""
        return frozenset(one.strip().lower() for one in self.text(name).split(",") if one.strip())

    def fields(self) -> Mapping[str, str]:
        """Everything that was said, for doors that take in the query what others take in a body."""
        return self._given


def _wrong(name: str, why: Message) -> Invalid:
    return Invalid(
        say("Some parts of the request are not right."),
        say("Correct the fields named and try again."),
        fields={name: why},
    )


def _query(request: Request) -> Query:
    return Query(request.query_params)


Queried = Annotated[Query, Depends(_query)]


async def _body(request: Request) -> Any:
    """What the body says; an empty object for none. Reading it is all that is asynchronous."""
    raw = (await request.body()).strip()
    if not raw:
        return {}
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as fault:
        raise Invalid(say("This is not JSON."), say("Send a JSON object.")) from fault


Body = Annotated[Any, Depends(_body)]


def object_in(body: Any, *names: str) -> Mapping[str, Any]:
    """The object in a body: under one of these names, in any case of letters, or the body itself. Raises Invalid."""
    if isinstance(body, Mapping):
        folded = {name.lower(): value for name, value in body.items()}
        inner = next((folded[one.lower()] for one in names if one.lower() in folded), body)
        if isinstance(inner, Mapping):
            return inner
    raise _wrong(names[0] if names else "body", say("An object is expected here."))


def list_in(body: Any, *names: str, many: int = 10_000) -> list[Any]:
    """The list in a body: under one of these names, or the body itself. Raises Invalid for none, and for too many."""
    found = body
    if isinstance(body, Mapping):
        folded = {name.lower(): value for name, value in body.items()}
        found = next((folded[one.lower()] for one in names if one.lower() in folded), None)
    if not isinstance(found, list):
        raise _wrong(names[0], say("A list is expected here."))
    if len(found) > many:
        raise _wrong(names[0], say("At most {max} entries are allowed.", max=many))
    return found


def objects_in(body: Any, *names: str) -> list[Mapping[str, Any]]:
    """The same for a list of objects."""
    found = list_in(body, *names)
    if not all(isinstance(one, Mapping) for one in found):
        raise _wrong(names[0], say("An object is expected here."))
    return found


def value_in(given: Mapping[str, Any], *names: str) -> Any:
    """A field in any case of letters, by the first of its names that there is; None for none."""
    folded = {name.lower(): value for name, value in given.items()}
    return next((folded[one.lower()] for one in names if one.lower() in folded), None)


def said(query: Query, body: Any) -> dict[str, Any]:
    """What a door was told that takes either: the query, and over it the body, names in small letters."""
    inner = body if isinstance(body, Mapping) else {}
    return {**query.fields(), **{str(name).lower(): value for name, value in inner.items()}}
