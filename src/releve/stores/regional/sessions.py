"""Who is logged in."""

from typing import Any

from sqlalchemy import Connection, Row, and_, case, delete, insert, select, update

from releve.domain.ids import TenantId
from releve.domain.store import Session
from releve.stores.regional.families import SqlFamilies
from releve.stores.regional.people_schema import SESSION
from releve.stores.sql.statements import among


class SqlSessions:
    """Implements `Sessions`."""

    def __init__(self, connection: Connection, families: SqlFamilies) -> None:
        self._connection, self._families = connection, families

    def add(self, session: Session) -> None:
        self._connection.execute(insert(SESSION).values(**_row(session)))

    def get(self, token_hash: str) -> Session | None:
        """Expired ones too, until they are swept: who has a clock says so."""
        query = select(SESSION).where(SESSION.c.token_hash == token_hash)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _session(row)

    def save(self, session: Session) -> None:
        """Does nothing if the session has ended meanwhile: an ended session does not come back. Whoever saves what they
        read a moment ago takes no epoch back that was seen since."""
        here = SESSION.c.token_hash == session.token_hash
        highest = case((SESSION.c.epoch < session.epoch, session.epoch), else_=SESSION.c.epoch)
        row = _row(session) | {"epoch": highest}
        self._connection.execute(update(SESSION).where(here).values(**row))

    def end(self, token_hash: str) -> bool:
        gone = delete(SESSION).where(SESSION.c.token_hash == token_hash)
        return self._connection.execute(gone).rowcount == 1

    def of(self, tenant: TenantId | None, who: str) -> list[Session]:
        theirs = (
            and_(SESSION.c.tenant_id.is_(None), SESSION.c.username == who)
            if tenant is None
            else and_(SESSION.c.tenant_id == tenant, SESSION.c.employee == who)
        )
        query = select(SESSION).where(theirs).order_by(SESSION.c.created_at.desc())
        return [_session(row) for row in self._connection.execute(query)]

    def end_all(self, tenant: TenantId, *employees: str) -> None:
        theirs = among(self._connection, SESSION.c.employee, employees)
        self._connection.execute(delete(SESSION).where(SESSION.c.tenant_id == tenant, theirs))
        self._families.end_of_logins(tenant, *employees)

    def end_impersonations(self, operator: str) -> int:
        theirs = delete(SESSION).where(SESSION.c.impersonator == operator)
        return self._connection.execute(theirs).rowcount

    def sweep(self, now: str) -> int:
        return self._connection.execute(delete(SESSION).where(SESSION.c.expires_at <= now)).rowcount


def _row(session: Session) -> dict[str, Any]:
    return {
        "tenant_id": session.tenant,
        "token_hash": session.token_hash,
        "employee": session.employee,
        "username": session.username,
        "created_at": session.created_at,
        "expires_at": session.expires_at,
        "epoch": session.epoch,
        "impersonator": session.impersonator,
        "data": dict(session.data),
        "origin": session.origin,
        "agent": session.agent,
        "seen_at": session.seen_at,
    }


def _session(row: Row[Any]) -> Session:
    values = dict(row._mapping)
    return Session(tenant=values.pop("tenant_id"), **values)
