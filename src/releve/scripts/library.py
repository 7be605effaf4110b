"""Scripts seen together: what each takes its parameters for, what they do with the variables of the whole contact."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from releve.domain.kind import folded
from releve.domain.kinds import KINDS
from releve.scripts.claims import Rule
from releve.scripts.context import NO_CONTEXT, Context, Taken, called
from releve.scripts.faces import Face, face_of
from releve.scripts.flow.pulling import Flow
from releve.scripts.scan import flow_of
from releve.scripts.script import Script

#: Through how many calls of scripts by scripts a kind is followed.
CALLS_MAX = 3


def context_of(scripts: Sequence[Script]) -> Context:
    """What these scripts tell of each other. Reads each of them up to three times."""
    context = NO_CONTEXT
    for _ in range(CALLS_MAX):
        found = _gathered(scripts, context)
        if found == context:
            break
        context = found
    return context


def _gathered(scripts: Sequence[Script], context: Context) -> Context:
    parameters: dict[str, Face] = {}
    shared: dict[str, set[Taken]] = defaultdict(set)
    returned: dict[str, set[str]] = defaultdict(set)
    stored: dict[str, set[Taken]] = defaultdict(set)
    paths = [folded(script.path) for script in scripts]
    for script in scripts:
        flow = flow_of(script, context)
        parameters[folded(script.path)] = face_of(flow)
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
        parameters,
        {key: frozenset(taken) for key, taken in shared.items() if taken},
        {path: frozenset(kinds) for path, kinds in returned.items()},
        {name: frozenset(taken) for name, taken in stored.items() if taken},
    )


def _marks(flow: Flow, key: str) -> Iterator[Taken]:
    for steps, claim in flow.marks.get(key, ()):
        if claim.kind in KINDS:
            yield Taken(steps, claim)
