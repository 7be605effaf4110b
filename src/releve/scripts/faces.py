"""The face of a script: what it takes each of its parameters for. It is all that its callers have to know of it.

A claim on a parameter is kept as its callers see it: that it is used so, or only named so. Two scripts with the same face are
the same to whoever calls them, whatever else they do.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from releve.domain.kinds import KINDS
from releve.scripts.claims import Claim, Rule
from releve.scripts.context import Taken
from releve.scripts.flow.paths import At, Cut, Given, Member, Step, Where
from releve.scripts.flow.program import Program
from releve.scripts.flow.pulling import Flow
from releve.scripts.hints import kind_of_name

#: Parameter, from 0 → what it is taken for.
Face = Mapping[int, frozenset[Taken]]

NO_FACE: Face = {}
#: As many parameters a script can be started with.
PARAMETERS_MAX = 20
_PARAMETER = re.compile(r"p(?:[1-9]|1[0-9]|20)(?!\w)", re.IGNORECASE)
#: So much is remembered of a face; real ones have a handful.
TAKEN_MAX = 200


def face_of(flow: Flow) -> Face:
    """What a script takes its parameters for: those that BEGIN names, and `p1`, `p2` … which have their names by themselves."""
    found: dict[int, dict[str, Taken]] = defaultdict(dict)
    for index, taken in _taken(flow):
        mark = _mark(index, taken)
        known = found[index].get(mark)
        if known is None or taken.claim.via < known.claim.via:
            found[index][mark] = taken
    marks = sorted(mark for some in found.values() for mark in some)[:TAKEN_MAX]
    kept = set(marks)
    faces = {
        index: frozenset(taken for mark, taken in some.items() if mark in kept)
        for index, some in sorted(found.items())
    }
    return {index: some for index, some in faces.items() if some}


def digest_of(faces: Sequence[Face]) -> str:
    """The same for the same faces, in every process; "" for a script that takes its parameters for nothing."""
    different = faces[:1] if all(face == faces[0] for face in faces) else faces
    told = [
        sorted(_mark(index, taken) for index, some in face.items() for taken in some)
        for face in different
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32] if any(told) else ""


def can_take(program: Program) -> bool:
    """Whether a script has parameters at all, as far as one sees without following anything."""
    if any(one.gives.startswith("given:") for one in program.definitions):
        return True
    return any(_PARAMETER.search(piece.value.text) for piece in program.pieces)


def _taken(flow: Flow) -> Iterator[tuple[int, Taken]]:
    program = flow.program
    for one in program.definitions:
        if one.gives.startswith("given:"):
            index = int(one.gives.partition(":")[2])
            marks = list(_marks(flow, one.key))
            name = program.spelled.get(one.key, one.key)
            if not marks and (told := kind_of_name(name)) is not None:
                marks = [Taken((), Claim(told[0], Rule.NAMED, name))]
            yield from ((index, taken) for taken in marks)
    for key in flow.marks:
        number = parameter_of(key)
        if number is not None:
            yield from ((number, taken) for taken in _marks(flow, key))


def parameter_of(key: str) -> int | None:
    """Which parameter a variable of this name is by itself, from 0."""
    digits = key[1:]
    if key[:1] != "p" or not (digits.isascii() and digits.isdigit()) or len(digits) > 2:
        return None
    return int(digits) - 1 if 1 <= int(digits) <= PARAMETERS_MAX else None


def _marks(flow: Flow, key: str) -> Iterator[Taken]:
    for steps, claim in flow.marks.get(key, ()):
        if claim.kind in KINDS:
            yield Taken(steps, _seen_from_outside(claim))


def _seen_from_outside(claim: Claim) -> Claim:
    if claim.rule is Rule.NAMED:
        return claim
    return Claim(claim.kind, Rule.PARAMETER, "", claim.several)


def _mark(index: int, taken: Taken) -> str:
    """What counts of it. Where the proof is found does not: it is only told."""
    claim = taken.claim
    steps = [_step(one) for one in taken.steps]
    return json.dumps([index, steps, claim.kind, claim.rule, claim.several])


def _step(step: Step) -> list[object]:
    match step:
        case At(index=index):
            return ["at", _given(index)]
        case Cut(separator=separator):
            return ["cut", _given(separator)]
        case Where(index=index, words=words):
            return ["where", index, sorted(words)]
        case Member(name=name):
            return ["member", name]


def _given(value: object) -> object:
    return ["given", value.name] if isinstance(value, Given) else value
