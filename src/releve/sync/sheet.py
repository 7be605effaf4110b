"""The sheet of one kind: what a plan will do to it. A sheet can be thrown away and drawn again."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from releve.domain.entities import Twin
from releve.domain.proof import value
from releve.domain.runs import Verb
from releve.domain.say import Message
from releve.sync import reasons
from releve.sync.spool import Spool


class Row(NamedTuple):
    """One write. `verb` is None for what people need not be told. `payload` are the values of a `Copy` or a `Tie`;
    `was_proof` is of what stands there now, "" if nothing living does."""

    primary_id: str
    verb: str | None
    title: str
    by: str
    at: str
    to_review: int
    fields: tuple[tuple[str, str, str], ...]
    was_proof: str
    proof: str
    payload: tuple[str | None, ...]


@dataclass(slots=True)
class Held:
    """An entity of the primary that is not copied, or not deleted, with every reason."""

    title: str
    reasons: list[Message] = field(default_factory=list)
    bcp_id: str | None = None

    @property
    def follows(self) -> bool:
        """Whether it waits only for others that are held back."""
        return all(map(reasons.follows, self.reasons))


@dataclass(frozen=True, slots=True)
class Contested:
    """A copy that is to stand under a key which another entity of the BCP tenant has now."""

    primary_id: str
    title: str
    key: str
    holder: Twin


@dataclass(frozen=True, slots=True)
class Doomed:
    """The counterpart of something that was deleted in the primary."""

    twin: Twin
    title: str
    by: str
    at: str


@dataclass(slots=True)
class Tally:
    """What the rows of a sheet come to. `living` and `total` are for the ledger."""

    verbs: Counter[str] = field(default_factory=Counter)
    living: int = 0
    total: int = 0
    to_review: dict[str, int] = field(default_factory=dict)
    editors: Counter[str] = field(default_factory=Counter)

    def count(self, row: Row) -> None:
        if row.verb is not None:
            self.verbs[row.verb] += 1
            if row.verb == Verb.UPDATE:
                self.editors[row.by] += 1
        self.total += value(row.proof)
        if row.was_proof:
            self.total -= value(row.was_proof)
        else:
            self.living += 1


@dataclass(slots=True)
class Sheet:
    """`adds`, `overs` and `ties` are `Row`s: what is new, what is written over what stands there, and what is only tied to
    its counterpart. Whoever stands in `held` is passed over when they are read. `leaving` are ids in the BCP tenant
    whose key becomes free (→ id in the primary). `settled` are drifts that end with this plan. `anew` are scripts that nobody
    changed, by their ids in the primary: one that they call was."""

    kind: str
    scratch: Callable[[], IO[bytes]]
    adds: Spool = field(init=False)
    overs: Spool = field(init=False)
    ties: Spool = field(init=False)
    tally: Tally = field(default_factory=Tally)
    held: dict[str, Held] = field(default_factory=dict)
    contested: list[Contested] = field(default_factory=list)
    leaving: dict[str, str] = field(default_factory=dict)
    gone: list[tuple[str, str, str]] = field(default_factory=list)  # id in the primary, by, at
    doomed: dict[str, Doomed] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)  # ids in the BCP tenant
    anew: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.adds, self.overs, self.ties = (Spool(self.scratch) for _ in range(3))

    def rows(self) -> Iterator[Row]:
        """Those that are not held back."""
        for spool in (self.adds, self.overs, self.ties):
            for one in spool:
                row = Row._make(one)
                if row.primary_id not in self.held:
                    yield row

    def payloads(self, spool: Spool) -> Iterator[tuple[str | None, ...]]:
        """What is written, of one of the spools."""
        held = self.held
        return (row[-1] for row in spool if row[0] not in held)

    @property
    def changes_anything(self) -> bool:
        """Whether an entity of the BCP tenant would be another than it is."""
        held = self.held
        if any(old not in held for old in self.doomed):
            return True
        return any(row[0] not in held for spool in (self.adds, self.overs) for row in spool)

    def close(self) -> None:
        for spool in (self.adds, self.overs, self.ties):
            spool.close()

    def count_again(self) -> None:
        """After something was held back that had a row already."""
        to_review, self.tally = self.tally.to_review, Tally()
        self.tally.to_review = to_review
        for row in self.rows():
            self.tally.count(row)

    def hold(
        self, primary_id: str, title: str, *reasons: Message, bcp_id: str | None = None
    ) -> None:
        held = self.held.setdefault(primary_id, Held(title))
        held.reasons.extend(reasons)
        held.bcp_id = held.bcp_id or bcp_id


def causes_first(sheets: Iterable[Sheet]) -> Iterator[tuple[Sheet, str, Held]]:
    """All that is held back, with its id in the primary: what has a reason of its own, then what only waits for that."""
    followers = []
    for sheet in sheets:
        for primary_id, held in sorted(sheet.held.items(), key=lambda one: (one[1].title, one[0])):
            if held.follows:
                followers.append((sheet, primary_id, held))
            else:
                yield sheet, primary_id, held
    yield from followers
