"""The texts of code with what is put into them, as far as that is known without running it.

A short script can be written so that its texts would be endless: both the length of a text and what is put in altogether have an
end here, and no text is put together twice.
"""

from collections.abc import Mapping

from releve.scripts.flow.program import Piece as Code
from releve.scripts.flow.program import Program
from releve.scripts.snippets.tree import Binary, Expression, Hole, Name, Node, Piece, Text

#: A text is cut there.
TEXT_MAX = 4000
#: How often a variable that holds a text is put into another one.
_DEPTH_MAX = 4
#: Variables put so many characters into the texts of one script; behind that they stand there by their names.
_PUT_MAX = 200_000


class FlatTexts:
    """The texts of one script."""

    def __init__(self, program: Program) -> None:
        self._constants = _constants(program)
        self._held: dict[tuple[str, int], str] = {}
        self._left = _PUT_MAX

    def of(self, node: Expression, code: Code, depth: int = 0) -> str:
        """A text with the variables that are put into it under their names, or with what they hold where that is sure."""
        found, length = list[str](), 0
        waiting: list[Node] = [node]
        while waiting and length < TEXT_MAX:
            match waiting.pop():
                case Text(parts=parts):
                    waiting += reversed(parts)
                    continue
                case Binary(operator="+", left=left, right=right):
                    waiting += [right, left]
                    continue
                case Hole(value=value) if value is not None:
                    waiting.append(value)
                    continue
                case Piece(text=text):
                    told = text
                case Hole(start=start, end=end):
                    told = code.value.text[start:end]
                case one:
                    told = self._put(one, code, depth)
            found.append(told)
            length += len(told)
        return "".join(found)[:TEXT_MAX]

    def _put(self, one: Node, code: Code, depth: int) -> str:
        if isinstance(one, Name) and depth < _DEPTH_MAX and self._left > 0:
            source = self._constants.get(one.folded)
            if source is not None:
                key = one.folded, depth
                if key not in self._held:
                    self._held[key] = self.of(*source, depth + 1)
                self._left -= len(self._held[key])
                return self._held[key]
        return "{" + code.value.text[one.start : one.end] + "}"


def _constants(program: Program) -> Mapping[str, tuple[Expression, Code]]:
    """Variables that are given one text, and nothing else anywhere in the script."""
    found = {}
    for key, numbers in program.by_key.items():
        if len(numbers) == 1:
            one = program.definition(numbers[0])
            if one.source is not None and not one.steps and not one.through and not one.gives:
                expression = one.source.expression
                if isinstance(expression, Text | Binary):
                    found[key] = expression, program.pieces[one.source.piece]
    return found
