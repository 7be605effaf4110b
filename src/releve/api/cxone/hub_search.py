"""Searches of UserHub: a filter by fields, what each shall be, an order and a page, all in the body.

{"filter": {"status": ["ACTIVE"], "lastName": "lark"}, "operations": {"lastName": "LIKE"}, "skip": 0, "top": 100}
"""

from collections.abc import Mapping
from typing import Any

from releve.api.cxone.asked import object_in, value_in
from releve.api.cxone.shapes import Alt, Id, Own, Shape
from releve.app.seeking import TOP_MAX
from releve.domain import kind as declared
from releve.domain.entities import Among, Between, Like, Not, Sought, Wanted
from releve.domain.errors import Invalid
from releve.domain.say import Message, say

_ALL: frozenset[str] = frozenset()
OPERATIONS = ("LIKE", "BETWEEN", "NOT", "OR", "IN", "EQ")


class Search:
    """A search of a resource as a client has asked for it; `full_name` is the name that searches whole names."""

    def __init__(self, shape: Shape, body: Any, full_name: tuple[str, ...] = ()) -> None:
        self._shape, self._full_name = shape, full_name
        self._given = object_in(body)
        self.skip, self.top = self._page()

    def sought(self) -> Sought:
        """Raises Invalid for a field that cannot be searched."""
        where: dict[str, Wanted] = {}
        more: dict[str, Any] = {}
        operations = self._operations()
        for name, value in self._object("filter").items():
            if value in (None, "", []):
                continue
            operation = operations.get(name.lower(), "OR")
            if name.lower() == "fullname" and self._full_name:
                more |= {"search": _texts(value)[0], "search_in": self._full_name}
                continue
            match self._part(name):
                case Id():
                    more["ids"] = tuple(_texts(value))
                case Alt():
                    more["alt_ids"] = tuple(_texts(value))
                case Own() as part:
                    ours = part.of or part.name
                    where[ours] = self._wanted(name, ours, value, operation)
        order, descending = self._order()
        return Sought(
            where=where, order=order, descending=descending, skip=self.skip, top=self.top, **more
        )

    def fields(self) -> frozenset[str]:
        """The names to be told, in small letters; none is all."""
        metrics = value_in(self._given, "metrices")
        asked = value_in(self._given, "fields")
        if asked is None and isinstance(metrics, Mapping):
            asked = value_in(metrics, "columns")
        return frozenset(str(one).lower() for one in asked) if isinstance(asked, list) else _ALL

    def _object(self, name: str) -> Mapping[str, Any]:
        found = value_in(self._given, name)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            raise _wrong(name, say("An object is expected here."))
        return found

    def _operations(self) -> dict[str, str]:
        found = {name.lower(): str(one).upper() for name, one in self._object("operations").items()}
        for name, one in found.items():
            if one not in OPERATIONS:
                raise _wrong(name, say("Choose one of: {names}.", names=", ".join(OPERATIONS)))
        return found

    def _part(self, name: str) -> object:
        for part in self._shape.parts:
            if isinstance(part, Own | Id | Alt) and name.lower() in map(str.lower, part.names):
                return part
        names = [part.name for part in self._shape.parts if isinstance(part, Own | Id | Alt)]
        raise _wrong(name, say("Choose one of: {names}.", names=", ".join(names)))

    def _wanted(self, name: str, ours: str, value: Any, operation: str) -> Wanted:
        texts, field = _texts(value), self._shape.declared.field(ours)
        match operation:
            case "LIKE":
                return Like(texts[0])
            case "BETWEEN":
                if len(texts) != 2:
                    raise _wrong(name, say("Two values are expected here."))
                return Between(*texts)
            case "NOT":
                return Not(self._any_of(field, ours, texts))
            case _:
                return self._any_of(field, ours, texts)

    def _any_of(self, field: declared.Field, ours: str, texts: list[str]) -> Wanted:
        if isinstance(field, declared.Flag):
            return texts[0].lower() in ("true", "1")
        if ours == "status" and isinstance(field, declared.Choice) and "ACTIVE" in texts:
            # A status that is not said is ACTIVE.
            return Not(Among(tuple(str(one) for one in field.options if one not in texts)))
        return Among(tuple(texts))

    def _order(self) -> tuple[str, bool]:
        for name, way in self._object("orderBy").items():
            return self._shape.sorting(name), str(way).upper() == "DESC"
        return "", False

    def _page(self) -> tuple[int, int]:
        page = value_in(self._given, "page")
        if isinstance(page, Mapping):
            size = _number("pageSize", value_in(page, "pageSize"), TOP_MAX)
            return max(_number("pageNo", value_in(page, "pageNo"), 1) - 1, 0) * size, size
        skip = _number("skip", value_in(self._given, "skip"), 0)
        return skip, _number("top", value_in(self._given, "top"), TOP_MAX)


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _number(name: str, value: Any, absent: int) -> int:
    if value in (None, ""):
        return absent
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _wrong(name, say("A whole number is expected here."))
    return int(text)


def _wrong(name: str, why: Message) -> Invalid:
    return Invalid(
        say("Some parts of the request are not right."),
        say("Correct the fields named and try again."),
        fields={name: why},
    )
