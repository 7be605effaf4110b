"""Cells that a spreadsheet program would take for a formula and run: told apart by an apostrophe in front.

A program that takes another separator than ours splits a cell where it holds one, whatever quotation marks stand around
it: what comes after a separator or a line feed is looked at as well.

Law: `bare(guarded(text)) == text` for every text.
"""

import re

#: Also behind apostrophes, so that a text which has one of its own keeps it through both ways.
_LOOKS_LIKE_ONE = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")

#: The same where another program begins a cell, which may take off quotation marks.
_BEGINS_ONE = re.compile(r"(?<=[;\t\r\n])(?=['\"]*[=+\-@])")
_GUARDED_INSIDE = re.compile(r"(?<=[;\t\r\n])'(?=['\"]*[=+\-@])")


def guarded(text: str) -> str:
    """The text as it may stand in a cell."""
    safe = _BEGINS_ONE.sub("'", text)
    return "'" + safe if _LOOKS_LIKE_ONE.match(text) else safe


def bare(cell: str) -> str:
    """The inverse of `guarded`."""
    text = cell[1:] if _GUARDED.match(cell) else cell
    return _GUARDED_INSIDE.sub("", text)
