"""Kinship: after the primary was given what was changed in the BCP tenant, the BCP tenant notes whose counterparts these are.

The next sync finds them equal then, and writes nothing. What was changed once more in the meantime is noted too and stays a
change. Noting twice is noting once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

import orjson

from releve.domain.entities import Tie, Twin
from releve.domain.ids import TenantId
from releve.domain.kinds import KINDS
from releve.domain.proof import share, value
from releve.domain.store import Tx
from releve.sync.keeping import Kin


def note_kin(tx: Tx, bcp: TenantId, pair: str, kin: Collection[Kin], *, by: str, at: str) -> None:
    """In the caller's writing transaction, which holds the BCP tenant's lock."""
    by_kind: dict[str, dict[str, Kin]] = defaultdict(dict)
    for one in kin:
        by_kind[one.kind][one.bcp_id] = one
    into = tx.entities.copy_in(bcp, by=by, at=at)
    for kind, some in by_kind.items():
        twins = [one for _, one in tx.entities.own_twins(bcp, (kind,), some)]
        texts = tx.entities.texts(bcp, kind, some)
        ties = list(_ties(kind, twins, texts, some))
        into.tie(kind, ties)
        was = {one.id: one for one in twins}
        added = sum(
            value(one.proof) - value(was[one.id].proof) for one in ties if not was[one.id].deleted
        )
        into.book({kind: (0, added)})
    settled = [(one.kind, one.bcp_id) for one in kin]
    tx.runs.set_drift(pair, (), settled)


def _ties(
    kind: str, twins: Collection[Twin], texts: Mapping[str, str], kin: Mapping[str, Kin]
) -> Iterator[Tie]:
    for twin in twins:
        one = kin[twin.id]
        if twin.deleted or twin.digest != one.digest:
            yield Tie(twin.id, twin.proof, one.primary_id, one.primary_alt, one.proof, twin.synced)
        else:
            shared = share(KINDS[kind], orjson.loads(texts[twin.id]), twin.digest)
            yield Tie(twin.id, one.proof, one.primary_id, one.primary_alt, one.proof, shared)
