"""The code of a script as definitions, comparisons, calls: what `reading` and `actions` find and `pulling` follows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from releve.scripts.flow.order import Order
from releve.scripts.flow.paths import Steps
from releve.scripts.script import Value
from releve.scripts.snippets.tree import Call, Expression, Node, Text, Unread

#: What tells in which tenant a script runs.
TENANTS = frozenset({"busno", "businessunit", "businessunitid", "tenantid", "__busno", "icbuid"})
#: Which definitions each variable can have at a place. A variable that is missing has what the script has elsewhere.
Reach = Mapping[str, frozenset[int]]
#: The definition that stands for all those elsewhere.
ELSEWHERE = 0
NOWHERE_ELSE: frozenset[int] = frozenset({ELSEWHERE})


@dataclass(slots=True, eq=False)
class Piece:
    """One value of an action that is code or holds code. `is_code`: the whole of it is; else only what stands in braces.
    `comments` are spans in the decoded value, as are the places in all trees made from it; `roots` are those trees."""

    number: int
    action: str
    value: Value
    is_code: bool = False
    comments: tuple[tuple[int, int], ...] = ()
    unread: tuple[Unread, ...] = ()
    roots: tuple[Node, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Receiver:
    """A property that names a variable, which is given something there. From `start` to before `end` of the decoded value
    stands the name."""

    action: str
    value: Value
    name: str
    start: int
    end: int
    is_global: bool = False


@dataclass(slots=True, eq=False)
class Here:
    """An expression and the piece it stands in."""

    piece: int
    expression: Expression


@dataclass(slots=True, eq=False)
class Definition:
    """A variable, or (`steps`) a part of it, is given what `source` yields behind `through`. Without a source it comes from
    outside; `gives` says what is known of that. `parameter`: a function and which of its parameters this is."""

    number: int
    key: str
    steps: Steps = ()
    source: Here | None = None
    through: Steps = ()
    parameter: tuple[str, int] | None = None
    gives: str = ""


@dataclass(slots=True, eq=False)
class Comparison:
    """Two values are held against each other; `element`: the right one against each element of the left one."""

    left: Here
    right: Here
    element: bool = False


@dataclass(frozen=True, slots=True)
class Guard:
    """From `start` to before `end` of a piece, `subject` is one of these words, folded."""

    start: int
    end: int
    subject: Here
    words: frozenset[str]


@dataclass(slots=True, eq=False)
class FunctionCall:
    here: Here
    call: Call


@dataclass(frozen=True, slots=True)
class SubCall:
    """Another script is run. `path` is None where it is put together at run time."""

    path: str | None
    arguments: tuple[Here, ...]
    result: str = ""


@dataclass(frozen=True, slots=True)
class Sink:
    """A property of known kind into which values are put at run time: `what` says which, for a person."""

    here: Here
    kind: str
    several: bool
    what: str


@dataclass(slots=True)
class Program:
    """All that was found. `spelled` is how variables, and functions with their brackets, are written; `reach` says for a use of a variable (by the identity of its node) what it can see there."""

    pieces: list[Piece] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    by_key: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    order: Order = field(default_factory=lambda: Order(()))
    leaving: dict[str, dict[str, set[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    hidden: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    at_any_time: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    reach: dict[int, Reach] = field(default_factory=dict)
    comparisons: list[Comparison] = field(default_factory=list)
    calls: dict[str, list[FunctionCall]] = field(default_factory=lambda: defaultdict(list))
    parameters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    returned: dict[str, list[Here]] = field(default_factory=lambda: defaultdict(list))
    read_in_functions: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)
    spelled: dict[str, str] = field(default_factory=dict)
    texts: list[tuple[int, Text]] = field(default_factory=list)
    joins: list[tuple[int, tuple[Expression, ...]]] = field(default_factory=list)
    quantities: list[Here] = field(default_factory=list)
    guards: dict[int, list[Guard]] = field(default_factory=lambda: defaultdict(list))
    switched: list[tuple[int, int, int]] = field(default_factory=list)
    switched_actions: set[str] = field(default_factory=set)
    tenants: set[str] = field(default_factory=lambda: set(TENANTS))
    results: list[Here] = field(default_factory=list)
    stored: dict[str, list[Here]] = field(default_factory=lambda: defaultdict(list))
    subs: list["SubCall"] = field(default_factory=list)
    sinks: list["Sink"] = field(default_factory=list)
    keys: list[Here] = field(default_factory=list)
    receivers: list["Receiver"] = field(default_factory=list)
    _arriving: dict[str, Mapping[str, frozenset[int]]] = field(default_factory=dict)
    _elsewhere: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)

    def define(
        self,
        key: str,
        steps: Steps = (),
        source: Here | None = None,
        *,
        through: Steps = (),
        parameter: tuple[str, int] | None = None,
        gives: str = "",
    ) -> int:
        """A new definition; its number."""
        number = len(self.definitions) + 1
        self.definitions.append(Definition(number, key, steps, source, through, parameter, gives))
        self.by_key[key].append(number)
        return number

    def definition(self, number: int) -> Definition:
        return self.definitions[number - 1]

    def leaves(self, action: str, ends: Sequence[Reach]) -> None:
        """The action can end in these ways: note what comes out of it, and what no longer does."""
        for key in {key for end in ends for key in end}:
            seen = [end.get(key, NOWHERE_ELSE) for end in ends]
            self.leaving[key][action].update(*seen)
            self.leaving[key][action].discard(ELSEWHERE)
            if not any(ELSEWHERE in one for one in seen):
                self.hidden[key].add(action)

    def elsewhere(self, key: str, action: str) -> frozenset[int]:
        """What a variable can be when an action begins. To be asked when the whole script was read."""
        known = key, action
        if known not in self._elsewhere:
            self._elsewhere[known] = frozenset(self._found_elsewhere(key, action))
        return self._elsewhere[known]

    def _found_elsewhere(self, key: str, action: str) -> Iterable[int]:
        made = self.leaving.get(key, {})
        order = self.order
        if key.partition(".")[0] in self.read_in_functions:
            return self.by_key.get(key, ())
        always = self.at_any_time.get(key, set())
        if not order.is_known or action in order.at_any_time:
            return always.union(*made.values())
        if key not in self._arriving:
            self._arriving[key] = order.arriving(made, self.hidden.get(key, ()))
        by_events = [numbers for one, numbers in made.items() if one in order.at_any_time]
        arriving = self._arriving[key].get(action, frozenset())
        return always.union(arriving, *by_events) or always.union(*made.values())

    def visible(self, root: int, key: str, piece: int) -> Iterable[int]:
        """The definitions that the use of a variable by this node can see."""
        seen = self.reach.get(root, {}).get(key, NOWHERE_ELSE)
        if ELSEWHERE not in seen:
            return seen
        return (seen | self.elsewhere(key, self.pieces[piece].action)) - NOWHERE_ELSE
