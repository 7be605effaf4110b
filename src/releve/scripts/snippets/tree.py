"""The tree of a snippet. Every node says where it stands in the text: from `start` to before `end`.

Nodes are never changed once they are made. They are not frozen only because they are made by the ten thousand.

Names are compared without regard to case, for real code mixes it; `folded` is what to compare.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Node:
    start: int
    end: int


@dataclass(slots=True, eq=False)
class Number(Node):
    text: str


@dataclass(slots=True, eq=False)
class Truth(Node):
    value: bool


@dataclass(slots=True, eq=False)
class Piece(Node):
    """Characters of a string that stand for themselves."""

    text: str


@dataclass(slots=True, eq=False)
class Hole(Node):
    """`{…}` in a string: what is put there when the script runs. `value` is None where it could not be read."""

    value: "Expression | None"


@dataclass(slots=True, eq=False)
class Text(Node):
    """A string with its quotes, from the one to behind the other."""

    parts: tuple[Piece | Hole, ...]

    @property
    def plain(self) -> str | None:
        """What it means, if nothing is put into it at run time."""
        if all(isinstance(one, Piece) for one in self.parts):
            return "".join(one.text for one in self.parts if isinstance(one, Piece))
        return None


@dataclass(slots=True, eq=False)
class Date(Node):
    text: Text


@dataclass(slots=True, eq=False)
class Name(Node):
    """`is_global`: the variable belongs to the whole contact, not to this script alone."""

    text: str
    is_global: bool = False

    @property
    def folded(self) -> str:
        return self.text.casefold()


@dataclass(slots=True, eq=False)
class Index(Node):
    base: "Expression"
    at: "Expression"


@dataclass(slots=True, eq=False)
class Attribute(Node):
    base: "Expression"
    name: str


@dataclass(slots=True, eq=False)
class Call(Node):
    """`base` is what the method is called on; None: a function."""

    base: "Expression | None"
    name: str
    arguments: tuple["Expression", ...]


@dataclass(slots=True, eq=False)
class Unary(Node):
    operator: str
    operand: "Expression"


@dataclass(slots=True, eq=False)
class Binary(Node):
    operator: str
    left: "Expression"
    right: "Expression"


Expression = Number | Truth | Text | Date | Name | Index | Attribute | Call | Unary | Binary


@dataclass(slots=True, eq=False)
class Assign(Node):
    target: Expression
    value: Expression


@dataclass(slots=True, eq=False)
class Dynamic(Node):
    """An object is made, given a value, or (`source`) read from what is there already."""

    target: Expression
    value: Expression | None = None
    source: Name | None = None


@dataclass(slots=True, eq=False)
class If(Node):
    test: Expression
    then: "Block"
    otherwise: "Block | None"


@dataclass(slots=True, eq=False)
class Case(Node):
    """Without `labels` it is the default."""

    labels: tuple[Expression, ...]
    block: "Block"


@dataclass(slots=True, eq=False)
class Switch(Node):
    """`subject` is None in a SELECT, where each label is a test of its own."""

    subject: Expression | None
    cases: tuple[Case, ...]


@dataclass(slots=True, eq=False)
class For(Node):
    name: Name
    first: Expression
    last: Expression
    block: "Block"


@dataclass(slots=True, eq=False)
class ForEach(Node):
    name: Name
    over: Expression
    block: "Block"


@dataclass(slots=True, eq=False)
class Function(Node):
    """`block` is None: it is only announced."""

    name: str
    parameters: tuple[Name, ...]
    block: "Block | None"


@dataclass(slots=True, eq=False)
class Return(Node):
    value: Expression | None


@dataclass(slots=True, eq=False)
class Break(Node):
    pass


@dataclass(slots=True, eq=False)
class Act(Node):
    """An expression that stands alone: a call, nearly always."""

    value: Expression


Statement = Assign | Dynamic | If | Switch | For | ForEach | Function | Return | Break | Act


@dataclass(slots=True, eq=False)
class Block(Node):
    statements: tuple[Statement, ...]


@dataclass(slots=True, eq=False)
class Unread(Node):
    """What could not be read. The rest was."""

    reason: str


@dataclass(slots=True, eq=False)
class Snippet:
    """`comments` are spans, from the `//` to the end of the line; `strays` are brackets that close nothing, which the
    vendor's compiler passes over too."""

    text: str
    statements: tuple[Statement, ...]
    comments: tuple[tuple[int, int], ...]
    unread: tuple[Unread, ...]
    strays: tuple[tuple[int, int], ...] = ()


def walk(*nodes: Node) -> Iterator[Node]:
    """Every node of these trees, each before what stands in it, in the order of the text."""
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        yield node
        for name in _INSIDE[type(node)]:
            value = getattr(node, name)
            if isinstance(value, tuple):
                waiting.extend(reversed(value))
            elif value is not None:
                waiting.append(value)


#: In which fields of a node other nodes stand, the last first.
_INSIDE: Mapping[type[Node], tuple[str, ...]] = {
    **dict.fromkeys((Number, Truth, Piece, Name, Break, Unread), ()),
    Hole: ("value",),
    Text: ("parts",),
    Date: ("text",),
    Index: ("at", "base"),
    Attribute: ("base",),
    Call: ("arguments", "base"),
    Unary: ("operand",),
    Binary: ("right", "left"),
    Assign: ("value", "target"),
    Dynamic: ("source", "value", "target"),
    If: ("otherwise", "then", "test"),
    Case: ("block", "labels"),
    Switch: ("cases", "subject"),
    For: ("block", "last", "first", "name"),
    ForEach: ("block", "over", "name"),
    Function: ("block", "parameters"),
    Return: ("value",),
    Act: ("value",),
    Block: ("statements",),
}
