"""A CSV file, whoever saved it: bytes to rows of cells, and rows to bytes.

Law: what is written is read again as the same cells.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from releve.domain.errors import Invalid
from releve.domain.say import say

SEPARATORS = (",", ";", "\t")

_NEEDS_QUOTES = re.compile('[",\r\n]')


def write_sheet(rows: Iterable[Iterable[str]]) -> bytes:
    """Commas, line feeds, quotes only where needed. In cp1252, as the field's template; if a character does not
    fit, in UTF-8 with a byte-order mark, which spreadsheet programs recognise."""
    text = "".join(",".join(map(_quoted, row)) + "\n" for row in rows)
    with suppress(UnicodeEncodeError):
        raw = text.encode("cp1252")
        # Bytes that happen to be UTF-8 too would be read again as other characters.
        if decoded(raw)[0] == text:
            return raw
    return text.encode("utf-8-sig")


def streamed(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """The same row by row, for what is too long to be held; in UTF-8 with a byte-order mark."""
    yield codecs.BOM_UTF8
    for row in rows:
        yield (",".join(map(_quoted, row)) + "\n").encode("utf-8", "replace")


def decoded(raw: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding. Raises Invalid for none that we know."""
    for encoding in _encodings(raw):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Invalid(
        say("The characters of the file cannot be read."),
        say("Save it again as “CSV UTF-8” and import that file."),
    )


def _encodings(raw: bytes) -> tuple[str, ...]:
    """In the order in which to try: a mark is believed, UTF-8 proves itself, cp1252 is what remains."""
    if raw.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if (without := _without_mark(raw)) is not None:
        return (without,)
    return ("utf-8", "cp1252")


def _without_mark(raw: bytes) -> str | None:
    """UTF-16 that has lost its mark: every other byte of the header, which is ASCII, is a zero."""
    start = raw[:64]
    if len(start) >= 8 and not any(start[1::2]) and all(start[::2]):
        return "utf-16-le"
    if len(start) >= 8 and not any(start[::2]) and all(start[1::2]):
        return "utf-16-be"
    return None


def text_records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number, empty ones too. Raises Invalid where quotation marks do not match."""
    number = 0
    try:
        # Strict: without it, one quotation mark that is never closed swallows the rest of the file in silence.
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            number += 1
            yield number, record
    except csv.Error as error:
        raise Invalid(
            say("Row {row} cannot be read: its quotation marks do not match.", row=number + 1),
            say("Put the cell between quotation marks, and double every one inside it."),
            row=number + 1,
        ) from error


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell
