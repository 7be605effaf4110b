"""Every identifier in a script, each with a verdict and its reason; and what only looks like one.

Places are judged in this order: what the table of actions says of them; what flows there; what the text around them tells; the
names of variables; last, whether the tenant has such an id at all. Nothing is passed over in silence, and nothing is taken for
an id because its digits equal one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from releve.domain.kinds import KINDS
from releve.domain.say import Message, say
from releve.scripts.claims import Claim, Rule
from releve.scripts.context import NO_CONTEXT, Context
from releve.scripts.custom_actions import libraries
from releve.scripts.decisions import Decision, by_place
from releve.scripts.flow.actions import program_of
from releve.scripts.flow.program import Here, Program
from releve.scripts.flow.pulling import Flow
from releve.scripts.gathering import gathered
from releve.scripts.judging import Judge, Judged, KindsOf
from releve.scripts.literals import Ruler
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.places import Around, Place
from releve.scripts.references import Reference, references
from releve.scripts.script import Script
from releve.scripts.searched import searched
from releve.scripts.snippets.tree import Hole, Number

_BUILT: Message = say(
    "A name is put together from an identifier at run time: in the BCP tenant it will be another name."
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Code that could not be read, and so was not searched for where it leads. `offset` and `length` count characters of the
    decoded value; `start` and `end` are the place in the script's text."""

    action: str
    property: str
    offset: int
    length: int
    reason: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scan:
    """`occurrences` in the order of the file; `gaps` are code that could not be read."""

    occurrences: tuple[Occurrence, ...]
    gaps: tuple[Gap, ...]
    flow: Flow = field(compare=False, repr=False)


def scan(
    script: Script,
    kinds_of: KindsOf | None = None,
    context: Context = NO_CONTEXT,
    decisions: Iterable[Decision] = (),
) -> Scan:
    """Judge every place of a script. `kinds_of` is the inventory of the tenant it comes from; `context` what is known of the
    scripts around it; `decisions` what people have said of places in it. Never raises, whatever the script holds."""
    judge = Judge(kinds_of, script.business_unit)
    program = program_of(script)
    flow = gathered(program, script.path, judge, context)
    around = Around(
        script,
        judge,
        frozenset(_given(program)),
        frozenset(program.switched_actions),
        by_place(decisions),
    )
    found = [one for place in _places(around, flow) for one in place.judge()]
    found += _built(around, flow)
    found += libraries(script, judge)
    found.sort(key=lambda one: one.start)
    return Scan(tuple(found), tuple(_gaps(program, script)), flow)


def flow_of(script: Script, context: Context = NO_CONTEXT) -> Flow:
    """What flows in a script, by place alone: for whoever judges no place of it."""
    return flow_in(program_of(script), script, context)


def flow_in(program: Program, script: Script, context: Context = NO_CONTEXT) -> Flow:
    """The same of a script whose code was read already."""
    return gathered(program, script.path, Judge(None, script.business_unit), context)


def _places(around: Around, flow: Flow) -> Iterator[Place]:
    """Yield every value that is searched, with what is known of the places in it."""
    program = flow.program
    comments: dict[int, Sequence[tuple[int, int]]] = {}
    for piece in program.pieces:
        comments.setdefault(piece.value.start, piece.comments)
    switched: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, start, end in program.switched:
        switched[program.pieces[number].value.start].append((start, end))
    evidence: dict[int, dict[tuple[int, int], set[Claim]]] = defaultdict(dict)
    for (value, start, end), claims in flow.evidence.items():
        evidence[value][start, end] = claims
    typed: dict[int, list[Reference]] = defaultdict(list)
    for reference in references(around.script):
        typed[reference.literal].append(reference)
    for each in searched(around.script, evidence.keys() | typed.keys()):
        at = each.value.start
        yield Place(
            around,
            each,
            evidence.get(at, {}),
            comments.get(at, ()),
            switched.get(at, ()),
            typed.get(at, ()),
        )


def _built(around: Around, flow: Flow) -> Iterator[Occurrence]:
    """Yield names that are put together from an id when the script runs: the id will be another one."""
    built = [(here, text) for here, text, claim in flow.built if claim.kind == "path"]
    starts = {flow.program.pieces[here.piece].value.start for here, _ in built}
    values = {each.value.start: each for each in searched(around.script, starts)} if built else {}
    for here, text in built:
        each = values.get(flow.program.pieces[here.piece].value.start)
        if each is None:
            continue
        place = Place(around, each, {}, (), (), ())
        for hole in text.parts:
            if not isinstance(hole, Hole) or hole.value is None:
                continue
            known = {one.kind for one in flow.known_of(Here(here.piece, hole.value))}
            kinds = sorted(known & KINDS.keys())
            if len(kinds) == 1:  # a variable that serves for more is no id at this place
                judged = Judged(kinds[0], Verdict.ASK, Rule.BUILT, _BUILT, 0.8)
                place.add((hole.start, hole.end), judged)
        yield from place.found


def _given(program: Program) -> Iterator[tuple[int, int, int]]:
    """Yield the places of numbers that are all that a variable is given."""
    for one in program.definitions:
        if one.source is not None and isinstance(one.source.expression, Number):
            start = program.pieces[one.source.piece].value.start
            yield start, one.source.expression.start, one.source.expression.end


def _gaps(program: Program, script: Script) -> Iterator[Gap]:
    for piece in program.pieces:
        value = piece.value
        if not (piece.is_code and piece.unread and value.text):
            continue
        ruler = Ruler(script.text, value)
        for one in piece.unread:
            first = min(one.start, len(value.text) - 1)  # what is missing at the end stands nowhere
            last = min(max(one.end, first + 1), len(value.text))
            start, end = ruler.span(first, last)
            length = one.end - one.start
            yield Gap(piece.action, value.place, one.start, length, one.reason, start, end)
