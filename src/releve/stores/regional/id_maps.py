"""Which entity of a primary is which of a BCP tenant: it is written with the entities of the BCP tenant."""

from sqlalchemy import Connection, select

from releve.domain.ids import IdMap, TenantId, Which
from releve.stores.regional.schema import ENTITY
from releve.stores.sql.streams import Streams


class SqlIdMaps:
    """Implements `IdMaps`."""

    def __init__(self, connection: Connection, streams: Streams) -> None:
        self._connection, self._streams = connection, streams

    def load(self, primary: TenantId, bcp: TenantId) -> IdMap:
        ids = IdMap(primary, bcp)
        columns = (ENTITY.c.kind, ENTITY.c.twin, ENTITY.c.id, ENTITY.c.twin_alt, ENTITY.c.alt_id)
        query = select(*columns).where(ENTITY.c.tenant_id == bcp, ENTITY.c.twin.is_not(None))
        for row in self._streams.rows(query):
            ids.learn(row.kind, row.twin, row.id)
            if row.twin_alt and row.alt_id:
                ids.learn(row.kind, row.twin_alt, row.alt_id, Which.ALT)
        return ids
