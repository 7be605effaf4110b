"""Queueing: a run recorded that is to be carried out, and a run for every pair whose time has come.

A run is a row in the BCP tenant's region; the jobs carry out what is queued (`carrying`).
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from releve.app.house import House
from releve.app.pairing import Bond, bond_of_pair, both_enabled
from releve.domain.clock import instant
from releve.domain.errors import ReleveError, Unavailable
from releve.domain.keeping import is_open
from releve.domain.people import Caller
from releve.domain.runs import Run, RunState
from releve.domain.tenancy import Frequency, Pair, Side, SyncConfig
from releve.sync import due


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
    activations, latest, keeps = (
        house.registry.activations(),
        latest_runs(house),
        house.registry.keeps(),
    )
    queued = []
    for pair in wanted:
        last = latest.get(pair.id)
        if activations[pair.id].active is Side.BCP or (last is not None and not last.state.ended):
            continue
        if is_open(keeps.get(pair.id)):
            continue
        # A region that does not answer, or a run that somebody queued just now: the next look will tell.
        with suppress(ReleveError):
            if _is_due(house, pair, last):
                bond = bond_of_pair(house, pair.id)
                if not house.regions.works_for(bond.bcp.region):
                    continue
                both_enabled(bond)
                work = {"failures": failures_in_a_row(last)}
                queued.append(queue(house, bond, "schedule", Caller("schedule"), work))
    return queued


def _is_due(house: House, pair: Pair, last: Run | None) -> bool:
    """Its time has come, or the last run failed and has waited long enough to be tried again."""
    now = house.clock()
    if next_due(house, pair.sync, last) <= now:
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


def next_due(house: House, config: SyncConfig, last: Run | None) -> datetime:
    started = instant(last.requested_at) if last else None
    return due.next_due(config, started, instant(config.enabled_at), house.clock())
