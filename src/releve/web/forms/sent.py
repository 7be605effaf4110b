"""From a sent form to a document, as the declaration wants it and whatever stood there before."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from releve.app.browsing import KEY, Target
from releve.domain.kind import (
    Body,
    Content,
    Field,
    Flag,
    Group,
    KeyRef,
    Many,
    Open,
    Ref,
    RefBy,
    Text,
)
from releve.web.forms.controls import MARK, target_of

#: What a searched reference sends: `Sales (FR) (10020030)`, or the id alone.
_NAMED = re.compile(r"\A(?:.*\s)?\(?([^()\s]+)\)?\s*\Z", re.DOTALL)
_ID = re.compile(
    r"-?[0-9]{1,18}|[0-9a-f]{16,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)

#: Finds the one entity that is called so, and returns what a reference to it holds.
Named = Callable[[Target, str], str | None]


def by_no_name(target: Target, text: str) -> str | None:
    """For forms whose references are all chosen from lists."""
    return None


class Sent:
    """A form as it was sent, by path."""

    def __init__(self, pairs: Iterable[tuple[str, str]], named: Named = by_no_name) -> None:
        self._tree: dict[str | None, Any] = {}
        self.named = named
        for name, value in pairs:
            self._plant(name.split("."), value)

    def _plant(self, parts: list[str], value: str) -> None:
        node = self._tree
        for part in parts:
            node = node.setdefault(part, {})
        node[None] = value

    def text(self, *parts: str) -> str | None:
        """What was sent under a path; None for nothing."""
        node = self.below(*parts)
        text = node.get(None) if node else None
        return text if isinstance(text, str) else None

    def mark(self, *parts: str) -> str | None:
        return self.text(*parts[:-1], MARK + parts[-1])

    def rows(self, *parts: str) -> list[str]:
        """The numbers of the rows sent below a path, in order."""
        node = self.below(*parts) or {}
        found = {part for part in node if part is not None}
        numbers = {part.removeprefix(MARK) for part in found}
        return sorted((n for n in numbers if n.isascii() and n.isdigit() and len(n) < 6), key=int)

    def below(self, *parts: str) -> dict[str | None, Any] | None:
        node: dict[str | None, Any] | None = self._tree
        for part in parts:
            node = node.get(part) if node is not None else None
        return node


def read(
    fields: Iterable[Field],
    sent: Sent,
    at: tuple[str, ...] = (),
    *,
    before: Mapping[str, Any] | None = None,
    blanks: bool = False,
) -> Body:
    """The values of `fields` as sent: None where something was left empty, nothing where it is to stay as it is.

    `before` is the document that was shown. Rows without any value are left out, unless `blanks`.
    """
    out: Body = {}
    for one in fields:
        value = _read(one, sent, (*at, one.name), before or {}, out, blanks)
        if value is not _STAYS:
            out[one.name] = value
    return out


_STAYS = object()


def _read(
    declared: Field,
    sent: Sent,
    at: tuple[str, ...],
    before: Mapping[str, Any],
    beside: Mapping[str, Any],
    blanks: bool,
) -> Any:
    match declared:
        case Open() | Content():
            return _STAYS
        case Group():
            return _read_group(declared, sent, at, before.get(declared.name), blanks)
        case Many():
            return _read_list(declared, sent, at, beside, blanks)
        case Flag():
            ticked = sent.text(*at) is not None
            stood = sent.mark(*at) is not None
            return ticked if stood or ticked != declared.default else None
        case Text(secret=True):
            return sent.text(*at) or _STAYS
        case _:
            return _read_text(declared, sent, at, beside)


def _read_text(declared: Field, sent: Sent, at: tuple[str, ...], beside: Mapping[str, Any]) -> Any:
    text = sent.text(*at) or ""
    if isinstance(declared, Ref | RefBy | KeyRef):
        return _read_reference(declared, sent, at, text, beside)
    if isinstance(declared, Text):
        text = text.replace("\r\n", "\n")
        text = text.replace("\n", "\r\n") if sent.mark(*at) == "crlf" else text
    return text or None


def _read_group(declared: Group, sent: Sent, at: tuple[str, ...], before: Any, blanks: bool) -> Any:
    held = before if isinstance(before, Mapping) else {}
    group = {**held, **read(declared.fields, sent, at, before=held, blanks=blanks)}
    stood = sent.mark(*at) is not None
    return group if stood or any(value is not None for value in group.values()) else None


def _read_list(
    declared: Many,
    sent: Sent,
    at: tuple[str, ...],
    beside: Mapping[str, Any],
    blanks: bool,
) -> Any:
    mark = sent.mark(*at)
    if mark is None:
        return _STAYS  # it was too long to be shown
    rows = [_read_row(declared.item, sent, (*at, n), beside, blanks) for n in sent.rows(*at)]
    kept = rows if blanks else [row for row in rows if not _is_blank(row)]
    return kept if kept or mark == "1" else None


def _read_row(
    item: Field, sent: Sent, at: tuple[str, ...], beside: Mapping[str, Any], blanks: bool
) -> Any:
    if isinstance(item, Group):
        return read(item.fields, sent, at, blanks=blanks)
    value = _read_text(item, sent, at, beside)
    return "" if value is None else value


def _is_blank(value: Any) -> bool:
    match value:
        case dict():
            return all(map(_is_blank, value.values()))
        case list():
            return all(map(_is_blank, value))
    return value is None or value == ""


def _read_reference(
    declared: Field, sent: Sent, at: tuple[str, ...], text: str, beside: Mapping[str, Any]
) -> Any:
    if not text.strip():
        mark = sent.mark(*at)
        return _number_of(mark, declared) if mark is not None else None
    target = target_of(declared, beside)
    if target is None or target[1] == KEY:
        return text
    found = _NAMED.match(text.strip())
    if found is not None and _ID.fullmatch(found[1]):
        return found[1]
    return sent.named(target, text) or text.strip()


def _number_of(mark: str, declared: Field) -> int | str | None:
    """The value that stood there without being an id, if it may."""
    keep = declared.keep if isinstance(declared, Ref) else frozenset[int | str]()
    return next((value for value in keep if str(value) == mark), None)
