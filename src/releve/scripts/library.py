"""Scripts seen together: what each takes its parameters for, what they do with the variables of the whole contact."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from releve.domain.kinds import KINDS
from releve.scripts.claims import Claim, Rule
from releve.scripts.context import NO_CONTEXT, Context, Taken, called
from releve.scripts.flow.pulling import Flow
from releve.scripts.hints import kind_of_name
from releve.scripts.scan import flow_of
from releve.scripts.script import Script

#: Through how many calls of scripts by scripts a kind is followed.
_CALLS_MAX = 3


def context_of(scripts: Sequence[Script]) -> Context:
    """What these scripts tell of each other. Reads each of them up to three times."""
    context = NO_CONTEXT
    for _ in range(_CALLS_MAX):
        found = _gathered(scripts, context)
        if found == context:
            break
        context = found
    return context


def _gathered(scripts: Sequence[Script], context: Context) -> Context:
    parameters: dict[str, dict[int, frozenset[Taken]]] = {}
    shared: dict[str, set[Taken]] = defaultdict(set)
    returned: dict[str, set[str]] = defaultdict(set)
    stored: dict[str, set[Taken]] = defaultdict(set)
    paths = [script.path.casefold() for script in scripts]
    for script in scripts:
        flow = flow_of(script, context)
        parameters[script.path.casefold()] = _parameters(flow)
        for key in flow.program.globals:
            shared[key] |= {one for one in _marks(flow, key) if one.claim.rule is not Rule.NAMED}
        for name, marks in flow.stored.items():
            stored[name] |= {Taken(*one) for one in marks if one[1].kind in KINDS}
        for sub in flow.program.subs:
            for one in _marks(flow, sub.result) if sub.result else ():
                for path in called(script.path, sub.path, paths):
                    if not one.steps:
                        returned[path].add(one.claim.kind)
    return Context(
        {path: taken for path, taken in parameters.items() if taken},
        {key: frozenset(taken) for key, taken in shared.items() if taken},
        {path: frozenset(kinds) for path, kinds in returned.items()},
        {name: frozenset(taken) for name, taken in stored.items() if taken},
    )


def _parameters(flow: Flow) -> dict[int, frozenset[Taken]]:
    """What a script takes its parameters for: those that BEGIN names, and `p1`, `p2` … which have their names by themselves."""
    program = flow.program
    taken: dict[int, set[Taken]] = defaultdict(set)
    for one in program.definitions:
        if one.gives.startswith("given:"):
            index = int(one.gives.partition(":")[2])
            marks = set(_marks(flow, one.key))
            told = kind_of_name(program.spelled.get(one.key, one.key))
            if not marks and told is not None:
                marks = {
                    Taken((), Claim(told[0], Rule.NAMED, program.spelled.get(one.key, one.key)))
                }
            taken[index] |= marks
    for key in flow.marks:
        if key[:1] == "p" and key[1:].isdigit() and 1 <= int(key[1:]) <= _PARAMETERS_MAX:
            taken[int(key[1:]) - 1] |= set(_marks(flow, key))
    return {index: frozenset(marks) for index, marks in taken.items() if marks}


#: As many a script can be started with.
_PARAMETERS_MAX = 20


def _marks(flow: Flow, key: str) -> Iterator[Taken]:
    for steps, claim in flow.marks.get(key, ()):
        if claim.kind in KINDS:
            yield Taken(steps, claim)
