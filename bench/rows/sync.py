"""What a first sync costs, what a change costs, and what it costs to find that there is none."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from pathlib import Path
from statistics import fmean

import psycopg

from bench import files
from bench.clusters import Pair, in_step, regions
from bench.engine import equal, look, opened, timed_sync
from bench.row import Contest, Measure, Row, seconds
from bench.sizes import CHANGES, FIRST, LARGE, SMALL
from bench.tenants import BCP, PRIMARY, Roster, change
from releve.stores.regional.schema import ENTITY

COLUMNS = ", ".join(ENTITY.c.keys())

#: Something short is done again and again for so long, or so often, and the mean is taken.
SPAN_S, OFTEN = 1.0, 200


@contextmanager
def first_sync_on_postgres() -> Iterator[Contest]:
    with regions() as (ca1, eu1):
        source, empty = ca1.url(ca1.primary(FIRST)), eu1.empty()

        def ours() -> float:
            with (
                eu1.copy(empty) as target,
                opened(source, ca1.name) as there,
                opened(target, eu1.name) as here,
            ):
                return timed_sync(there, here, written=FIRST)

        def raw() -> float:
            with eu1.copy(empty) as target:
                return _piped(source, target)

        yield Contest(ours, raw)


def _piped(source: str, target: str) -> float:
    """COPY out of the one table into the other, which has the same indexes, block by block."""
    with psycopg.connect(source) as there, psycopg.connect(target) as here:
        begin = time.perf_counter()
        with (
            there.cursor().copy(
                f"COPY (SELECT {COLUMNS} FROM entity WHERE tenant_id = '{PRIMARY}')"  # noqa: S608
                " TO STDOUT (FORMAT binary)"
            ) as out,
            here.cursor().copy(f"COPY entity ({COLUMNS}) FROM STDIN (FORMAT binary)") as into,
        ):
            for block in out:
                into.write(block)
        here.commit()
        return time.perf_counter() - begin


@contextmanager
def first_sync_on_sqlite() -> Iterator[Contest]:
    source = files.primary(FIRST)

    def ours() -> float:
        with (
            files.empty() as target,
            opened(files.address(source), "ca1") as there,
            opened(files.address(target), "eu1") as here,
        ):
            return timed_sync(there, here, written=FIRST)

    def raw() -> float:
        with files.empty() as target:
            return _selected(source, target)

    yield Contest(ours, raw)


def _selected(source: Path, target: Path) -> float:
    """INSERT … SELECT into the table of a new store, which has the same indexes, as durable as ours."""
    with closing(sqlite3.connect(target, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("ATTACH ? AS source", (str(source),))
        begin = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(
            f"INSERT INTO main.entity ({COLUMNS})"  # noqa: S608
            f" SELECT {COLUMNS} FROM source.entity WHERE tenant_id = ?",
            (PRIMARY,),
        )
        raw.execute("COMMIT")
        return time.perf_counter() - begin


@contextmanager
def changes() -> Iterator[Contest]:
    with regions() as two, in_step(two, LARGE) as large, in_step(two, SMALL) as small:
        yield Contest(_changing(large, LARGE), _changing(small, SMALL))


def _changing(pair: Pair, size: int) -> Measure:
    """Each time other entities are changed, untimed, and then brought over."""
    roster, editions = Roster(size), count(1)

    def measure() -> float:
        change(pair.source, roster, next(editions), CHANGES)
        return timed_sync(pair.source, pair.target, written=CHANGES)

    return measure


@contextmanager
def nothing_changed() -> Iterator[Contest]:
    with regions() as two, in_step(two, LARGE) as pair, ExitStack() as stack:
        lines = [
            stack.enter_context(psycopg.connect(url, autocommit=True))
            for url in (pair.source_url, pair.target_url)
        ]
        ask = seconds(lambda: [line.execute("SELECT 1").fetchone() for line in lines])
        yield Contest(
            figure=_mean(seconds(lambda: look(pair.source, pair.target))),
            baseline=_mean(ask),
        )


@contextmanager
def equality() -> Iterator[Contest]:
    with regions() as two, in_step(two, LARGE) as pair, ExitStack() as stack:
        lines = [
            (stack.enter_context(psycopg.connect(url, autocommit=True)), tenant)
            for url, tenant in ((pair.source_url, PRIMARY), (pair.target_url, BCP))
        ]

        def ours() -> None:
            if not equal(pair.source, pair.target):
                raise RuntimeError("two tenants in step are said to differ")

        def counted() -> None:
            for line, tenant in lines:
                query = "SELECT count(*) FROM entity WHERE tenant_id = %s"
                if line.execute(query, (tenant,)).fetchone() != (LARGE,):
                    raise RuntimeError(f"there are not {LARGE} entities")

        yield Contest(_mean(seconds(ours)), _mean(seconds(counted)))


def _mean(measure: Measure) -> Measure:
    """Of something short: the mean of as many as there is time for."""

    def repeated() -> float:
        taken = [measure()]
        while sum(taken) < SPAN_S and len(taken) < OFTEN:
            taken.append(measure())
        return fmean(taken)

    return repeated


ROWS = [
    Row(
        f"first sync of {FIRST:,} entities on PostgreSQL, against COPY through a client",
        unit="s",
        reach=2,
        prepare=first_sync_on_postgres,
        rounds=3,
    ),
    Row(
        f"first sync of {FIRST:,} entities on SQLite, against INSERT … SELECT",
        unit="s",
        reach=3,
        prepare=first_sync_on_sqlite,
        rounds=3,
    ),
    Row(
        f"sync of {CHANGES:,} changes in a tenant of {LARGE:,} on PostgreSQL, against one of {SMALL:,}",
        unit="s",
        reach=1.5,
        prepare=changes,
    ),
    Row(
        f"finding that nothing changed in a tenant of {LARGE:,} on PostgreSQL, against asking each database 1",
        unit="s",
        reach=10,
        prepare=nothing_changed,
    ),
    Row(
        f"whether two tenants of {LARGE:,} are equal on PostgreSQL, against counting their rows",
        unit="s",
        reach=1,
        prepare=equality,
    ),
]
