"""What entities were before: a version that is replaced is kept, with the revisions between which it stood."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, literal, select

from releve.domain.entities import Version
from releve.domain.ids import TenantId
from releve.stores.regional.schema import ENTITY, ENTITY_PAST
from releve.stores.sql.statements import among, pairs_among

_KEPT = (
    "tenant_id",
    "kind",
    "id",
    "revision",
    "until",
    "body",
    "deleted",
    "changed_at",
    "changed_by",
)


_OF_VERSION = ("body", "deleted", "changed_at", "changed_by")


class Past:
    """Versions of the entities of this region."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, chosen: ColumnElement[bool], until: int) -> None:
        """Keep the entities chosen as they stand now, before they are written over under revision `until`.

        What was written under that very revision already is one and the same change.
        """
        columns = [literal(until) if name == "until" else ENTITY.c[name] for name in _KEPT]
        now = select(*columns).where(chosen, ENTITY.c.revision < until)
        self._connection.execute(insert(ENTITY_PAST).from_select(_KEPT, now))

    def versions(
        self, tenant: TenantId, kind: str, ids: Collection[str], at: int
    ) -> dict[str, Version]:
        """Those that were there at revision `at`, alive or as a tombstone."""
        now = select(
            ENTITY.c.id, ENTITY.c.body, ENTITY.c.deleted, ENTITY.c.changed_at, ENTITY.c.changed_by
        ).where(
            ENTITY.c.tenant_id == tenant,
            ENTITY.c.kind == kind,
            ENTITY.c.revision <= at,
            among(self._connection, ENTITY.c.id, ids),
        )
        then = select(
            ENTITY_PAST.c.id,
            ENTITY_PAST.c.body,
            ENTITY_PAST.c.deleted,
            ENTITY_PAST.c.changed_at,
            ENTITY_PAST.c.changed_by,
        ).where(
            ENTITY_PAST.c.tenant_id == tenant,
            ENTITY_PAST.c.kind == kind,
            ENTITY_PAST.c.revision <= at,
            ENTITY_PAST.c.until > at,
            among(self._connection, ENTITY_PAST.c.id, ids),
        )
        return {
            row.id: Version(None if row.deleted else row.body, row.changed_at, row.changed_by)
            for query in (now, then)
            for row in self._connection.execute(query)
        }

    def story(self, tenant: TenantId, kind: str, id: str, top: int) -> list[tuple[int, Version]]:
        """What it is now, then what it was before that, and so on."""
        found = []
        for table in (ENTITY, ENTITY_PAST):
            columns = (table.c[name] for name in ("revision", *_OF_VERSION))
            query = select(*columns).where(
                table.c.tenant_id == tenant, table.c.kind == kind, table.c.id == id
            )
            rows = self._connection.execute(query.order_by(table.c.revision.desc()).limit(top))
            found += [
                (
                    row.revision,
                    Version(None if row.deleted else row.body, row.changed_at, row.changed_by),
                )
                for row in rows
            ]
        return found

    def forget(self, tenant: TenantId, until: int) -> int:
        old = and_(ENTITY_PAST.c.tenant_id == tenant, ENTITY_PAST.c.until <= until)
        return self._connection.execute(delete(ENTITY_PAST).where(old)).rowcount

    def named(self, tenant: TenantId, chosen: Collection[tuple[str, str]]) -> ColumnElement[bool]:
        """Entities by kind and id."""
        these = pairs_among(self._connection, (ENTITY.c.kind, ENTITY.c.id), chosen)
        return and_(ENTITY.c.tenant_id == tenant, these)
