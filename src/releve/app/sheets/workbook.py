"""An XLSX workbook, read as a stream: what a file holds is never held whole, however many rows or cells it claims.

A workbook is a ZIP of XML. A sheet of a million empty rows costs a moment and no memory: empty cells are taken out
before the XML is even read, and of the rest one row is held at a time. Only the texts that cells share are kept.
"""

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import join, normpath
from typing import IO, Any
from xml.parsers import expat

from releve.domain.errors import Invalid
from releve.domain.say import say

#: A part of a workbook unpacked: what is larger is refused while it is read. Sheets are streamed; texts are held.
SHEET_BYTES_MAX = 1024**3
TEXTS_BYTES_MAX = 64 * 1024**2
#: Cells of one row that are looked at; what stands further right is taken as one more.
COLUMNS_MAX = 256
#: What no workbook has more of: characters of a cell, rows, and sheets that one would look through.
CELL_MAX = 32_767
ROWS_MAX = 1_048_576
SHEETS_MAX = 255
#: A piece of XML, such as a tag with all that it says, is held until it is whole.
_PIECE_MAX = 1024**2

_CHUNK = 256 * 1024
#: A cell with a place and nothing in it, exactly as spreadsheet programs write it.
_EMPTY = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]+")?/>')
#: And a row that is left with none.
_DESERTED = re.compile(rb'<row r="[0-9]{1,7}"[^<>]*(?:/>|></row>)')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_PLAIN = re.compile(r"-?[0-9]+")
_LETTERS = re.compile("[A-Z]{0,4}")
#: What a code for showing numbers says between quotation marks, brackets, or behind a backslash is no date.
_NO_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
#: Codes that need no definition and show dates.
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

Start = Callable[[str, dict[str, str]], None]


class Workbook:
    """One workbook. Raises Invalid, with what to do, for whatever is none."""

    def __init__(self, raw: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except zipfile.BadZipFile as fault:
            raise _unreadable() from fault

    @cached_property
    def sheets(self) -> list[str]:
        """The parts that are sheets one can see, in the order of their tabs."""
        found = [
            self._targets.get(sheet.get("id", ""), "")
            for sheet in self._book
            if sheet.get("state", "visible") == "visible"
        ]
        parts = list(dict.fromkeys(part for part in found if part))
        _must_be_at_most(SHEET_BYTES_MAX, sum(map(self._size, parts)))
        return parts

    def _size(self, part: str) -> int:
        """What the archive says of it: no more is ever unpacked. What is not there is told when it is read."""
        try:
            return self._zip.getinfo(part).file_size
        except KeyError:
            return 0

    def records(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """The rows that hold any cell, each with its number and its cells as text, in the order of the file."""
        if not sheet:
            return
        cells = _Cells(self._texts, self._dates, is_1904=self._is_1904)
        yield from self._parsed(sheet, cells, SHEET_BYTES_MAX)

    @cached_property
    def _book(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []

        def start(name: str, given: dict[str, str]) -> None:
            if name == "sheet":
                found.append(given)
            if len(found) > SHEETS_MAX:
                raise Invalid(
                    say("The workbook has more than {n} sheets.", n=SHEETS_MAX),
                    say("Copy the rows into a new workbook, or save the sheet as CSV."),
                )

        self._look("xl/workbook.xml", start)
        return found

    @cached_property
    def _is_1904(self) -> bool:
        found: list[bool] = []

        def start(name: str, given: dict[str, str]) -> None:
            if name == "workbookPr":
                found.append(given.get("date1904", "") in ("1", "true"))

        self._look("xl/workbook.xml", start)
        return any(found)

    @cached_property
    def _targets(self) -> dict[str, str]:
        """What the workbook calls its parts → where they are."""
        found: dict[str, str] = {}

        def start(name: str, given: dict[str, str]) -> None:
            if name == "Relationship" and given.get("TargetMode", "") != "External":
                target = given.get("Target", "")
                place = target.lstrip("/") if target.startswith("/") else join("xl", target)
                found[given.get("Id", "")] = normpath(place)

        self._look("xl/_rels/workbook.xml.rels", start)
        return found

    @cached_property
    def _texts(self) -> list[str]:
        """The texts that cells share."""
        part = self._named("sharedStrings.xml")
        texts = _Texts()
        if part:
            for _ in self._parsed(part, texts, TEXTS_BYTES_MAX):
                pass
        return texts.found

    @cached_property
    def _dates(self) -> frozenset[str]:
        """The styles that show a number as a date."""
        part = self._named("styles.xml")
        styles = _Styles()
        if part:
            self._look(part, styles.start)
        return styles.dates

    def _named(self, name: str) -> str:
        """The part of that name, as the workbook's own list has it; "" if there is none."""
        return next((one for one in self._targets.values() if one.endswith(name)), "")

    def _look(self, part: str, start: Start) -> None:
        """Read a small part."""
        for _ in self._parsed(part, _Starts(start), TEXTS_BYTES_MAX):
            pass

    def _parsed(self, part: str, reader: "_Reader", bytes_max: int) -> Iterator[Any]:
        """What `reader` makes of a part, while it is read."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        try:
            with self._zip.open(part) as stream:
                fed = 0
                for chunk in _chunks(stream, bytes_max):
                    parser.Parse(chunk, False)
                    fed += len(chunk)
                    if fed - parser.CurrentByteIndex > _PIECE_MAX:
                        raise _unreadable()
                    yield from reader.taken()
                parser.Parse(b"", True)
                yield from reader.taken()
        except (
            KeyError,
            ValueError,
            IndexError,
            OverflowError,
            RuntimeError,
            NotImplementedError,
            EOFError,
            zlib.error,
            zipfile.BadZipFile,
            expat.ExpatError,
        ) as fault:
            raise _unreadable() from fault


def _chunks(stream: IO[bytes], bytes_max: int) -> Iterator[bytes]:
    """The bytes of a part without its empty cells."""
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        _must_be_at_most(bytes_max, size)
        yield _DESERTED.sub(b"", _EMPTY.sub(b"", chunk))


def _must_be_at_most(bytes_max: int, size: int) -> None:
    if size > bytes_max:
        raise Invalid(
            say("The workbook holds a part of more than {mb} MB.", mb=bytes_max // 1024**2),
            say("Copy the rows into a new workbook, or save the sheet as CSV."),
        )


class _Words:
    """The text of one cell, as it is put together. Raises Invalid for more than a cell can hold."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    def add(self, data: str) -> None:
        self._parts.append(data)
        self._length += len(data)
        if self._length > CELL_MAX * len("_x0000_"):
            raise _too_long()

    def taken(self) -> str:
        told = "".join(self._parts)
        self._parts.clear()
        self._length = 0
        return told


def _too_long() -> Invalid:
    return Invalid(
        say("A cell of the workbook holds more than {n} characters.", n=CELL_MAX),
        say("Shorten it, then upload the workbook again."),
    )


def _no_doctype(*_: object) -> None:
    raise _unreadable()


def _unreadable() -> Invalid:
    return Invalid(
        say("The workbook cannot be read."),
        say("Open it in the spreadsheet program, save it again as XLSX or CSV, and upload that."),
    )


class _Reader:
    """Takes in XML; `taken` hands over what is complete."""

    def start(self, name: str, given: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, data: str) -> None: ...
    def taken(self) -> Iterator[Any]:
        yield from ()


class _Starts(_Reader):
    """Calls `then` with the beginning of every element, names without their prefixes."""

    def __init__(self, then: Start) -> None:
        self._then = then

    def start(self, name: str, given: dict[str, str]) -> None:
        self._then(_local(name), {_local(one): value for one, value in given.items()})


@dataclass
class _Texts(_Reader):
    """Shared texts: the runs of one are put together, readings for other scripts left out."""

    found: list[str] = field(default_factory=list)
    _words: _Words = field(default_factory=_Words)
    _reads: bool = False
    _aside: bool = False

    def start(self, name: str, given: dict[str, str]) -> None:
        match _local(name):
            case "t":
                self._reads = not self._aside
            case "rPh":
                self._aside = True

    def end(self, name: str) -> None:
        match _local(name):
            case "t":
                self._reads = False
            case "rPh":
                self._aside = False
            case "si":
                self.found.append(_unescaped(self._words.taken()))

    def text(self, data: str) -> None:
        if self._reads:
            self._words.add(data)


class _Styles:
    """Which styles of cells show a date."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._of_cells: list[str] = []
        self._among_cells = False

    def start(self, name: str, given: dict[str, str]) -> None:
        match name:
            case "numFmt":
                self._codes[given.get("numFmtId", "")] = given.get("formatCode", "")
            case "cellXfs" | "cellStyleXfs" | "dxfs":
                self._among_cells = name == "cellXfs"
            case "xf" if self._among_cells:
                self._of_cells.append(given.get("numFmtId", "0"))

    @property
    def dates(self) -> frozenset[str]:
        return frozenset(str(n) for n, one in enumerate(self._of_cells) if self._is_date(one))

    def _is_date(self, id: str) -> bool:
        if id in self._codes:
            code = _NO_CODE.sub("", self._codes[id]).lower()
            return code != "general" and any(letter in code for letter in "ymdh")
        return id.isdigit() and int(id) in _DATES


class _Cells(_Reader):
    """The rows of a sheet."""

    def __init__(self, texts: list[str], dates: frozenset[str], *, is_1904: bool) -> None:
        self._texts, self._dates, self._is_1904 = texts, dates, is_1904
        self._columns: dict[str, int] = {}
        self._rows: list[tuple[int, list[str]]] = []
        self._row: list[str] = []
        self._number = 0
        self._column, self._sort, self._style = -1, "n", ""
        self._words = _Words()
        self._reads = self._aside = False

    def start(self, name: str, given: dict[str, str]) -> None:
        name = name[name.find(":") + 1 :]
        if name == "c":
            self._column = self._place(given["r"]) if "r" in given else self._column + 1
            self._sort, self._style = given.get("t", "n"), given.get("s", "")
        elif name == "v" or (name == "t" and not self._aside):
            self._reads = True
        elif name == "row":
            self._number = int(given["r"]) if "r" in given else self._number + 1
            if not 0 < self._number <= ROWS_MAX:
                raise ValueError(self._number)
            self._column = -1
        elif name == "rPh":
            self._aside = True

    def end(self, name: str) -> None:
        name = name[name.find(":") + 1 :]
        if name in ("v", "t"):
            self._reads = False
        elif name == "c":
            if told := self._words.taken():
                self._put(told)
        elif name == "row":
            if self._row:
                self._rows.append((self._number, self._row))
                self._row = []
        elif name == "rPh":
            self._aside = False

    def text(self, data: str) -> None:
        if self._reads:
            self._words.add(data)

    def taken(self) -> Iterator[tuple[int, list[str]]]:
        rows, self._rows = self._rows, []
        yield from rows

    def _place(self, ref: str) -> int:
        letters = ref.rstrip("0123456789")
        if (known := self._columns.get(letters)) is not None:
            return known
        if not _LETTERS.fullmatch(letters):
            raise ValueError(letters)
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        self._columns[letters] = min(max(column, 1) - 1, COLUMNS_MAX)
        return self._columns[letters]

    def _put(self, told: str) -> None:
        column = min(self._column, COLUMNS_MAX)
        if (missing := column - len(self._row)) >= 0:
            self._row.extend([""] * missing)
            self._row.append(self._value(told))
        elif not self._row[column]:
            self._row[column] = self._value(told)

    def _value(self, told: str) -> str:
        match self._sort:
            case "s":
                return self._texts[int(told)]
            case "inlineStr" | "str":
                return _unescaped(told)
            case "b":
                return "TRUE" if told.strip() == "1" else "FALSE"
            case "e":
                return told
            case "d":
                return _day(datetime.datetime.fromisoformat(told.strip()))
        return self._number_told(told.strip())

    def _number_told(self, told: str) -> str:
        if self._style in self._dates:
            return _day(_moment(float(told), is_1904=self._is_1904))
        if _PLAIN.fullmatch(told):
            return told
        number = float(told)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _moment(serial: float, *, is_1904: bool) -> datetime.datetime:
    """Day 60 of the usual count never was: a mistake of 1983 that every program keeps."""
    epoch = datetime.datetime(1904, 1, 1) if is_1904 else datetime.datetime(1899, 12, 30)  # noqa: DTZ001
    late = 0 if is_1904 or serial >= 60 else 1
    return epoch + datetime.timedelta(days=serial + late)


def _day(moment: datetime.datetime) -> str:
    """As the template writes days."""
    return f"{_MONTHS[moment.month - 1]}-{moment.day:02}-{moment.year:04}"


def _unescaped(text: str) -> str:
    """Characters that XML cannot hold are written as `_x000D_`. Raises Invalid for more than a cell can hold."""
    if "_x" in text:
        text = _ESCAPED.sub(_character, text)
    if len(text) > CELL_MAX:
        raise _too_long()
    return text


def _character(found: re.Match[str]) -> str:
    """What is no character by itself stays as it is written."""
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code <= 0xDFFF else chr(code)


def _local(name: str) -> str:
    return name[name.find(":") + 1 :]
