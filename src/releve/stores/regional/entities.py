"""Entities: what is configured in the tenants of this region."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
    or_,
    select,
)

from releve.domain.entities import (
    Draft,
    Entity,
    Excerpt,
    Glimpsed,
    Page,
    Record,
    Sought,
    Twin,
    Version,
)
from releve.domain.ids import TenantId, Which
from releve.domain.kind import folded
from releve.domain.kinds import kind_named
from releve.domain.proof import Ledger
from releve.domain.say import Message
from releve.stores.regional.copies import SqlCopyIn
from releve.stores.regional.fields import (
    BY_SURNAME,
    ONLY_EMPLOYEES,
    as_text,
    declared,
    equals,
    sorting,
    without,
)
from releve.stores.regional.glimpses import glimpsing
from releve.stores.regional.ledgers import Ids, Ledgers
from releve.stores.regional.past import Past
from releve.stores.regional.put import Batch
from releve.stores.regional.revisions import Revisions
from releve.stores.regional.schema import ENTITY
from releve.stores.regional.seeking import seeking
from releve.stores.sql.documents import written
from releve.stores.sql.statements import LOWER, among, lowered, pairs_among
from releve.stores.sql.streams import Streams


class SqlEntities:
    """Implements `Entities`. Writes take the tenant's lock first; see `Revisions`."""

    def __init__(
        self,
        connection: Connection,
        streams: Streams,
        revisions: Revisions,
        ledgers: Ledgers,
        store: Message,
    ) -> None:
        self._connection, self._streams, self._store = connection, streams, store
        self._revisions, self._ledgers = revisions, ledgers
        self._past = Past(connection)

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
        count_max: int | None = None,
    ) -> Page:
        """Entities without the field that `order` names come last, either way; equals are sorted by key."""
        query = self._filtered(_living(tenant, kind), kind, search, where or {})
        by = sorting(self._connection.dialect.name, kind_named(kind), order)
        by = by.desc() if descending else by.asc()
        ordered = query.order_by(by.nulls_last(), ENTITY.c.key, ENTITY.c.id)
        if (kind, order) == BY_SURNAME:
            ordered = ordered.where(ONLY_EMPLOYEES)
        rows = self._connection.execute(ordered.offset(skip).limit(top))
        listed = [_entity(row) for row in rows]
        if not search and not where:  # the ledger has counted them
            return Page(listed, self.counts(tenant).get(kind, 0))
        matching = query.with_only_columns(ENTITY.c.id)
        if count_max is not None:
            matching = matching.limit(count_max + 1)
        counting = select(func.count()).select_from(matching.subquery())
        return Page(listed, self._connection.scalar(counting) or 0)

    def chosen(
        self,
        tenant: TenantId,
        kind: str,
        *,
        search: str = "",
        where: Mapping[str, str | int | bool] | None = None,
    ) -> list[str]:
        query = self._filtered(_living(tenant, kind), kind, search, where or {})
        ids = query.with_only_columns(ENTITY.c.id).order_by(ENTITY.c.id)
        return list(self._connection.scalars(ids))

    def sought(self, tenant: TenantId, kind: str, sought: Sought) -> Page:
        query = seeking(self._connection, tenant, kind_named(kind), sought)
        by = sorting(self._connection.dialect.name, kind_named(kind), sought.order)
        way = by.desc() if sought.descending else by.asc()
        # Every entity has a key, and an index gives them in its order.
        first = (way,) if by is ENTITY.c.key else (way.nulls_last(), ENTITY.c.key)
        ordered = query.order_by(*first, ENTITY.c.id)
        ordered = ordered.with_only_columns(*self._but(sought.unread))
        rows = self._connection.execute(ordered.offset(sought.skip).limit(sought.top))
        return Page([_entity(row) for row in rows], self._many(tenant, kind, sought, query))

    def _many(self, tenant: TenantId, kind: str, sought: Sought, query: Select[Any]) -> int:
        """How many are sought in all; the ledger knows how many live."""
        if sought.is_all:
            ledger = self.ledger(tenant).get(kind)
            return ledger.living if ledger else 0
        counting = select(func.count()).select_from(query.with_only_columns(ENTITY.c.id).subquery())
        return self._connection.scalar(counting) or 0

    def _but(self, name: str) -> list[ColumnElement[Any]]:
        """The columns of an entity, but for one field of its body, if any is named."""
        if not name:
            return list(_WHOLE)
        body = without(self._connection.dialect.name, name).label("body")
        return [body if column is ENTITY.c.body else column for column in _WHOLE]

    def glimpses(self, tenant: TenantId, sought: Glimpsed) -> list[Entity]:
        query = glimpsing(self._connection, tenant, sought, _WHOLE)
        return [_entity(row) for row in self._connection.execute(query)]

    def tally(self, tenant: TenantId, kind: str, name: str) -> dict[str, int]:
        declared(kind_named(kind), name)
        value = as_text(self._connection.dialect.name, name).label("value")
        query = _living(tenant, kind).with_only_columns(value, func.count()).group_by(value)
        return {str(held): many for held, many in self._connection.execute(query) if held}

    def mentioning(
        self, tenant: TenantId, kind: str, texts: Collection[str], *, skip: int = 0, top: int = 50
    ) -> Page:
        body = lowered(self._connection, _BODY)
        said = [written(text)[1:-1].translate(LOWER) for text in texts if text]
        holds = (body.contains(one, autoescape=True) for one in said)
        query = _living(tenant, kind).where(or_(false(), *holds))
        counting = select(func.count()).select_from(query.with_only_columns(ENTITY.c.id).subquery())
        ordered = query.order_by(ENTITY.c.key, ENTITY.c.id).offset(skip).limit(top)
        rows = [_entity(row) for row in self._connection.execute(ordered)]
        return Page(rows, self._connection.scalar(counting) or 0)

    def all(self, tenant: TenantId, kind: str) -> Iterator[Entity]:
        return map(_entity, self._streams.rows(_living(tenant, kind).order_by(ENTITY.c.key)))

    def excerpts(self, tenant: TenantId, kind: str, names: Sequence[str]) -> Iterator[Excerpt]:
        # Read here: databases take longer to take some fields out of a document than to send it.
        columns = (ENTITY.c.id, ENTITY.c.alt_id, ENTITY.c.key, ENTITY.c.twin, _TEXT)
        query = _living(tenant, kind).with_only_columns(*columns).order_by(ENTITY.c.key)
        for row in self._streams.rows(query):
            body = orjson.loads(row.text)
            some = {name: body[name] for name in names if name in body}
            yield Excerpt(row.id, row.alt_id, row.key, row.twin, some)

    def changed(self, tenant: TenantId, *, after: int, kinds: Collection[str]) -> Iterator[Entity]:
        for kind in self._touched(tenant, after):
            if kind in kinds:
                query = _all(tenant, kind).where(ENTITY.c.revision > after)
                rows = self._streams.rows(query.order_by(ENTITY.c.revision, ENTITY.c.id))
                yield from map(_entity, rows)

    def changes(self, tenant: TenantId, *, after: int) -> int:
        kinds = self._touched(tenant, after)
        return sum(self.changed_counts(tenant, kinds, after=after).values())

    def _touched(self, tenant: TenantId, after: int) -> list[str]:
        """The kinds in which anything has a higher revision."""
        return sorted(kind for kind, one in self.ledger(tenant).items() if one.revision > after)

    def idents(self, tenant: TenantId, kind: str) -> dict[str, Ids]:
        columns = (ENTITY.c.key, ENTITY.c.id, ENTITY.c.alt_id)
        rows = self._connection.execute(_living(tenant, kind).with_only_columns(*columns))
        return {row.key: (row.id, row.alt_id) for row in rows}

    def counts(self, tenant: TenantId) -> dict[str, int]:
        return {kind: one.living for kind, one in self.ledger(tenant).items() if one.living}

    def ledger(self, tenant: TenantId) -> dict[str, Ledger]:
        return self._ledgers.read(tenant)

    def revision(self, tenant: TenantId) -> int:
        return self._revisions.read(tenant)

    def revisions(self, tenants: Collection[TenantId]) -> dict[TenantId, int]:
        return self._revisions.of_many(tenants)

    def issued(self, tenant: TenantId) -> dict[str, int]:
        return {kind: one.issued for kind, one in self.ledger(tenant).items() if one.issued}

    def records(
        self, tenant: TenantId, kind: str, *, after: int, texts: bool = True
    ) -> Iterator[Record]:
        query = _columns(Record, texts=texts).where(_of(tenant, kind))
        if after:
            query = query.where(ENTITY.c.revision > after).order_by(ENTITY.c.revision, ENTITY.c.id)
        else:
            query = query.order_by(ENTITY.c.id)
        return map(Record._make, self._streams.rows(query))

    def records_of(self, tenant: TenantId, kind: str, ids: Collection[str]) -> list[Record]:
        named = among(self._connection, ENTITY.c.id, ids)
        query = _columns(Record).where(_of(tenant, kind), named).order_by(ENTITY.c.id)
        return [Record._make(row) for row in self._connection.execute(query)]

    def records_among(
        self, tenant: TenantId, kinds: Collection[str], *, after: int
    ) -> Iterator[tuple[str, Record]]:
        query = _columns(Record).add_columns(ENTITY.c.kind).where(self._in(tenant, kinds, after))
        ordered = query.order_by(ENTITY.c.kind, ENTITY.c.revision, ENTITY.c.id)
        return ((row[-1], Record._make(row[:-1])) for row in self._connection.execute(ordered))

    def changed_counts(
        self, tenant: TenantId, kinds: Collection[str], *, after: int
    ) -> dict[str, int]:
        query = select(ENTITY.c.kind, func.count().label("many")).where(
            self._in(tenant, kinds, after)
        )
        counted = self._connection.execute(query.group_by(ENTITY.c.kind))
        return {row.kind: row.many for row in counted}

    def _in(self, tenant: TenantId, kinds: Collection[str], after: int) -> ColumnElement[bool]:
        chosen = among(self._connection, ENTITY.c.kind, kinds)
        return and_(ENTITY.c.tenant_id == tenant, chosen, ENTITY.c.revision > after)

    def holders(self, tenant: TenantId, kind: str, keys: Collection[str]) -> dict[str, Twin]:
        named = among(self._connection, ENTITY.c.key, keys)
        rows = self._connection.execute(
            _columns(Twin).where(_of(tenant, kind), ~ENTITY.c.deleted, named)
        )
        return {row.key: Twin._make(row) for row in rows}

    def twins(
        self, tenant: TenantId, kind: str, primary_ids: Collection[str], which: Which = Which.ID
    ) -> list[Twin]:
        column = ENTITY.c.twin if which is Which.ID else ENTITY.c.twin_alt
        named = among(self._connection, column, primary_ids)
        query = _columns(Twin).where(_of(tenant, kind), named)
        return [Twin._make(row) for row in self._connection.execute(query)]

    def twins_among(
        self, tenant: TenantId, which: Which, primary_ids: Collection[str]
    ) -> list[tuple[str, Twin]]:
        column = ENTITY.c.twin if which is Which.ID else ENTITY.c.twin_alt
        named = among(self._connection, column, primary_ids)
        query = _columns(Twin).add_columns(ENTITY.c.kind).where(ENTITY.c.tenant_id == tenant, named)
        return [(row[-1], Twin._make(row[:-1])) for row in self._connection.execute(query)]

    def twins_of_any(
        self, tenant: TenantId, values: Collection[str]
    ) -> list[tuple[str, Which, str]]:
        found = []
        for which, old in ((Which.ID, ENTITY.c.twin), (Which.ALT, ENTITY.c.twin_alt)):
            named = among(self._connection, old, values)
            query = select(ENTITY.c.kind, old).where(ENTITY.c.tenant_id == tenant, named)
            found += [(kind, which, one) for kind, one in self._connection.execute(query)]
        return found

    def own_twins(
        self,
        tenant: TenantId,
        kinds: Collection[str],
        ids: Collection[str],
        which: Which = Which.ID,
    ) -> list[tuple[str, Twin]]:
        column = ENTITY.c.id if which is Which.ID else ENTITY.c.alt_id
        query = (
            _columns(Twin)
            .add_columns(ENTITY.c.kind)
            .where(
                ENTITY.c.tenant_id == tenant,
                among(self._connection, ENTITY.c.kind, kinds),
                among(self._connection, column, ids),
            )
        )
        return [(row[-1], Twin._make(row[:-1])) for row in self._connection.execute(query)]

    def tied(self, tenant: TenantId, kind: str, *, after: int) -> Iterator[Twin]:
        query = _columns(Twin).where(_of(tenant, kind), ENTITY.c.revision > after)
        return map(Twin._make, self._streams.rows(query.order_by(ENTITY.c.revision, ENTITY.c.id)))

    def texts(self, tenant: TenantId, kind: str, ids: Collection[str]) -> dict[str, str]:
        named = among(self._connection, ENTITY.c.id, ids)
        query = select(ENTITY.c.id, _TEXT).where(_of(tenant, kind), named)
        return {row.id: row.text for row in self._connection.execute(query)}

    def texts_among(
        self, tenant: TenantId, named: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], str]:
        chosen = pairs_among(self._connection, (ENTITY.c.kind, ENTITY.c.id), named)
        query = select(ENTITY.c.kind, ENTITY.c.id, _TEXT)
        rows = self._connection.execute(query.where(ENTITY.c.tenant_id == tenant, chosen))
        return {(row.kind, row.id): row.text for row in rows}

    def version(self, tenant: TenantId, kind: str, id: str, *, at: int) -> Version | None:
        return self.versions(tenant, kind, [id], at=at).get(id)

    def versions(
        self, tenant: TenantId, kind: str, ids: Collection[str], *, at: int
    ) -> dict[str, Version]:
        return self._past.versions(tenant, kind, ids, at)

    def story(self, tenant: TenantId, kind: str, id: str, *, top: int) -> list[tuple[int, Version]]:
        return self._past.story(tenant, kind, id, top)

    def forget_past(self, tenant: TenantId, *, until: int) -> int:
        return self._past.forget(tenant, until)

    def lock(self, tenant: TenantId) -> int:
        return self._revisions.lock(tenant)

    def put(self, tenant: TenantId, drafts: Iterable[Draft], *, by: str, at: str) -> list[Ids]:
        """Entities may swap their keys within one put. Raises NotFound for the tombstone of nothing."""
        batch = list(drafts)
        if not batch:
            return []
        self._revisions.lock(tenant)
        writing = Batch(self._connection, tenant, batch, self._store)
        strokes = writing.judge(self._ledgers)
        revision = self._revisions.advance(tenant)
        self._ledgers.book(tenant, writing.write(strokes, revision, by, at), revision)
        return [stroke.ids for stroke in strokes]

    def claim(self, tenant: TenantId, issued: Mapping[str, int]) -> None:
        self._revisions.lock(tenant)
        self._ledgers.raise_to(tenant, issued)

    def copy_in(self, tenant: TenantId, *, by: str, at: str) -> SqlCopyIn:
        self._revisions.lock(tenant)
        tools = self._ledgers, self._revisions
        return SqlCopyIn(self._connection, tenant, *tools, by, at, self._store)

    def _filtered(
        self, query: Select[Any], kind: str, search: str, where: Mapping[str, str | int | bool]
    ) -> Select[Any]:
        if words := folded(search):  # as keys are written (`natural_key`)
            query = query.where(ENTITY.c.key.contains(words, autoescape=True))
        dialect, declared = self._connection.dialect.name, kind_named(kind)
        return query.where(
            *(equals(dialect, declared, name, value) for name, value in where.items())
        )

    def _one(self, query: Select[Any]) -> Entity | None:
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _entity(row)


#: The body as it is stored, without being read.
_BODY = cast(ENTITY.c.body, Text)
_TEXT = _BODY.label("text")


def _columns(shape: type[Record] | type[Twin], *, texts: bool = True) -> Select[Any]:
    text = _TEXT if texts else literal("").label("text")
    return select(*(text if name == "text" else ENTITY.c[name] for name in shape._fields))


#: The columns of an `Entity`, in the order of its fields.
_WHOLE = (ENTITY.c.tenant_id, *(ENTITY.c[one.name] for one in fields(Entity)[1:]))


def _all(tenant: TenantId, kind: str) -> Select[Any]:
    return select(*_WHOLE).where(_of(tenant, kind))


def _living(tenant: TenantId, kind: str) -> Select[Any]:
    return _all(tenant, kind).where(~ENTITY.c.deleted)


def _of(tenant: TenantId, kind: str) -> ColumnElement[bool]:
    return (ENTITY.c.tenant_id == tenant) & (ENTITY.c.kind == kind)


def _entity(row: Iterable[Any]) -> Entity:
    return Entity(*row)
