"""Rows added to and removed from the lists of a document that is being edited."""

from collections.abc import Sequence
from typing import Any

from releve.domain.kind import Body, Field, Group, Many

#: The names of the buttons that add and remove rows, and of what fetches the form anew.
ADD, DROP, AGAIN = "_add", "_drop", "_again"


def with_row(body: Body, path: str, fields: Sequence[Field]) -> Body:
    """The document with an empty row at the end of the list at `path`; unchanged for no such list."""
    holder, name, declared = _list_at(body, path, fields)
    if declared is not None:
        row: Any = {} if isinstance(declared.item, Group) else ""
        holder[name] = [*(holder.get(name) or []), row]
    return body


def without_row(body: Body, path: str, fields: Sequence[Field]) -> Body:
    """The document without the row at `path` (`days.3`)."""
    listed, _, number = path.rpartition(".")
    holder, name, declared = _list_at(body, listed, fields)
    rows = (holder.get(name) or []) if declared is not None else []
    if number.isdigit() and int(number) < len(rows):
        holder[name] = [row for n, row in enumerate(rows) if n != int(number)]
    return body


def _list_at(body: Body, path: str, fields: Sequence[Field]) -> tuple[Body, str, Many | None]:
    """What holds the list at `path`, under which name, and its declaration; None for a path that leads nowhere."""
    parts = path.split(".")
    node: Any = body
    while True:
        name = parts.pop(0)
        declared = next((one for one in fields if one.name == name), None)
        if not parts:
            return node, name, declared if isinstance(declared, Many) else None
        if isinstance(declared, Many) and isinstance(declared.item, Group) and parts[0].isdigit():
            rows, n, fields = node.get(name) or [], int(parts.pop(0)), declared.item.fields
            node = rows[n] if n < len(rows) else None
        elif isinstance(declared, Group):
            node, fields = node.get(name), declared.fields
        else:
            node = None
        if not isinstance(node, dict) or not parts:
            return {}, "", None
