"""Scripts in which the truth about every number is written down, to judge what finds ids in scripts.

A case is a folder of scripts that belong together, or one script; `cases/*.case` are written by hand. Nothing here
asks the product what it thinks: what is an id was decided from the field alone. `marks.py` says what a mark means,
`notation.py` how a case is written, `inventory.json` which ids exist.

The truth is whole: a number of the inventory that stands alone and has no label is no id (a test sees to it for all
but the one and two digits of counters and positions). Who judges: rewriting what is `not`, `remark` or unlabelled is
a fault, and so is the wrong kind; passing over an `id` or an `ask` is a fault; an `ask` that is rewritten with its
right kind is none.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.corpus.files import desktop, values_of, web
from tests.corpus.marks import MORE_PLACES, MORE_TRAPS, marks
from tests.corpus.notation import Source, Step, read

__all__ = [
    "MORE_PLACES",
    "MORE_TRAPS",
    "Case",
    "Known",
    "Label",
    "LabelledScript",
    "cases",
    "inventory",
]

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Label:
    """One number and what it truly is.

    `action` is the action's id, or `header`. `property` is its name, `name[i]` for an element of a list,
    `name.description` for a display copy, `label` for the caption, `branch[n]` for the label of a branch, the field's
    name in the header. `offset` and `length` count code points in the value as read. `truth` is `id` (rewrite it),
    `ask` (a true id that a person has to confirm), `not` (never rewrite it) or `remark` (tell it at most). `place` is
    the hiding place or trap: `H4`, `T5`.
    """

    action: str
    property: str
    offset: int
    length: int
    value: str
    kind: str
    truth: str
    place: str


@dataclass(frozen=True, slots=True)
class LabelledScript:
    """A script as a file would hold it, and the truth about it."""

    name: str
    raw: bytes
    covers: frozenset[str]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Scripts that call each other, or one that stands alone. What is true of one may follow from another."""

    name: str
    scripts: tuple[LabelledScript, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of the tenant."""

    kind: str
    name: str


def cases() -> tuple[Case, ...]:
    """All cases, in the order of their names."""
    found = sorted((_HERE / "cases").iterdir())
    return tuple(
        Case(
            path.stem, tuple(map(_script, sorted(path.glob("*.case")) if path.is_dir() else [path]))
        )
        for path in found
    )


def inventory() -> Mapping[str, tuple[Known, ...]]:
    """What exists in the tenant, by id; some ids are those of two kinds."""
    written = json.loads((_HERE / "inventory.json").read_text("utf-8"))
    return {
        number: tuple(Known(**one) for one in (entry if isinstance(entry, list) else [entry]))
        for number, entry in written.items()
    }


def _script(path: Path) -> LabelledScript:
    source = read(path.read_text("utf-8"))
    is_xml = source.head.get("format") == "xml"
    raw = desktop(source) if is_xml else web(source)
    labels = (*_of_head(source, twice=is_xml), *_of_steps(source, is_xml=is_xml))
    name = str(path.relative_to(_HERE / "cases").with_suffix(""))
    return LabelledScript(name, raw, source.covers, labels)


def _of_head(source: Source, *, twice: bool) -> Iterator[Label]:
    """Yield the labels of the header. Desktop writes the tenant's number twice."""
    for name, value in source.head.items():
        yield from _labels("header", name, value)
        if twice and name == "BusNo":
            yield from _labels("header", name, value)


def _of_steps(source: Source, *, is_xml: bool) -> Iterator[Label]:
    end = "\r\n" if source.head.get("lines") == "crlf" and not is_xml else "\n"
    for step in source.steps:
        yield from _labels(step.id, "label", step.label)
        for name, value in values_of(step).items():
            if isinstance(value, list):
                for n, element in enumerate(value):
                    yield from _labels(step.id, f"{name}[{n}]", element)
            else:
                yield from _labels(step.id, name, value.replace("\n", end))
        if not is_xml:
            for name, text in step.descriptions.items():
                yield from _labels(step.id, f"{name}.description", text)
        yield from _of_branches(step, is_xml=is_xml)


def _of_branches(step: Step, *, is_xml: bool) -> Iterator[Label]:
    """Yield the labels of the branches. Desktop writes the fixed outcomes first and the label of a case twice."""
    texts = [branch.label for branch in step.branches]
    if is_xml:
        fixed = [one.label for one in step.branches if one.type == "branch"]
        custom = [one.label for one in step.branches if one.type == "custom"]
        texts = [*fixed, *custom, *custom]
    for n, text in enumerate(texts):
        yield from _labels(step.id, f"branch[{n}]", text)


def _labels(action: str, property: str, text: str) -> Iterator[Label]:
    for one in marks(text):
        yield Label(
            action,
            property,
            one.offset,
            len(one.value),
            one.value,
            one.kind,
            one.truth,
            one.place,
        )
