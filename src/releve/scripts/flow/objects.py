"""Objects written as text (JSON, or what passes for it): where the value of a member stands."""

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""\\?[{}\[\]]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[:,]|[^\s{}\[\]:,"'\\]+""",
)
_OPENS, _CLOSES = frozenset("{["), frozenset("}]")


def members(text: str, start: int, end: int, name: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the values of this member, without quotes, in the object that stands there. Braces may be
    escaped, as in a text into which values are put."""
    depth, wanted, begin = 0, "", -1
    last: re.Match[str] | None = None
    for token in _TOKEN.finditer(text, start, end):
        sign = token[0].lstrip("\\")
        if depth == 1 and begin < 0 and sign == ":" and last is not None:
            wanted, begin = last[0].strip("\"'").casefold(), token.end()
        elif begin >= 0 and depth == 1 and (sign == "," or sign in _CLOSES) and last is not None:
            if wanted == name:
                yield _bare(text, begin, last.end())
            begin = -1
        if sign in _OPENS:
            depth += 1
        elif sign in _CLOSES:
            depth -= 1
        last = token


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    if end - start >= 2 and text[start] in "\"'" and text[end - 1] == text[start]:
        return start + 1, end - 1
    return start, end
