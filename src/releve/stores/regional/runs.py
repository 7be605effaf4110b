"""Sync runs, their steps, how far each pair has come, and what was held back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Row,
    delete,
    func,
    insert,
    select,
    update,
)

from releve.domain.errors import Conflict
from releve.domain.runs import HeldBack, Run, RunState, Step, Verb
from releve.domain.say import Message, say
from releve.stores.regional.schema import SYNC_CURSOR, SYNC_HELD, SYNC_REVIEW, SYNC_RUN, SYNC_STEP
from releve.stores.sql.bulk import insert_many
from releve.stores.sql.statements import upsert

_OPEN = SYNC_RUN.c.state.in_([RunState.QUEUED, RunState.RUNNING])
_NEWEST = (SYNC_RUN.c.requested_at.desc(), SYNC_RUN.c.seq.desc())


class SqlRuns:
    """Implements `Runs`."""

    def __init__(self, connection: Connection, store: Message) -> None:
        self._connection, self._store = connection, store

    def add(self, run: Run) -> None:
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(SYNC_RUN).values(**asdict(run)))
        except Conflict as conflict:
            raise Conflict(
                say("A sync of this pair is already queued or running."),
                say("Wait until it has ended; its progress is on the page Sync Configuration."),
                pair=run.pair,
            ) from conflict

    def save(self, run: Run) -> None:
        changes = update(SYNC_RUN).where(SYNC_RUN.c.id == run.id).values(**asdict(run))
        found = self._connection.execute(changes).rowcount
        assert found == 1, f"run {run.id} was never added"

    def take(self, run: str, *, worker: str, now: str, until: str) -> Run | None:
        """A run that begins is stamped with `now`; one that is taken over keeps when it began."""
        queued = SYNC_RUN.c.state == RunState.QUEUED
        left = (SYNC_RUN.c.state == RunState.RUNNING) & (
            func.coalesce(SYNC_RUN.c.lease_until, "") < now
        )
        # One statement: of two at once the second finds the state and the lease that the first has left.
        taking = (
            update(SYNC_RUN)
            .where(SYNC_RUN.c.id == run, queued | left)
            .values(
                state=RunState.RUNNING,
                worker=worker,
                lease_until=until,
                started_at=func.coalesce(SYNC_RUN.c.started_at, now),
            )
            .returning(SYNC_RUN)
        )
        return self._first(taking)

    def extend(self, run: str, *, worker: str, until: str) -> bool:
        mine = (
            SYNC_RUN.c.id == run,
            SYNC_RUN.c.state == RunState.RUNNING,
            SYNC_RUN.c.worker == worker,
        )
        moved = self._connection.execute(update(SYNC_RUN).where(*mine).values(lease_until=until))
        return moved.rowcount == 1

    def get(self, run: str) -> Run | None:
        return self._first(select(SYNC_RUN).where(SYNC_RUN.c.id == run))

    def page(self, pair: str, *, skip: int = 0, top: int = 20) -> tuple[list[Run], int]:
        of_pair = SYNC_RUN.c.pair == pair
        query = select(SYNC_RUN).where(of_pair).order_by(*_NEWEST).offset(skip).limit(top)
        return self._runs(query), self._count(of_pair)

    def open(self) -> list[Run]:
        return self._runs(
            select(SYNC_RUN).where(_OPEN).order_by(SYNC_RUN.c.requested_at, SYNC_RUN.c.seq)
        )

    def last_done(self, pair: str) -> Run | None:
        done = (SYNC_RUN.c.pair == pair, SYNC_RUN.c.state == RunState.DONE)
        return self._first(select(SYNC_RUN).where(*done).order_by(*_NEWEST).limit(1))

    def latest(self) -> dict[str, Run]:
        newest = select(func.max(SYNC_RUN.c.seq)).group_by(SYNC_RUN.c.pair)
        return {
            run.pair: run for run in self._runs(select(SYNC_RUN).where(SYNC_RUN.c.seq.in_(newest)))
        }

    def add_steps(self, run: str, steps: Iterable[Step]) -> None:
        """Behind those that the run has already."""
        last = select(func.max(SYNC_STEP.c.seq)).where(SYNC_STEP.c.run == run)
        begin = (self._connection.scalar(last) or 0) + 1
        rows = ({"run": run, "seq": n, **asdict(step)} for n, step in enumerate(steps, begin))
        insert_many(self._connection, SYNC_STEP, rows, self._store)

    def steps(
        self, run: str, *, verb: str = "", skip: int = 0, top: int = 100
    ) -> tuple[list[Step], int]:
        wanted = SYNC_STEP.c.run == run
        if verb:
            wanted &= SYNC_STEP.c.verb == verb
        query = select(SYNC_STEP).where(wanted).order_by(SYNC_STEP.c.seq).offset(skip).limit(top)
        return [_step(row) for row in self._connection.execute(query)], self._count(wanted)

    def cursor(self, pair: str) -> dict[str, int]:
        query = select(SYNC_CURSOR).where(SYNC_CURSOR.c.pair == pair)
        return {row.kind: row.revision for row in self._connection.execute(query)}

    def set_cursor(self, pair: str, cursor: Mapping[str, int]) -> None:
        """Kinds not named keep theirs."""
        rows = [{"pair": pair, "kind": kind, "revision": at} for kind, at in cursor.items()]
        upsert(self._connection, SYNC_CURSOR, rows)

    def held(self, pair: str) -> list[HeldBack]:
        query = select(SYNC_HELD).where(SYNC_HELD.c.pair == pair).order_by(SYNC_HELD.c.seq)
        return [
            HeldBack(row.kind, row.primary_id, row.title, row.why)
            for row in self._connection.execute(query)
        ]

    def set_held(self, pair: str, held: Sequence[HeldBack]) -> None:
        self._connection.execute(delete(SYNC_HELD).where(SYNC_HELD.c.pair == pair))
        rows = ({"pair": pair, "seq": n, **asdict(one)} for n, one in enumerate(held, 1))
        insert_many(self._connection, SYNC_HELD, rows, self._store)

    def reviews(self, pair: str) -> dict[str, int]:
        query = select(SYNC_REVIEW).where(SYNC_REVIEW.c.pair == pair)
        return {row.script: row.places for row in self._connection.execute(query)}

    def set_reviews(self, pair: str, places: Mapping[str, int]) -> None:
        rows = [{"pair": pair, "script": script, "places": n} for script, n in places.items()]
        upsert(self._connection, SYNC_REVIEW, rows)
        none = (SYNC_REVIEW.c.pair == pair) & (SYNC_REVIEW.c.places == 0)
        self._connection.execute(delete(SYNC_REVIEW).where(none))

    def _runs(self, query: Executable) -> list[Run]:
        return [_run(row) for row in self._connection.execute(query)]

    def _first(self, query: Executable) -> Run | None:
        return next(iter(self._runs(query)), None)

    def _count(self, wanted: ColumnElement[bool]) -> int:
        return self._connection.scalar(select(func.count()).where(wanted)) or 0


def _run(row: Row[Any]) -> Run:
    values = dict(row._mapping)
    del values["seq"]
    return Run(**{**values, "state": RunState(row.state)})


def _step(row: Row[Any]) -> Step:
    return Step(Verb(row.verb), row.kind, row.title, row.primary_id, row.bcp_id, row.why)
