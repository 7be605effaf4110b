"""The counterparts of a drawing that goes back: the BCP tenant is what is read there, and the primary what is written."""

from collections.abc import Collection
from dataclasses import dataclass

from releve.domain.entities import Record, Twin
from releve.domain.ids import TenantId, Which
from releve.domain.kinds import KINDS
from releve.domain.store import Tx


@dataclass(frozen=True, slots=True)
class Mirrored:
    """Answers for the primary: `id` of a `Twin` is then the primary's and `twin` the BCP tenant's. Where nothing is known of
    the last copy, every difference counts."""

    primary: Tx
    bcp: Tx
    primary_id: TenantId
    bcp_id: TenantId

    def holders(self, tenant: TenantId, kind: str, keys: Collection[str]) -> dict[str, Twin]:
        found = self.primary.entities.holders(self.primary_id, kind, keys)
        ids = [one.id for one in found.values()]
        known = {one.twin: one for one in self.bcp.entities.twins(self.bcp_id, kind, ids)}
        return {key: _turned(one, known.get(one.id)) for key, one in found.items()}

    def twins(
        self, tenant: TenantId, kind: str, primary_ids: Collection[str], which: Which = Which.ID
    ) -> list[Twin]:
        own = self.bcp.entities.own_twins(self.bcp_id, (kind,), primary_ids, which)
        return [twin for _, twin in self._of(own)]

    def twins_among(
        self, tenant: TenantId, which: Which, primary_ids: Collection[str]
    ) -> list[tuple[str, Twin]]:
        return self._of(self.bcp.entities.own_twins(self.bcp_id, list(KINDS), primary_ids, which))

    def twins_of_any(
        self, tenant: TenantId, values: Collection[str]
    ) -> list[tuple[str, Which, str]]:
        return [
            (kind, which, (one.id if which is Which.ID else one.alt_id) or "")
            for which in Which
            for kind, one in self.bcp.entities.own_twins(self.bcp_id, list(KINDS), values, which)
            if one.twin is not None
        ]

    def _of(self, own: list[tuple[str, Twin]]) -> list[tuple[str, Twin]]:
        """The counterparts in the primary of these entities of the BCP tenant."""
        tied: dict[str, dict[str, Twin]] = {}
        for kind, one in own:
            if one.twin is not None:
                tied.setdefault(kind, {})[one.twin] = one
        return [
            (kind, _seen(record, some[record.id]))
            for kind, some in tied.items()
            for record in self.primary.entities.records_of(self.primary_id, kind, some)
        ]


def _seen(record: Record, own: Twin) -> Twin:
    return Twin(
        own.id,
        own.alt_id,
        record.id,
        record.alt_id,
        record.key,
        record.digest,
        record.proof,
        None,
        None,
        record.revision,
        record.deleted,
        record.changed_at,
        record.changed_by,
    )


def _turned(holder: Twin, own: Twin | None) -> Twin:
    """An entity of the primary, which has no counterpart noted beside it, with the one that it has."""
    if own is None:
        return holder
    return holder._replace(twin=own.id, twin_alt=own.alt_id)
