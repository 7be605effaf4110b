"""The notation of a case: one script, as short as it can be read and as exact as it must be.

    # covers: H1 H2 T5
    # Anything else a reader should know.
    scriptName: Brightwick\\Queue_PROD
    busNo: «7421166|business_unit|H20»

    [10] REQAGENT Ask for an agent
    > 11
    > 12 case 1
    Skill = «52310441|skill|H1»
    Skill.description = «52310441|skill|H2» - Claims Intake

    [11] SNIPPET Set up
    Data:
        ASSIGN x = "1␉2"

The head are the members of the header and our own words: `format` (json or xml), `wrapper`, `lines` (lf or crlf).
An action has branches (`> to`, `> to a fixed outcome`, `> to case a label`), a position (`@ x y`), a type of its own
where the platform's table has none (`guid: …`), and properties, one a line, `Parameters[]` once per element, or as a
block set in by four spaces. `␉` is a tab.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEAD = re.compile(r"(\w+): ?(.*)")
_ACTION = re.compile(r"\[(\d+)\] (\S+)(?: (.*))?")
_BRANCH = re.compile(r"> (-?\d+)(?: (case )?(.*))?")
_BLOCK = re.compile(r"(\S+):")
_PROPERTY = re.compile(r"(\S+) =(?: (.*))?")


@dataclass(slots=True)
class Branch:
    """Where an action leads to. Texts are still marked, here and below."""

    to: int
    label: str
    type: str


@dataclass(slots=True)
class Step:
    """One action. A property is a text, or a list of texts."""

    id: str
    name: str
    label: str
    guid: str = ""
    position: tuple[int, int] | None = None
    branches: list[Branch] = field(default_factory=list)
    properties: dict[str, str | list[str]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Source:
    """A case as written."""

    covers: frozenset[str]
    head: dict[str, str]
    steps: list[Step]


def read(text: str) -> Source:
    """Raises ValueError for a line that is none of the above."""
    lines = text.replace("␉", "\t").splitlines()
    first = next((n for n, line in enumerate(lines) if line.startswith("[")), len(lines))
    covers = next(line for line in lines if line.startswith("# covers:")).split()[2:]
    return Source(frozenset(covers), dict(_head(lines[:first])), _steps(lines[first:]))


def _head(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line and not line.startswith("#"):
            found = _matched(_HEAD, line)
            yield found[1], found[2]


def _steps(lines: list[str]) -> list[Step]:
    steps: list[Step] = []
    block: list[str] | None = None
    ends: list[tuple[Step, str, list[str]]] = []
    for line in lines:
        if line.startswith("    ") or (block is not None and not line):
            assert block is not None, f"{line!r} belongs to no block"
            block.append(line[4:])
            continue
        block = None
        if found := _ACTION.fullmatch(line):
            steps.append(Step(found[1], found[2], found[3] or ""))
        elif found := _BLOCK.fullmatch(line):
            block = []
            ends.append((steps[-1], found[1], block))
        elif line:
            _line(steps[-1], line)
    for step, name, texts in ends:
        _property(step, name, "\n".join(texts).rstrip("\n"))
    return steps


def _line(step: Step, line: str) -> None:
    if line.startswith("> "):
        to, case, label = _matched(_BRANCH, line).groups()
        kind = "custom" if case else "branch" if label else "default"
        step.branches.append(Branch(int(to), label or "", kind))
    elif line.startswith("@ "):
        x, y = line.split()[1:]
        step.position = (int(x), int(y))
    elif line.startswith("guid: "):
        step.guid = line.removeprefix("guid: ")
    else:
        name, value = _matched(_PROPERTY, line).groups()
        _property(step, name, value or "")


def _property(step: Step, name: str, value: str) -> None:
    if name.endswith(".description"):
        step.descriptions[name.removesuffix(".description")] = value
    elif name.endswith("[]"):
        listed = step.properties.setdefault(name[:-2], [])
        assert isinstance(listed, list)
        listed.append(value)
    else:
        step.properties[name] = value


def _matched(form: re.Pattern[str], line: str) -> re.Match[str]:
    found = form.fullmatch(line)
    if found is None:
        raise ValueError(f"{line!r} is no line of a case")
    return found
