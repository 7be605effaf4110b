"""Where a pair stands: what the region of the BCP tenant remembers of earlier runs.

One cursor per kind says up to which revision of the primary it has been applied. More stand beside them: the revision
up to which credentials were applied, the revision of the BCP tenant that the last run left behind, and whether
deletions were passed over. What has a higher revision there was changed by somebody else: it has drifted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import orjson

from releve.domain.entities import Twin
from releve.domain.kinds import KINDS
from releve.domain.proof import Ledger
from releve.domain.runs import Change, Decision, Drifted, HeldBack
from releve.domain.store import Mark, Tx
from releve.domain.tenancy import Deletions, Drift
from releve.sync.scope import Scope
from releve.sync.selection import copied_kinds

CREDENTIALS, LEFT_BEHIND, UNDELETED = "@credentials", "@bcp", "@undeleted"

#: Cursors that are no kinds.
OTHERS = frozenset({CREDENTIALS, LEFT_BEHIND, UNDELETED})

#: (kind, id in the BCP tenant) → what was changed there.
Drifts = Mapping[tuple[str, str], Drifted]


@dataclass(frozen=True, slots=True)
class Standing:
    """`drifts` are all that are there, `news` those of them that were found only now; `back` are drifts remembered that
    are no more: somebody has taken the change back. `unchanged` was touched since the last run and stands as the sync left
    it; `remembered` are the drifts as they were recorded. `with_callers`: a script that was not changed is looked at too, if
    it calls one that was."""

    revision: int
    cursor: Mapping[str, int]
    held: Sequence[HeldBack]
    ledger: Mapping[str, Ledger]
    drifts: Drifts
    news: Drifts
    back: frozenset[tuple[str, str]]
    logins_drifted: bool = False
    unchanged: Drifts = field(default_factory=dict)
    remembered: Drifts = field(default_factory=dict)
    with_callers: bool = True

    @property
    def begins(self) -> bool:
        """Whether nothing was ever synced."""
        return LEFT_BEHIND not in self.cursor

    def keeps(self, scope: Scope, kind: str, bcp_id: str) -> Drifted | None:
        """The change that somebody made in the BCP tenant, if it is to be kept."""
        found = self.drifts.get((kind, bcp_id))
        if found is None or found.is_restored or found.decision is Decision.OVERWRITE:
            return None
        keep = found.decision is Decision.KEEP or scope.rules.drift is Drift.KEEP
        return found if keep else None


def standing(target: Tx, scope: Scope) -> Standing:
    """Read it all from one snapshot, the revision first."""
    revision = target.entities.revision(scope.bcp)
    remembered = target.runs.cursor(scope.pair)
    cursor = _from_scratch(remembered) if _must_begin_anew(remembered, scope) else remembered
    ledger = target.entities.ledger(scope.bcp)
    drifts = {(one.kind, one.bcp_id): one for one in target.runs.drift(scope.pair)}
    left_behind = remembered.get(LEFT_BEHIND, revision)
    found, unchanged, back = _look(target, scope, ledger, left_behind, drifts)
    return Standing(
        revision=revision,
        cursor=cursor,
        held=target.runs.held(scope.pair),
        ledger=ledger,
        drifts={name: one for name, one in {**drifts, **found}.items() if name not in back},
        news=found,
        back=back,
        logins_drifted=_has_new_logins(target, scope, remembered, revision, ledger),
        unchanged=unchanged,
        remembered=drifts,
    )


@dataclass(frozen=True, slots=True)
class InStep:
    """A pair of which neither side was changed since the last run, and nothing waits."""

    source_revision: int
    target_revision: int
    cursor: Mapping[str, int]


def in_step(scope: Scope, mark: Mark, revision: int) -> InStep | None:
    """`revision` is the primary's, read after the mark. None: there may be something to do."""
    cursor, here, waits = mark
    if LEFT_BEHIND not in cursor or _must_begin_anew(cursor, scope) or waits:
        return None
    reached = dict.fromkeys(scope.kinds, revision)
    if "employee" in scope.kinds:
        reached[CREDENTIALS] = revision
    selected = {name: at for name, at in cursor.items() if at and name not in OTHERS}
    if "employee" in scope.kinds:
        selected[CREDENTIALS] = cursor.get(CREDENTIALS, 0)
    if selected != reached or cursor[LEFT_BEHIND] != here:
        return None
    return InStep(revision, here, cursor)


def _must_begin_anew(cursor: Mapping[str, int], scope: Scope) -> bool:
    """Deletions that were passed over are found again only by reading everything."""
    passed_over = bool(cursor.get(UNDELETED)) and scope.rules.deletions is not Deletions.OFF
    return scope.from_scratch or passed_over


def _from_scratch(cursor: Mapping[str, int]) -> Mapping[str, int]:
    return {name: at for name, at in cursor.items() if name == LEFT_BEHIND}


def _look(
    target: Tx,
    scope: Scope,
    ledger: Mapping[str, Ledger],
    left_behind: int,
    known: Drifts,
) -> tuple[Drifts, Drifts, frozenset[tuple[str, str]]]:
    """What was changed after the last run, what was touched only, and which of what is known is no more."""
    found: dict[tuple[str, str], Drifted] = {}
    unchanged: dict[tuple[str, str], Drifted] = {}
    back: set[tuple[str, str]] = set()
    # Kinds that are not selected too: the cursor moves past them all the same.
    for kind in copied_kinds():
        if kind in ledger and ledger[kind].revision > left_behind:
            for twin in target.entities.tied(scope.bcp, kind, after=left_behind):
                if (change := _change(twin)) is not None:
                    found[kind, twin.id] = _drifted(kind, twin, change)
                    continue
                back.add((kind, twin.id))
                if not twin.deleted:
                    unchanged[kind, twin.id] = _drifted(kind, twin, Change.EDITED)
    named = {(one.kind, one.bcp_id): one for one in titled(target, scope, found)}
    decided = {
        name: replace(one, decision=known[name].decision, decided_by=known[name].decided_by)
        if name in known
        else one
        for name, one in named.items()
    }
    return decided, unchanged, frozenset(back & known.keys())


def _change(twin: Twin) -> Change | None:
    """What somebody has done to it; None if it stands as the sync left it, or was never the sync's and is gone."""
    if twin.twin is None:
        return None if twin.deleted else Change.ADDED
    if twin.deleted:
        return Change.DELETED
    return None if twin.proof == twin.twin_proof else Change.EDITED


def _drifted(kind: str, twin: Twin, change: Change) -> Drifted:
    return Drifted(kind, twin.id, twin.twin, "", change, twin.changed_at, twin.changed_by)


def titled(target: Tx, scope: Scope, found: Drifts) -> Iterator[Drifted]:
    """With what people call them."""
    ids: dict[str, list[str]] = {}
    for kind, bcp_id in found:
        ids.setdefault(kind, []).append(bcp_id)
    for kind, some in ids.items():
        for bcp_id, text in target.entities.texts(scope.bcp, kind, some).items():
            title = KINDS[kind].title_of(orjson.loads(text))
            yield replace(found[kind, bcp_id], title=title)


def _has_new_logins(
    target: Tx,
    scope: Scope,
    cursor: Mapping[str, int],
    revision: int,
    ledger: Mapping[str, Ledger],
) -> bool:
    """Whether a password or a user name was changed in the BCP tenant since, or an employee was: who was deleted and
    brought back is as before, but for the login."""
    left_behind = cursor.get(LEFT_BEHIND)
    if left_behind is None or left_behind == revision:
        return False
    if "employee" in ledger and ledger["employee"].revision > left_behind:
        return True
    return next(iter(target.credentials.changed(scope.bcp, after=left_behind)), None) is not None
