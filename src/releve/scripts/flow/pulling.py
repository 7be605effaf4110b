"""From a place of known kind back to the literals that arrive there.

A claim ("this is a skill") is pulled through assignments, lists and their columns, functions and what they return. Where it
meets a literal it becomes evidence at that place. Everything is bounded: what would take too long is left without evidence,
and so for a person.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from releve.scripts.claims import Claim, Rule
from releve.scripts.flow.paths import (
    SAME,
    At,
    Cut,
    Given,
    Member,
    Path,
    Step,
    Steps,
    Where,
    element,
    fits,
    path_of,
    separator_of,
)
from releve.scripts.flow.program import Definition, FunctionCall, Guard, Here, Program
from releve.scripts.flow.taking import Literal
from releve.scripts.hints import is_quantity, kind_of_name
from releve.scripts.snippets.tree import (
    Attribute,
    Call,
    Expression,
    Hole,
    Index,
    Name,
    Number,
    Text,
)

#: How many pulls one script may take; real ones take some hundreds.
PULLS_MAX = 200_000
STEPS_MAX = 8
CALLS_MAX = 4
#: Through how many comparisons a kind is followed.
COMPARISONS_MAX = 6
_GIVEN_MAX = 3

#: What the platform itself says of some variables.
SYSTEM: Mapping[str, str] = {
    "__skill": "skill",
    "__skillid": "skill",
    "__agentid": "employee",
    "busno": "business_unit",
    "ani": "phone",
    "dnis": "phone",
    "__ani": "phone",
    "__dnis": "phone",
    "callerid": "phone",
    "mres": "digits",
    "contactid": "contact",
    "__contactid": "contact",
    "masterid": "contact",
}
_Calls = tuple[FunctionCall, ...]
#: A place in a value: where the value begins in the script, from, to before.
Place = tuple[int, int, int]


class Flow:
    """The evidence of a script. `evidence` says for each place what is claimed of it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.evidence: dict[Place, set[Claim]] = defaultdict(set)
        self.marks: dict[str, set[tuple[Steps, Claim]]] = defaultdict(set)
        self.built: list[tuple[Here, Text, Claim]] = []
        self.by_name = False
        self.stored: dict[str, set[tuple[Steps, Claim]]] = defaultdict(set)
        self._waiting: deque[tuple[Here, Steps, _Calls, Claim]] = deque()
        self._done: set[tuple[int, Steps, tuple[int, ...], Claim]] = set()
        self._left = PULLS_MAX
        self._paths: dict[int, Path | None] = {}
        self._comparable = [
            (one, left, right)
            for one in program.comparisons
            for left, right in [(self._can_be_known(one.left), self._can_be_known(one.right))]
            if left or right
        ]

    # ----------------------------------------------------------------- claims

    def claim(self, here: Here, claim: Claim, steps: Steps = ()) -> None:
        """What this expression yields, or what `steps` take out of it, is what the claim says."""
        self._pull(here, steps, (), claim)

    def claim_variable(self, key: str, claim: Claim, steps: Steps = ()) -> None:
        """Every value that the variable is ever given."""
        for number in self.program.by_key.get(key, ()):
            self._through(self.program.definition(number), steps, (), claim)

    def claim_returned(self, function: str, claim: Claim) -> None:
        for here in self.program.returned.get(function, ()):
            self._pull(here, (), (), claim)

    def settle(self) -> None:
        """Follow everything that is claimed to its literals."""
        while self._waiting and self._left > 0:
            self._left -= 1
            here, steps, calls, claim = self._waiting.popleft()
            self._follow(here, steps, calls, claim)

    def compared(self) -> None:
        """Settle, then claim of each side of a comparison what is known of the other, until nothing new comes of it."""
        self.settle()
        for _ in range(COMPARISONS_MAX):
            if not self._compare():
                break

    def _compare(self) -> bool:
        """Whether anything new came of it."""
        before = len(self._done)
        for one, left, right in self._comparable:
            if left:
                for claim in self.known_of(one.left, element=one.element):
                    self.claim(one.right, _compared(claim))
                if one.element:
                    for claim in self.known_of(one.left):
                        self.claim(one.right, _compared(claim))
            if right:
                for claim in self.known_of(one.right):
                    self.claim(one.left, _compared(claim, several=one.element))
        self.settle()
        return len(self._done) > before

    def _can_be_known(self, here: Here) -> bool:
        """Not of a literal: most comparisons have one on one side."""
        expression = here.expression
        return isinstance(expression, Call) or self._path(expression) is not None

    def known_of(self, here: Here, *, element: bool = False, deep: int = 0) -> Iterator[Claim]:
        """What has been claimed of the variable that is read here, or is known of what it was given."""
        path = self._path(here.expression)
        if path is None:
            yield from self._known_of_call(here.expression)
            return
        if path.key in SYSTEM and not path.steps:
            yield Claim(SYSTEM[path.key], Rule.COMPARED, path.root.text)
        wanted = (*path.steps, At()) if element else path.steps
        own = [
            claim
            for steps, claim in self.marks.get(path.key, ())
            if steps == wanted or _same(steps, wanted) or (element and not steps and claim.several)
        ]
        yield from own
        if any(claim.rule is not Rule.SETTING for claim in own):
            return
        if self.by_name and not wanted:
            yield from told_by_name(path.spelled)
        if deep < _GIVEN_MAX and not wanted:
            for number in self.program.visible(id(path.root), path.key, here.piece):
                yield from self._given(self.program.definition(number), path.root.text, deep)

    def _given(self, one: Definition, name: str, deep: int) -> Iterator[Claim]:
        if one.steps or one.through:
            return
        if one.source is not None:
            yield from self.known_of(one.source, deep=deep + 1)
        elif one.gives and ":" not in one.gives:
            yield Claim(one.gives, Rule.COMPARED, name)

    def _known_of_call(self, expression: Expression) -> Iterator[Claim]:
        if isinstance(expression, Call) and expression.base is None:
            for steps, claim in self.marks.get(f"{expression.name.casefold()}()", ()):
                if not steps:
                    yield claim

    def _path(self, expression: Expression) -> Path | None:
        """As `path_of`, which is asked of the same expressions again and again."""
        known = id(expression)
        if known not in self._paths:
            self._paths[known] = path_of(expression)
        return self._paths[known]

    # ---------------------------------------------------------------- following

    def _pull(self, here: Here, steps: Steps, calls: _Calls, claim: Claim) -> None:
        if len(steps) > STEPS_MAX:
            return
        through = tuple(id(one.call) for one in calls) if calls else ()
        known = (id(here.expression), steps, through, claim)
        if known not in self._done:
            self._done.add(known)
            self._waiting.append((here, steps, calls, claim))

    def _follow(self, here: Here, steps: Steps, calls: _Calls, claim: Claim) -> None:
        match here.expression:
            case Text() as text:
                self._text(here, text, steps, calls, claim)
            case Number(start=start, end=end) if not steps:
                self._found(here, start, end, claim)
            case Name() | Attribute() | Index():
                self._variable(here, steps, calls, claim)
            case Call() as call:
                self._call(here, call, steps, calls, claim)

    def _variable(self, here: Here, steps: Steps, calls: _Calls, claim: Claim) -> None:
        path = self._path(here.expression)
        if path is None:
            self._part(here, steps, calls, claim)
            return
        guards = self._guards(here)
        for guard in guards:
            if (own := self._guarded(guard, path)) is not None:
                path = own
        self._read(here.piece, path, steps, calls, claim, guards)

    def _read(
        self,
        piece: int,
        path: Path,
        steps: Steps,
        calls: _Calls,
        claim: Claim,
        guards: Sequence[Guard] = (),
    ) -> None:
        """A variable is what is claimed: so is whatever it was given."""
        whole = (*path.steps, *steps)
        if not calls:
            self.marks[path.key].add((whole, claim))
        key, whole = self._object(path.key, whole)
        for number in self.program.visible(id(path.root), key, piece):
            one = self.program.definition(number)
            for guard in guards:
                source = None if one.source is None else path_of(one.source.expression)
                own = None if source is None else self._guarded(guard, source)
                rest = _rest(one.steps, whole)
                if own is not None and one.source is not None and rest is not None:
                    self._read(one.source.piece, own, (*one.through, *rest), calls, claim)
                    break
            else:
                self._through(one, whole, calls, claim)

    def _object(self, key: str, steps: Steps) -> tuple[str, Steps]:
        """An attribute that nobody set is a member of the object that the variable was given."""
        while key not in self.program.by_key and "." in key:
            key, _, name = key.rpartition(".")
            steps = (Member(name), *steps)
        while steps and isinstance(steps[0], Member):
            inner = f"{key}.{steps[0].name}"
            if inner not in self.program.by_key:
                break
            key, steps = inner, steps[1:]
        return key, steps

    def _guards(self, here: Here) -> Sequence[Guard]:
        at = here.expression.start
        known = self.program.guards.get(here.piece, ())
        return [guard for guard in known if guard.start <= at < guard.end]

    def _guarded(self, guard: Guard, path: Path) -> Path | None:
        """The path, if what it takes out of a list stands beside the word that the guard asks for."""
        if not path.steps or not isinstance(path.steps[-1], At):
            return None
        subject = path_of(guard.subject.expression)
        candidates = [subject] if subject else []
        if subject is not None and not subject.steps:
            for number in self.program.visible(id(subject.root), subject.key, guard.subject.piece):
                source = self.program.definition(number).source
                given = None if source is None else path_of(source.expression)
                if given is not None:
                    candidates.append(given)
        for one in candidates:
            if one.key == path.key and one.steps[:-1] == path.steps[:-1] and one.steps:
                last = one.steps[-1]
                if isinstance(last, At) and isinstance(last.index, int):
                    steps = (*path.steps[:-1], Where(last.index, guard.words), path.steps[-1])
                    return replace(path, steps=steps)
        return None

    def _part(self, here: Here, steps: Steps, calls: _Calls, claim: Claim) -> None:
        """Something is taken out of what is not a variable: `line.split(",")[2]`."""
        expression = here.expression
        if isinstance(expression, Index):
            taken = At(element(expression.at))
            self._pull(Here(here.piece, expression.base), (taken, *steps), calls, claim)
        elif isinstance(expression, Attribute) and expression.name.casefold() == "value":
            self._pull(Here(here.piece, expression.base), steps, calls, claim)

    def _through(self, one: Definition, steps: Steps, calls: _Calls, claim: Claim) -> None:
        rest = _rest(one.steps, steps)
        if rest is None:
            rest = _beside(one.steps, steps)
            if rest is None:
                return
            claim = claim._replace(rule=Rule.COLUMN)
        if one.parameter is not None:
            self._arguments(*one.parameter, rest, calls, claim)
        elif one.source is not None:
            self._pull(one.source, (*one.through, *rest), calls, claim)
        elif one.gives.startswith("stored:"):
            name = one.gives.partition(":")[2]
            self.stored[name].add((rest, claim))
            for here in self.program.stored.get(name, ()):
                self._pull(here, rest, calls, claim)

    def _arguments(
        self, function: str, index: int, steps: Steps, calls: _Calls, claim: Claim
    ) -> None:
        if calls:
            made = [calls[-1]] if calls[-1].call.name.casefold() == function else []
            calls = calls[:-1]
        else:
            made = self.program.calls.get(function, [])
        for one in made:
            if index < len(one.call.arguments):
                own = self._resolved(steps, function, one.call)
                if own is not None:
                    self._pull(Here(one.here.piece, one.call.arguments[index]), own, calls, claim)

    def _resolved(self, steps: Steps, function: str, call: Call) -> Steps | None:
        """Steps that were known only to the caller. None where a separator stays unknown."""
        names = self.program.parameters.get(function, ())
        resolved: list[Step] = []
        for step in steps:
            if isinstance(step, At) and isinstance(step.index, Given):
                given = self._argument(names, step.index.name, call)
                step = At(None if given is None else element(given))
            elif isinstance(step, Cut) and isinstance(step.separator, Given):
                given = self._argument(names, step.separator.name, call)
                separator = None if given is None else separator_of(given)
                if separator is None:
                    return None
                step = Cut(separator)
            resolved.append(step)
        return tuple(resolved)

    def _argument(self, names: tuple[str, ...], name: str, call: Call) -> Expression | None:
        if name in names and names.index(name) < len(call.arguments):
            return call.arguments[names.index(name)]
        return None

    def _call(self, here: Here, call: Call, steps: Steps, calls: _Calls, claim: Claim) -> None:
        name = call.name.casefold()
        if call.base is None:
            if not calls:
                self.marks[f"{name}()"].add((steps, claim))
            if len(calls) < CALLS_MAX:
                for returned in self.program.returned.get(name, ()):
                    self._pull(returned, steps, (*calls, FunctionCall(here, call)), claim)
        elif name in SAME:
            self._pull(Here(here.piece, call.base), steps, calls, claim)
        elif name == "split" and call.arguments:
            separator = separator_of(call.arguments[0])
            self._pull(Here(here.piece, call.base), (Cut(separator), *steps), calls, claim)
        elif name == "replace":
            self._pull(Here(here.piece, call.base), steps, calls, claim)

    # ----------------------------------------------------------------- literals

    def _text(self, here: Here, text: Text, steps: Steps, calls: _Calls, claim: Claim) -> None:
        if (hole := _only_hole(text)) is not None:
            if hole.value is not None:
                self._pull(Here(here.piece, hole.value), steps, calls, claim)
            return
        if not steps and any(isinstance(one, Hole) for one in text.parts):
            self.built.append((here, text, claim))
        if claim.several and not steps:
            steps = (Cut("list"), At())
        piece = self.program.pieces[here.piece]
        literal = Literal(piece.value.text, text, is_code=piece.is_code)
        for start, end, beside in literal.taken(steps):
            own = claim._replace(rule=Rule.COLUMN) if beside else claim
            span = literal.bare(start, end)
            if (hole := literal.hole(*span)) is not None:
                if hole.value is not None:
                    self._pull(Here(here.piece, hole.value), (), calls, own)
            elif literal.is_written(*span):
                self._found(here, *span, own)

    def _found(self, here: Here, start: int, end: int, claim: Claim) -> None:
        self.evidence[self.program.pieces[here.piece].value.start, start, end].add(claim)


def _only_hole(text: Text) -> Hole | None:
    """What is put into a text that is nothing but that; quotes around it are those of a prompt."""
    holes = [part for part in text.parts if isinstance(part, Hole)]
    rest = "".join(part.text for part in text.parts if not isinstance(part, Hole))
    return holes[0] if len(holes) == 1 and not rest.strip(" \"'") else None


def told_by_name(name: str) -> Iterator[Claim]:
    """What the name of a variable says of it."""
    if is_quantity(name):
        yield Claim("number", Rule.SETTING, name)
    elif (told := kind_of_name(name)) is not None:
        yield Claim(told[0], Rule.NAMED, name, several=True)


def _beside(defined: Steps, wanted: Steps) -> Steps | None:
    """As `_rest`, for another element of the same list: what stands there is likely of the same sort."""
    if not defined or len(defined) > len(wanted):
        return None
    pairs = list(zip(defined, wanted, strict=False))
    if all(isinstance(a, At) and isinstance(b, At) for a, b in pairs):
        return wanted[len(defined) :]
    return None


def _rest(defined: Steps, wanted: Steps) -> Steps | None:
    """What is still to be taken out of what was put into `defined`; None if that is another part. Who wants the whole of a list
    wants each of its elements."""
    if not all(_is_at(a, b) for a, b in zip(defined, wanted, strict=False)):
        return None
    if len(defined) > len(wanted):
        return None if wanted else ()
    return wanted[len(defined) :]


def _is_at(one: object, other: object) -> bool:
    return isinstance(one, At) and isinstance(other, At) and fits(one, other)


def _same(steps: Steps, wanted: Steps) -> bool:
    return len(steps) == len(wanted) and all(
        _is_at(a, b) or a == b for a, b in zip(steps, wanted, strict=True)
    )


def _compared(claim: Claim, *, several: bool = False) -> Claim:
    rule = Rule.COMPARED if claim.rule is not Rule.NAMED else Rule.NAMED
    return Claim(claim.kind, rule, claim.via, several)
