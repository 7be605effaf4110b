"""The work on scripts: versions in the development workflow, and what people have confirmed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, select

from releve.domain.ids import TenantId
from releve.domain.script_work import Confirmation, ScriptVersion, WorkStep
from releve.stores.regional.schema import SCRIPT_CONFIRMATION, SCRIPT_VERSION
from releve.stores.sql.statements import among, upsert


class SqlScriptWork:
    """Implements `ScriptWork`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def version(self, tenant: TenantId, id: str) -> ScriptVersion | None:
        return self._one(and_(SCRIPT_VERSION.c.tenant_id == tenant, SCRIPT_VERSION.c.id == id))

    def of_key(self, tenant: TenantId, key: str) -> ScriptVersion | None:
        return self._one(_at(tenant, key))

    def _one(self, where: ColumnElement[bool]) -> ScriptVersion | None:
        row = self._connection.execute(select(SCRIPT_VERSION).where(where)).one_or_none()
        return None if row is None else _version(row)

    def of_keys(self, tenant: TenantId, keys: Collection[str]) -> dict[str, ScriptVersion]:
        named = among(self._connection, SCRIPT_VERSION.c.key, keys)
        query = select(SCRIPT_VERSION).where(SCRIPT_VERSION.c.tenant_id == tenant, named)
        return {row.key: _version(row) for row in self._connection.execute(query)}

    def versions(self, tenant: TenantId) -> list[ScriptVersion]:
        columns = [column for column in SCRIPT_VERSION.c if column is not SCRIPT_VERSION.c.body]
        query = select(*columns).where(SCRIPT_VERSION.c.tenant_id == tenant)
        rows = self._connection.execute(query.order_by(SCRIPT_VERSION.c.key))
        return [_version(row) for row in rows]

    def keep(self, version: ScriptVersion) -> None:
        row = asdict(version)
        row["tenant_id"] = row.pop("tenant")
        upsert(self._connection, SCRIPT_VERSION, [row])

    def drop(self, tenant: TenantId, key: str) -> None:
        self._connection.execute(delete(SCRIPT_VERSION).where(_at(tenant, key)))

    def forget(self, tenant: TenantId, key: str) -> None:
        self.drop(tenant, key)
        said = SCRIPT_CONFIRMATION.c
        gone = delete(SCRIPT_CONFIRMATION).where(said.tenant_id == tenant, said.key == key)
        self._connection.execute(gone)

    def confirmations(
        self, tenant: TenantId, keys: Collection[str]
    ) -> dict[str, dict[str, Confirmation]]:
        found: dict[str, dict[str, Confirmation]] = defaultdict(dict)
        named = among(self._connection, SCRIPT_CONFIRMATION.c.key, keys)
        query = select(SCRIPT_CONFIRMATION).where(SCRIPT_CONFIRMATION.c.tenant_id == tenant, named)
        for row in self._connection.execute(query):
            found[row.key][row.item] = Confirmation(
                row.tenant_id,
                row.key,
                row.item,
                row.mark,
                row.note,
                row.confirmed_by,
                row.confirmed_at,
            )
        return dict(found)

    def confirm(self, one: Confirmation) -> None:
        row = {
            "tenant_id": one.tenant,
            "key": one.key,
            "item": one.item,
            "mark": one.mark,
            "note": one.note,
            "confirmed_by": one.by,
            "confirmed_at": one.at,
        }
        upsert(self._connection, SCRIPT_CONFIRMATION, [row])

    def take_back(self, tenant: TenantId, key: str, item: str) -> bool:
        table = SCRIPT_CONFIRMATION.c
        gone = delete(SCRIPT_CONFIRMATION).where(
            table.tenant_id == tenant, table.key == key, table.item == item
        )
        return self._connection.execute(gone).rowcount > 0


def _at(tenant: TenantId, key: str) -> ColumnElement[bool]:
    return and_(SCRIPT_VERSION.c.tenant_id == tenant, SCRIPT_VERSION.c.key == key)


def _version(row: Row[Any]) -> ScriptVersion:
    fields = dict(row._mapping)
    tenant = fields.pop("tenant_id")
    known = {"body": None, **fields, "step": WorkStep(fields["step"])}
    return ScriptVersion(tenant=tenant, **known)
