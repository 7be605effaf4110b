"""What programs hold in the name of employees: families of tokens, their tickets, and the last use of access keys."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, tuple_, update

from releve.domain.families import Family, Purpose, Ticket
from releve.domain.ids import TenantId
from releve.stores.regional.people_schema import KEY_USE, TOKEN_FAMILY, TOKEN_TICKET
from releve.stores.sql.statements import among, upsert


class SqlFamilies:
    """Implements `Families`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, family: Family) -> None:
        self._connection.execute(insert(TOKEN_FAMILY).values(**_row(family)))

    def get(self, tenant: TenantId, id: str) -> Family | None:
        query = select(TOKEN_FAMILY).where(_is(tenant, id))
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _family(row)

    def see(self, tenant: TenantId, id: str, epoch: int) -> None:
        lower = TOKEN_FAMILY.c.epoch < epoch
        self._connection.execute(
            update(TOKEN_FAMILY).where(_is(tenant, id), lower).values(epoch=epoch)
        )

    def end(self, tenant: TenantId, *ids: str) -> None:
        self._end(
            TOKEN_FAMILY.c.tenant_id == tenant, among(self._connection, TOKEN_FAMILY.c.id, ids)
        )

    def end_of_keys(self, tenant: TenantId, *keys: str) -> None:
        theirs = among(self._connection, TOKEN_FAMILY.c.key, keys)
        self._end(TOKEN_FAMILY.c.tenant_id == tenant, theirs)

    def end_of_logins(self, tenant: TenantId, *employees: str) -> int:
        theirs = among(self._connection, TOKEN_FAMILY.c.employee, employees)
        here = TOKEN_FAMILY.c.tenant_id == tenant
        return self._end(here, theirs, TOKEN_FAMILY.c.key.is_(None))

    def add_ticket(self, ticket: Ticket) -> None:
        self._connection.execute(
            insert(TOKEN_TICKET).values(
                tenant_id=ticket.tenant,
                hash=ticket.hash,
                purpose=str(ticket.purpose),
                family=ticket.family,
                expires_at=ticket.expires_at,
                taken_at=None,
                data=dict(ticket.data),
            )
        )

    def take(self, hash: str, at: str) -> tuple[Ticket, bool] | None:
        # The update waits for whoever holds the row and then looks again: one of all who come is the first.
        free = (TOKEN_TICKET.c.hash == hash) & TOKEN_TICKET.c.taken_at.is_(None)
        first = self._connection.execute(update(TOKEN_TICKET).where(free).values(taken_at=at))
        query = select(TOKEN_TICKET).where(TOKEN_TICKET.c.hash == hash)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else (_ticket(row), first.rowcount == 1)

    def note_use(self, tenant: TenantId, key: str, at: str) -> None:
        upsert(self._connection, KEY_USE, [{"tenant_id": tenant, "key": key, "at": at}])

    def last_uses(self, tenant: TenantId) -> dict[str, str]:
        query = select(KEY_USE.c.key, KEY_USE.c.at).where(KEY_USE.c.tenant_id == tenant)
        return {row.key: row.at for row in self._connection.execute(query)}

    def sweep(self, now: str) -> int:
        self._connection.execute(delete(TOKEN_TICKET).where(TOKEN_TICKET.c.expires_at <= now))
        return self._end(TOKEN_FAMILY.c.expires_at <= now)

    def _end(self, *which: ColumnElement[bool]) -> int:
        over = select(TOKEN_FAMILY.c.tenant_id, TOKEN_FAMILY.c.id).where(*which)
        ticket = tuple_(TOKEN_TICKET.c.tenant_id, TOKEN_TICKET.c.family)
        self._connection.execute(delete(TOKEN_TICKET).where(ticket.in_(over)))
        return self._connection.execute(delete(TOKEN_FAMILY).where(*which)).rowcount


def _is(tenant: TenantId, id: str) -> ColumnElement[bool]:
    return (TOKEN_FAMILY.c.tenant_id == tenant) & (TOKEN_FAMILY.c.id == id)


def _row(family: Family) -> dict[str, Any]:
    return {
        "tenant_id": family.tenant,
        "id": family.id,
        "employee": family.employee,
        "client": family.client,
        "created_at": family.created_at,
        "expires_at": family.expires_at,
        "epoch": family.epoch,
        "key": family.key,
    }


def _family(row: Row[Any]) -> Family:
    values = dict(row._mapping)
    return Family(tenant=values.pop("tenant_id"), **values)


def _ticket(row: Row[Any]) -> Ticket:
    return Ticket(
        row.hash, Purpose(row.purpose), row.tenant_id, row.family, row.expires_at, row.data
    )
