"""Sync: its configuration, a run asked for, a run carried out, its history.

A run is a row in the BCP tenant's region. Asking for one queues the row; the jobs carry out what is queued.
What a run writes and the row that says so are one transaction, so that a crash leaves either none of it or all.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import Bond, bond_of, bond_of_pair, both_enabled
from releve.domain.clock import instant, stamp
from releve.domain.directory import Change
from releve.domain.errors import (
    Code,
    Conflict,
    Invalid,
    NotFound,
    Refused,
    ReleveError,
    Unavailable,
)
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.runs import HeldBack, Run, RunState, Step, Verb
from releve.domain.say import Message, say
from releve.domain.store import Tx
from releve.domain.tenancy import Frequency, Side, SyncConfig
from releve.sync import due, selection
from releve.sync.run import sync_once
from releve.sync.scope import Scope

#: How long a worker may be silent before another takes its run over.
LEASE_S = 8


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
    paused = bond.activation.active is Side.BCP
    upcoming = None
    if config.enabled and open_run is None and not paused:
        upcoming = _next_due(house, config, latest)
    return SyncPage(bond, config, last, open_run, upcoming, paused, held)


def _next_due(house: House, config: SyncConfig, latest: list[Run]) -> datetime:
    started = instant(latest[0].requested_at) if latest else None
    return due.next_due(config, started, instant(config.enabled_at), house.clock())


def configure(
    house: House,
    caller: Caller | None,
    *,
    enabled: bool,
    frequency: str = "daily",
    at: str = "02:00",
    zone: str = "UTC",
    custom: bool = False,
    kinds: tuple[str, ...] = (),
    expect: int | None = None,
) -> SyncConfig:
    """Save the sync configuration. `expect` is the version of the pair the caller has seen.

    Raises Invalid for a wrong time, zone or kind; Conflict when somebody else saved in between.
    """
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    config = SyncConfig(
        enabled=enabled,
        enabled_at=_enabled_at(house, bond.pair.sync, enabled),
        at=at,
        zone=zone,
        custom=custom,
        kinds=tuple(sorted(set(kinds))),
    )
    _check_config(config, frequency)
    if enabled:
        both_enabled(bond)
    version = bond.pair_version if expect is None else expect
    house.registry.commit(
        [Change(f"pair/{bond.pair.id}", replace(bond.pair, sync=config).record(), version)],
        Conflict(
            say("Somebody else has saved the sync configuration in the meantime."),
            say("Nothing of yours was stored. Look at the page again, then repeat your changes."),
        ),
    )
    with house.store_of(bond.tenant.id).writing() as tx:
        house.trace(tx, caller, Act.SYNC_EDIT, bond.pair.id, enabled=enabled, at=at, zone=zone)
    house.wake()
    return config


def _enabled_at(house: House, before: SyncConfig, enabled: bool) -> str:
    if not enabled:
        return ""
    return before.enabled_at if before.enabled else house.now()


def _check_config(config: SyncConfig, frequency: str) -> None:
    wrong: dict[str, Message] = {}
    if frequency != Frequency.DAILY:
        wrong["frequency"] = say("Only “daily” is offered.")
    try:
        datetime.strptime(config.at, "%H:%M")  # noqa: DTZ007 -- a time of day has no zone of its own
    except ValueError:
        wrong["at"] = say("Give a time of day such as 02:00.")
    if config.zone not in available_timezones():
        wrong["zone"] = say("Choose a time zone from the list, such as Europe/Paris.")
    unknown = [name for name in config.kinds if name not in KINDS or not KINDS[name].copied]
    if unknown:
        wrong["kinds"] = say("These cannot be synced: {names}.", names=", ".join(unknown))
    if config.custom and not config.kinds:
        wrong["kinds"] = say("Choose at least one kind, or use the default configuration.")
    if wrong:
        raise Invalid(
            say("The sync configuration was not saved."),
            say("Correct the fields named and try again."),
            fields=wrong,
        )


def zones() -> list[str]:
    """The time zones people choose from, by name."""
    return sorted(name for name in available_timezones() if "/" in name or name == "UTC")


def run_now(house: House, caller: Caller | None) -> Run:
    """Queue a run. Refused while the BCP tenant is active; Conflict when one is queued or running."""
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    both_enabled(bond)
    _check_not_paused(bond)
    if not bond.pair.sync.enabled:
        raise Refused(
            say("The sync is not enabled."), say("Turn on Enable Sync, save, then run it now.")
        )
    run = _queue(house, bond, "person", caller)
    house.wake()
    return run


def _check_not_paused(bond: Bond) -> None:
    if bond.activation.active is Side.BCP:
        raise Refused(
            say(
                "The BCP tenant is active: the sync is paused, so that nothing there is overwritten."
            ),
            say("It goes on after the revert to the primary tenant."),
        )


def _queue(house: House, bond: Bond, trigger: str, caller: Caller) -> Run:
    run = Run(
        id=house.new_id(),
        pair=bond.pair.id,
        state=RunState.QUEUED,
        trigger=trigger,
        requested_by=caller.actor,
        requested_at=house.now(),
    )
    with house.regions.of(bond.bcp.region).writing() as tx:
        tx.runs.add(run)
        house.trace(tx, replace(caller, tenant=bond.bcp.id), "sync.run", run.id, trigger=trigger)
    return run


def queue_due(house: House) -> list[Run]:
    """Queue a run for every pair whose time has come. A pair that has one, or is paused, is passed over.

    Looks at all pairs in a handful of reads; one pair that cannot be queued does not stop the others.
    """
    wanted = [pair for pair in house.registry.pairs() if pair.sync.enabled]
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
            if _next_due(house, pair.sync, [last] if last else []) <= house.clock():
                bond = bond_of_pair(house, pair.id)
                both_enabled(bond)
                queued.append(_queue(house, bond, "schedule", Caller("schedule")))
    return queued


def latest_runs(house: House) -> dict[str, Run]:
    """pair → its newest run, in the regions that answer."""
    latest: dict[str, Run] = {}
    for store in house.regions.up():
        with suppress(Unavailable), store.reading() as tx:
            latest |= tx.runs.latest()
    return latest


def take(house: House, busy: Collection[str], most: int) -> list[Run]:
    """Take `most` runs that wait, or whose worker is dead or has been silent for too long; not those in `busy`."""
    taken: list[Run] = []
    for store in house.regions.up():
        try:
            with store.reading() as tx:
                waiting = [
                    run for run in tx.runs.open() if run.id not in busy and _free(house, run)
                ]
            for run in waiting[: most - len(taken)]:
                with store.writing() as tx:
                    mine = _take(house, tx, run)
                taken += [mine] if mine else []
        except Unavailable:
            continue
    return taken


def _free(house: House, run: Run) -> bool:
    return (
        run.state is RunState.QUEUED
        or (run.lease_until or "") < house.now()
        or house.gone(run.worker or "")
    )


def _take(house: House, tx: Tx, run: Run) -> Run | None:
    if run.worker and house.gone(run.worker):
        # Its lease ends now. If somebody else was quicker the run is theirs, and this changes nothing.
        tx.runs.extend(run.id, worker=run.worker, until="")
    return tx.runs.take(run.id, worker=house.worker, now=house.now(), until=_lease(house))


def _lease(house: House) -> str:
    return stamp(house.clock() + timedelta(seconds=LEASE_S))


def extend(house: House, run: Run) -> bool:
    """Tell that the worker is alive; False when the run is not ours any more."""
    bond = bond_of_pair(house, run.pair)
    with house.regions.of(bond.bcp.region).writing() as tx:
        return tx.runs.extend(run.id, worker=house.worker, until=_lease(house))


def carry_out(house: House, run: Run) -> Run:
    """Do a run that was taken, and record how it ended. What it wrote and that it is done are one transaction."""
    bond = bond_of_pair(house, run.pair)
    target = house.regions.of(bond.bcp.region)
    try:
        _check_not_paused(bond)
        both_enabled(bond)
        return sync_once(
            _scope(house, bond),
            house.regions.of(bond.primary.region),
            target,
            rewrite=house.rewriter,
            guard=lambda: _still_primary(house, bond),
            run=run,
            by=f"sync ({run.requested_by})",
            clock=house.clock,
        )
    except ReleveError as error:
        state = RunState.REFUSED if isinstance(error, Refused) else RunState.FAILED
        ended = replace(run, state=state, ended_at=house.now(), error=error_record(error))
        with target.writing() as tx:
            if _still_ours(tx, run):
                tx.runs.save(ended)
                return ended
            # Somebody else's by now, or done after all: the answer to the commit was lost.
            return tx.runs.get(run.id) or ended


def break_off(house: House, run: Run) -> None:
    """Record that a run ended by a mistake of ours, so that nobody takes it up again and again."""
    bond = bond_of_pair(house, run.pair)
    broken = {
        "code": Code.INTERNAL,
        "message": say("Something broke on our side.").record(),
        "hint": say("Tell your operator; the log of the server has the story.").record(),
        "reasons": [],
    }
    with house.regions.of(bond.bcp.region).writing() as tx:
        if _still_ours(tx, run):
            tx.runs.save(replace(run, state=RunState.FAILED, ended_at=house.now(), error=broken))


def _scope(house: House, bond: Bond) -> Scope:
    return Scope(
        pair=bond.pair.id,
        primary=bond.primary.id,
        bcp=bond.bcp.id,
        slot=house.registry.region(bond.bcp.region).slot,
        business_unit=bond.bcp.business_unit,
        epoch=bond.activation.epoch,
        kinds=selection.selected(bond.pair.sync),
    )


def _still_primary(house: House, bond: Bond) -> None:
    """The guard of a sync's last moment: the same epoch still holds."""
    now, _ = house.registry.activation(bond.pair.id)
    if now.active is not Side.PRIMARY or now.epoch != bond.activation.epoch:
        raise Refused(
            say("The active tenant changed while the sync was running; nothing was written."),
            say("The sync goes on by itself once the primary is active."),
        )


def _still_ours(tx: Tx, run: Run) -> bool:
    now = tx.runs.get(run.id)
    return now is not None and now.worker == run.worker and not now.state.ended


def error_record(error: ReleveError) -> Mapping[str, object]:
    """An error as a run keeps it, to be told in anybody's language later."""
    return {
        "code": error.code,
        "message": error.message.record(),
        "hint": error.hint.record() if error.hint else None,
        "reasons": [reason.record() for reason in error.reasons],
    }


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
    skip: int = 0,
    top: int = 50,
) -> RunPage:
    """One run with its steps, filtered by verb. NotFound for another pair's run."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    with house.regions.of(bond.bcp.region).reading() as tx:
        run = tx.runs.get(run_id)
        if run is None or run.pair != bond.pair.id:
            raise NotFound(say("There is no such run."), say("Look in the history of runs."))
        known = verb if verb in tuple(Verb) else ""
        steps, total = tx.runs.steps(run_id, verb=known, skip=skip, top=top)
        return RunPage(run, steps, total, tx.runs.held(bond.pair.id))


def kinds_to_choose(bond: Bond) -> list[tuple[str, Message, bool]]:
    """`(name, label, is it selected)` of every kind that can be synced, in the order of sync."""
    chosen = set(selection.selected(bond.pair.sync))
    return [(k.name, k.plural, k.name in chosen) for k in KINDS.values() if k.copied]
