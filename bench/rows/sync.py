"""What a first sync costs on SQLite, beside copying the same rows with INSERT … SELECT from an attached file."""

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from bench.row import Contest, Row
from releve.app import syncing
from releve.daemon.build import build_house, close
from releve.daemon.demo import create
from releve.daemon.settings import load
from releve.domain.runs import RunState

EMPLOYEES = 2_000


@contextmanager
def first_sync() -> Iterator[Contest]:
    with tempfile.TemporaryDirectory(prefix="releve-bench-") as name:
        folder, numbers = Path(name), count()
        template = folder / "template"
        create(load({}, {"data": str(template)}), EMPLOYEES)
        yield Contest(
            figure=lambda: _sync(template, folder / f"ours-{next(numbers)}"),
            baseline=lambda: _copy(template / "ca1.db", folder / f"raw-{next(numbers)}.db"),
        )


def _sync(template: Path, folder: Path) -> float:
    """Plan and apply the run that the example has queued."""
    shutil.copytree(template, folder)
    house = build_house(load({}, {"data": str(folder)}))
    [run] = syncing.take(house, (), 1)
    begin = time.perf_counter()
    done = syncing.carry_out(house, run)
    taken = time.perf_counter() - begin
    if done.state is not RunState.DONE:
        raise RuntimeError(f"the sync did not end well: {done.error}")
    close(house)
    shutil.rmtree(folder)
    return taken


def _copy(source: Path, target: Path) -> float:
    with sqlite3.connect(target) as raw:
        raw.execute("ATTACH ? AS source", (str(source),))
        [(schema,)] = raw.execute("SELECT sql FROM source.sqlite_master WHERE name = 'entity'")
        raw.execute(schema)
        begin = time.perf_counter()
        raw.execute("INSERT INTO main.entity SELECT * FROM source.entity")
        raw.commit()
        taken = time.perf_counter() - begin
    raw.close()
    target.unlink()
    return taken


ROWS = [
    Row(
        f"first sync of a company of {EMPLOYEES:,} on SQLite, against INSERT … SELECT",
        unit="s",
        reach=3,
        prepare=first_sync,
        rounds=3,
    )
]
