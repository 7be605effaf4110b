"""Issues the ids of new entities: counts per tenant and kind, and lets `IdSpace.issue` say how they look."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, select

from releve.domain.ids import TenantId
from releve.domain.kinds import kind_named
from releve.stores.regional.schema import ID_COUNTER
from releve.stores.sql.statements import upsert

Ids = tuple[str, str | None]


class IdCounters:
    """Whoever calls holds the tenant's lock, so that no number is given twice."""

    def __init__(self, connection: Connection, slot: int) -> None:
        self._connection, self._slot = connection, slot

    def issued(self, tenant: TenantId) -> dict[str, int]:
        query = select(ID_COUNTER.c.kind, ID_COUNTER.c.issued).where(
            ID_COUNTER.c.tenant_id == tenant
        )
        return {row.kind: row.issued for row in self._connection.execute(query)}

    def raise_to(self, tenant: TenantId, wanted: Mapping[str, int]) -> None:
        now = self.issued(tenant)
        higher = {kind: count for kind, count in wanted.items() if count > now.get(kind, 0)}
        rows = [
            {"tenant_id": tenant, "kind": kind, "issued": count} for kind, count in higher.items()
        ]
        upsert(self._connection, ID_COUNTER, rows)

    def issue(self, tenant: TenantId, kinds: Iterable[str]) -> Iterator[Ids]:
        """One pair of ids for each of `kinds`, in order; all are counted before the first is handed out."""
        wanted = list(kinds)
        number = self.issued(tenant)
        counts = Counter(wanted)
        self.raise_to(tenant, {kind: number.get(kind, 0) + many for kind, many in counts.items()})
        return self._handed_out(tenant, wanted, number)

    def _handed_out(
        self, tenant: TenantId, wanted: list[str], number: dict[str, int]
    ) -> Iterator[Ids]:
        for kind in wanted:
            yield self._ids(tenant, kind, number.setdefault(kind, 0))
            number[kind] += 1

    def _ids(self, tenant: TenantId, name: str, number: int) -> Ids:
        kind = kind_named(name)
        alt = kind.alt.issue(tenant, name, self._slot, number) if kind.alt else None
        return kind.id.issue(tenant, name, self._slot, number), alt
