"""Where a pair stands: what the region of the BCP tenant remembers of earlier runs.

One cursor per kind says up to which revision of the primary it has been applied. Two more stand beside them:
the revision up to which credentials were applied, and the revision of the BCP tenant that the last run left
behind. What has a higher one there was changed by somebody else (drift) and is looked at again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from releve.domain.ids import IdMap
from releve.domain.runs import HeldBack
from releve.domain.store import Tx
from releve.sync.scope import Scope

CREDENTIALS, LEFT_BEHIND = "@credentials", "@bcp"


@dataclass(frozen=True, slots=True)
class Standing:
    """`drifted` holds, per kind, the ids in the primary of what was changed in the BCP tenant since. So may what
    people log in with have been: `logins_drifted`."""

    revision: int
    idmap: IdMap
    cursor: Mapping[str, int]
    held: Sequence[HeldBack]
    drifted: Mapping[str, frozenset[str]]
    issued: Mapping[str, int]
    logins_drifted: bool = False


def standing(target: Tx, scope: Scope) -> Standing:
    """Read it all from one snapshot, the revision first."""
    revision = target.entities.revision(scope.bcp)
    idmap = target.ids.load(scope.pair, scope.primary, scope.bcp)
    cursor = {} if scope.from_scratch else target.runs.cursor(scope.pair)
    left_behind = cursor.get(LEFT_BEHIND)
    drifted = _drifted(target, scope, idmap, left_behind, revision)
    return Standing(
        revision=revision,
        idmap=idmap,
        cursor=cursor,
        held=target.runs.held(scope.pair),
        drifted=drifted,
        issued=target.entities.issued(scope.bcp),
        logins_drifted="employee" in drifted
        or _has_new_logins(target, scope, left_behind, revision),
    )


def _has_new_logins(target: Tx, scope: Scope, left_behind: int | None, revision: int) -> bool:
    """Whether a password or a user name was changed in the BCP tenant since."""
    if left_behind is None or left_behind == revision:
        return False
    return next(iter(target.credentials.changed(scope.bcp, after=left_behind)), None) is not None


def _drifted(
    target: Tx, scope: Scope, idmap: IdMap, left_behind: int | None, revision: int
) -> Mapping[str, frozenset[str]]:
    if left_behind is None or left_behind == revision:
        return {}
    touched: dict[str, set[str]] = {}
    for entity in target.entities.changed(scope.bcp, after=left_behind, kinds=scope.kinds):
        touched.setdefault(entity.kind, set()).add(entity.id)
    return {
        kind: frozenset(old for old, new in idmap.of(kind).items() if new in ids)
        for kind, ids in touched.items()
    }
