"""Sync: a run asked for, when one is due, the history.

A run is a row in the BCP tenant's region. Asking for one queues the row; the jobs carry out what is queued
(`carrying`).
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import Bond, bond_of, bond_of_pair, both_enabled
from releve.app.scoping import must_not_be_paused
from releve.domain.clock import instant
from releve.domain.errors import NotFound, Refused, ReleveError, Unavailable
from releve.domain.people import Caller
from releve.domain.runs import HeldBack, Run, RunState, Step, Verb
from releve.domain.say import say
from releve.domain.tenancy import Frequency, Pair, Side, SyncConfig
from releve.sync import due


@dataclass(frozen=True, slots=True)
class SyncPage:
    """What the Sync Configuration page shows."""

    bond: Bond
    config: SyncConfig
    last: Run | None
    open_run: Run | None
    next_due: datetime | None
    paused: bool
    held: list[HeldBack]


def sync_page(house: House, caller: Caller | None) -> SyncPage:
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    with house.regions.of(bond.bcp.region).reading() as tx:
        last = tx.runs.last_done(bond.pair.id)
        open_run = next((run for run in tx.runs.open() if run.pair == bond.pair.id), None)
        held = tx.runs.held(bond.pair.id)
        latest, _ = tx.runs.page(bond.pair.id, top=1)
    config = bond.pair.sync
    upcoming = None
    if config.enabled and open_run is None:
        upcoming = _next_due(house, config, latest)
    paused = bond.activation.active is Side.BCP
    return SyncPage(bond, config, last, open_run, upcoming, paused, held)


def _next_due(house: House, config: SyncConfig, latest: list[Run]) -> datetime:
    started = instant(latest[0].requested_at) if latest else None
    return due.next_due(config, started, instant(config.enabled_at), house.clock())


def run_now(house: House, caller: Caller | None) -> Run:
    """Queue a run. Refused while the BCP tenant is active; Conflict when one is queued or running."""
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    both_enabled(bond)
    must_not_be_paused(bond)
    if not bond.pair.sync.enabled:
        raise Refused(
            say("The sync is not enabled."), say("Turn on Enable Sync, save, then run it now.")
        )
    run = queue(house, bond, "person", caller)
    house.wake()
    return run


def queue(
    house: House, bond: Bond, trigger: str, caller: Caller, work: Mapping[str, Any] | None = None
) -> Run:
    """Record a run that is to be carried out. Raises Conflict when the pair has one that is queued or running."""
    run = Run(
        id=house.new_id(),
        pair=bond.pair.id,
        state=RunState.QUEUED,
        trigger=trigger,
        requested_by=caller.actor,
        requested_at=house.now(),
        work=work or {},
    )
    with house.regions.of(bond.bcp.region).writing() as tx:
        tx.runs.add(run)
        house.trace(tx, replace(caller, tenant=bond.bcp.id), "sync.run", run.id, trigger=trigger)
    return run


def queue_due(house: House) -> list[Run]:
    """Queue a run for every pair whose time has come. A pair that has one, or is paused, is passed over.

    Looks at all pairs in a handful of reads; one pair that cannot be queued does not stop the others.
    """
    wanted = [
        pair
        for pair in house.registry.pairs()
        if pair.sync.enabled and pair.sync.frequency is not Frequency.CONTINUOUS
    ]
    if not wanted:
        return []
    activations, latest = house.registry.activations(), latest_runs(house)
    queued = []
    for pair in wanted:
        last = latest.get(pair.id)
        if activations[pair.id].active is Side.BCP or (last is not None and not last.state.ended):
            continue
        # A region that does not answer, or a run that somebody queued just now: the next look will tell.
        with suppress(ReleveError):
            if _is_due(house, pair, last):
                bond = bond_of_pair(house, pair.id)
                both_enabled(bond)
                work = {"failures": failures_in_a_row(last)}
                queued.append(queue(house, bond, "schedule", Caller("schedule"), work))
    return queued


def _is_due(house: House, pair: Pair, last: Run | None) -> bool:
    """Its time has come, or the last run failed and has waited long enough to be tried again."""
    now = house.clock()
    if _next_due(house, pair.sync, [last] if last else []) <= now:
        return True
    if not (failures := failures_in_a_row(last)) or last is None or last.ended_at is None:
        return False
    return instant(last.ended_at) + due.retry_after(failures, pair.id) <= now


def failures_in_a_row(last: Run | None) -> int:
    """How often in a row runs of a pair have failed, up to its last one."""
    if last is None or last.state is not RunState.FAILED:
        return 0
    return int(last.work.get("failures", 0)) + 1


def latest_runs(house: House) -> dict[str, Run]:
    """pair → its newest run, in the regions that answer."""
    latest: dict[str, Run] = {}
    for store in house.regions.up():
        with suppress(Unavailable), store.reading() as tx:
            latest |= tx.runs.latest()
    return latest


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
        run = tx.runs.get(run_id)
        if run is None or run.pair != bond.pair.id:
            raise NotFound(say("There is no such run."), say("Look in the history of runs."))
        known = verb if verb in tuple(Verb) else ""
        steps, total = tx.runs.steps(run_id, verb=known, kind=kind, skip=skip, top=top)
        return RunPage(run, steps, total, tx.runs.held(bond.pair.id))
