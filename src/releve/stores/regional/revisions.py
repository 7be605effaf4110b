"""The revision of each tenant: the number that grows with every change.

The revision law: whoever writes takes the tenant's row first and holds it to the end of the transaction,
so that a lower revision never becomes visible after a higher one. An incremental reader that has seen
revision 7 may forget everything up to 7; without the lock, 6 could still be on its way.
"""

from collections.abc import Collection

from sqlalchemy import Connection, select, update

from releve.domain.ids import TenantId
from releve.domain.tenancy import admit
from releve.stores.regional.schema import TENANT_REVISION
from releve.stores.sql.statements import among, hold


class Revisions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._advanced: set[TenantId] = set()
        self._held: dict[
            TenantId, tuple[int, int]
        ] = {}  # revision and epoch, while the lock is ours

    def read(self, tenant: TenantId) -> int:
        return self._held[tenant][0] if tenant in self._held else self._read(tenant, "revision")

    def of_many(self, tenants: Collection[TenantId]) -> dict[TenantId, int]:
        columns = TENANT_REVISION.c
        named = among(self._connection, columns.tenant_id, tenants)
        query = select(columns.tenant_id, columns.revision).where(named)
        return {row.tenant_id: row.revision for row in self._connection.execute(query)}

    def lock(self, tenant: TenantId) -> int:
        """Take the tenant's row, hold it to the end of the transaction, and return the revision."""
        if tenant not in self._held:
            fresh = {"tenant_id": tenant, "revision": 0, "epoch": 0}
            row = hold(self._connection, TENANT_REVISION, fresh)
            self._held[tenant] = row.revision, row.epoch
        return self._held[tenant][0]

    def advance(self, tenant: TenantId) -> int:
        """A new revision, under which the caller writes. Takes the lock."""
        revision = self.lock(tenant) + 1
        self._write(tenant, revision=revision)
        self._held[tenant] = revision, self._held[tenant][1]
        self._advanced.add(tenant)
        return revision

    def of_this_transaction(self, tenant: TenantId) -> int:
        """The revision that this transaction has made last, a new one if it has made none.

        Writing under a revision that was visible before would hide the change from whoever has read it.
        """
        return self.read(tenant) if tenant in self._advanced else self.advance(tenant)

    def epoch_seen(self, tenant: TenantId) -> int:
        return self._held[tenant][1] if tenant in self._held else self._read(tenant, "epoch")

    def show_epoch(self, tenant: TenantId, epoch: int) -> None:
        """Takes the lock. Raises Conflict if a higher epoch was seen."""
        revision = self.lock(tenant)
        seen = self.epoch_seen(tenant)
        if admit(seen, epoch) > seen:
            self._write(tenant, epoch=epoch)
            self._held[tenant] = revision, epoch

    def _read(self, tenant: TenantId, column: str) -> int:
        query = select(TENANT_REVISION.c[column]).where(TENANT_REVISION.c.tenant_id == tenant)
        return self._connection.scalar(query) or 0

    def _write(self, tenant: TenantId, **values: int) -> None:
        row = update(TENANT_REVISION).where(TENANT_REVISION.c.tenant_id == tenant)
        self._connection.execute(row.values(**values))
