"""Entities: what is configured in the tenants of this region."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from releve.domain.ids import TenantId, Which
from releve.domain.kinds import kind_named
from releve.domain.say import Message
from releve.domain.store import Draft, Entity, Page
from releve.stores.regional.fields import equals, sorting
from releve.stores.regional.id_counters import IdCounters, Ids
from releve.stores.regional.put import Batch
from releve.stores.regional.revisions import Revisions
from releve.stores.regional.schema import ENTITY
from releve.stores.sql.statements import among
from releve.stores.sql.streams import Streams


class SqlEntities:
    """Implements `Entities`. Writes take the tenant's lock first; see `Revisions`."""

    def __init__(
        self,
        connection: Connection,
        streams: Streams,
        revisions: Revisions,
        counters: IdCounters,
        store: Message,
    ) -> None:
        self._connection, self._streams, self._store = connection, streams, store
        self._revisions, self._counters = revisions, counters

    def get(self, tenant: TenantId, kind: str, id: str) -> Entity | None:
        return self._one(_living(tenant, kind).where(ENTITY.c.id == id))

    def by_alt(self, tenant: TenantId, kind: str, alt_id: str) -> Entity | None:
        return self._one(_living(tenant, kind).where(ENTITY.c.alt_id == alt_id))

    def by_key(self, tenant: TenantId, kind: str, key: str) -> Entity | None:
        return self._one(_living(tenant, kind).where(ENTITY.c.key == key))

    def many(
        self, tenant: TenantId, kind: str, ids: Collection[str], which: Which = Which.ID
    ) -> dict[str, Entity]:
        column = ENTITY.c.id if which is Which.ID else ENTITY.c.alt_id
        query = _all(tenant, kind).where(among(self._connection, column, ids))
        found = map(_entity, self._connection.execute(query))
        return {(one.id if which is Which.ID else one.alt_id or ""): one for one in found}

    def page(
        self,
        tenant: TenantId,
        kind: str,
        *,
        search: str = "",
        where: Mapping[str, str | int | bool] | None = None,
        order: str = "",
        descending: bool = False,
        skip: int = 0,
        top: int = 50,
    ) -> Page:
        """Entities without the field that `order` names come last, either way; equals are sorted by key."""
        query = self._filtered(_living(tenant, kind), kind, search, where or {})
        by = sorting(self._connection.dialect.name, kind_named(kind), order)
        by = by.desc() if descending else by.asc()
        ordered = query.order_by(by.nulls_last(), ENTITY.c.key, ENTITY.c.id)
        rows = self._connection.execute(ordered.offset(skip).limit(top))
        counting = select(func.count()).select_from(query.subquery())
        return Page([_entity(row) for row in rows], self._connection.scalar(counting) or 0)

    def all(self, tenant: TenantId, kind: str) -> Iterator[Entity]:
        return map(_entity, self._streams.rows(_living(tenant, kind).order_by(ENTITY.c.key)))

    def changed(self, tenant: TenantId, *, after: int, kinds: Collection[str]) -> Iterator[Entity]:
        query = (
            select(ENTITY)
            .where(ENTITY.c.tenant_id == tenant, ENTITY.c.revision > after)
            .where(among(self._connection, ENTITY.c.kind, kinds))
            .order_by(ENTITY.c.revision, ENTITY.c.kind, ENTITY.c.id)
        )
        return map(_entity, self._streams.rows(query))

    def changes(self, tenant: TenantId, *, after: int) -> int:
        query = select(func.count()).where(ENTITY.c.tenant_id == tenant, ENTITY.c.revision > after)
        return self._connection.scalar(query) or 0

    def idents(self, tenant: TenantId, kind: str) -> dict[str, Ids]:
        columns = (ENTITY.c.key, ENTITY.c.id, ENTITY.c.alt_id)
        rows = self._connection.execute(_living(tenant, kind).with_only_columns(*columns))
        return {row.key: (row.id, row.alt_id) for row in rows}

    def counts(self, tenant: TenantId) -> dict[str, int]:
        query = (
            select(ENTITY.c.kind, func.count().label("living"))
            .where(ENTITY.c.tenant_id == tenant, ~ENTITY.c.deleted)
            .group_by(ENTITY.c.kind)
        )
        return {row.kind: row.living for row in self._connection.execute(query)}

    def revision(self, tenant: TenantId) -> int:
        return self._revisions.read(tenant)

    def issued(self, tenant: TenantId) -> dict[str, int]:
        return self._counters.issued(tenant)

    def lock(self, tenant: TenantId) -> int:
        return self._revisions.lock(tenant)

    def put(self, tenant: TenantId, drafts: Iterable[Draft], *, by: str, at: str) -> list[Ids]:
        """Entities may swap their keys within one put. Raises NotFound for the tombstone of nothing."""
        batch = list(drafts)
        if not batch:
            return []
        self._revisions.lock(tenant)
        writing = Batch(self._connection, tenant, batch, self._store)
        strokes = writing.judge(self._counters)
        writing.write(strokes, self._revisions.advance(tenant), by, at)
        return [stroke.ids for stroke in strokes]

    def claim(self, tenant: TenantId, issued: Mapping[str, int]) -> None:
        self._revisions.lock(tenant)
        self._counters.raise_to(tenant, issued)

    def _filtered(
        self, query: Select[Any], kind: str, search: str, where: Mapping[str, str | int | bool]
    ) -> Select[Any]:
        if words := _folded(search):
            query = query.where(ENTITY.c.key.contains(words, autoescape=True))
        dialect, declared = self._connection.dialect.name, kind_named(kind)
        return query.where(
            *(equals(dialect, declared, name, value) for name, value in where.items())
        )

    def _one(self, query: Select[Any]) -> Entity | None:
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _entity(row)


def _all(tenant: TenantId, kind: str) -> Select[Any]:
    return select(ENTITY).where(_of(tenant, kind))


def _living(tenant: TenantId, kind: str) -> Select[Any]:
    return _all(tenant, kind).where(~ENTITY.c.deleted)


def _of(tenant: TenantId, kind: str) -> ColumnElement[bool]:
    return (ENTITY.c.tenant_id == tenant) & (ENTITY.c.kind == kind)


def _folded(search: str) -> str:
    """The search as keys are written (`natural_key`)."""
    return unicodedata.normalize("NFKC", search).strip().casefold()


def _entity(row: Row[Any]) -> Entity:
    return Entity(
        tenant=row.tenant_id,
        kind=row.kind,
        id=row.id,
        alt_id=row.alt_id,
        key=row.key,
        body=row.body,
        digest=row.digest,
        revision=row.revision,
        deleted=row.deleted,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )
