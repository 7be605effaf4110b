"""Carrying runs out: taken by a worker, extended while it lives, done, and recorded however they end.

What a run writes and the row that says so are one transaction, so that a crash leaves either none of it or all.
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from releve.app.house import House
from releve.app.pairing import Bond, bond_of_pair, both_enabled
from releve.app.scoping import (
    approved_in,
    must_not_be_paused,
    must_not_wait,
    same_epoch_and_nothing_waits,
    scope_of,
    still_primary,
)
from releve.domain.clock import stamp
from releve.domain.errors import Code, Conflict, NotFound, Refused, ReleveError, Unavailable
from releve.domain.runs import Run, RunState, restorer
from releve.domain.say import say
from releve.domain.store import RegionalStore, Tx
from releve.sync.run import restore_once, sync_once

#: How long a worker may be silent before another takes its run over.
LEASE_S = 8

#: How often at most a run says how far it has come.
TELL_S = 0.5

#: A run with this trigger puts the BCP tenant back to an earlier point.
RESTORE = "restore"


@dataclass(slots=True)
class Pace:
    """How fast a run goes through one kind: entities a second since it first told of it."""

    _what: tuple[str, str] = ("", "")
    _since: float = 0.0
    _from: int = 0

    def rate(self, stage: str, kind: str, done: int) -> float | None:
        """None until there are two words to compare."""
        now = time.monotonic()
        if (stage, kind) != self._what:
            self._what, self._since, self._from = (stage, kind), now, done
        took = now - self._since
        return (done - self._from) / took if took > 0 and done > self._from else None


class Cancelled(Exception):
    """Somebody wants the run to end."""


def take(house: House, busy: Collection[str], most: int) -> list[Run]:
    """Take `most` runs that wait, or whose worker is dead or has been silent for too long; not those in `busy`."""
    taken: list[Run] = []
    for store in house.regions.at_work():
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
    """Do a run that was taken, and record how it ended."""
    bond = bond_of_pair(house, run.pair)
    target = house.regions.of(bond.bcp.region)
    try:
        return _restore(house, bond, run) if run.trigger == RESTORE else _sync(house, bond, run)
    except Cancelled:
        return _ended(house, target, run, RunState.CANCELLED, None)
    except ReleveError as error:
        state = RunState.REFUSED if isinstance(error, Refused) else RunState.FAILED
        return _ended(house, target, run, state, error_record(error))
    finally:
        house.progress.pop(run.id, None)


def _sync(house: House, bond: Bond, run: Run) -> Run:
    must_not_be_paused(bond)
    must_not_wait(house, bond)
    both_enabled(bond)
    target = house.regions.of(bond.bcp.region)
    exactly = None
    if plan := run.work.get("plan"):
        with target.reading() as tx:
            if (exactly := tx.runs.plan(plan)) is None:
                raise NotFound(say("This plan is kept no more."), say("Draw it again."))
    return sync_once(
        scope_of(
            house,
            bond,
            approved_in(run.work),
            from_scratch=bool(run.work.get("from_scratch")),
        ),
        house.regions.of(bond.primary.region),
        target,
        rewrite=house.rewriter,
        guard=lambda: still_primary(house, bond),
        run=run,
        by=f"sync ({run.requested_by})",
        clock=house.clock,
        tell=_teller(house, target, run),
        exactly=exactly,
    )


def _restore(house: House, bond: Bond, run: Run) -> Run:
    target = house.regions.of(bond.bcp.region)
    return restore_once(
        scope_of(house, bond),
        target,
        to=int(run.work["to"]),
        guard=lambda: same_epoch_and_nothing_waits(house, bond),
        run=run,
        by=restorer(run.requested_by),
        clock=house.clock,
        tell=_teller(house, target, run),
    )


def _teller(house: House, target: RegionalStore, run: Run) -> Callable[[str, str, int, int], None]:
    """Records now and then how far the run has come, and ends it if somebody wants it cancelled.

    While the plan is written the store is not asked: on SQLite that very transaction would be in the way.
    """
    last, pace = 0.0, Pace()

    def tell(stage: str, kind: str, done: int, total: int) -> None:
        nonlocal last
        how_far = house.progress[run.id] = {
            "stage": stage,
            "kind": kind,
            "done": done,
            "total": total,
            "rate": pace.rate(stage, kind, done),
        }
        if stage == "write" or (stage == "draw" and time.monotonic() - last < TELL_S):
            return
        last = time.monotonic()
        with target.writing() as tx:
            if not tx.runs.progress(run.id, how_far):
                _look_why(tx, run)

    return tell


def _look_why(tx: Tx, run: Run) -> None:
    now = tx.runs.get(run.id)
    if now is not None and now.cancelled:
        raise Cancelled
    raise Conflict(
        say("This run was ended or taken over by somebody else."),
        say("Look at the history of runs."),
    )


def _ended(
    house: House,
    target: RegionalStore,
    run: Run,
    state: RunState,
    error: Mapping[str, object] | None,
) -> Run:
    ended = replace(run, state=state, ended_at=house.now(), error=error)
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
