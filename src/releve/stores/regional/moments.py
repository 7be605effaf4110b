"""The last moment of a writer: between the look whether it still may and its commit, nobody decides otherwise.

On PostgreSQL an advisory lock stands for it, shared by writers and taken whole by who decides. It is not the tenant's
row: a sync that has an hour to write holds that row, and a switch must not wait for an hour. A process that stops
in its last moment, for however long, is thrown out by the server before who decides has lost patience; what it
commits when it wakes up fails. On SQLite there is one writer at a time, and nothing is needed.
"""

from sqlalchemy import Connection, func, select

from releve.domain.ids import TenantId

#: How long a writer may stand still at its last moment. Shorter than the patience of who waits for it.
STILL_S_MAX = 8.0


def come_to(connection: Connection, tenant: TenantId) -> None:
    if _on_postgresql(connection):
        still = func.set_config("idle_in_transaction_session_timeout", _ms(STILL_S_MAX), True)
        connection.execute(select(func.pg_advisory_xact_lock_shared(_number(tenant))))
        connection.execute(select(still))


def wait_out(connection: Connection, tenant: TenantId) -> None:
    if _on_postgresql(connection):
        connection.execute(select(func.pg_advisory_xact_lock(_number(tenant))))


def hurry(connection: Connection, patience_s: float) -> None:
    if _on_postgresql(connection):
        connection.execute(select(func.set_config("lock_timeout", _ms(patience_s), True)))


def _number(tenant: TenantId) -> object:
    return func.hashtextextended(tenant, 0)


def _ms(seconds: float) -> str:
    return str(round(seconds * 1000))


def _on_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
