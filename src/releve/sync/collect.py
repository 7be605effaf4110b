"""Collect: what the primary changed since the last run, read in one snapshot, a kind at a time, streamed.

- The revision of the snapshot is read first: it is how far the cursor will move.
- What was held back and what drifted is read again by its id.
- A failed or short read ends the run. It is never taken for an absence.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from releve.domain.entities import Record
from releve.domain.errors import Refused, Unavailable
from releve.domain.proof import Ledger
from releve.domain.runs import HeldBack
from releve.domain.say import say
from releve.domain.store import Tx
from releve.sync.scope import Scope
from releve.sync.standing import OTHERS, Standing

#: So many entities are worked on at a time.
CHUNK = 2_000

#: A kind of which no more than this is to be looked at is read once, and kept to the end of the drawing.
KEPT_MAX = 500


@dataclass(slots=True)
class Source:
    """The primary as one snapshot shows it. `again` are ids to be read whatever their revision."""

    tx: Tx
    scope: Scope
    revision: int
    ledger: Mapping[str, Ledger]
    cursor: Mapping[str, int]
    again: Mapping[str, set[str]]
    waiting: tuple[HeldBack, ...]
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _counted: dict[str, int] = field(default_factory=dict)
    _kept: dict[str, list[list[Record]]] = field(default_factory=dict)

    def keep_few(self) -> dict[str, list[Record]]:
        """Read what was changed in all kinds at once, if it is little; it is kept. kind → what is kept of it, whole."""
        for after, kinds in self._by_cursor().items():
            counted = self.tx.entities.changed_counts(self.scope.primary, kinds, after=after)
            self._counted |= {kind: counted.get(kind, 0) for kind in kinds}
            few = [kind for kind in kinds if self._counted[kind] <= KEPT_MAX]
            if few and sum(self._counted[kind] for kind in few) <= KEPT_MAX:
                self._keep(few, after)
        return {kind: records for kind, [records] in self._kept.items()}

    def _by_cursor(self) -> Mapping[int, list[str]]:
        """Kinds of which only what was changed is looked at, by the revision up to which they are known."""
        found: dict[int, list[str]] = {}
        for kind in self.touched():
            if (after := self.cursor.get(kind, 0)) and kind not in self.again:
                found.setdefault(after, []).append(kind)
        return found

    def _keep(self, kinds: list[str], after: int) -> None:
        read: dict[str, list[Record]] = {kind: [] for kind in kinds}
        for kind, record in self.tx.entities.records_among(self.scope.primary, kinds, after=after):
            read[kind].append(record)
        for kind, records in read.items():
            self.seen[kind] = set()
            self._must_be_whole(kind, after, len(records), 0)
            self._kept[kind] = [records]

    def touched(self) -> list[str]:
        """The selected kinds in which there is anything to be looked at, in the order of sync."""
        return [
            kind
            for kind in self.scope.kinds
            if kind in self.again
            or (kind in self.ledger and self.ledger[kind].revision > self.cursor.get(kind, 0))
        ]

    def expected(self, kind: str) -> int:
        """How many records `chunks` will give, near enough to show how far a run has come."""
        if not self.cursor.get(kind, 0):
            return self.living(kind)
        return self._changed(kind) + len(self.again.get(kind, ()))

    def _changed(self, kind: str) -> int:
        """How many were changed since the cursor, counted once."""
        if kind not in self._counted:
            after = self.cursor.get(kind, 0)
            counted = self.tx.entities.changed_counts(self.scope.primary, [kind], after=after)
            self._counted[kind] = counted.get(kind, 0)
        return self._counted[kind]

    def living(self, kind: str) -> int:
        return self.ledger.get(kind, Ledger()).living

    def names(self, kind: str) -> Iterator[list[Record]]:
        """The same as `chunks`; the bodies may be left out."""
        if self.expected(kind) <= KEPT_MAX:
            return self.chunks(kind)
        return self._read(kind, texts=False)

    def chunks(self, kind: str) -> Iterator[list[Record]]:
        """Everything to be looked at of a kind. Raises Unavailable if the primary gave less than it has."""
        if self.expected(kind) > KEPT_MAX:
            return self._read(kind, texts=True)
        if kind not in self._kept:
            self._kept[kind] = list(self._read(kind, texts=True))
        return iter(self._kept[kind])

    def _read(self, kind: str, *, texts: bool) -> Iterator[list[Record]]:
        after = self.cursor.get(kind, 0)
        stream = self.tx.entities.records(self.scope.primary, kind, after=after, texts=texts)
        again = self.again.get(kind, set())
        self.seen[kind] = set()
        living = read = 0
        while chunk := list(islice(stream, CHUNK)):
            read += len(chunk)
            living += sum(not one.deleted for one in chunk)
            self.seen[kind] |= again.intersection(one.id for one in chunk)
            yield chunk
        self._must_be_whole(kind, after, read, living)
        left = sorted(again - self.seen[kind])
        for begin in range(0, len(left), CHUNK):
            some = left[begin : begin + CHUNK]
            found = self.tx.entities.records_of(self.scope.primary, kind, some)
            late = [one for one in found if one.revision <= after or after == 0]
            self.seen[kind].update(one.id for one in late)
            if late:
                yield late

    def unread(self) -> tuple[HeldBack, ...]:
        """What was held back earlier and the primary did not give this time: it stays held back."""
        return tuple(
            one for one in self.waiting if one.primary_id not in self.seen.get(one.kind, ())
        )

    def _must_be_whole(self, kind: str, after: int, read: int, living: int) -> None:
        """A kind read from its beginning holds as many as the ledger says; a part of it as many as are counted."""
        if after:
            expected, got = self._changed(kind), read
        else:
            expected, got = self.living(kind), living
        if got != expected:
            raise Unavailable(
                say("The primary tenant could not be read whole."),
                say("Nothing was changed in the BCP tenant. The next run tries again."),
                kind=kind,
                expected=expected,
                read=got,
            )


def collect(tx: Tx, scope: Scope, before: Standing) -> Source:
    """Raises Refused if the primary is older than what was copied from it."""
    revision = tx.entities.revision(scope.primary)
    _must_not_be_older(revision, before)
    waiting = tuple(one for one in before.held if one.kind in scope.kinds)
    return Source(
        tx,
        scope,
        revision,
        tx.entities.ledger(scope.primary),
        before.cursor,
        _again(before, waiting),
        waiting,
    )


def _again(before: Standing, waiting: tuple[HeldBack, ...]) -> Mapping[str, set[str]]:
    again: dict[str, set[str]] = {}
    for held in waiting:
        again.setdefault(held.kind, set()).add(held.primary_id)
    for drifted in before.drifts.values():
        if drifted.primary_id is not None:
            again.setdefault(drifted.kind, set()).add(drifted.primary_id)
    return again


def _must_not_be_older(revision: int, before: Standing) -> None:
    """A primary that went back in time was wiped or restored from a copy: its absences mean nothing."""
    seen = max((at for name, at in before.cursor.items() if name not in OTHERS), default=0)
    if revision < seen:
        raise Refused(
            say("The primary tenant is older than what was already copied from it."),
            say(
                "It looks wiped or restored from a copy. Nothing was changed in the BCP tenant. "
                "Restore the primary tenant first."
            ),
            revision=revision,
            copied=seen,
        )
