"""From text to tree. What cannot be read is a finding at its place, up to the end of its line; all else is read.

The vendor's compiler is lenient and so is this: a stray bracket, a missing quote, a word that means nothing never hides
what stands beside it.
"""

from collections.abc import Callable

from releve.scripts.snippets.expressions import Expressions
from releve.scripts.snippets.stream import Fault
from releve.scripts.snippets.tokens import Holes, Token, tokens
from releve.scripts.snippets.tree import (
    Act,
    Assign,
    Block,
    Break,
    Call,
    Case,
    Dynamic,
    Expression,
    For,
    ForEach,
    Function,
    Hole,
    If,
    Name,
    Piece,
    Return,
    Snippet,
    Statement,
    Switch,
    Unread,
)


def read_snippet(text: str) -> Snippet:
    """Read code. Never raises, whatever the text is."""
    holes = Holes(text)
    found, comments = tokens(text, holes)
    reader = Statements(text, found, holes)
    statements = reader.statements(to_the_end=True)
    return Snippet(text, tuple(statements), tuple(comments), reader.told(), tuple(reader.strays))


def read_expression(text: str) -> tuple[Expression | None, tuple[Unread, ...]]:
    """Read one expression, as it stands in the properties of IF, CASE, FOR."""
    holes = Holes(text)
    reader = Expressions(text, tokens(text, holes)[0], holes)
    return reader.whole_expression(), reader.told()


def read_template(text: str) -> tuple[tuple[Piece | Hole, ...], tuple[Unread, ...]]:
    """Read a text into which values are put, as it stands in most properties."""
    reader = Expressions(text, [], Holes(text))
    return reader.parts(0, len(text), escapes=False), reader.told()


class Statements(Expressions):
    def __init__(self, text: str, found: list[Token], holes: Holes) -> None:
        super().__init__(text, found, holes)
        self._readers: dict[str, Callable[[Token], Statement]] = {
            "ASSIGN": self._assign,
            "DYNAMIC": self._dynamic,
            "IF": self._if,
            "SWITCH": self._switch,
            "SELECT": self._select,
            "FOR": self._for,
            "FOREACH": self._for_each,
            "FUNCTION": self._function,
            "RETURN": self._return,
            "BREAK": lambda word: Break(word.start, word.end),
        }

    def statements(self, *, to_the_end: bool) -> list[Statement]:
        """Up to the brace that closes the block, or to the end of the text."""
        read: list[Statement] = []
        while True:
            self._skip_lines()
            token = self._now
            if token.sort == "end":
                return read
            if token.text == "}" and token.sort == "mark":
                if not to_the_end:
                    return read
                self._note(token.start, token.end, "a brace that closes nothing")
                self._at += 1
                continue
            begin, depth = self._at, self._depth
            try:
                read.append(self._statement())
                self._must_end(read[-1])
            except Fault as fault:
                self._depth = depth
                self._give_up(begin, fault)

    def _must_end(self, statement: Statement) -> None:
        self._skip_strays()
        token = self._now
        if token.sort in ("line", "end") or token.text in ("}", ";"):
            return
        if isinstance(statement, If | Switch | For | ForEach | Function):
            return  # another statement may follow a block on its line
        raise Fault("more stands on this line than one statement", token.start)

    def _give_up(self, begin: int, fault: Fault) -> None:
        """Pass over the rest of the line, but not over a brace that closes a block around it."""
        opened = 0
        if self._at == begin:
            self._at += 1
        while self._now.sort not in ("line", "end"):
            if self._now.sort == "mark" and self._now.text == "{":
                opened += 1
            elif self._now.sort == "mark" and self._now.text == "}":
                if not opened:
                    break
                opened -= 1
            self._at += 1
        self._note(fault.at, max(fault.at, self._tokens[self._at - 1].end), fault.reason)

    def _statement(self) -> Statement:
        word = self._tokens[self._at]
        reader = self._reader(word) if word.sort == "word" else None
        if reader is not None:
            self._at += 1
            return reader(word)
        left = self._postfix()
        if self._take("="):
            value = self._expression()
            return Assign(left.start, value.end, left, value)
        if isinstance(left, Call):
            return Act(left.start, left.end, left)
        raise Fault("neither an assignment nor a call", self._now.start)

    def _reader(self, word: Token) -> Callable[[Token], Statement] | None:
        """What reads the statement that this word begins; None if it is a name. A function may be called `if`: only in capitals
        does IF have a bracket behind it."""
        behind = self._next_text()
        if behind in ("(", "["):
            return self._readers.get(word.text)
        return None if behind in (".", ":", "=") else self._readers.get(word.text.upper())

    def _assign(self, word: Token) -> Statement:
        target = self._postfix()
        self._expect("=")
        value = self._expression()
        return Assign(word.start, value.end, target, value)

    def _dynamic(self, word: Token) -> Statement:
        target = self._postfix()
        if self._take("="):
            value = self._expression()
            return Dynamic(word.start, value.end, target, value)
        if self._now.sort == "word" and self._now.text.upper() == "FROM":
            self._at += 1
            source = self._name()
            return Dynamic(word.start, source.end, target, None, source)
        return Dynamic(word.start, target.end, target)

    def _if(self, word: Token) -> Statement:
        """With all that follow by ELSE IF, however many."""
        branches = [(word, self._expression(), self._block(or_one=True))]
        otherwise: Block | None = None
        while otherwise is None and self._take_else():
            following = self._now
            if following.sort == "word" and following.text.upper() == "IF":
                self._at += 1
                branches.append((following, self._expression(), self._block(or_one=True)))
            else:
                otherwise = self._block(or_one=True)
        for one, test, then in reversed(branches[1:]):
            chained = If(one.start, (otherwise or then).end, test, then, otherwise)
            otherwise = Block(chained.start, chained.end, (chained,))
        _, test, then = branches[0]
        return If(word.start, (otherwise or then).end, test, then, otherwise)

    def _take_else(self) -> bool:
        behind = self._at
        self._skip_lines()
        if self._now.sort == "word" and self._now.text.upper() == "ELSE":
            self._at += 1
            self._skip_lines()
            return True
        self._at = behind
        return False

    def _switch(self, word: Token) -> Statement:
        subject = self._expression()
        cases, end = self._cases()
        return Switch(word.start, end, subject, cases)

    def _select(self, word: Token) -> Statement:
        cases, end = self._cases()
        return Switch(word.start, end, None, cases)

    def _cases(self) -> tuple[tuple[Case, ...], int]:
        self._skip_lines()
        opening = self._expect("{")
        cases: list[Case] = []
        while True:
            self._skip_lines()
            token = self._now
            if token.sort == "end":
                self._note(opening.start, opening.end, "a brace that is never closed")
                return tuple(cases), token.start
            if self._take("}"):
                return tuple(cases), token.end
            begin, depth = self._at, self._depth
            try:
                cases.append(self._case())
            except Fault as fault:
                self._depth = depth
                self._give_up(begin, fault)

    def _case(self) -> Case:
        first = self._now
        labels: list[Expression] = []
        while self._now.sort == "word" and self._now.text.upper() == "CASE":
            self._at += 1
            labels.append(self._expression())
            self._skip_lines()
        if not labels:
            if not (first.sort == "word" and first.text.upper() == "DEFAULT"):
                raise Fault("neither CASE nor DEFAULT", first.start)
            self._at += 1
        block = self._block()
        return Case(first.start, block.end, tuple(labels), block)

    def _for(self, word: Token) -> Statement:
        name = self._name()
        self._expect("=")
        first = self._expression()
        self._expect_word("TO")
        last = self._expression()
        block = self._block()
        return For(word.start, block.end, name, first, last, block)

    def _for_each(self, word: Token) -> Statement:
        name = self._name()
        self._expect_word("IN")
        over = self._expression()
        block = self._block()
        return ForEach(word.start, block.end, name, over, block)

    def _function(self, word: Token) -> Statement:
        name = self._word("the name of the function")
        self._expect("(")
        parameters: list[Name] = []
        while not self._take(")"):
            parameters.append(self._name())
            if self._now.text != ")":
                self._expect(",")
        end, behind = self._tokens[self._at - 1].end, self._at
        self._skip_lines()
        if self._now.text == "{":
            block = self._block()
            return Function(word.start, block.end, name.text, tuple(parameters), block)
        self._at = behind
        return Function(word.start, end, name.text, tuple(parameters), None)

    def _return(self, word: Token) -> Statement:
        if self._now.sort in ("line", "end") or self._now.text == "}":
            return Return(word.start, word.end, None)
        value = self._expression()
        return Return(word.start, value.end, value)

    def _block(self, *, or_one: bool = False) -> Block:
        """`or_one`: a single statement without braces will do."""
        self._skip_strays()
        self._skip_lines()
        self._deeper()
        if or_one and self._now.text != "{" and self._now.sort == "word":
            only = self._statement()
            self._depth -= 1
            return Block(only.start, only.end, (only,))
        opening = self._expect("{")
        statements = self.statements(to_the_end=False)
        closing = self._now
        if not self._take("}"):
            self._note(opening.start, opening.end, "a brace that is never closed")
        self._depth -= 1
        return Block(opening.start, closing.end, tuple(statements))
