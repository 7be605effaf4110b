"""Texts that are put together: `root + "/skills/" + skill`, `"{quote}skillId{quote}: {skill}"`. What they say, and from where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from releve.scripts.flow.paths import constant_of, path_of
from releve.scripts.flow.program import Program
from releve.scripts.snippets.tree import Expression, Hole, Number, Text
from releve.scripts.texts import HOLE


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the whole, from `start` to before `end`: what stands at `offset` of a piece, or what is put in there."""

    start: int
    end: int
    piece: int
    offset: int = 0
    put: Expression | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """`text` is the whole, in which one `HOLE` stands for whatever is put in at run time."""

    text: str
    segments: tuple[Segment, ...]

    def segment(self, start: int, end: int) -> Segment | None:
        """The part in which this stands; None when it is made of several, or written nowhere."""
        for one in self.segments:
            if one.start <= start and end <= one.end:
                return one
        return None


def joined(program: Program, piece: int, operands: Iterable[Expression]) -> Joined:
    """What is put together from these, one behind the other."""
    texts: list[str] = []
    segments: list[Segment] = []
    at = 0
    for text, offset, put in _parts(program, piece, operands):
        if put is not None or offset >= 0:
            segments.append(Segment(at, at + len(text), piece, max(offset, 0), put))
        texts.append(text)
        at += len(text)
    return Joined("".join(texts), tuple(segments))


def _parts(
    program: Program, piece: int, operands: Iterable[Expression]
) -> Iterator[tuple[str, int, Expression | None]]:
    """Yield `(text, its offset in the piece or -1, what is put in there)`."""
    for operand in operands:
        match operand:
            case Text(parts=parts):
                for part in parts:
                    if isinstance(part, Hole):
                        yield from _hole(program, piece, part.value, part)
                    else:
                        yield part.text, part.start, None
            case Number(start=start, text=text):
                yield text, start, None
            case _:
                yield from _hole(program, piece, operand, None)


def _hole(
    program: Program, piece: int, value: Expression | None, hole: Hole | None
) -> Iterator[tuple[str, int, Expression | None]]:
    if value is None and hole is not None:
        text = program.pieces[piece].value.text
        yield text[hole.start : hole.end], hole.start, None
    elif value is not None and (sign := _sign(program, piece, value)):
        yield sign, -1, None
    else:
        yield HOLE, -1, value


def _sign(program: Program, piece: int, value: Expression) -> str:
    """A quote, a brace, a tab under a name: `char(34)`. Empty for anything else."""
    constant = constant_of(value)
    if constant is None and (path := path_of(value)) is not None and not path.steps:
        given = [
            program.definition(number).source
            for number in program.visible(id(path.root), path.key, piece)
        ]
        if len(given) == 1 and given[0] is not None:
            constant = constant_of(given[0].expression)
    return constant if constant is not None and len(constant) == 1 else ""
