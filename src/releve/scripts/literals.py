"""Between what a literal means and how it is written: escapes on the way in, positions on the way back."""

import bisect
import json
import re
from collections.abc import Iterator

from releve.scripts.script import Form, Value

_JSON_ESCAPES = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.", re.DOTALL)
_XML_PIECES = re.compile(
    r"(?P<cdata><!\[CDATA\[.*?\]\]>)|(?P<nothing><!--.*?-->|<\?.*?\?>)|\r\n|&[^;]*;", re.DOTALL
)
_LINE_ENDS = re.compile(r"\r\n")
_CDATA_OPENS, _CDATA_CLOSES = len("<![CDATA["), len("]]>")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)")

_XML_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_XML_ATTRIBUTE = _XML_TEXT | str.maketrans(
    {'"': "&quot;", "'": "&apos;", "\n": "&#xA;", "\t": "&#x9;"}
)


def written(form: Form, text: str) -> str:
    """`text` as a literal of this form, to stand where the old literal stood."""
    match form:
        case Form.JSON_STRING:
            return json.dumps(text, ensure_ascii=False)[1:-1]
        case Form.JSON_BARE:
            return text if _NUMBER.fullmatch(text) else json.dumps(text, ensure_ascii=False)
        case Form.XML_TEXT:
            return text.translate(_XML_TEXT)
        case Form.XML_ATTRIBUTE:
            return text.translate(_XML_ATTRIBUTE)
        case Form.OPAQUE:
            raise AssertionError("a value that is not a text is never edited")


class Ruler:
    """Finds in the text of a script what a position in a decoded value stands for. The literal is read once."""

    __slots__ = ("_ends", "_meant", "_start", "_starts", "_wide")

    def __init__(self, script_text: str, value: Value) -> None:
        raw = script_text[value.start : value.end]
        self._start = value.start
        self._meant: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._wide: list[bool] = []
        if raw != value.text:
            self._measure(raw, value.form)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from `start` to before `end`, at least one, stand in the text of the script."""
        assert start < end, "an empty span stands nowhere"
        return self._start + self._locate(start)[0], self._start + self._locate(end - 1)[1]

    def _measure(self, raw: str, form: Form) -> None:
        raw_at = meant_at = 0
        for start, end, meant in _pieces(raw, form):
            meant_at += start - raw_at
            self._meant.append(meant_at)
            self._starts.append(start)
            self._ends.append(end)
            self._wide.append(meant > 0)
            raw_at, meant_at = end, meant_at + meant

    def _locate(self, at: int) -> tuple[int, int]:
        """The span of one character, from the start of the literal."""
        piece = bisect.bisect_right(self._meant, at) - 1
        if piece < 0:
            return at, at + 1
        beyond = at - self._meant[piece] - self._wide[piece]
        if beyond < 0:
            return self._starts[piece], self._ends[piece]
        found = self._ends[piece] + beyond
        return found, found + 1


def _pieces(raw: str, form: Form) -> Iterator[tuple[int, int, int]]:
    """Yield `(start, end, characters meant)` of every piece of `raw` that does not stand for itself."""
    if form is Form.JSON_STRING:
        yield from ((*found.span(), 1) for found in _JSON_ESCAPES.finditer(raw))
    elif form in (Form.XML_TEXT, Form.XML_ATTRIBUTE):
        yield from _xml_pieces(raw)


def _xml_pieces(raw: str) -> Iterator[tuple[int, int, int]]:
    for found in _XML_PIECES.finditer(raw):
        start, end = found.span()
        if found["cdata"] is None:
            yield start, end, int(found["nothing"] is None)
            continue
        yield start, start + _CDATA_OPENS, 0
        for line_end in _LINE_ENDS.finditer(raw, start, end):
            yield (*line_end.span(), 1)
        yield end - _CDATA_CLOSES, end, 0
