"""Sync runs, their steps, how far each pair has come, and what was held back."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Row,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from releve.domain.errors import Conflict
from releve.domain.ids import TenantId
from releve.domain.runs import (
    Change,
    Decision,
    Drifted,
    HeldBack,
    PastRun,
    Run,
    RunState,
    ScriptFace,
    Step,
    StoredPlan,
)
from releve.domain.say import Message, say
from releve.domain.store import Mark
from releve.stores.regional import step_blocks
from releve.stores.regional.schema import (
    SYNC_CURSOR,
    SYNC_DRIFT,
    SYNC_FACE,
    SYNC_HELD,
    SYNC_PLAN,
    SYNC_REVIEW,
    SYNC_RUN,
    SYNC_STEP,
    TENANT_REVISION,
)
from releve.stores.sql.bulk import insert_many
from releve.stores.sql.statements import among, upsert
from releve.stores.sql.streams import Streams

_OPEN = SYNC_RUN.c.state.in_([RunState.QUEUED, RunState.RUNNING])
_NEWEST = (SYNC_RUN.c.requested_at.desc(), SYNC_RUN.c.seq.desc())


class SqlRuns:
    """Implements `Runs`."""

    def __init__(self, connection: Connection, streams: Streams, store: Message) -> None:
        self._connection, self._streams, self._store = connection, streams, store

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
        # Whether somebody wants it cancelled is theirs to say, not the writer's.
        values = {name: value for name, value in asdict(run).items() if name != "cancelled"}
        changes = update(SYNC_RUN).where(SYNC_RUN.c.id == run.id).values(**values)
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

    def newest(self, pair: str) -> Run | None:
        return self._first(
            select(SYNC_RUN).where(SYNC_RUN.c.pair == pair).order_by(*_NEWEST).limit(1)
        )

    def open(self) -> list[Run]:
        return self._runs(
            select(SYNC_RUN).where(_OPEN).order_by(SYNC_RUN.c.requested_at, SYNC_RUN.c.seq)
        )

    def last_done(self, pair: str) -> Run | None:
        copied = SYNC_RUN.c.trigger != "restore"
        done = (SYNC_RUN.c.pair == pair, SYNC_RUN.c.state == RunState.DONE, copied)
        return self._first(select(SYNC_RUN).where(*done).order_by(*_NEWEST).limit(1))

    def past(self, pair: str, *, since: str, top: int) -> list[PastRun]:
        run = SYNC_RUN.c
        began = func.coalesce(run.started_at, run.requested_at)
        over = (run.pair == pair, run.requested_at >= since, run.ended_at.is_not(None))
        query = select(run.state, run.trigger, began, run.ended_at, run.counts).where(*over)
        rows = self._connection.execute(query.order_by(*_NEWEST).limit(top))
        return [PastRun(RunState(state), *rest) for state, *rest in rows]

    def latest(self) -> dict[str, Run]:
        newest = select(func.max(SYNC_RUN.c.seq)).group_by(SYNC_RUN.c.pair)
        return {
            run.pair: run for run in self._runs(select(SYNC_RUN).where(SYNC_RUN.c.seq.in_(newest)))
        }

    def add_steps(self, run: str, steps: Iterable[Step]) -> None:
        step_blocks.add(self._connection, run, steps)

    def steps(
        self, run: str, *, verb: str = "", kind: str = "", skip: int = 0, top: int = 100
    ) -> tuple[list[Step], int]:
        return step_blocks.read(self._connection, run, verb, kind, skip, top)

    def all_steps(self, run: str) -> Iterator[Step]:
        return step_blocks.every(self._streams, run)

    def sweep_steps(self, pair: str, *, keep: int) -> int:
        mine = select(SYNC_RUN.c.id).where(SYNC_RUN.c.pair == pair).order_by(*_NEWEST)
        old = mine.offset(keep).subquery()
        having = select(SYNC_STEP.c.run).where(SYNC_STEP.c.run.in_(select(old.c.id))).distinct()
        runs = [row.run for row in self._connection.execute(having)]
        step_blocks.forget(self._connection, runs)
        return len(runs)

    def progress(self, run: str, told: Mapping[str, Any]) -> bool:
        goes_on = (
            SYNC_RUN.c.id == run,
            SYNC_RUN.c.state == RunState.RUNNING,
            ~SYNC_RUN.c.cancelled,
        )
        saying = update(SYNC_RUN).where(*goes_on).values(progress=dict(told))
        return self._connection.execute(saying).rowcount == 1

    def cancel(self, run: str) -> bool:
        mine = SYNC_RUN.c.id == run
        waiting = update(SYNC_RUN).where(mine, SYNC_RUN.c.state == RunState.QUEUED)
        if self._connection.execute(waiting.values(state=RunState.CANCELLED)).rowcount:
            return True
        running = update(SYNC_RUN).where(mine, SYNC_RUN.c.state == RunState.RUNNING)
        return self._connection.execute(running.values(cancelled=True)).rowcount == 1

    def add_plan(self, plan: StoredPlan) -> None:
        self._connection.execute(insert(SYNC_PLAN).values(**asdict(plan)))

    def plan(self, id: str) -> StoredPlan | None:
        row = self._connection.execute(select(SYNC_PLAN).where(SYNC_PLAN.c.id == id)).one_or_none()
        return None if row is None else StoredPlan(**row._mapping)

    def plans(self, pair: str, *, top: int = 10) -> list[StoredPlan]:
        query = select(SYNC_PLAN).where(SYNC_PLAN.c.pair == pair)
        newest = query.order_by(SYNC_PLAN.c.drawn_at.desc(), SYNC_PLAN.c.id).limit(top)
        return [StoredPlan(**row._mapping) for row in self._connection.execute(newest)]

    def drop_plans(self, pair: str, *, drawn_before: str) -> int:
        old = (SYNC_PLAN.c.pair == pair, SYNC_PLAN.c.drawn_at < drawn_before)
        ids = self._connection.scalars(select(SYNC_PLAN.c.id).where(*old)).all()
        step_blocks.forget(self._connection, ids)
        self._connection.execute(delete(SYNC_PLAN).where(SYNC_PLAN.c.id.in_(ids)))
        return len(ids)

    def drift(self, pair: str) -> list[Drifted]:
        query = select(SYNC_DRIFT).where(SYNC_DRIFT.c.pair == pair)
        newest = query.order_by(
            SYNC_DRIFT.c.changed_at.desc(), SYNC_DRIFT.c.kind, SYNC_DRIFT.c.bcp_id
        )
        return [_drift(row) for row in self._connection.execute(newest)]

    def set_drift(
        self, pair: str, drift: Iterable[Drifted], gone: Collection[tuple[str, str]]
    ) -> None:
        for kind, bcp_id in gone:
            one = (
                SYNC_DRIFT.c.pair == pair,
                SYNC_DRIFT.c.kind == kind,
                SYNC_DRIFT.c.bcp_id == bcp_id,
            )
            self._connection.execute(delete(SYNC_DRIFT).where(*one))
        upsert(self._connection, SYNC_DRIFT, [{"pair": pair, **asdict(one)} for one in drift])

    def cursor(self, pair: str) -> dict[str, int]:
        body = self._connection.scalar(select(SYNC_CURSOR.c.body).where(SYNC_CURSOR.c.pair == pair))
        return dict(body or {})

    def set_cursor(self, pair: str, cursor: Mapping[str, int]) -> None:
        upsert(self._connection, SYNC_CURSOR, [{"pair": pair, "body": dict(cursor)}])

    def held(self, pair: str) -> list[HeldBack]:
        query = select(SYNC_HELD).where(SYNC_HELD.c.pair == pair).order_by(SYNC_HELD.c.seq)
        return [
            HeldBack(row.kind, row.primary_id, row.title, row.why)
            for row in self._connection.execute(query)
        ]

    def mark(self, pair: str, bcp: TenantId) -> Mark:
        cursor = select(SYNC_CURSOR.c.body).where(SYNC_CURSOR.c.pair == pair)
        revision = select(TENANT_REVISION.c.revision).where(TENANT_REVISION.c.tenant_id == bcp)
        held = exists().where(SYNC_HELD.c.pair == pair)
        drifted = exists().where(SYNC_DRIFT.c.pair == pair)
        query = select(cursor.scalar_subquery(), revision.scalar_subquery(), held | drifted)
        body, at, waits = self._connection.execute(query).one()
        return Mark(body or {}, at or 0, bool(waits))

    def set_held(self, pair: str, held: Sequence[HeldBack]) -> None:
        self._connection.execute(delete(SYNC_HELD).where(SYNC_HELD.c.pair == pair))
        rows = ({"pair": pair, "seq": n, **asdict(one)} for n, one in enumerate(held, 1))
        insert_many(self._connection, SYNC_HELD, rows, self._store)

    def reviews(self, pair: str) -> dict[str, int]:
        query = select(SYNC_REVIEW).where(SYNC_REVIEW.c.pair == pair)
        return {row.script: row.places for row in self._connection.execute(query)}

    def set_reviews(self, pair: str, places: Mapping[str, int]) -> None:
        if not places:
            return
        rows = [{"pair": pair, "script": script, "places": n} for script, n in places.items()]
        upsert(self._connection, SYNC_REVIEW, rows)
        none = (SYNC_REVIEW.c.pair == pair) & (SYNC_REVIEW.c.places == 0)
        self._connection.execute(delete(SYNC_REVIEW).where(none))

    def faces(self, pair: str, scripts: Collection[str] | None = None) -> dict[str, ScriptFace]:
        wanted = SYNC_FACE.c.pair == pair
        if scripts is not None:
            wanted &= among(self._connection, SYNC_FACE.c.script, scripts)
        query = select(SYNC_FACE).where(wanted).order_by(SYNC_FACE.c.script)
        return {
            row.script: ScriptFace(row.script, row.key, tuple(map(tuple, row.calls)), row.face)
            for row in self._connection.execute(query)
        }

    def set_faces(
        self, pair: str, faces: Iterable[ScriptFace], gone: Collection[str], *, whole: bool
    ) -> None:
        mine = SYNC_FACE.c.pair == pair
        rows = ({"pair": pair, **asdict(one)} for one in faces)
        if whole:
            self._connection.execute(delete(SYNC_FACE).where(mine))
            insert_many(self._connection, SYNC_FACE, rows, self._store)
            return
        upsert(self._connection, SYNC_FACE, list(rows))
        if gone:
            them = among(self._connection, SYNC_FACE.c.script, gone)
            self._connection.execute(delete(SYNC_FACE).where(mine, them))

    def _runs(self, query: Executable) -> list[Run]:
        return [_run(row) for row in self._connection.execute(query)]

    def _first(self, query: Executable) -> Run | None:
        return next(iter(self._runs(query)), None)

    def _count(self, wanted: ColumnElement[bool]) -> int:
        return self._connection.scalar(select(func.count()).where(wanted)) or 0


def _run(row: Row[Any]) -> Run:
    values = dict(row._mapping)
    del values["seq"]
    return Run(**{**values, "state": RunState(row.state), "work": row.work or {}})


def _drift(row: Row[Any]) -> Drifted:
    values = dict(row._mapping)
    del values["pair"]
    change, decision = Change(row.change), Decision(row.decision)
    return Drifted(**{**values, "change": change, "decision": decision})
