"""Fills in what a release before proofs and ledgers did not keep: once, when such a store is opened."""

from collections import defaultdict

from sqlalchemy import Connection, select, update

from releve.domain.kind import digest
from releve.domain.kinds import KINDS
from releve.domain.proof import NOTHING, proof_of, share, value
from releve.stores.regional.ledgers import Ledgers
from releve.stores.regional.schema import ENTITY, LEDGER
from releve.stores.sql.database import Database

_AT_ONCE = 2_000


def fill_in(database: Database) -> None:
    """Give every entity that has none its proof, and book it. Does nothing where all have theirs."""
    with database.reading() as connection:
        if not _is_old(connection):
            return
    with database.writing() as connection:
        if _is_old(connection):
            while _fill_some(connection):
                pass
            done = update(LEDGER).where(LEDGER.c.total == "")
            connection.execute(done.values(total=NOTHING))


def _is_old(connection: Connection) -> bool:
    """The migration left the sums of proofs empty."""
    empty = select(LEDGER.c.kind).where(LEDGER.c.total == "").limit(1)
    return connection.execute(empty).first() is not None


def _fill_some(connection: Connection) -> bool:
    booked: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    rows = connection.execute(select(ENTITY).where(ENTITY.c.proof == "").limit(_AT_ONCE)).all()
    for row in rows:
        kind = KINDS.get(row.kind)
        whole = digest(row.body)
        shared = share(kind, row.body, whole) if kind else whole
        proof = proof_of(row.kind, row.id, row.alt_id, shared)
        connection.execute(
            update(ENTITY)
            .where(
                ENTITY.c.tenant_id == row.tenant_id,
                ENTITY.c.kind == row.kind,
                ENTITY.c.id == row.id,
            )
            .values(proof=proof, digest=whole, body=row.body)
        )
        booking = booked[row.tenant_id][row.kind]
        booking[2] = max(booking[2], row.revision)
        if not row.deleted:
            booking[0] += 1
            booking[1] += value(proof)
    for tenant, kinds in booked.items():
        for name, (more, added, revision) in kinds.items():
            Ledgers(connection, 0).book(tenant, {name: (more, added)}, revision)
    return bool(rows)
