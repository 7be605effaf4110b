"""Cells that a spreadsheet program would take for a formula and run: told apart by an apostrophe in front.

Law: `bare(guarded(text)) == text` for every text.
"""

import re

#: Also behind apostrophes, so that a text which has one of its own keeps it through both ways.
_LOOKS_LIKE_ONE = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def guarded(text: str) -> str:
    """The text as it may stand in a cell."""
    return "'" + text if _LOOKS_LIKE_ONE.match(text) else text


def bare(cell: str) -> str:
    """The inverse of `guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell
