"""Many employees: brought in by a file, listed, and asked who of them could work in the BCP tenant tonight. On SQLite."""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

import orjson
from tests.helpers.houses import Paired, Story

from bench.row import Contest, Row, seconds
from bench.sizes import EMPLOYEES
from bench.staff import file_of, paired_story, timed_upload
from releve.app.browsing import listed
from releve.app.login import caller_of
from releve.app.tonight import Wanted, tonight
from releve.domain.people import Caller

TOP = 100
_THEIRS = "FROM entity WHERE tenant_id = ? AND kind = 'employee' AND deleted = 0 ORDER BY key"


def caller_in(story: Story, paired: Paired) -> Caller:
    return cast(Caller, caller_of(story.house, paired.inside, origin="bench"))


@contextmanager
def uploaded() -> Iterator[Contest]:
    raw = file_of(EMPLOYEES)
    with tempfile.TemporaryDirectory() as folder:
        made = iter(range(1_000))
        rows: list[tuple[object, ...]] = []

        def ours() -> float:
            place = Path(folder) / str(next(made))
            with paired_story(place) as (story, paired):
                spent = sum(timed_upload(story, paired, raw))
            rows[:] = _rows(place / "ca1.db", paired.primary)
            return spent

        def theirs() -> float:
            place = Path(folder) / str(next(made))
            with paired_story(place):
                pass
            return _inserted(place / "ca1.db", rows)

        yield Contest(ours, theirs)


def _rows(file: Path, tenant: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as store:
        query = "SELECT * FROM entity WHERE tenant_id = ? AND kind = 'employee'"
        return list(store.execute(query, (tenant,)))


def _inserted(file: Path, rows: list[tuple[object, ...]]) -> float:
    """One transaction, into the table of another store, which has the same indexes, as durable as ours."""
    with closing(sqlite3.connect(file, isolation_level=None)) as store:
        store.execute("PRAGMA synchronous = FULL")
        began = time.perf_counter()
        store.execute("BEGIN IMMEDIATE")
        store.executemany(f"INSERT INTO entity VALUES ({','.join('?' * len(rows[0]))})", rows)  # noqa: S608
        store.execute("COMMIT")
        return time.perf_counter() - began


@contextmanager
def staffed() -> Iterator[tuple[Story, Paired, dict[str, sqlite3.Connection]]]:
    """Both tenants have everybody; each region's store is open for a query by hand too."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "house"
        with paired_story(place) as (story, paired):
            timed_upload(story, paired, file_of(EMPLOYEES))
            story.sync(paired.inside)
            by_hand = {name: sqlite3.connect(place / f"{name}.db") for name in ("ca1", "eu1")}
            try:
                yield story, paired, by_hand
            finally:
                for store in by_hand.values():
                    store.close()


@contextmanager
def asked_tonight() -> Iterator[Contest]:
    with staffed() as (story, paired, by_hand):
        caller = caller_in(story, paired)

        def theirs() -> None:
            for name, tenant in (("ca1", paired.primary), ("eu1", paired.bcp)):
                for _, body in by_hand[name].execute(f"SELECT id, body {_THEIRS}", (tenant,)):
                    orjson.loads(body)

        yield Contest(
            seconds(lambda: tonight(story.house, caller, Wanted())),
            seconds(theirs),
        )


@contextmanager
def listing() -> Iterator[Contest]:
    with staffed() as (story, paired, by_hand):
        caller = caller_in(story, paired)
        query = f"SELECT id, body {_THEIRS} LIMIT {TOP}"

        def theirs() -> None:
            for _, body in by_hand["ca1"].execute(query, (paired.primary,)):
                orjson.loads(body)

        yield Contest(
            seconds(lambda: listed(story.house, caller, "employee", top=TOP)),
            seconds(theirs),
        )


ROWS = [
    Row(
        f"a CSV of {EMPLOYEES:,} new employees checked and applied, against a raw insert",
        unit="s",
        reach=20,
        prepare=uploaded,
        rounds=3,
    ),
    Row(
        f"who of {EMPLOYEES:,} employees could work tonight, against reading both tenants' documents",
        unit="s",
        reach=3,
        prepare=asked_tonight,
    ),
    Row(
        f"list {TOP} of {EMPLOYEES:,} employees, against the same query written by hand",
        unit="s",
        reach=3,
        prepare=listing,
    ),
]
