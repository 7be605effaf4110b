"""Call-path coverage: of the published numbers of a BCP tenant, how many lead somewhere. A value, and what is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from releve.domain.drills import Line, Outcome
from releve.domain.say import Message, say, say_n


@dataclass(frozen=True, slots=True)
class Path:
    """One point of contact, followed. `id` is its own in the BCP tenant, `twin` that of its counterpart in the primary ("" if it
    has none). `lines` are everything in it that is broken, or the one line that says how far it was followed."""

    id: str
    twin: str
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        return self.lines[0].name

    @property
    def arrives(self) -> bool:
        """It was followed to somebody who would answer."""
        return all(line.outcome is Outcome.PASSED for line in self.lines)

    @property
    def is_broken(self) -> bool:
        return any(line.outcome is Outcome.FAILED for line in self.lines)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`total` active points of contact, of which `paths` were tried; `could` of `employees` could work in the BCP tenant now."""

    total: int
    paths: tuple[Path, ...]
    could: int
    employees: int
    looked_at: str

    @property
    def arriving(self) -> int:
        return sum(one.arrives for one in self.paths)

    @property
    def broken(self) -> Sequence[Path]:
        return [one for one in self.paths if one.is_broken]

    @property
    def unsure(self) -> Sequence[Path]:
        """Neither broken nor followed to somebody."""
        return [one for one in self.paths if not one.arrives and not one.is_broken]

    @property
    def untried(self) -> int:
        return self.total - len(self.paths)

    @property
    def told(self) -> Message:
        """In one sentence."""
        if not self.total:
            return say("The BCP tenant has no active point of contact.")
        return say_n(
            "{n} of {tried} numbers and addresses that were tried arrives.",
            "{n} of {tried} numbers and addresses that were tried arrive.",
            self.arriving,
            tried=len(self.paths),
        )
