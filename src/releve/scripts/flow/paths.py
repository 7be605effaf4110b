"""A variable, and what is taken out of it: an element of a list, a column of a line."""

from dataclasses import dataclass

from releve.scripts.snippets.tree import (
    Attribute,
    Call,
    Expression,
    Hole,
    Index,
    Name,
    Number,
    Text,
)

#: Attributes that stand for the thing itself: `.$value`.
_ITSELF = frozenset({"value"})
#: Methods whose answer is the text again, if not in every letter.
SAME = frozenset({"upper", "lower", "trim", "ltrim", "rtrim", "tostring", "value", "clone"})


@dataclass(frozen=True, slots=True)
class Given:
    """Known only where the function is called: the parameter of this name, folded."""

    name: str


@dataclass(frozen=True, slots=True)
class At:
    """One element of a list, counted from 1; any of them when `index` is None."""

    index: int | Given | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut at a separator, which makes a list of it. None: at one that is not known."""

    separator: str | Given | None


@dataclass(frozen=True, slots=True)
class Where:
    """Only of lists of which this element, from 1, is one of these words, folded."""

    index: int
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Member:
    """The member of this name, folded, of an object that is written as text."""

    name: str


Step = At | Cut | Where | Member
Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """`key` is the variable with its attributes, folded: `menu.stepname`; `spelled` is its last name as it is written. `root` is
    the name as it stands in the code."""

    root: Name
    key: str
    spelled: str
    steps: Steps = ()


def path_of(expression: Expression) -> Path | None:
    """The variable that this expression reads; None when it is anything else."""
    match expression:
        case Name():
            return Path(expression, expression.folded, expression.text)
        case Attribute(base=base, name=name):
            found = path_of(base)
            if found is None or name.casefold() in _ITSELF:
                return found
            if found.steps:
                return None
            return Path(found.root, f"{found.key}.{name.casefold()}", name)
        case Index(base=base, at=at):
            found = path_of(base)
            if found is None:
                return None
            steps = (*found.steps, At(element(at)))
            return Path(found.root, found.key, found.spelled, steps)
        case Call(base=Call() | Name() | Attribute() | Index() as base, name=name) if (
            name.casefold() in SAME
        ):
            return path_of(base)
        case Text(parts=(Hole(value=value),)) if value is not None:
            return path_of(value)
    return None


def element(at: Expression) -> int | Given | None:
    """Which element an index means, as far as one can tell from the text."""
    if isinstance(at, Name):
        return Given(at.folded)
    constant = constant_of(at)
    return int(constant) if constant and constant.isascii() and constant.isdigit() else None


def constant_of(expression: Expression) -> str | None:
    """What the expression is, whenever it runs; None when that depends."""
    match expression:
        case Number(text=text):
            return text
        case Text() if expression.plain is not None:
            return expression.plain
        case Text(parts=(Hole(value=value),)) if value is not None:
            return constant_of(value)
        case Call(base=None, name=name, arguments=(Number(text=code),)) if (
            name.casefold() == "char" and code.isdigit() and len(code) < 6
        ):
            return chr(int(code))
    return None


def separator_of(expression: Expression) -> str | Given | None:
    if isinstance(expression, Name):
        return Given(expression.folded)
    return constant_of(expression)


def fits(step: At, other: At) -> bool:
    """Whether both can mean the same element."""
    if isinstance(step.index, int) and isinstance(other.index, int):
        return step.index == other.index
    return True
