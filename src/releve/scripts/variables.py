"""The variables of a script: every place where one is given something, and every place where one is read.

A variable is meant by its name, in whatever case; what belongs to an object (`menu.stepName`) is told under the object.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from releve.domain.kinds import KINDS
from releve.scripts.claims import Rule
from releve.scripts.excerpts import Excerpt, Secrets, excerpt, secrets_in
from releve.scripts.flow.pulling import Flow
from releve.scripts.flow.reading import ADDS
from releve.scripts.scan import Scan
from releve.scripts.script import Action, Property, Script, Value
from releve.scripts.snippets.tree import (
    Act,
    Assign,
    Attribute,
    Call,
    Dynamic,
    Expression,
    For,
    ForEach,
    Function,
    Index,
    Name,
    Node,
    walk,
)

#: Properties that name the variable which receives something, whatever that is.
_OUTPUT = re.compile(
    r".*Var|CounterName|ReturnVariable|results?et|errorarg(s|list)|responseheaders", re.IGNORECASE
)
#: Actions of which these properties, or all (`*`), name variables that receive something.
_OUTPUTS: Mapping[str, frozenset[str]] = {
    name: frozenset(properties.split())
    for name, properties in {
        "COUNTAGENTS": "TotalLoggedIn Available Unavailable ACD Outbound Dialer",
        "GETQUEUE": "NumberQueued LongestWait",
        "EWTESTIMATE": "EstimateValue EstimateRange AdjustedEstimateValue AverageQueue "
        "AverageQueueTime AverageArrivalRate AverageCallDuration AverageServiceRate "
        "LongestWaitTime StandardDeviationForCallTime AgentsOnCalls CurrentWait",
        "ADDRESS BOOK LIST_LIBID_CE705E32-9653-4AA5-B7B1-5EB85D733828": "addressBooks",
        "AGENTSTATE": "(state_variable) (reason_variable)",
        "LOCATE": "(variable) (output)",
        "PLAYLOG": "CurrentPosition",
        "IVRLOG": "ivrCustomDataVariable",
        "VOICEPARAMS": "ASRUniversalsVarName",
        **dict.fromkeys(("INFO", "ONANSWER", "ONPAGEOPEN", "ONRELEASE"), "*"),
        "ONASSIGNMENTCHANGED_DIGITAL": "*",
        "ONUNASSIGNMENTCHANGED_DIGITAL": "*",
    }.items()
}
_NAME = re.compile(r"\s*(?:(global)\s*:\s*)?([^\W\d]\w*)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a variable stands. `offset` counts characters of the decoded value of the property."""

    action: str
    place: str
    offset: int
    is_write: bool
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Variable:
    """`name` is how it is written first, `kinds` those of which it is proven to hold identifiers, itself or in a part of it."""

    name: str
    is_global: bool
    writes: tuple[Mention, ...]
    reads: tuple[Mention, ...]
    kinds: tuple[str, ...]


def variables(script: Script, scan: Scan) -> tuple[Variable, ...]:
    """Every variable, by name. Code that could not be read (`Scan.gaps`) tells nothing."""
    found = _Finding(script, scan).all()
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


@dataclass(frozen=True, slots=True)
class _Standing:
    """A name at its place; which value that is in, its start says."""

    action: str
    value: Value
    start: int
    end: int
    is_global: bool
    is_write: bool

    @property
    def name(self) -> str:
        return self.value.text[self.start : self.end]


class _Finding:
    def __init__(self, script: Script, scan: Scan) -> None:
        self._script, self._flow = script, scan.flow
        self._secrets: Secrets = secrets_in(script)

    def all(self) -> Iterator[Variable]:
        standing: dict[tuple[int, int], _Standing] = {}
        for one in self._standing():
            at = one.value.start, one.start
            if at not in standing or one.is_write:  # what is given something there is not read
                standing[at] = one
        grouped: dict[str, list[_Standing]] = defaultdict(list)
        for at in sorted(standing):
            grouped[standing[at].name.casefold()].append(standing[at])
        for key, places in grouped.items():
            mentions = [self._mention(one) for one in places]
            yield Variable(
                places[0].name,
                any(one.is_global for one in places) or key in self._flow.program.globals,
                tuple(one for one in mentions if one.is_write),
                tuple(one for one in mentions if not one.is_write),
                tuple(sorted(_proven(self._flow, key))),
            )

    def _mention(self, one: _Standing) -> Mention:
        value = one.value
        secret = self._secrets.get((one.action, value.place, value.text), ())
        around = excerpt(value.text, one.start, one.end, secret)
        return Mention(one.action, value.place, one.start, one.is_write, around)

    def _standing(self) -> Iterator[_Standing]:
        for piece in self._flow.program.pieces:
            for name, is_write in _names(piece.roots):
                start = name.end - len(name.text)  # behind `global:`
                yield _Standing(
                    piece.action, piece.value, start, name.end, name.is_global, is_write
                )
        for one in self._flow.program.receivers:
            yield _Standing(one.action, one.value, one.start, one.end, one.is_global, True)
        for action in self._script.actions:
            for each in action.properties:
                if _receives(action, each):
                    yield from _received(action, each)


def _names(roots: tuple[Node, ...]) -> Iterator[tuple[Name, bool]]:
    """Yield every variable in these trees as read, and as given something where it is."""
    for node in walk(*roots):
        if isinstance(node, Name):
            yield node, False
        for name in _given(node):
            yield name, True


def _given(node: Node) -> tuple[Name, ...]:
    """The variables that a statement gives something to."""
    match node:
        case Assign(target=target) | Dynamic(target=target):
            return _root(target)
        case For(name=name) | ForEach(name=name):
            return (name,)
        case Function(parameters=parameters):
            return parameters
        case Act(value=Call(base=base, name=name)) if base and name.casefold() in ADDS:
            return _root(base)
    return ()


def _root(target: Expression) -> tuple[Name, ...]:
    """The variable of which this is a part."""
    while isinstance(target, Index | Attribute):
        target = target.base
    return (target,) if isinstance(target, Name) else ()


def _receives(action: Action, property: Property) -> bool:
    outputs = _OUTPUTS.get(action.name.upper(), frozenset())
    return property.name in outputs or "*" in outputs or bool(_OUTPUT.fullmatch(property.name))


def _received(action: Action, property: Property) -> Iterator[_Standing]:
    for value in property.values:
        if found := _NAME.fullmatch(value.text):
            yield _Standing(action.id, value, *found.span(2), bool(found[1]), True)


def _proven(flow: Flow, key: str) -> set[str]:
    return {
        claim.kind
        for name, marks in flow.marks.items()
        if name.partition(".")[0] == key
        for _, claim in marks
        if claim.kind in KINDS and claim.rule is not Rule.NAMED
    }
