"""The ledgers of a tenant, one per kind: ids issued, the last revision, how many live, the sum of their proofs.

Every write books what it changes, under the tenant's lock; nothing is ever counted again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace

from sqlalchemy import Connection, select

from releve.domain.ids import TenantId
from releve.domain.kinds import kind_named
from releve.domain.proof import Ledger, summed
from releve.stores.regional.schema import LEDGER
from releve.stores.sql.statements import upsert

Ids = tuple[str, str | None]

#: How many more live, and what is added to the sum of proofs.
Booking = tuple[int, int]


class Ledgers:
    """Whoever writes holds the tenant's lock, so that no number is given twice and no sum is lost."""

    def __init__(self, connection: Connection, slot: int) -> None:
        self._connection, self._slot = connection, slot

    def read(self, tenant: TenantId) -> dict[str, Ledger]:
        columns = (
            LEDGER.c.kind,
            LEDGER.c.issued,
            LEDGER.c.revision,
            LEDGER.c.living,
            LEDGER.c.total,
        )
        rows = self._connection.execute(select(*columns).where(LEDGER.c.tenant_id == tenant))
        return {kind: Ledger(*rest) for kind, *rest in rows}

    def book(self, tenant: TenantId, changes: Mapping[str, Booking], revision: int) -> None:
        now = self.read(tenant)
        booked = {}
        for kind, (more, added) in changes.items():
            old = now.get(kind, Ledger())
            booked[kind] = replace(
                old,
                living=old.living + more,
                total=summed(old.total, added=added),
                revision=max(old.revision, revision),
            )
        self.write(tenant, booked)

    def write(self, tenant: TenantId, ledgers: Mapping[str, Ledger]) -> None:
        rows = [{"tenant_id": tenant, "kind": kind, **asdict(one)} for kind, one in ledgers.items()]
        upsert(self._connection, LEDGER, rows)

    def raise_to(self, tenant: TenantId, wanted: Mapping[str, int]) -> None:
        """Move the counts of issued ids on; never back."""
        now = self.read(tenant)
        higher = {
            kind: replace(now.get(kind, Ledger()), issued=count)
            for kind, count in wanted.items()
            if count > now.get(kind, Ledger()).issued
        }
        self.write(tenant, higher)

    def issue(self, tenant: TenantId, kinds: Iterable[str]) -> Iterator[Ids]:
        """One pair of ids for each of `kinds`, in order; all are counted before the first is handed out."""
        wanted = list(kinds)
        counts = Counter(wanted)
        number = {kind: one.issued for kind, one in self.read(tenant).items()} if wanted else {}
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
