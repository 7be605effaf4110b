"""The tree of a snippet. Every node says where it stands in the text: from `start` to before `end`.

Nodes are never changed once they are made. They are not frozen only because they are made by the ten thousand.

Names are compared without regard to case, for real code mixes it; `folded` is what to compare.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(slots=True)
class Node:
    start: int
    end: int


@dataclass(slots=True)
class Number(Node):
    text: str


@dataclass(slots=True)
class Truth(Node):
    value: bool


@dataclass(slots=True)
class Piece(Node):
    """Characters of a string that stand for themselves."""

    text: str


@dataclass(slots=True)
class Hole(Node):
    """`{…}` in a string: what is put there when the script runs. `value` is None where it could not be read."""

    value: "Expression | None"


@dataclass(slots=True)
class Text(Node):
    """A string with its quotes, from the one to behind the other. Between two holes stands one piece at most, and no empty one."""

    parts: tuple[Piece | Hole, ...]

    @property
    def plain(self) -> str | None:
        """What it means, if nothing is put into it at run time."""
        match self.parts:
            case ():
                return ""
            case (Piece(text=text),):
                return text
        return None


@dataclass(slots=True)
class Date(Node):
    text: Text


@dataclass(slots=True)
class Name(Node):
    """`is_global`: the variable belongs to the whole contact, not to this script alone."""

    text: str
    is_global: bool = False

    @property
    def folded(self) -> str:
        return self.text.casefold()


@dataclass(slots=True)
class Index(Node):
    base: "Expression"
    at: "Expression"


@dataclass(slots=True)
class Attribute(Node):
    base: "Expression"
    name: str


@dataclass(slots=True)
class Call(Node):
    """`base` is what the method is called on; None: a function."""

    base: "Expression | None"
    name: str
    arguments: tuple["Expression", ...]


@dataclass(slots=True)
class Unary(Node):
    operator: str
    operand: "Expression"


@dataclass(slots=True)
class Binary(Node):
    operator: str
    left: "Expression"
    right: "Expression"


Expression = Number | Truth | Text | Date | Name | Index | Attribute | Call | Unary | Binary


@dataclass(slots=True)
class Assign(Node):
    target: Expression
    value: Expression


@dataclass(slots=True)
class Dynamic(Node):
    """An object is made, given a value, or (`source`) read from what is there already."""

    target: Expression
    value: Expression | None = None
    source: Name | None = None


@dataclass(slots=True)
class If(Node):
    test: Expression
    then: "Block"
    otherwise: "Block | None"


@dataclass(slots=True)
class Case(Node):
    """Without `labels` it is the default."""

    labels: tuple[Expression, ...]
    block: "Block"


@dataclass(slots=True)
class Switch(Node):
    """`subject` is None in a SELECT, where each label is a test of its own."""

    subject: Expression | None
    cases: tuple[Case, ...]


@dataclass(slots=True)
class For(Node):
    name: Name
    first: Expression
    last: Expression
    block: "Block"


@dataclass(slots=True)
class ForEach(Node):
    name: Name
    over: Expression
    block: "Block"


@dataclass(slots=True)
class Function(Node):
    """`block` is None: it is only announced."""

    name: str
    parameters: tuple[Name, ...]
    block: "Block | None"


@dataclass(slots=True)
class Return(Node):
    value: Expression | None


@dataclass(slots=True)
class Break(Node):
    pass


@dataclass(slots=True)
class Act(Node):
    """An expression that stands alone: a call, nearly always."""

    value: Expression


Statement = Assign | Dynamic | If | Switch | For | ForEach | Function | Return | Break | Act


@dataclass(slots=True)
class Block(Node):
    statements: tuple[Statement, ...]


@dataclass(slots=True)
class Unread(Node):
    """What could not be read. The rest was."""

    reason: str


@dataclass(slots=True)
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
