"""A snippet read statement by statement: what it defines, compares and calls, and what each use of a variable can see.

A definition hides the ones before it, a branch hides nothing, a loop is gone through twice. What stands in a function is
read on its own, as the platform does, who calls it when it likes.
"""

from collections.abc import Iterable, Mapping

from releve.scripts.flow.paths import At, Steps, constant_of, path_of
from releve.scripts.flow.program import (
    NOWHERE_ELSE,
    Comparison,
    FunctionCall,
    Guard,
    Here,
    Program,
    Reach,
)
from releve.scripts.snippets.tree import (
    Act,
    Assign,
    Binary,
    Block,
    Break,
    Call,
    Case,
    Dynamic,
    Expression,
    For,
    ForEach,
    Function,
    If,
    Index,
    Name,
    Number,
    Return,
    Snippet,
    Statement,
    Switch,
    Text,
    walk,
)

EQUAL = frozenset({"=", "==", "<>", "!="})
_RECKONS = frozenset({"+", "-", "*", "/", "\\", "<", "<=", ">", ">=", "=>"})
#: Methods that put something into what they are called on.
ADDS = frozenset({"append", "add", "push"})
_SEARCHES = frozenset({"indexof", "contains", "includes"})
#: Their arguments are positions, lengths, moments.
_COUNTS = frozenset(
    {
        "left",
        "right",
        "mid",
        "substr",
        "dateadd",
        "datediff",
        "format",
        "datefmt",
        "savetodb",
        "round",
        "min",
        "max",
        "floor",
    }
)
#: Above so many statements, the order of them is no longer looked at.
_STATEMENTS_MAX = 1500

_Reach = dict[str, frozenset[int]]


def read_into(program: Program, piece: int, snippet: Snippet) -> None:
    """Add what a snippet does to the program."""
    reader = _Reader(program, piece)
    reader.ordered = not _is_long(snippet)
    end = reader.statements(snippet.statements, {})
    program.leaves(program.pieces[piece].action, (end, *reader.early))
    reader.functions()
    if not reader.ordered:
        reader.all_at_any_time()


def _is_long(snippet: Snippet) -> bool:
    """Whether it has too many statements. The shortest of them is `a=1` and its line's end."""
    if len(snippet.text) < 4 * _STATEMENTS_MAX:
        return False
    found = sum(isinstance(one, Assign | Dynamic) for one in walk(*snippet.statements))
    return found > _STATEMENTS_MAX


def read_value(program: Program, piece: int, expression: Expression) -> None:
    """Add an expression that stands alone in a property."""
    _Reader(program, piece).value(expression, {})


class _Reader:
    def __init__(self, program: Program, piece: int) -> None:
        self.program, self.piece = program, piece
        self.early: list[_Reach] = []
        self.ordered = True
        self._function = ""
        self._pending: list[Function] = []
        self._numbers: dict[tuple[int, str], int] = {}
        self._seen: set[int] = set()

    # ------------------------------------------------------------ statements

    def statements(self, statements: Iterable[Statement], reach: _Reach) -> _Reach:
        for one in statements:
            reach = self._statement(one, reach)
        return reach

    def functions(self) -> None:
        """Read the bodies, whatever is in them can run at any time."""
        while self._pending:
            function = self._pending.pop()
            assert function.block is not None
            self._function = function.name.casefold()
            self.program.spelled[f"{self._function}()"] = function.name
            self.program.parameters[self._function] = tuple(
                one.folded for one in function.parameters
            )
            reach = {
                name.folded: frozenset({self._parameter(function, index)})
                for index, name in enumerate(function.parameters)
            }
            before = set(reach)
            self.early = []
            end = self.statements(function.block.statements, reach)
            for found in (end, *self.early):
                for key, seen in found.items():
                    if key not in before:
                        self.program.at_any_time[key] |= seen - NOWHERE_ELSE

    def all_at_any_time(self) -> None:
        """Where the order does not count, every definition can be seen from everywhere."""
        for (_, key), number in self._numbers.items():
            self.program.at_any_time[key].add(number)

    def _parameter(self, function: Function, index: int) -> int:
        name = function.parameters[index]
        self.program.spelled.setdefault(name.folded, name.text)
        return self.program.define(name.folded, parameter=(function.name.casefold(), index))

    def _statement(self, one: Statement, reach: _Reach) -> _Reach:
        match one:
            case Assign(target=target, value=value):
                return self._assign(one, target, value, reach)
            case Dynamic(target=target, value=value, source=source):
                given = value or source
                return self._assign(one, target, given, reach) if given else reach
            case If():
                return self._if(one, reach)
            case Switch():
                return self._switch(one, reach)
            case For(name=name, first=first, last=last, block=block):
                self.value(first, reach)
                self.value(last, reach)
                self.program.quantities += [Here(self.piece, first), Here(self.piece, last)]
                number = self._define(one, name.folded, (), None, gives="number")
                return self._loop(block, self._with(reach, name.folded, frozenset({number})))
            case ForEach(name=name, over=over, block=block):
                self.value(over, reach)
                self.program.spelled.setdefault(name.folded, name.text)
                number = self._define(one, name.folded, (), over, through=(At(),))
                return self._loop(block, self._with(reach, name.folded, frozenset({number})))
            case Function():
                if id(one) not in self._seen and one.block is not None:
                    self._pending.append(one)
                self._seen.add(id(one))
            case Return(value=value):
                if value is not None:
                    self.value(value, reach)
                    self._returned(one, value)
                self.early.append(reach)
            case Break():
                self.early.append(reach)
            case Act(value=value):
                self.value(value, reach)
                return self._added(value, reach)
        return reach

    def _returned(self, one: Return, value: Expression) -> None:
        if id(one) in self._seen:
            return
        self._seen.add(id(one))
        here = Here(self.piece, value)
        if self._function:
            self.program.returned[self._function].append(here)
        else:
            self.program.results.append(here)

    def _assign(
        self, one: Statement, target: Expression, value: Expression, reach: _Reach
    ) -> _Reach:
        self.value(value, reach)
        if isinstance(target, Index):
            self.value(target.at, reach)
        path = path_of(target)
        if path is None:
            self.value(target, reach)
            return reach
        if path.root.is_global:
            self.program.globals.add(path.root.folded)
        self.program.spelled.setdefault(path.key, path.spelled)
        given = path_of(value)
        if given is not None and given.key in self.program.tenants:
            self.program.tenants.add(path.key)
        number = self._define(one, path.key, path.steps, value)
        seen = frozenset({number})
        if path.steps:
            seen |= reach.get(path.key, NOWHERE_ELSE)
        elif not self.ordered:
            seen = NOWHERE_ELSE
        return self._with(reach, path.key, seen)

    def _with(self, reach: _Reach, key: str, seen: frozenset[int]) -> _Reach:
        """What can be seen from here on. Where the order does not count, all uses share one book."""
        if self.ordered:
            return reach | {key: seen}
        reach[key] = seen
        return reach

    def _added(self, value: Expression, reach: _Reach) -> _Reach:
        """`list.append(x)`."""
        if not (isinstance(value, Call) and value.base is not None and value.arguments):
            return reach
        path = path_of(value.base)
        if path is None or value.name.casefold() not in ADDS:
            return reach
        number = self._define(value, path.key, (*path.steps, At()), value.arguments[0])
        return self._with(reach, path.key, reach.get(path.key, NOWHERE_ELSE) | {number})

    def _define(
        self,
        one: Statement | Call,
        key: str,
        steps: Steps,
        value: Expression | None,
        *,
        through: Steps = (),
        gives: str = "",
    ) -> int:
        """Once for each statement, however often it is gone through."""
        known = (id(one), key)
        if known not in self._numbers:
            source = None if value is None else Here(self.piece, value)
            self._numbers[known] = self.program.define(
                key, steps, source, through=through, gives=gives
            )
        return self._numbers[known]

    def _if(self, one: If, reach: _Reach) -> _Reach:
        self.value(one.test, reach)
        if self._tells_tenant(one.test):
            self._switched(one.test, one.then, one.otherwise)
        self._guard_of(one.test, one.then)
        then = self.statements(one.then.statements, reach)
        if one.otherwise is None:
            return _either(then, reach)
        return _either(then, self.statements(one.otherwise.statements, reach))

    def _switch(self, one: Switch, reach: _Reach) -> _Reach:
        labels = [label for case in one.cases for label in case.labels]
        if one.subject is not None:
            self.value(one.subject, reach)
        if any(self._tells_tenant(node) for node in ([one.subject] if one.subject else labels)):
            self._switched(*labels, *(case.block for case in one.cases))
        end: _Reach | None = None
        for case in one.cases:
            self._labels(one, case, reach)
            if one.subject is not None:
                self._guard(case.block, one.subject, case.labels)
            own = self.statements(case.block.statements, reach)
            end = own if end is None else _either(end, own)
        if end is None:
            return reach
        return end if any(not case.labels for case in one.cases) else _either(end, reach)

    def _labels(self, one: Switch, case: Case, reach: _Reach) -> None:
        for label in case.labels:
            self.value(label, reach)
            if one.subject is not None:
                self._compare(label, one.subject, label)

    def _loop(self, block: Block, reach: _Reach) -> _Reach:
        once = _either(reach, self.statements(block.statements, reach))
        return _either(once, self.statements(block.statements, once))

    def _tells_tenant(self, expression: Expression) -> bool:
        """Whether it asks in which tenant the script runs, by the platform's variable or by one that was given it."""
        tenants = self.program.tenants
        return any(isinstance(node, Name) and node.folded in tenants for node in walk(expression))

    def _guard_of(self, test: Expression, block: Block) -> None:
        """`IF verb = "QUEUE" { … }`."""
        if isinstance(test, Binary) and test.operator in ("=", "=="):
            for subject, word in ((test.left, test.right), (test.right, test.left)):
                self._guard(block, subject, (word,))

    def _guard(self, block: Block, subject: Expression, labels: Iterable[Expression]) -> None:
        words = [constant_of(label) for label in labels]
        if words and all(words) and path_of(subject) is not None and id(block) not in self._seen:
            self._seen.add(id(block))
            known = frozenset(word.strip().casefold() for word in words if word)
            guard = Guard(block.start, block.end, Here(self.piece, subject), known)
            self.program.guards[self.piece].append(guard)

    def _switched(self, *nodes: Expression | Block | None) -> None:
        for node in nodes:
            if node is not None:
                self.program.switched.append((self.piece, node.start, node.end))

    # ---------------------------------------------------------------- values

    def value(self, expression: Expression, reach: Reach) -> None:
        program = self.program
        for node in walk(expression):
            match node:
                case Name():
                    program.reach[id(node)] = _joined(program.reach.get(id(node)), reach)
                    if self._function:
                        program.read_in_functions.add(node.folded)
                    if node.is_global:
                        program.globals.add(node.folded)
                case Text() if id(node) not in self._seen:
                    self._seen.add(id(node))
                    program.texts.append((self.piece, node))
                case Binary(operator=operator, left=left, right=right):
                    if operator in EQUAL:
                        self._compare(node, left, right)
                    elif operator in _RECKONS and not self._joined(node):
                        self._counted(node, left, right)
                case Index(at=at):
                    self._counted(node, at)
                case Call():
                    self._call(node)

    def _compare(
        self, node: Expression, left: Expression, right: Expression, *, element: bool = False
    ) -> None:
        if id(node) in self._seen and not isinstance(node, Text):
            return
        self._seen.add(id(node))
        self.program.comparisons.append(
            Comparison(Here(self.piece, left), Here(self.piece, right), element)
        )

    def _joined(self, node: Binary) -> bool:
        """Whether texts are put together here, by `+` as numbers are."""
        if id(node) in self._seen:
            return node.operator == "+"
        if node.operator != "+":
            return False
        operands: list[Expression] = []
        waiting: list[Expression] = [node]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Binary) and one.operator == "+":
                self._seen.add(id(one))
                waiting += [one.right, one.left]
            else:
                operands.append(one)
        if not any(isinstance(one, Text) for one in operands):
            self.program.quantities += [
                Here(self.piece, one) for one in operands if not isinstance(one, Binary)
            ]
        else:
            self.program.joins.append((self.piece, tuple(operands)))
        return True

    def _counted(self, node: Expression, *numbers: Expression) -> None:
        """Arithmetic, order, positions: what stands there is a quantity. Texts are put together with `+` as well."""
        if id(node) not in self._seen:
            self._seen.add(id(node))
            self.program.quantities += [
                Here(self.piece, one) for one in numbers if not isinstance(one, Text | Binary)
            ]

    def _call(self, call: Call) -> None:
        if id(call) in self._seen:
            return
        self._seen.add(id(call))
        name = call.name.casefold()
        here = Here(self.piece, call)
        if call.base is None:
            self.program.calls[name].append(FunctionCall(here, call))
        elif name in _SEARCHES and call.arguments:
            self.program.comparisons.append(
                Comparison(Here(self.piece, call.base), Here(self.piece, call.arguments[0]), True)
            )
        if name in _COUNTS:
            self.program.quantities += [
                Here(self.piece, one) for one in call.arguments if isinstance(one, Number | Name)
            ]


def _either(one: _Reach, other: _Reach) -> _Reach:
    """What can be seen behind two ways."""
    if one is other:
        return one
    return {
        key: one.get(key, NOWHERE_ELSE) | other.get(key, NOWHERE_ELSE)
        for key in one.keys() | other.keys()
    }


def _joined(known: Reach | None, reach: Reach) -> Mapping[str, frozenset[int]]:
    if known is None or known is reach:
        return reach
    return _either(dict(known), dict(reach))
