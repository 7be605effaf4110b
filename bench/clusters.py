"""Two PostgreSQL servers, one a region, as they come but for `wal_level`: everything is flushed.

Kept databases are templates: whoever wants to write takes a copy.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from tests.helpers.postgres import USER, Cluster

from bench import kept
from bench.engine import opened, timed_sync
from bench.tenants import REGIONS, Roster, fill
from releve.domain.store import RegionalStore

SETTINGS = ("wal_level=logical",)


@dataclass(frozen=True, slots=True)
class Region:
    """One server, and the name of the region whose stores are on it."""

    name: str
    cluster: Cluster

    def url(self, database: str) -> str:
        return self.cluster.url(database)

    def do(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """The url of a copy, which is gone at the end. Nothing of the making of it is left to be flushed."""
        name = f"work_{uuid.uuid4().hex[:12]}"
        self.do(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        try:
            self.settle()
            yield self.url(name)
        finally:
            self.cluster.drop(name)

    def settle(self) -> None:
        """Have flushed what was written before, so that it burdens nobody's measurement."""
        self.do("CHECKPOINT")

    def empty(self) -> str:
        """The template of a store without tenants."""
        return self._kept(f"empty_{kept.stored_key()}", None, lambda store: None)

    def primary(self, size: int) -> str:
        """The template of the primary tenant."""
        name = f"primary_{size}_{kept.stored_key()}"
        return self._kept(name, None, lambda store: fill(store, Roster(size)))

    def bcp(self, size: int, source: "Region") -> str:
        """The template of the BCP tenant, in step with the primary."""

        def first_sync(store: RegionalStore) -> None:
            with opened(source.url(source.primary(size)), source.name) as primary:
                timed_sync(primary, store, written=size)

        return self._kept(f"bcp_{size}_{kept.copied_key()}", self.empty(), first_sync)

    def _kept(self, name: str, template: str | None, make: Callable[[RegionalStore], None]) -> str:
        """Made under another name, so that one that was interrupted is not taken for a whole one."""
        if not self.do(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):  # noqa: S608
            making = f"work_{name}"
            self.cluster.drop(making)
            self.do(f'CREATE DATABASE "{making}" TEMPLATE "{template or "template1"}"')
            with opened(self.url(making), self.name) as store:
                make(store)
            self.do("VACUUM (ANALYZE, FREEZE)", making)
            self.do(f'ALTER DATABASE "{making}" RENAME TO "{name}"')
        return name


@contextmanager
def regions() -> Iterator[tuple[Region, Region]]:
    """The primary's and the BCP tenant's, running; stopped at the end, their kept databases stay."""
    with ExitStack() as stack:
        ca1, eu1 = (stack.enter_context(_running(name)) for name in REGIONS)
        yield ca1, eu1


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair in step: its stores, and the addresses of their databases."""

    source: RegionalStore
    target: RegionalStore
    source_url: str
    target_url: str


@contextmanager
def in_step(two: tuple[Region, Region], size: int) -> Iterator[Pair]:
    """A pair that may be written to; its primary tenant has so many entities."""
    ca1, eu1 = two
    with (
        ca1.copy(ca1.primary(size)) as source,
        eu1.copy(eu1.bcp(size, ca1)) as target,
        opened(source, ca1.name) as there,
        opened(target, eu1.name) as here,
    ):
        yield Pair(there, here, source, target)


@contextmanager
def _running(name: str) -> Iterator[Region]:
    folder = kept.folder() / f"postgres-{name}"
    folder.mkdir(exist_ok=True)
    cluster = Cluster(folder, "18", durable=True, settings=SETTINGS)
    cluster.stop_left_over()
    if not (folder / "data" / "PG_VERSION").exists():
        cluster.init()
    cluster.start()
    try:
        region = Region(name, cluster)
        _clear(region)
        yield region
    finally:
        cluster.stop()


def _clear(region: Region) -> None:
    """Remove what a run that was killed has left, and what was kept for other code than this."""
    for database, subscription in region.do(
        "SELECT datname, subname FROM pg_subscription JOIN pg_database ON pg_database.oid = subdbid"
    ):
        region.do(f"ALTER SUBSCRIPTION {subscription} DISABLE", database)
        region.do(f"ALTER SUBSCRIPTION {subscription} SET (slot_name = NONE)", database)
        region.do(f"DROP SUBSCRIPTION {subscription}", database)
    region.do(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active"
    )
    for (database,) in region.do("SELECT datname FROM pg_database WHERE NOT datistemplate"):
        usable = database.endswith((kept.stored_key(), kept.copied_key()))
        if database != "postgres" and (database.startswith("work_") or not usable):
            region.cluster.drop(database)


def replication_address(region: Region, url: str) -> str:
    """How another server reaches a database of this one."""
    return f"host=127.0.0.1 port={region.cluster.port} user={USER} dbname={url.rpartition('/')[2]}"
