"""Tokens of the snippet language, with their places.

- A backslash escapes nothing, but a brace in a string that begins with `$`.
- A string ends with its line. It may hold quotes inside braces: `"{now.datefmt("yyyy")}"` is one.
- `//` begins a comment anywhere outside a string, and the comment may hold quotes that are never closed.
"""

import re
from typing import NamedTuple

#: A token with the spaces before it; what is met most often stands first. A string into which nothing is put is taken whole, of
#: any other the beginning.
_TOKEN = re.compile(
    r"""[^\S\n]*(?:
        ([^\W\d]\w*)
      | ([{}()\[\].,:\#;])
      | ("[^"{\n]*"|'[^'{\n]*')
      | ([$]?["'])
      | (\n)
      | (//[^\n]*)
      | (&&|\|\||<>|!=|<=|>=|=>|==|[-+*/\\=<>&|!])
      | (\d+(?:\.\d+)?(?!\w))
      | (\d+\w+)
      | (\S)
      )""",
    re.VERBOSE,
)
_SORTS = ("", "word", "mark", "string", "", "line", "", "operator", "number", "word", "other")
_OPENED, _COMMENT = 4, 6
_PLAIN = {'"': re.compile(r'[^"{\n]*"'), "'": re.compile(r"[^'{\n]*'")}


class Token(NamedTuple):
    """`sort` is one of line, number, word, string, operator, mark, other, end."""

    sort: str
    text: str
    start: int
    end: int


class Holes:
    """Finds where the braces in strings are closed. What is looked through in vain is bounded for the whole text, by so many
    times its length: text made of nothing but braces and quotes would else take the square of it. `gave_up_at` is where
    nothing was left, and braces are taken for text from there on."""

    IN_VAIN_MAX, AT_LEAST = 100, 1_000_000

    def __init__(self, text: str) -> None:
        self._text, self._left = text, self.IN_VAIN_MAX * len(text) + self.AT_LEAST
        self.gave_up_at: int | None = None

    def end(self, at: int, stop: int) -> int | None:
        """Behind the brace that closes the one at `at`, on this line; strings in between are passed over. None: there is
        none, or it was looked for in vain too often."""
        if self._left < 0:
            if self.gave_up_at is None:
                self.gave_up_at = at
            return None
        found = self._end(at, stop)
        if found is None:
            self._left -= stop - at
        return found

    def _end(self, at: int, stop: int) -> int | None:
        text, depth = self._text, 0
        while at < stop:
            char = text[at]
            if char == "\n":
                return None
            if char == "{":
                depth += 1
            elif char == "}":
                depth -= 1
                if depth == 0:
                    return at + 1
            elif char in "\"'":
                closing = text.find(char, at + 1, stop)
                if closing < 0:
                    return None
                at = closing
            at += 1
        return None


Span = tuple[int, int]


def tokens(
    text: str, holes: Holes, start: int = 0, end: int | None = None
) -> tuple[list[Token], list[Span]]:
    """The tokens without spaces and comments, ended by one of the sort `end`; and the spans of the comments."""
    found: list[Token] = []
    comments: list[Span] = []
    at, stop = start, len(text) if end is None else end
    match = _TOKEN.match
    while (one := match(text, at, stop)) is not None:
        group = one.lastindex or 0
        begin, at = one.span(group)
        if group == _COMMENT:
            comments.append((begin, at))
            continue
        if group == _OPENED:
            at = string_end(text, at, text[at - 1], stop, holes, escapes=text[begin] == "$")
            found.append(Token("string", text[begin:at], begin, at))
        else:
            found.append(Token(_SORTS[group], one[group], begin, at))
    found.append(Token("end", "", stop, stop))
    return found, comments


def string_end(text: str, at: int, quote: str, stop: int, holes: Holes, *, escapes: bool) -> int:
    """Behind the closing quote of the string whose text begins at `at`; the end of its line if there is none."""
    if (plain := _PLAIN[quote].match(text, at, stop)) is not None:
        return plain.end()
    line_end = text.find("\n", at, stop)
    line_end = stop if line_end < 0 else line_end
    while at < line_end:
        char = text[at]
        if char == quote:
            return at + 1
        closing = None
        if char == "{" and not (escapes and text[at - 1] == "\\"):
            closing = holes.end(at, line_end)
        at = closing or at + 1
    return line_end
