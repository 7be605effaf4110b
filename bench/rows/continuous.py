"""Continuous mode: how long after its commit in the primary a change is seen in the BCP tenant.

The baseline is PostgreSQL's own logical replication of the same transactions, on the same two servers: a
publication of the table `entity` of another copy of the primary's store, and a subscription to it. Each
transaction waits until the one before it has arrived, so that none stands in a queue.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from statistics import median

import psycopg

from bench.clusters import Region, in_step, regions, replication_address
from bench.engine import Stop, follow, opened
from bench.row import Contest, Measure, Row, p99
from bench.sizes import CHANGES, SMALL, TRANSACTIONS
from bench.tenants import BCP, MARKER, PRIMARY, Roster, change, note
from releve.daemon.memory import look_for_cycles_rarely
from releve.domain.store import RegionalStore

#: How long to wait for a change that does not come, and between two looks.
GIVEN_UP_S, BETWEEN_S = 120.0, 0.0002

Choose = Callable[[list[float]], float]


@contextmanager
def both(choose: Choose) -> Iterator[Contest]:
    with (
        regions() as two,
        in_step(two, SMALL) as pair,
        following(pair.source_url, pair.target_url),
        replicated(*two) as (publisher, subscriber_url),
        watching(pair.target_url, BCP) as arrives,
        watching(subscriber_url, PRIMARY) as is_replicated,
    ):
        yield Contest(
            _delays(pair.source, arrives, choose), _delays(publisher, is_replicated, choose)
        )


@contextmanager
def following(source: str, target: str) -> Iterator[None]:
    """A process that follows, as the worker of a region would."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    worker = context.Process(target=_follow, args=(source, target, stop), daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(GIVEN_UP_S)
    if worker.exitcode != 0:
        raise RuntimeError(f"the follower ended with {worker.exitcode}")


def _follow(source: str, target: str, stop: Stop) -> None:
    look_for_cycles_rarely()
    with opened(source, "ca1") as there, opened(target, "eu1") as here:
        follow(there, here, stop)


@contextmanager
def replicated(ca1: Region, eu1: Region) -> Iterator[tuple[RegionalStore, str]]:
    """A store whose entities PostgreSQL replicates, and the address of where they arrive."""
    with ca1.copy(ca1.primary(SMALL)) as source, eu1.copy(eu1.empty()) as target:
        publisher, subscriber = source.rpartition("/")[2], target.rpartition("/")[2]
        address = replication_address(ca1, source)
        ca1.do("CREATE PUBLICATION bench FOR TABLE entity", publisher)
        eu1.do(f"CREATE SUBSCRIPTION bench CONNECTION '{address}' PUBLICATION bench", subscriber)
        try:
            _until_copied(eu1, subscriber)
            with opened(source, ca1.name) as store:
                yield store, target
        finally:
            eu1.do("DROP SUBSCRIPTION bench", subscriber)


def _until_copied(eu1: Region, subscriber: str) -> None:
    until = time.monotonic() + GIVEN_UP_S
    while eu1.do("SELECT 1 FROM pg_subscription_rel WHERE srsubstate <> 'r'", subscriber):
        if time.monotonic() > until:
            raise RuntimeError("the first copy of the logical replication does not end")
        time.sleep(0.05)


@contextmanager
def watching(url: str, tenant: str) -> Iterator[Callable[[str], None]]:
    """Waits until the marker of the tenant holds this note, as seen by a connection that reads."""
    query = (
        "SELECT body->>'notes' FROM entity"
        " WHERE tenant_id = %s AND kind = %s AND key = %s AND NOT deleted"
    )
    place = (tenant, MARKER, Roster(SMALL).marker())
    with psycopg.connect(url, autocommit=True) as line:

        def wait(wanted: str) -> None:
            until = time.monotonic() + GIVEN_UP_S
            while line.execute(query, place, prepare=True).fetchone() != (wanted,):
                if time.monotonic() > until:
                    raise RuntimeError(f"“{wanted}” does not arrive")
                time.sleep(BETWEEN_S)

        yield wait


def _delays(store: RegionalStore, arrives: Callable[[str], None], choose: Choose) -> Measure:
    """From the commit having returned to the change being seen; the one of many that is chosen."""
    roster, editions = Roster(SMALL), count(1)

    def delay() -> float:
        edition = next(editions)
        change(store, roster, edition, CHANGES)
        begin = time.perf_counter()
        arrives(note(edition))
        return time.perf_counter() - begin

    return lambda: choose([delay() for _ in range(TRANSACTIONS)])


def row(name: str, choose: Choose) -> Row:
    return Row(
        f"continuous mode on PostgreSQL, {TRANSACTIONS} transactions of {CHANGES} rows"
        f" in a tenant of {SMALL:,}, {name}, against logical replication",
        unit="s",
        reach=5,
        prepare=lambda: both(choose),
        rounds=3,
    )


ROWS = [row("p50", median), row("p99", p99)]
