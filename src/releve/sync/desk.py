"""The desk at which a plan is drawn: both sides, the rules, and the sheets so far."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from releve.domain.entities import Tie
from releve.domain.ids import Which
from releve.domain.rewriting import Rewriter
from releve.domain.runs import ScriptFace
from releve.domain.say import Message
from releve.domain.store import Tx
from releve.sync import reasons
from releve.sync.book import Book, Node
from releve.sync.collect import Source
from releve.sync.counterparts import Counterparts
from releve.sync.scope import Scope
from releve.sync.sheet import Held, Sheet
from releve.sync.slots import Finder, Space, finders
from releve.sync.standing import Standing

#: Told of how far a run has come: which stage, which kind, how many of how many. May raise to end it.
Tell = Callable[[str, str, int, int], None]


def silent(stage: str, kind: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(slots=True)
class Desk:
    """`barred` cannot be copied whatever the others do. `anchors` are referred to and neither selected nor to be copied:
    (kind, title) by what was asked for; those that the BCP tenant has under the same key are tied to it by `ties`. `faces`
    are those of the scripts that were looked at, by their ids in the primary."""

    source: Source
    target: Tx
    scope: Scope
    before: Standing
    book: Book
    rewriter: Rewriter
    tell: Tell
    sheets: dict[str, Sheet] = field(default_factory=dict)
    barred: dict[Node, Held] = field(default_factory=dict)
    anchors: dict[tuple[Space, str], tuple[str, str]] = field(default_factory=dict)
    ties: dict[str, list[Tie]] = field(default_factory=lambda: defaultdict(list))
    finders: dict[str, Finder] = field(default_factory=finders)
    passed_over: bool = False
    faces: dict[str, ScriptFace] = field(default_factory=dict)
    _own_ids: dict[Node, str] = field(
        default_factory=dict
    )  # (kind, other id) → id, of those barred
    _texts: dict[Node, str] = field(default_factory=dict)  # (kind, BCP id) → body, read ahead

    @property
    def counterparts(self) -> Counterparts:
        return self.book.target

    def has_any(self, kind: str) -> bool:
        """Whether the BCP tenant has living entities of a kind."""
        return kind in self.before.ledger and self.before.ledger[kind].living > 0

    def read_ahead(self, named: Collection[Node]) -> None:
        """Read the bodies of entities of the BCP tenant, which will be asked for."""
        self._texts |= self.target.entities.texts_among(self.scope.bcp, named)

    def texts(self, kind: str, ids: Collection[str]) -> dict[str, str]:
        """id → body as the BCP tenant has it."""
        if all((kind, one) in self._texts for one in ids):
            return {one: self._texts[kind, one] for one in ids}
        return self.target.entities.texts(self.scope.bcp, kind, ids)

    def all_held(self) -> Iterator[tuple[Sheet, str, Held]]:
        for sheet in self.sheets.values():
            for primary_id, held in sheet.held.items():
                yield sheet, primary_id, held

    def bar(self, node: Node, alt: str | None, held: Held) -> None:
        """It is not copied in this run, and nothing may refer to it."""
        self.barred[node] = held
        if alt:
            self._own_ids[node[0], alt] = node[1]
        self.book.strike(node, alt)

    def barred_as(self, kind: str, value: str) -> Which | None:
        """Which of the two ids this is of something that is not copied in this run; None if it is none."""
        if (kind, value) in self.barred:
            return Which.ID
        return Which.ALT if (kind, value) in self._own_ids else None

    def missing(self, space: Space, old: str, path: Message | str) -> Message:
        """Why a reference has no counterpart. `path` is what people call the place where it stands."""
        kind, which = space
        if (anchored := self.anchors.get((space, old))) is not None:
            return reasons.not_selected(*anchored, path)
        own = old if which is Which.ID else self._own_ids.get((kind, old), "")
        held = self.barred.get((kind, own))
        if held is None and kind in self.sheets:
            held = self.sheets[kind].held.get(own)
        if held is not None:
            return reasons.held_itself(kind, held.title, path)
        return reasons.no_such_referent(kind, old, path)
