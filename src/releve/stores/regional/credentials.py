"""How the employees of this region's tenants prove who they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from releve.domain.errors import Conflict
from releve.domain.ids import TenantId
from releve.domain.say import Message, say
from releve.domain.store import Credential, Factor
from releve.stores.regional.people_schema import CODE_USE, CREDENTIAL
from releve.stores.regional.revisions import Revisions
from releve.stores.regional.sealing import Seal
from releve.stores.sql.bulk import insert_many
from releve.stores.sql.statements import among, inserting
from releve.stores.sql.streams import Streams


class SqlCredentials:
    """Implements `Credentials`."""

    def __init__(
        self,
        connection: Connection,
        streams: Streams,
        revisions: Revisions,
        store: Message,
        seal: Seal,
    ) -> None:
        self._connection, self._streams = connection, streams
        self._revisions, self._store, self._seal = revisions, store, seal

    def by_username(self, username: str) -> list[Credential]:
        query = select(CREDENTIAL).where(CREDENTIAL.c.username == username)
        ordered = query.order_by(CREDENTIAL.c.tenant_id, CREDENTIAL.c.employee)
        return [self._credential(row) for row in self._connection.execute(ordered)]

    def get(self, tenant: TenantId, employee: str) -> Credential | None:
        query = select(CREDENTIAL).where(
            CREDENTIAL.c.tenant_id == tenant, CREDENTIAL.c.employee == employee
        )
        row = self._connection.execute(query).one_or_none()
        return None if row is None else self._credential(row)

    def held(self, tenant: TenantId, employee: str) -> Credential | None:
        row = select(CREDENTIAL.c.employee).where(
            CREDENTIAL.c.tenant_id == tenant, CREDENTIAL.c.employee == employee
        )
        self._connection.execute(row.with_for_update(read=True)).all()
        return self.get(tenant, employee)

    def named(
        self, tenant: TenantId, *, employees: Collection[str], usernames: Collection[str]
    ) -> list[Credential]:
        theirs = among(self._connection, CREDENTIAL.c.employee, employees)
        named = among(self._connection, CREDENTIAL.c.username, usernames)
        query = select(CREDENTIAL).where(CREDENTIAL.c.tenant_id == tenant, theirs | named)
        return [self._credential(row) for row in self._connection.execute(query)]

    def put(self, credentials: Iterable[Credential]) -> None:
        """Raises Conflict, having written nothing, if two employees of a tenant would share a user name."""
        by_tenant: dict[TenantId, list[Credential]] = defaultdict(list)
        for credential in credentials:
            by_tenant[credential.tenant].append(credential)
        for tenant, batch in by_tenant.items():
            revision = self._revisions.of_this_transaction(tenant)
            self._replace(tenant, batch, revision)

    def drop(self, tenant: TenantId, employees: Collection[str]) -> None:
        theirs = among(self._connection, CREDENTIAL.c.employee, employees)
        self._connection.execute(delete(CREDENTIAL).where(CREDENTIAL.c.tenant_id == tenant, theirs))

    def changed(self, tenant: TenantId, *, after: int) -> Iterator[Credential]:
        query = (
            select(CREDENTIAL)
            .where(CREDENTIAL.c.tenant_id == tenant, CREDENTIAL.c.revision > after)
            .order_by(CREDENTIAL.c.revision, CREDENTIAL.c.employee)
        )
        return map(self._credential, self._streams.rows(query))

    def _replace(self, tenant: TenantId, batch: list[Credential], revision: int) -> None:
        employees = [credential.employee for credential in batch]
        old = delete(CREDENTIAL).where(
            CREDENTIAL.c.tenant_id == tenant,
            among(self._connection, CREDENTIAL.c.employee, employees),
        )
        try:
            with self._connection.begin_nested():
                self._connection.execute(old)
                rows = (self._row(credential, revision) for credential in batch)
                insert_many(self._connection, CREDENTIAL, rows, self._store)
        except Conflict as conflict:
            raise Conflict(
                say("Another employee of this tenant has this user name already."),
                say("Choose another user name."),
                tenant=tenant,
            ) from conflict

    def who_can(self, tenant: TenantId) -> set[str]:
        query = select(CREDENTIAL.c.employee).where(CREDENTIAL.c.tenant_id == tenant)
        return set(self._connection.scalars(query))

    def use_code(self, tenant: TenantId, employee: str, code: str, at: str) -> bool:
        row = {"tenant_id": tenant, "employee": employee, "code": code, "at": at}
        first = inserting(self._connection, CODE_USE).on_conflict_do_nothing()
        taken = first.values(**row).returning(CODE_USE.c.code)
        return self._connection.scalar(taken) is not None

    def sweep(self, before: str) -> int:
        return self._connection.execute(delete(CODE_USE).where(CODE_USE.c.at < before)).rowcount

    def _row(self, credential: Credential, revision: int) -> dict[str, Any]:
        return {
            "tenant_id": credential.tenant,
            "employee": credential.employee,
            "username": credential.username,
            "hash": credential.hash,
            "revision": revision,
            "changed_at": credential.changed_at,
            "factor": self._kept(credential),
        }

    def _kept(self, credential: Credential) -> dict[str, Any] | None:
        if (factor := credential.factor) is None:
            return None
        owner = _owner(credential.tenant, credential.employee)
        sealed = factor.sealed or self._seal.closed(factor.secret, owner)
        return {"sealed": sealed, "codes": list(factor.codes), "since": factor.since}

    def _credential(self, row: Row[Any]) -> Credential:
        return Credential(
            tenant=row.tenant_id,
            employee=row.employee,
            username=row.username,
            hash=row.hash,
            revision=row.revision,
            changed_at=row.changed_at,
            factor=self._factor(row) if row.factor else None,
        )

    def _factor(self, row: Row[Any]) -> Factor:
        sealed = row.factor["sealed"]
        secret = self._seal.opened(sealed, _owner(row.tenant_id, row.employee))
        codes = tuple(row.factor["codes"])
        return Factor(secret, codes, row.factor["since"], "" if secret else sealed)


def _owner(tenant: TenantId, employee: str) -> str:
    return f"{tenant}/{employee}"
