"""Outside identifiers: where scripts use them, and what people know of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from releve.domain.errors import Conflict
from releve.domain.ids import TenantId
from releve.domain.outside import Note, Outcome, Seen, Sort, Test, Use
from releve.domain.say import say
from releve.stores.regional.schema import OUTSIDE_NOTE, OUTSIDE_SEEN
from releve.stores.sql.statements import among, inserting, upsert


class SqlOutside:
    """Implements `Outside`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def looked_at(self, tenant: TenantId) -> dict[str, tuple[int, int]]:
        columns = OUTSIDE_SEEN.c
        query = select(columns.script, columns.revision, columns.edition)
        rows = self._connection.execute(query.where(columns.tenant_id == tenant))
        return {row.script: (row.revision, row.edition) for row in rows}

    def seen(self, tenant: TenantId) -> list[Seen]:
        query = select(OUTSIDE_SEEN).where(OUTSIDE_SEEN.c.tenant_id == tenant)
        rows = self._connection.execute(query.order_by(OUTSIDE_SEEN.c.path, OUTSIDE_SEEN.c.script))
        return [_seen(row) for row in rows if row.uses]

    def see(self, tenant: TenantId, seen: Iterable[Seen], gone: Collection[str]) -> None:
        if gone:
            named = among(self._connection, OUTSIDE_SEEN.c.script, gone)
            self._connection.execute(
                delete(OUTSIDE_SEEN).where(OUTSIDE_SEEN.c.tenant_id == tenant, named)
            )
        rows = [
            {
                "tenant_id": tenant,
                "script": one.script,
                "revision": one.revision,
                "edition": one.edition,
                "path": one.path,
                "changed_at": one.changed_at,
                "uses": [list(use) for use in one.uses],
            }
            for one in seen
        ]
        upsert(self._connection, OUTSIDE_SEEN, rows)

    def notes(self, tenant: TenantId) -> dict[str, Note]:
        query = select(OUTSIDE_NOTE).where(OUTSIDE_NOTE.c.tenant_id == tenant)
        return {row.id: _note(row) for row in self._connection.execute(query)}

    def put(self, tenant: TenantId, note: Note) -> None:
        row = {**asdict(note), "tenant_id": tenant}
        statement = inserting(self._connection, OUTSIDE_NOTE)
        others = {name: statement.excluded[name] for name in row if name not in ("tenant_id", "id")}
        replacing = statement.on_conflict_do_update(
            index_elements=["tenant_id", "id"],
            set_=others,
            where=OUTSIDE_NOTE.c.version == statement.excluded.version - 1,
        )
        written = self._connection.scalar(replacing.values(**row).returning(OUTSIDE_NOTE.c.version))
        if written is None:
            raise Conflict(
                say("Somebody else changed this meanwhile."),
                say("Look at it again, then repeat your change."),
            )


def _seen(row: Row[Any]) -> Seen:
    uses = tuple(
        Use(system, identifier, Sort(sort), action, place)
        for system, identifier, sort, action, place in row.uses
    )
    return Seen(row.script, row.revision, row.edition, row.path, row.changed_at, uses)


def _note(row: Row[Any]) -> Note:
    values = dict(row._mapping)
    del values["tenant_id"]
    return Note(**{**values, "test": _test(row.test)})


def _test(record: Mapping[str, Any] | None) -> Test | None:
    return None if record is None else Test(**{**record, "outcome": Outcome(record["outcome"])})
