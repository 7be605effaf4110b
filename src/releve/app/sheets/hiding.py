"""Taking what must not be kept out of a file, before it is kept."""

from collections.abc import Iterator

from releve.app.sheets.csv_file import streamed
from releve.app.sheets.sheet import Sheet

#: Stands where something was hidden, so that it can still be told of.
HIDDEN = "…"


def hidden(raw: bytes, sheet: Sheet, column: str) -> bytes:
    """The file, of which `sheet` is what was understood, with a mark in place of whatever stands in the column. Where nothing
    does, it is the file as it came; else a CSV whose rows have the same numbers.

    Raises Invalid where a row cannot be read: what it may hold is not known.
    """
    if column not in sheet.columns:
        return raw
    place = sheet.columns.index(column)
    if not any(_holds(record, place) for _, record in sheet.table()):
        return raw
    return b"".join(streamed(_rows(sheet, place)))


def _rows(sheet: Sheet, place: int) -> Iterator[list[str]]:
    yield list(sheet.header)
    last = 1
    for number, record in sheet.table():
        for _ in range(last + 1, number):
            yield []
        last = max(last + 1, number)
        if _holds(record, place):
            record[place] = HIDDEN
        yield record


def _holds(record: list[str], place: int) -> bool:
    return place < len(record) and bool(record[place].strip())
