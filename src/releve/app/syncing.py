"""Sync: how it stands, a run asked for, the history."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from releve.access.policy import Act, must
from releve.app.carrying import RESTORE
from releve.app.drifting import living_drift
from releve.app.equality import unequal
from releve.app.house import House
from releve.app.pairing import Bond, bond_of, both_enabled
from releve.app.plans import asks, found_run
from releve.app.queueing import next_due, queue
from releve.app.restoring import RestorePoint, points_of
from releve.app.scoping import must_not_be_paused, must_not_wait, scope_of
from releve.domain.errors import Refused
from releve.domain.keeping import is_open
from releve.domain.people import Caller
from releve.domain.runs import HeldBack, Run, RunState, Step, Verb
from releve.domain.say import say
from releve.domain.tenancy import Frequency, Side, SyncConfig


@dataclass(frozen=True, slots=True)
class SyncPage:
    """What the Sync Configuration page shows.

    `asks` is the newest run if a person must decide something about it. `progress` is how far the open run has come.
    `unequal` are the kinds of which the two sides do not hold the same now, None if that is unknown because a region
    does not answer. `drifted` counts what others have changed in the BCP tenant. `follows`: every change is brought over
    at once, so that no run is ever due. `restored` is the newest run if it put the BCP tenant back and the sync has been
    off since. `changes_wait`: what was changed in the BCP tenant is to be kept or thrown away before anything is synced.
    """

    bond: Bond
    config: SyncConfig
    last: Run | None
    open_run: Run | None
    next_due: datetime | None
    paused: bool
    held: list[HeldBack]
    asks: Run | None
    progress: Mapping[str, Any] | None
    unequal: list[str] | None
    drifted: int
    restore_points: list[RestorePoint]
    follows: bool
    restored: Run | None
    changes_wait: bool


def sync_page(house: House, caller: Caller | None) -> SyncPage:
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    with house.regions.of(bond.bcp.region).reading() as tx:
        last = tx.runs.last_done(bond.pair.id)
        held = tx.runs.held(bond.pair.id)
        open_run = next((run for run in tx.runs.open() if run.pair == bond.pair.id), None)
        newest = tx.runs.newest(bond.pair.id)
        drifted = len(living_drift(tx, scope_of(house, bond)))
    config, paused = bond.pair.sync, bond.activation.active is Side.BCP
    continuous = config.enabled and config.frequency is Frequency.CONTINUOUS
    waits = is_open(house.registry.keep(bond.pair.id)[0])
    due = config.enabled and not continuous and open_run is None and not paused and not waits
    return SyncPage(
        bond=bond,
        config=config,
        last=last,
        open_run=open_run,
        next_due=next_due(house, config, newest) if due else None,
        paused=paused,
        held=held,
        asks=newest if newest is not None and asks(newest) else None,
        progress=progress_of(house, open_run) if open_run else None,
        unequal=unequal(house, bond),
        drifted=drifted,
        restore_points=points_of(house, bond),
        follows=continuous and not paused and not waits,
        restored=newest if newest is not None and _restored(newest, config) else None,
        changes_wait=waits,
    )


def _restored(newest: Run, config: SyncConfig) -> bool:
    return newest.trigger == RESTORE and newest.state is RunState.DONE and not config.enabled


def progress_of(house: House, run: Run) -> Mapping[str, Any] | None:
    """How far an open run has come: as it recorded it, or as this process knows better. None: nothing was told yet."""
    if run.state.ended:
        return None
    return {**(run.progress or {}), **house.progress.get(run.id, {})} or None


def run_now(house: House, caller: Caller | None) -> Run:
    """Queue a run. Refused while the BCP tenant is active; Conflict when one is queued or running."""
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    both_enabled(bond)
    must_not_be_paused(bond)
    must_not_wait(house, bond)
    if not bond.pair.sync.enabled:
        raise Refused(
            say("The sync is not enabled."), say("Turn on Enable Sync, save, then run it now.")
        )
    run = queue(house, bond, "person", caller)
    house.wake()
    return run


def history(
    house: House, caller: Caller | None, *, skip: int = 0, top: int = 20
) -> tuple[list[Run], int]:
    """The pair's runs, newest first, and how many there are."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    with house.regions.of(bond.bcp.region).reading() as tx:
        return tx.runs.page(bond.pair.id, skip=skip, top=top)


@dataclass(frozen=True, slots=True)
class RunPage:
    run: Run
    steps: list[Step]
    total: int
    held: list[HeldBack]
    progress: Mapping[str, Any] | None = None


def run_page(
    house: House,
    caller: Caller | None,
    run_id: str,
    *,
    verb: str = "",
    kind: str = "",
    skip: int = 0,
    top: int = 50,
) -> RunPage:
    """One run with its steps, filtered by verb and kind. NotFound for another pair's run."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    with house.regions.of(bond.bcp.region).reading() as tx:
        run = found_run(tx, bond, run_id)
        known = verb if verb in tuple(Verb) else ""
        steps, total = tx.runs.steps(run_id, verb=known, kind=kind, skip=skip, top=top)
        held = tx.runs.held(bond.pair.id)
    return RunPage(run, steps, total, held, progress_of(house, run))


@contextmanager
def all_steps(
    house: House, caller: Caller | None, run_id: str
) -> Iterator[tuple[Run, Iterator[Step]]]:
    """A run and every one of its steps, streamed, for a file. NotFound for another pair's run."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    with house.regions.of(bond.bcp.region).reading() as tx:
        yield found_run(tx, bond, run_id), tx.runs.all_steps(run_id)
