"""What the product makes of the corpus, beside the truth."""

from collections.abc import Sequence
from dataclasses import dataclass

from releve.scripts.formats import read_script
from releve.scripts.library import context_of
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.scan import scan
from tests.corpus import Case, Label, cases, inventory

TRUE = frozenset({"id", "ask"})


@dataclass(frozen=True, slots=True)
class Answer:
    """A label and what was found at its place; None for what nobody looked at, which is as good as neutral."""

    script: str
    label: Label | None
    found: Occurrence | None

    @property
    def is_rewritten(self) -> bool:
        return self.found is not None and self.found.verdict is Verdict.REWRITTEN

    @property
    def is_asked(self) -> bool:
        return self.found is not None and self.found.verdict is Verdict.ASK

    @property
    def is_true(self) -> bool:
        return self.label is not None and self.label.truth in TRUE

    @property
    def is_fault(self) -> bool:
        """Something is rewritten that is no id, or as one of another kind."""
        if not self.is_rewritten:
            return False
        return (
            not self.is_true
            or self.label is None
            or (self.found is not None and self.found.kind != self.label.kind)
        )

    @property
    def is_missed(self) -> bool:
        return self.is_true and not (self.is_rewritten or self.is_asked)


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the whole. Precision is that of what is rewritten, recall that of what is rewritten or asked about."""

    answers: tuple[Answer, ...]

    @property
    def precision(self) -> float:
        rewritten = [one for one in self.answers if one.is_rewritten]
        return 1 - len([one for one in rewritten if one.is_fault]) / len(rewritten)

    @property
    def recall(self) -> float:
        return 1 - len([one for one in self.true if one.is_missed]) / len(self.true)

    @property
    def asked(self) -> float:
        """Of the true ids, how many are left to a person."""
        return len([one for one in self.true if one.is_asked]) / len(self.true)

    @property
    def true(self) -> list[Answer]:
        return [one for one in self.answers if one.is_true]


def figures(*, with_inventory: bool) -> Figures:
    return Figures(tuple(one for case in cases() for one in answers(case, with_inventory)))


def answers(case: Case, with_inventory: bool) -> list[Answer]:
    """Every label of a case with its answer, and everything rewritten that has no label."""
    known = inventory()

    def kinds_of(value: str) -> Sequence[str]:
        return [one.kind for one in known.get(value, ())]

    read = {one.name: read_script(one.raw) for one in case.scripts}
    context = context_of(list(read.values()))
    given: list[Answer] = []
    for script in case.scripts:
        found = scan(read[script.name], kinds_of if with_inventory else None, context)
        places = {(one.action, one.place, one.offset, one.length): one for one in found.occurrences}
        labels = {(one.action, one.property, one.offset, one.length): one for one in script.labels}
        given += [Answer(script.name, label, places.get(at)) for at, label in labels.items()]
        rest = [one for at, one in places.items() if at not in labels]
        given += [
            Answer(script.name, None, one) for one in rest if one.verdict is Verdict.REWRITTEN
        ]
    return given
