"""What is remembered of the far ends that follow the active side of a pair."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from releve.domain.ids import TenantId
from releve.domain.say import Message
from releve.domain.traffic import DriverState
from releve.stores.regional.schema import DRIVER_STATE
from releve.stores.sql.statements import hold, upsert

#: How long a row is waited for. Nobody holds it for longer than two statements, unless their process was stopped there: then
#: what is remembered goes to another region, and the traffic must not wait.
LOCK_MS = 500


class SqlDriverStates:
    """Implements `DriverStates`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, tenant: TenantId) -> list[DriverState]:
        return self._read(select(DRIVER_STATE).where(DRIVER_STATE.c.tenant_id == tenant))

    def all(self) -> list[DriverState]:
        return self._read(select(DRIVER_STATE))

    def held(self, tenant: TenantId, pair: str, driver: str) -> DriverState:
        if self._connection.dialect.name == "postgresql":
            self._connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_MS}")
        fresh = _written(DriverState(tenant, pair, driver))
        return _state(hold(self._connection, DRIVER_STATE, fresh))

    def keep(self, states: Iterable[DriverState]) -> None:
        upsert(self._connection, DRIVER_STATE, [_written(state) for state in states])

    def _read(self, query: Select[Any]) -> list[DriverState]:
        columns = DRIVER_STATE.c
        ordered = query.order_by(columns.tenant_id, columns.driver, columns.pair)
        return [_state(row) for row in self._connection.execute(ordered)]


def _written(state: DriverState) -> dict[str, Any]:
    row = {field.name: getattr(state, field.name) for field in fields(state)}
    row["tenant_id"] = row.pop("tenant")
    row["sentence"] = state.sentence.record() if state.sentence else None
    return row


def _state(row: Row[Any]) -> DriverState:
    values = dict(row._mapping)
    values["tenant"] = values.pop("tenant_id")
    values["sentence"] = Message.of(row.sentence) if row.sentence else None
    return DriverState(**values)
