"""What an update changes, field by field, short enough to be kept and read."""

from collections.abc import Iterator
from typing import Any

import orjson

from releve.domain.kind import Body

FIELDS_MAX, TEXT_MAX = 40, 160

#: So much of a long text is told before the place where it begins to differ.
LEAD = 40

#: (path, before, after), the values as JSON; "" for a value that is not there. Of long texts, the passage around the first
#: difference, with "…" where something is left out.
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
            yield prefix + name, *_both_told(old, new)


def _both_told(old: Any, new: Any) -> tuple[str, str]:
    if not (isinstance(old, str) and isinstance(new, str)):
        return _told(old), _told(new)
    is_long = max(len(old), len(new)) > TEXT_MAX
    begin = max(0, _first_difference(old, new) - LEAD) if is_long else 0
    return _passage(old, begin), _passage(new, begin)


def _first_difference(old: str, new: str) -> int:
    """Halved again and again: comparing slices is quick, comparing letters is not."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _passage(text: str, begin: int) -> str:
    end = begin + TEXT_MAX
    cut = ("…" if begin else "") + text[begin:end] + ("…" if end < len(text) else "")
    return orjson.dumps(cut).decode()


def _told(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _passage(value, 0)
    text = orjson.dumps(value).decode()
    return text if len(text) <= TEXT_MAX else text[: TEXT_MAX - 1] + "…"
