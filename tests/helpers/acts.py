"""Twins to which everything can happen that happens to a pair: followed, restored, planned and applied, decided about;
and what is true of the two stores at any moment, found out by counting."""

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import event, select, text

from releve.domain.clock import stamp
from releve.domain.entities import Draft
from releve.domain.kinds import KINDS
from releve.domain.proof import NOTHING, Ledger, summed, value
from releve.domain.runs import Decision, Drifted, Run, RunState, Step, StoredPlan, restorer
from releve.domain.store import RegionalStore, Tx
from releve.stores.regional.columns import METADATA
from releve.stores.regional.schema import ENTITY
from releve.stores.regional.store import SqlRegionalStore
from releve.sync.equal import unequal_kinds
from releve.sync.revived import with_revived
from releve.sync.run import follow_once, restore_once
from releve.sync.standing import Standing, standing
from tests.helpers.twins import Twins

#: (kind, id) → digest of the body, of what is alive.
Contents = Mapping[tuple[str, str], str]


@dataclass
class Acts(Twins):
    """Everything goes through the two stores as the product's own use cases do it."""

    def follow(
        self,
        *,
        source: RegionalStore | None = None,
        target: RegionalStore | None = None,
        **scope: Any,
    ) -> Run | None:
        name = uuid.uuid4().hex
        now = stamp(self.clock())
        run = Run(name, self.pair, RunState.RUNNING, "continuous", "c", now, worker=name)
        return follow_once(
            replace(self.scope, **scope),
            source or self.there,
            target or self.here,
            rewrite=self.rewriter,
            guard=lambda: None,
            run=run,
            by="sync",
            clock=self.clock,
        )

    def restore(self, to: int, *, target: RegionalStore | None = None, **scope: Any) -> Run:
        run = replace(self.begin(), trigger="restore")
        with self.here.writing() as tx:
            tx.runs.save(run)
        return restore_once(
            replace(self.scope, **scope),
            target or self.here,
            to=to,
            guard=lambda: None,
            run=run,
            by=restorer("eva"),
            clock=self.clock,
        )

    def draw(self, **scope: Any) -> StoredPlan:
        """Draw a plan and keep it."""
        with closing(self.plan(**scope)) as plan:
            kept = StoredPlan(
                uuid.uuid4().hex, self.pair, stamp(self.clock()), "eva", plan.record()
            )
            with self.here.writing() as tx:
                tx.runs.add_plan(kept)
                tx.runs.add_steps(kept.id, plan.steps())
        return kept

    def decide(self, which: Drifted, decision: Decision, **scope: Any) -> None:
        with self.here.writing() as tx:
            tx.entities.lock(self.bcp)
            found = self._standing(tx, scope).drifts[which.kind, which.bcp_id]
            tx.runs.set_drift(self.pair, [replace(found, decision=decision)], ())

    def drifts(self, **scope: Any) -> list[Drifted]:
        """What has drifted now, in an order that depends on nothing else."""
        with self.here.reading() as tx:
            found = self._standing(tx, scope)
        some = [one for name, one in found.drifts.items() if name not in found.back]
        return sorted(some, key=lambda one: (one.kind, one.bcp_id))

    def _standing(self, here: Tx, scope: Mapping[str, Any]) -> Standing:
        """As a run sees it, which reads both sides."""
        about = replace(self.scope, **scope)
        with self.there.reading() as there:
            return with_revived(there, here, about, standing(here, about))

    def steps(self, run: str) -> list[Step]:
        with self.here.reading() as tx:
            return list(tx.runs.all_steps(run))

    def runs(self) -> list[Run]:
        with self.here.reading() as tx:
            return tx.runs.page(self.pair, top=10_000)[0]

    def put_back(self, kind: str, id: str, body: Mapping[str, Any]) -> None:
        """Somebody brings back in the BCP tenant what was deleted there."""
        with self.here.writing() as tx:
            draft = Draft(kind, dict(body), id)
            tx.entities.put(self.bcp, [draft], by="zoe", at=stamp(self.clock()))

    # what is true

    def unequal(self, kinds: tuple[str, ...] | None = None) -> list[str]:
        """What the ledgers say."""
        with self.there.reading() as there, self.here.reading() as here:
            return unequal_kinds(there, here, self.primary, self.bcp, kinds or self.kinds)

    def miscounted(self) -> list[str]:
        """Kinds of which a ledger says something else than counting and adding up."""
        return [
            f"{kind} of {tenant}"
            for store, tenant in ((self.there, self.primary), (self.here, self.bcp))
            for kind in _miscounted(store, tenant)
        ]

    def contents(self) -> Contents:
        """What lives in the BCP tenant."""
        with self.here.reading() as tx:
            found = tx.entities.changed(self.bcp, after=0, kinds=list(KINDS))
            return {(one.kind, one.id): one.digest for one in found if not one.deleted}

    def logins(self) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
        """Who logs in with what: the primary's, by the ids of the BCP tenant, and the BCP tenant's."""
        with self.there.reading() as there, self.here.reading() as here:
            ids = here.ids.load(self.primary, self.bcp)
            wanted = there.credentials.changed(self.primary, after=0)
            actual = here.credentials.changed(self.bcp, after=0)
            return (
                {
                    (ids.translate("employee", one.employee) or "", one.username, one.hash)
                    for one in wanted
                    if there.entities.get(self.primary, "employee", one.employee)
                },
                {(one.employee, one.username, one.hash) for one in actual},
            )

    def tables(self, *but: str) -> dict[str, str]:
        """A digest of every table of both databases."""
        there, here = tables_of(self.there, *but), tables_of(self.here, *but)
        return {f"there.{name}": one for name, one in there.items()} | here


def _miscounted(store: RegionalStore, tenant: str) -> Iterator[str]:
    assert isinstance(store, SqlRegionalStore)
    living: dict[str, list[int]] = {kind: [] for kind in KINDS}
    rows = select(ENTITY.c.kind, ENTITY.c.proof).where(
        ENTITY.c.tenant_id == tenant, ~ENTITY.c.deleted
    )
    with store.reading() as tx:
        ledger = tx.entities.ledger(tenant)
        for kind, proof in tx.connection.execute(rows):
            living[kind].append(value(proof))
    for kind, values in living.items():
        said = ledger.get(kind, Ledger())
        if (said.living, said.total) != (len(values), summed(NOTHING, added=sum(values))):
            yield kind


def tables_of(store: RegionalStore, *but: str) -> dict[str, str]:
    """A digest of every table of a database."""
    assert isinstance(store, SqlRegionalStore)
    digests = {}
    with store.database.reading() as connection:
        for table in METADATA.sorted_tables:
            if table.name not in but:
                rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                digests[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return digests


def careless(store: RegionalStore) -> None:
    """Nothing of it survives the loss of power any more: for tests that write thousands of times."""
    assert isinstance(store, SqlRegionalStore)
    store.database.engine.dispose()

    def prepare(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    event.listen(store.database.engine, "connect", prepare)


def whole_of(store: RegionalStore) -> str:
    """A digest of all that a database holds: of a SQLite file every byte, what is not yet moved into it too; of
    PostgreSQL every row of every table and where it lies, so that one written over with the same is another."""
    assert isinstance(store, SqlRegionalStore)
    whole = hashlib.sha256()
    if (file := store.database.file) is not None:
        for path in (file.path, file.path.with_name(f"{file.path.name}-wal")):
            whole.update(path.read_bytes() if path.exists() else b"")
        return whole.hexdigest()
    with store.database.reading() as connection:
        for schema, table in connection.execute(text(_TABLES)):
            rows = f'SELECT t.xmin, t.ctid, t::text FROM "{schema}"."{table}" t ORDER BY t.ctid'  # noqa: S608
            whole.update(f"{schema}.{table}".encode())
            for row in connection.execute(text(rows)):
                whole.update(repr(tuple(row)).encode())
        for row in connection.execute(text("SELECT * FROM pg_sequences ORDER BY 1, 2")):
            whole.update(repr(tuple(row)).encode())
    return whole.hexdigest()


_TABLES = """
SELECT schemaname, tablename FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2
"""
