"""Steps as they are kept: many of one kind and verb to a row, as compressed JSON. A run of a large tenant has as many
steps as entities; a row for each would cost as much as the copies themselves."""

import zlib
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

import orjson
from sqlalchemy import Connection, Row, delete, func, insert, select

from releve.domain.runs import Step, Verb
from releve.stores.regional.schema import SYNC_STEP
from releve.stores.sql.documents import written
from releve.stores.sql.streams import Streams

STEPS_MAX = 1_000

#: So many rows are written at a time.
BLOCKS = 20


def add(connection: Connection, run: str, steps: Iterable[Step]) -> None:
    """Behind those that the run has already."""
    last = select(func.max(SYNC_STEP.c.seq)).where(SYNC_STEP.c.run == run)
    seq = connection.scalar(last) or 0
    rows = (_row(run, n, block) for n, block in enumerate(_blocks(steps), seq + 1))
    while some := list(islice(rows, BLOCKS)):
        connection.execute(insert(SYNC_STEP), some)


def _row(run: str, seq: int, block: list[Step]) -> dict[str, Any]:
    return {
        "run": run,
        "seq": seq,
        "verb": block[0].verb,
        "kind": block[0].kind,
        "steps": len(block),
        "body": _packed(block),
    }


def read(
    connection: Connection, run: str, verb: str, kind: str, skip: int, top: int
) -> tuple[list[Step], int]:
    wanted = SYNC_STEP.c.run == run
    if verb:
        wanted &= SYNC_STEP.c.verb == verb
    if kind:
        wanted &= SYNC_STEP.c.kind == kind
    total = connection.scalar(select(func.sum(SYNC_STEP.c.steps)).where(wanted)) or 0
    counted = select(SYNC_STEP.c.seq, SYNC_STEP.c.steps).where(wanted).order_by(SYNC_STEP.c.seq)
    steps: list[Step] = []
    before = 0
    for seq, many in connection.execute(counted).all():
        if before < skip + top and before + many > skip:
            steps += _steps(connection, run, seq)[max(0, skip - before) : skip + top - before]
        before += many
    return steps, int(total)


def every(streams: Streams, run: str) -> Iterator[Step]:
    query = select(SYNC_STEP).where(SYNC_STEP.c.run == run).order_by(SYNC_STEP.c.seq)
    for row in streams.rows(query, at_once=10):
        yield from _unpacked(row)


def forget(connection: Connection, runs: Iterable[str]) -> None:
    connection.execute(delete(SYNC_STEP).where(SYNC_STEP.c.run.in_(list(runs))))


def _blocks(steps: Iterable[Step]) -> Iterator[list[Step]]:
    for _, same in groupby(steps, lambda step: (step.kind, step.verb)):
        block: list[Step] = []
        for step in same:
            block.append(step)
            if len(block) == STEPS_MAX:
                yield block
                block = []
        if block:
            yield block


def _packed(block: list[Step]) -> bytes:
    return zlib.compress(written([step[2:] for step in block]).encode(), level=1)


def _steps(connection: Connection, run: str, seq: int) -> list[Step]:
    query = select(SYNC_STEP).where(SYNC_STEP.c.run == run, SYNC_STEP.c.seq == seq)
    return list(_unpacked(connection.execute(query).one()))


def _unpacked(row: Row[Any]) -> Iterator[Step]:
    verb = Verb(row.verb)
    for title, primary_id, bcp_id, why, fields, by, at in orjson.loads(zlib.decompress(row.body)):
        changed = tuple((path, before, after) for path, before, after in fields)
        yield Step(verb, row.kind, title, primary_id, bcp_id, why, changed, by, at)
