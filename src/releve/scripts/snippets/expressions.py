"""Reading values: numbers, strings with what is put into them, variables, calls, operators."""

from releve.scripts.snippets.stream import DEPTH_MAX, HOLES_MAX, TOO_DEEP, Fault, Stream
from releve.scripts.snippets.tokens import Token, tokens
from releve.scripts.snippets.tree import (
    Attribute,
    Binary,
    Call,
    Date,
    Expression,
    Hole,
    Index,
    Name,
    Number,
    Piece,
    Text,
    Truth,
    Unary,
)

#: What binds weaker stands first.
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"|", "||"}),
    frozenset({"&", "&&"}),
    frozenset({"=", "==", "<>", "!=", "<", "<=", ">", ">=", "=>"}),
    frozenset({"+", "-"}),
    frozenset({"*", "/", "\\"}),
)
_BINDS = {sign: level for level, signs in enumerate(_LEVELS) for sign in signs}
_TRUTHS = {"true": True, "false": False}


class Expressions(Stream):
    def whole_expression(self) -> Expression | None:
        """All tokens as one expression; None if there is nothing, or nothing can be read."""
        self._skip_lines()
        if self._now.sort == "end":
            return None
        try:
            read = self._expression()
        except Fault as fault:
            self._note(fault.at, self._tokens[-1].end, fault.reason)
            return None
        self._skip_lines()
        if self._now.sort != "end":
            self._note(self._now.start, self._tokens[-1].end, "more than one expression")
        return read

    def _expression(self, level: int = 0) -> Expression:
        """Operators that bind at least as strong as `level`; those of one level from left to right."""
        left = self._unary()
        while True:
            token = self._tokens[self._at]
            if token.sort != "operator" or (own := _BINDS.get(token.text, -1)) < level:
                return left
            self._at += 1
            right = self._expression(own + 1)
            left = Binary(left.start, right.end, token.text, left, right)

    def _unary(self) -> Expression:
        token = self._tokens[self._at]
        if token.sort == "operator" and token.text in ("!", "-"):
            self._deeper()
            self._at += 1
            operand = self._unary()
            self._depth -= 1
            return Unary(token.start, operand.end, token.text, operand)
        return self._postfix()

    def _postfix(self) -> Expression:
        read = self._primary()
        while (token := self._tokens[self._at]).sort == "mark":
            if token.text == "[":
                self._at += 1
                self._deeper()
                at = self._expression()
                read = Index(read.start, self._expect("]").end, read, at)
                self._depth -= 1
            elif token.text == ".":
                self._at += 1
                read = self._member(read)
            else:
                break
        return read

    def _member(self, base: Expression) -> Expression:
        """An attribute or a method. `.$value` is the value of a leaf."""
        if self._now.sort == "other" and self._now.text == "$":
            self._at += 1
        name = self._word("a name behind the point")
        if self._now.text == "(" and self._now.start == name.end:
            arguments = self._arguments()
            return Call(base.start, self._tokens[self._at - 1].end, base, name.text, arguments)
        return Attribute(base.start, name.end, base, name.text)

    def _primary(self) -> Expression:
        token = self._tokens[self._at]
        match token.sort:
            case "word":
                return self._named(token)
            case "string":
                self._at += 1
                return self._string(token)
            case "number":
                self._at += 1
                return Number(token.start, token.end, token.text)
        if self._take("("):
            self._deeper()
            inner = self._expression()
            self._expect(")")
            self._depth -= 1
            return inner
        if self._take("#"):
            text = self._now
            if text.sort != "string":
                raise Fault("a date without quotes", token.start)
            self._at += 1
            return Date(token.start, text.end, self._string(text))
        raise Fault("a value is missing", token.start)

    def _named(self, token: Token) -> Expression:
        folded = token.text.casefold()
        if folded in _TRUTHS and self._next_text() not in ("(", ":"):
            self._at += 1
            return Truth(token.start, token.end, _TRUTHS[folded])
        name = self._name()
        behind = self._tokens[self._at]
        if behind.text == "(" and behind.start == name.end:
            arguments = self._arguments()
            return Call(name.start, self._tokens[self._at - 1].end, None, name.text, arguments)
        return name

    def _name(self) -> Name:
        first = self._word("a name")
        if first.text.casefold() == "global" and self._take(":"):
            own = self._word("a name behind `global:`")
            return Name(first.start, own.end, own.text, is_global=True)
        return Name(first.start, first.end, first.text)

    def _arguments(self) -> tuple[Expression, ...]:
        self._deeper()
        self._expect("(")
        read: list[Expression] = []
        self._skip_lines()
        while not self._take(")"):
            read.append(self._expression())
            self._skip_lines()
            if self._now.text != ")":
                self._expect(",")
                self._skip_lines()
        self._depth -= 1
        return tuple(read)

    # ---------------------------------------------------------------- strings

    def _string(self, token: Token) -> Text:
        text = token.text
        opens = 2 if text[0] == "$" else 1
        closed = len(text) > opens and text[-1] == text[opens - 1]
        if closed and "{" not in text:
            only = Piece(token.start + opens, token.end - 1, text[opens:-1])
            return Text(token.start, token.end, (only,) if only.text else ())
        if not closed:
            self._note(token.start, token.end, "a string that is never closed")
        inside = token.start + opens, token.end - (1 if closed else 0)
        return Text(token.start, token.end, self.parts(*inside, escapes=opens == 2))

    def parts(self, start: int, end: int, *, escapes: bool) -> tuple[Piece | Hole, ...]:
        """The text from `start` to before `end`, cut at its holes. `escapes`: a backslash before a brace makes it plain."""
        found: list[Piece | Hole] = []
        text, begin, at = self._text, start, start
        while (at := text.find("{", at, end)) >= 0:
            closing = None
            if not (escapes and at > start and text[at - 1] == "\\"):
                closing = self._holes.end(at, end)
            if closing is None:
                at += 1
                continue
            if at > begin:
                found.append(Piece(begin, at, text[begin:at]))
            found.append(self._hole(at, closing))
            begin = at = closing
        if end > begin:
            found.append(Piece(begin, end, text[begin:end]))
        return tuple(found)

    def _hole(self, start: int, end: int) -> Hole:
        if self._in_holes >= HOLES_MAX or self._depth >= DEPTH_MAX:
            self._note(start, end, TOO_DEEP)
            return Hole(start, end, None)
        inner = Expressions(
            self._text,
            tokens(self._text, self._holes, start + 1, end - 1)[0],
            self._holes,
            self._depth + 1,
            self._in_holes + 1,
        )
        value = inner.whole_expression()
        self.unread += [one for one in inner.unread if one.reason == TOO_DEEP]
        # Braces that hold no code are text to the platform as well: `{ "a": 1 }`, `{}`.
        if value is not None and not inner.unread:
            return Hole(start, end, value)
        return Hole(start, end, None)
