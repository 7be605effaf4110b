"""What was brought back in the BCP tenant though the primary has deleted it: by a person, or by a restore.

It stands there as the sync left it once, so that nothing in the BCP tenant tells that it has drifted; and the primary's
tombstone was read long ago. Only both sides together tell.
"""

from collections.abc import Iterator
from dataclasses import replace

from releve.domain.runs import Drifted
from releve.domain.store import Tx
from releve.sync.collect import CHUNK
from releve.sync.scope import Scope
from releve.sync.standing import Drifts, Standing, titled


def with_revived(source: Tx, target: Tx, scope: Scope, before: Standing) -> Standing:
    """The same standing, in which the revived are drifts like any other."""
    gone = {(one.kind, one.bcp_id): one for one in _gone(source, scope, before.unchanged)}
    if not gone:
        return before
    found = {(one.kind, one.bcp_id): _decided(one, before) for one in titled(target, scope, gone)}
    return replace(
        before,
        drifts={**before.drifts, **found},
        news={**before.news, **found},
        back=before.back - found.keys(),
    )


def _decided(one: Drifted, before: Standing) -> Drifted:
    """What was decided about it stands."""
    known = before.remembered.get((one.kind, one.bcp_id), one)
    return replace(one, decision=known.decision, decided_by=known.decided_by)


def _gone(source: Tx, scope: Scope, unchanged: Drifts) -> Iterator[Drifted]:
    by_kind: dict[str, dict[str, Drifted]] = {}
    for one in unchanged.values():
        by_kind.setdefault(one.kind, {})[one.primary_id or ""] = one
    for kind, some in by_kind.items():
        ids = list(some)
        for begin in range(0, len(ids), CHUNK):
            chunk = ids[begin : begin + CHUNK]
            for record in source.entities.records_of(scope.primary, kind, chunk):
                if record.deleted:
                    yield some[record.id]
