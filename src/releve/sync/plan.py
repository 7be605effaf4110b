"""The plan: exactly what one run will do to the BCP tenant, as a value with a digest.

The same value is shown and applied. There is nothing left to decide when it is applied.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from releve.domain.entities import Tie
from releve.domain.ids import TenantId
from releve.domain.runs import Drifted, HeldBack, Step, Verb, why
from releve.domain.store import Credential
from releve.sync import reasons
from releve.sync.callers import NO_FACE_CHANGES, FaceChanges
from releve.sync.scope import Scope
from releve.sync.sheet import Held, Sheet, causes_first
from releve.sync.standing import CREDENTIALS, LEFT_BEHIND, OTHERS, UNDELETED, InStep

#: So many reasons are told of one entity; the rest is counted.
REASONS_MAX = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`sheets` hold what is written, each kind after the kinds it refers to; `ties` say whose counterparts some are that
    are not copied. It holds for the two revisions it was drawn from and for one epoch.

    `asks` is not empty if it wants to change so much that a person must look first: kind → what is asked. `waits` are
    the deletions that it leaves undone until a person approves them: kind → what is asked.
    """

    pair: str
    primary: TenantId
    bcp: TenantId
    epoch: int
    source_revision: int
    target_revision: int
    sheets: tuple[Sheet, ...] = ()
    ties: Mapping[str, list[Tie]] = field(default_factory=dict)
    issued: Mapping[str, int] = field(default_factory=dict)
    credentials: tuple[Credential, ...] = ()
    held: tuple[HeldBack, ...] = ()
    cursor: Mapping[str, int] = field(default_factory=dict)
    reviews: Mapping[str, int] = field(default_factory=dict)  # script → places to be reviewed
    faces: FaceChanges = NO_FACE_CHANGES
    drifts: tuple[Drifted, ...] = ()
    settled: tuple[tuple[str, str], ...] = ()
    asks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    waits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: The revision of the BCP tenant up to which nothing in it has drifted; None: up to what this plan writes.
    left_behind: int | None = None

    def steps(self) -> Iterator[Step]:
        """Copies in the order of sync, deletions in the opposite one, and what is held back, causes first."""
        for sheet in self.sheets:
            yield from _copies(sheet)
        for sheet in reversed(self.sheets):
            yield from _deletions(sheet)
        for sheet, primary_id, held in causes_first(self.sheets):
            yield Step(Verb.HOLD, sheet.kind, held.title, primary_id, held.bcp_id, told(held))

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """kind → verb → how many."""
        counts = {}
        for sheet in self.sheets:
            verbs = dict(sheet.tally.verbs)
            if gone := sum(old not in sheet.held for old in sheet.doomed):
                verbs[Verb.DELETE.value] = gone
            if sheet.held:
                verbs[Verb.HOLD.value] = len(sheet.held)
            if verbs:
                counts[sheet.kind] = verbs
        return counts

    def total(self, verb: Verb) -> int:
        return sum(verbs.get(verb.value, 0) for verbs in self.counts.values())

    @property
    def changes_nothing(self) -> bool:
        """Whether the entities and logins of the BCP tenant would stay as they are."""
        return not self.credentials and not any(sheet.changes_anything for sheet in self.sheets)

    @property
    def does_nothing(self) -> bool:
        """Whether even what is remembered of the pair would stay as it is, but for how far the primary was read."""
        return not (self.sheets or self.ties or self.credentials or self.drifts or self.settled)

    @property
    def digest(self) -> str:
        """Two plans with one digest write the same. The hashes of passwords are covered, not contained."""
        hashed = hashlib.sha256()
        head = [self.pair, self.epoch, self.source_revision, self.target_revision, self.held]
        hashed.update(orjson.dumps([*head, self.cursor, self.issued, self.reviews]))
        hashed.update(orjson.dumps([self.faces.faces, self.faces.gone, self.faces.whole]))
        for sheet in self.sheets:
            for row in sheet.rows():
                hashed.update(orjson.dumps((sheet.kind, row.verb, row.payload)))
            hashed.update(orjson.dumps(sorted(set(sheet.doomed) - set(sheet.held))))
        for kind, ties in sorted(self.ties.items()):
            hashed.update(orjson.dumps((kind, [tuple(one) for one in ties])))
        for credential in self.credentials:
            hashed.update(hashlib.sha256(repr(credential).encode()).digest())
        return hashed.hexdigest()

    def record(self) -> Mapping[str, Any]:
        """What is kept of a plan that is to be looked at; its steps are kept beside it."""
        return {
            "digest": self.digest,
            "epoch": self.epoch,
            "source_revision": self.source_revision,
            "target_revision": self.target_revision,
            "counts": self.counts,
            "held": len(self.held),
            "asks": self.asks,
            "waits": self.waits,
            "logins": len(self.credentials),
        }

    def close(self) -> None:
        """Let go of what waits in files."""
        for sheet in self.sheets:
            sheet.close()


def idle(scope: Scope, pair: InStep) -> Plan:
    """The plan of a pair that is in step: it does nothing."""
    return Plan(
        pair=scope.pair,
        primary=scope.primary,
        bcp=scope.bcp,
        epoch=scope.epoch,
        source_revision=pair.source_revision,
        target_revision=pair.target_revision,
        cursor={name: at for name, at in pair.cursor.items() if name != LEFT_BEHIND},
    )


def reached(scope: Scope, before: Mapping[str, int], revision: int, logins: int) -> dict[str, int]:
    """The cursor after a run. Kinds that are not selected start again when they are: their changes are not read."""
    forgotten = {name: 0 for name in before if name not in OTHERS}
    return {**forgotten, **dict.fromkeys(scope.kinds, revision), CREDENTIALS: logins, UNDELETED: 0}


def told(held: Held) -> str:
    """The reasons as the stores keep them."""
    different = list({str(reason): reason for reason in held.reasons}.values())
    more = len(different) - REASONS_MAX
    return why(*different[:REASONS_MAX], *([reasons.and_more(more)] if more > 0 else []))


def _copies(sheet: Sheet) -> Iterator[Step]:
    for row in sheet.rows():
        if row.verb is not None:
            told = [reasons.called_changed()] if row.primary_id in sheet.anew else []
            told += [reasons.to_review(row.to_review)] if row.to_review else []
            yield Step(
                Verb(row.verb),
                sheet.kind,
                row.title,
                row.primary_id,
                row.payload[0],
                why(*told),
                tuple(row.fields),
                row.by,
                row.at,
            )


def _deletions(sheet: Sheet) -> Iterator[Step]:
    for primary_id, one in sheet.doomed.items():
        if primary_id not in sheet.held:
            yield Step(
                Verb.DELETE,
                sheet.kind,
                one.title,
                primary_id,
                one.twin.id,
                by=one.by,
                at=one.at,
            )
