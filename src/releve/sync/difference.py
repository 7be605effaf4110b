"""What an update changes, field by field, short enough to be kept and read."""

from collections.abc import Iterator
from typing import Any

import orjson

from releve.domain.kind import Body

FIELDS_MAX, TEXT_MAX = 40, 160

#: (path, before, after), the values as JSON; "" for a value that is not there.
Change = tuple[str, str, str]


def difference(before: Body, after: Body) -> tuple[Change, ...]:
    """Groups are looked into, lists are compared whole. More than `FIELDS_MAX` changes end with one named "…"."""
    found: list[Change] = []
    for change in _changes(before, after, ""):
        if len(found) == FIELDS_MAX:
            found.append(("…", "", ""))
            break
        found.append(change)
    return tuple(found)


def _changes(before: Body, after: Body, prefix: str) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _changes(old, new, f"{prefix}{name}.")
        elif old != new or (old is None) != (new is None):
            yield prefix + name, _told(old), _told(new)


def _told(value: Any) -> str:
    if value is None:
        return ""
    text = orjson.dumps(value).decode()
    return text if len(text) <= TEXT_MAX else text[: TEXT_MAX - 1] + "…"
