"""A list of tokens, read from left to right."""

from releve.scripts.snippets.tokens import Holes, Token
from releve.scripts.snippets.tree import Unread

#: How deep blocks, brackets and strings may stand in each other. Real code stays below ten.
DEPTH_MAX = 60

#: How deep strings may stand in what is put into strings: each level is read anew.
HOLES_MAX = 8

TOO_DEEP = "too deep"


class Fault(Exception):
    """What is being read cannot be read any further."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason, self.at = reason, at


class Stream:
    def __init__(
        self, text: str, found: list[Token], holes: Holes, depth: int = 0, in_holes: int = 0
    ) -> None:
        self._text, self._tokens, self._holes = text, found, holes
        self._at, self._depth = 0, depth
        self._in_holes = in_holes
        self.unread: list[Unread] = []
        self.strays: list[tuple[int, int]] = []

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _next_text(self) -> str:
        behind = self._at + 1
        return self._tokens[behind].text if behind < len(self._tokens) else ""

    def told(self) -> tuple[Unread, ...]:
        """All that could not be read."""
        if (at := self._holes.gave_up_at) is not None:
            self._note(at, len(self._text), "too many braces that are never closed")
        return tuple(self.unread)

    def _skip_lines(self) -> None:
        tokens, at = self._tokens, self._at
        while (token := tokens[at]).sort == "line" or token.text == ";":
            at += 1
        self._at = at

    def _skip_strays(self) -> None:
        while (token := self._tokens[self._at]).sort == "mark" and token.text in (")", "]"):
            self.strays.append((token.start, token.end))
            self._at += 1

    def _take(self, text: str) -> bool:
        token = self._tokens[self._at]
        if token.text == text and token.sort in ("mark", "operator"):
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> Token:
        token = self._now
        if not self._take(text):
            raise Fault(f"`{text}` is missing", token.start)
        return token

    def _expect_word(self, word: str) -> None:
        if not (self._now.sort == "word" and self._now.text.upper() == word):
            raise Fault(f"{word} is missing", self._now.start)
        self._at += 1

    def _word(self, wanted: str) -> Token:
        token = self._now
        if token.sort != "word":
            raise Fault(f"{wanted} is missing", token.start)
        self._at += 1
        return token

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise Fault(TOO_DEEP, self._now.start)

    def _note(self, start: int, end: int, reason: str) -> None:
        self.unread.append(Unread(start, end, reason))
