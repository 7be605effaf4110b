"""The change history of employees."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from releve.domain.changes import EmployeeChange, Way
from releve.domain.ids import TenantId
from releve.domain.say import Message
from releve.stores.regional.people_schema import EMPLOYEE_CHANGE
from releve.stores.sql.bulk import insert_many

_COLUMNS = ("employee", "revision", "at", "by", "acting_as", "act")


class SqlEmployeeChanges:
    """Implements `EmployeeChanges`."""

    def __init__(self, connection: Connection, store: Message) -> None:
        self._connection, self._store = connection, store

    def add(self, tenant: TenantId, changes: Iterable[EmployeeChange]) -> None:
        rows = (
            {
                "tenant_id": tenant,
                **{name: getattr(one, name) for name in _COLUMNS},
                "way": one.way.value,
                "fields": None if one.fields is None else list(map(list, one.fields)),
            }
            for one in changes
        )
        insert_many(self._connection, EMPLOYEE_CHANGE, rows, self._store)

    def of(self, tenant: TenantId, employee: str, *, top: int) -> list[EmployeeChange]:
        table = EMPLOYEE_CHANGE
        query = select(table).where(table.c.tenant_id == tenant, table.c.employee == employee)
        rows = self._connection.execute(query.order_by(table.c.revision.desc()).limit(top))
        return [
            EmployeeChange(
                employee=row.employee,
                revision=row.revision,
                at=row.at,
                by=row.by,
                acting_as=row.acting_as,
                way=Way(row.way),
                act=row.act,
                fields=None if row.fields is None else tuple(tuple(one) for one in row.fields),
            )
            for row in rows
        ]
