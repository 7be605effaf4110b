"""The sync as the rows drive it. All that they know of the engine is here."""

import datetime
import time
import uuid
from contextlib import closing
from typing import Protocol

from bench.tenants import BCP, PRIMARY, REGIONS
from releve.app.script_rewriter import script_rewriter
from releve.domain.runs import Run, RunState
from releve.domain.store import RegionalStore
from releve.jobs.pursuit import Rests
from releve.stores.regional.store import open_store
from releve.sync.equal import unequal_kinds
from releve.sync.run import follow_once, preview, sync_once
from releve.sync.scope import Scope
from releve.sync.selection import copied_kinds

PAIR = "mesure"
BCP_UNIT = 7390114

SCOPE = Scope(PAIR, PRIMARY, BCP, REGIONS["eu1"], BCP_UNIT, 1, copied_kinds())


class Stop(Protocol):
    """An event of a thread or of a process."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float | None = None) -> bool: ...


def opened(url: str, region: str) -> "closing[RegionalStore]":
    return closing(open_store(url, region, REGIONS[region]))


def queued(target: RegionalStore) -> Run:
    """A run that is recorded and running, as `sync_once` wants one."""
    name = uuid.uuid4().hex
    run = Run(name, PAIR, RunState.RUNNING, "person", "bench", _stamp(), worker=name)
    with target.writing() as tx:
        tx.runs.add(run)
    return run


def sync(source: RegionalStore, target: RegionalStore, run: Run) -> Run:
    """Perform the run."""
    return sync_once(
        SCOPE,
        source,
        target,
        rewrite=script_rewriter,
        guard=lambda: None,
        run=run,
        by="sync",
        clock=_now,
    )


def timed_sync(source: RegionalStore, target: RegionalStore, *, written: int) -> float:
    """How many seconds one run takes, which must write so many entities and hold none back."""
    run = queued(target)
    begin = time.perf_counter()
    done = sync(source, target, run)
    taken = time.perf_counter() - begin
    counted = sum(sum(verbs.values()) for verbs in done.counts.values())
    if done.held or counted != written:
        raise RuntimeError(f"{counted} steps, {done.held} held back: {written} were to be written")
    return taken


def follow(source: RegionalStore, target: RegionalStore, stop: Stop) -> None:
    """Bring every change over as soon as it is committed, until told to stop, as `app.following` does."""
    seen, rests = -1, Rests()
    while not stop.is_set():
        with source.glancing() as tx:
            revision = tx.entities.revisions([PRIMARY]).get(PRIMARY, 0)
        if revision == seen:
            stop.wait(rests.after(moved=False))
        else:
            name = uuid.uuid4().hex
            run = Run(name, PAIR, RunState.RUNNING, "continuous", "bench", _stamp(), worker=name)
            follow_once(
                SCOPE,
                source,
                target,
                rewrite=script_rewriter,
                guard=lambda: None,
                run=run,
                by="sync",
                clock=_now,
            )
            seen = revision
            rests.after(moved=True)


def look(source: RegionalStore, target: RegionalStore) -> None:
    """Look whether there is anything to do, where there is nothing."""
    with closing(preview(SCOPE, source, target, script_rewriter)) as plan:
        if not plan.does_nothing:
            raise RuntimeError("there is something to do after all")


def equal(source: RegionalStore, target: RegionalStore) -> bool:
    """Whether the two tenants are equal but for their ids."""
    with source.reading() as there, target.reading() as here:
        return not unequal_kinds(there, here, PRIMARY, BCP, SCOPE.kinds)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _stamp() -> str:
    return _now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
