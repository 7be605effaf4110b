"""What comes up in every history, whichever rules Hypothesis has chosen for it: an agenda drawn at its start, of what is
rare otherwise. Between two items are a few steps of the machine."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant

from releve.domain.runs import Decision
from releve.domain.tenancy import Deletions
from tests.simulation.machine import EVERYTHING, Answer, Moved, Pair
from tests.simulation.world import NAMED_SO, SAID

#: After so many steps of the machine comes the next item.
STEPS_BETWEEN = 3

KINDS = sorted(SAID)
T = TypeVar("T")


class Agenda(Pair):
    """Every item is (what, a number from which its particulars are taken)."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[tuple[str, int]] = []
        self.since = 0
        self.acts: dict[str, Callable[[int], None]] = {
            "edits": self._edits,
            "deletions": self._deletions,
            "plan": self._plan,
            "restore": self._restore,
            "drift": self._drift,
            "follow": self._follow,
        }

    @initialize(day=st.integers(min_value=0, max_value=2**32 - 1))
    def write_down(self, day: int) -> None:
        """By chance of its own: Hypothesis likes to repeat what it has drawn."""
        dice = Random(day)
        self.items = [(what, dice.randrange(2**31)) for what in (*self.acts, "plan", "plan")]
        dice.shuffle(self.items)

    @invariant()
    def what_comes_next(self) -> None:
        self.since += 1
        if self.items and self.since > STEPS_BETWEEN:
            what, number = self.items.pop()
            self.acts[what](number)
            self.since = 0
            self.tally.steps += 1

    def _made_and_synced(self) -> None:
        self.world.populate(NAMED_SO)
        self.synced(EVERYTHING)

    def _edits(self, number: int) -> None:
        """An unusual mass of edits: of one kind or two."""
        self._made_and_synced()
        self.config = replace(self.config, edits_share=0)
        how, number = _one_of(list(Answer), number)
        kind, number = _one_of(KINDS, number)
        other, number = _one_of(KINDS, number)
        self.world.say_of_all(self.twins.primary, kind, f"many {number}")
        self.world.say_of_all(self.twins.primary, other, f"more {number}")
        self._answered(how, number)

    def _deletions(self, number: int) -> None:
        self._made_and_synced()
        mode, number = _one_of([Deletions.ASK, Deletions.FOLLOW], number)
        self.config = replace(self.config, deletions=mode, deletions_max=0, deletions_share=0)
        how, number = _one_of(list(Answer), number)
        kind, number = _one_of(["tag", "hours", "skill", "script", "team"], number)
        other, number = _one_of(["tag", "hours", "skill", "script", "team"], number)
        for one in {kind, other}:
            self.world.bury(one)
        self._answered(how, number)

    def _plan(self, number: int) -> None:
        """Something to be planned, looked at and applied; or something moves before it is."""
        moved, number = _one_of([*Moved, Moved.NOTHING, Moved.NOTHING], number)
        said, number = _one_of(NAMED_SO, number)
        kind, number = _one_of(KINDS, number)
        self.world.populate(NAMED_SO[: 1 + number % 3])
        self.world.say_of_all(self.twins.primary, kind, f"{said} {number}")
        self.look_and_apply(moved=moved, said=said)

    def _restore(self, number: int) -> None:
        if self.points:
            self.restore(which=number)
            self.synced()

    def _drift(self, number: int) -> None:
        self._made_and_synced()
        decision, number = _one_of(list(Decision), number)
        kind, number = _one_of(KINDS, number)
        self.world.say_of_all(self.twins.bcp, kind, f"over there {number}")
        self.delete_over_there(kind, number)
        self.decide_about_all(decision=decision)
        self.synced()

    def _follow(self, number: int) -> None:
        """Twice: the second time it may be added to the first."""
        for nth in range(2):
            kind, number = _one_of(KINDS, number)
            self.world.populate(NAMED_SO[: 1 + number % 4])
            self.world.say_of_all(self.twins.primary, kind, f"followed {nth} {number}")
            self.follow()


def _one_of(some: list[T], number: int) -> tuple[T, int]:
    """One of them, and what is left of the number."""
    return some[number % len(some)], number // len(some)
