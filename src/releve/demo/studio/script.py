"""A call script in short: its steps, where each leads, and the text of its snippets with places for ids.

A place is written `@{kind:name}` (see `places`). Snippets are written with four blanks a level and `⇥` for a
tab that is data; `code` turns them into what the web editor stores: tabs and `\\r\\n`.
"""

import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from releve.demo.studio.actions import ACTIONS, Action

Value = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One action on the canvas. `next` follows the connector without a label, `outcomes` the labelled ones."""

    id: int
    type: str
    label: str
    values: Mapping[str, Value] = field(default_factory=dict)
    next: int | None = None
    outcomes: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = set(self.values) - set(self.action.properties)
        assert not unknown, f"{self.type} has no {unknown}"

    @property
    def action(self) -> Action:
        return ACTIONS[self.type]

    @property
    def properties(self) -> Mapping[str, Value]:
        """Every property in the platform's order, what was not said at its default."""
        given = {name: self.values.get(name, usual) for name, usual in self._usual.items()}
        return given | ({last: self.values.get(last, ())} if (last := self.action.trailing) else {})

    @property
    def _usual(self) -> Mapping[str, str]:
        return self.action.properties

    def fixed(self, label: str) -> bool:
        """Whether the outcome is one of the action's own, not a label that the author chose."""
        return label in (self.action.outcomes or {})

    def index(self, label: str) -> int:
        return (self.action.outcomes or {}).get(label, 0)

    @property
    def leads_to(self) -> tuple[int, ...]:
        return ((self.next,) if self.next is not None else ()) + tuple(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script; its identity is the path. `saved_in` is the editor that saved it last."""

    path: str
    steps: tuple[Step, ...]
    media: int = 4
    purpose: str = "General"
    saved_in: str = "stx"
    format: str = "json"

    def __post_init__(self) -> None:
        numbers = [step.id for step in self.steps]
        assert len(set(numbers)) == len(numbers), f"{self.path}: an action id is used twice"
        for step in self.steps:
            lost = set(step.leads_to) - set(numbers)
            assert not lost, f"{self.path}: step {step.id} leads to {lost}"

    @property
    def name(self) -> str:
        return self.path.rsplit("\\", 1)[-1]

    @property
    def parameters(self) -> tuple[str, ...]:
        """What callers hand to it: the parameters of its BEGIN."""
        begin = next(step for step in self.steps if step.type == "BEGIN")
        return tuple(begin.values.get("Parameters", ()))


def code(text: str) -> Mapping[str, Value]:
    """The values of a SNIPPET with this text."""
    return {"Data": lines(text)}


def lines(text: str) -> str:
    """A text of several lines as the web editor stores it."""
    clean = inspect.cleandoc(text)
    tabbed = re.sub(r"(?m)^(?: {4})+", lambda found: "\t" * (len(found[0]) // 4), clean)
    return tabbed.replace("⇥", "\t").replace("\n", "\r\n")


def begin(id: int, label: str, next: int, *parameters: str) -> Step:
    return Step(id, "BEGIN", label, {"Parameters": parameters}, next)


def snippet(id: int, label: str, next: int | None, text: str) -> Step:
    return Step(id, "SNIPPET", label, code(text), next)


def play(id: int, label: str, next: int | None, file: str, phrase: str = "") -> Step:
    """Play a prompt of the folder `{promptPath}`; `phrase` is what it says."""
    return Step(id, "PLAY", label, {"Sequence": f'"{{promptPath}}{file}"', "Phrase": phrase}, next)


def call(
    id: int, label: str, next: int | None, path: str, *parameters: str, returns: str = "RTN"
) -> Step:
    """Run another script and come back."""
    values = {"ScriptName": path, "ReturnVariable": returns, "Parameters": parameters}
    return Step(id, "RUNSUB", label, values, next)


def note(id: int, text: str, label: str = "Annotation") -> Step:
    return Step(id, "ANNOTATION", label, {"Comments": lines(text)})
