"""Restoring: the BCP tenant put back to how it was before one of its last runs.

The sync is turned off with it: otherwise the next run would bring everything back that was taken away.
"""

from dataclasses import dataclass, replace

from releve.access.policy import Act, must
from releve.app.carrying import RESTORE
from releve.app.house import House
from releve.app.pairing import Bond, bond_of, both_enabled
from releve.app.queueing import queue
from releve.app.scoping import must_not_wait
from releve.domain.directory import Change
from releve.domain.errors import Conflict, NotFound
from releve.domain.people import Caller
from releve.domain.runs import Run, RunState, Verb
from releve.domain.say import say
from releve.domain.store import Tx
from releve.sync.run import BEFORE

#: So many runs are looked through for points.
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class RestorePoint:
    """Before this run the BCP tenant was at revision `revision` of its own."""

    run: Run
    revision: int


def restore_points(house: House, caller: Caller | None) -> list[RestorePoint]:
    """The newest first; as many as the configuration keeps."""
    caller = must(caller, Act.SYNC_VIEW)
    return points_of(house, bond_of(house, caller.tenant or ""))


def points_of(house: House, bond: Bond) -> list[RestorePoint]:
    """The newest first."""
    with house.regions.of(bond.bcp.region).reading() as tx:
        runs, _ = tx.runs.page(bond.pair.id, top=LOOKED_AT)
    points = [
        RestorePoint(run, int(run.work[BEFORE]))
        for run in runs
        if run.state is RunState.DONE and BEFORE in run.work and _changed(run)
    ]
    return points[: bond.pair.sync.restore_points]


def _changed(run: Run) -> bool:
    """Whether the run changed anything that could be put back."""
    return any(verb != "hold" for verbs in run.counts.values() for verb in verbs)


def point_before(house: House, bond: Bond, run_id: str) -> RestorePoint:
    """Raises NotFound if this run is no restore point (any more)."""
    for point in points_of(house, bond):
        if point.run.id == run_id:
            return point
    raise NotFound(
        say("The BCP tenant cannot be put back to this point."),
        say("Choose one of the restore points on the page Sync Configuration."),
    )


def restore(house: House, caller: Caller | None, run_id: str) -> Run:
    """Queue a run that puts the BCP tenant back to how it was before run `run_id`, and turn the sync off.

    Raises NotFound if that is no restore point (any more), Refused while changes made in the BCP tenant are to be
    looked at, Conflict when a run is queued or running, or somebody else saves the configuration meanwhile: nothing is restored then, and the sync stays as it was.
    """
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    both_enabled(bond)
    must_not_wait(house, bond)
    point = point_before(house, bond, run_id)
    run = queue(house, bond, RESTORE, caller, {"to": point.revision, "before_run": run_id})
    try:
        _turn_off(house, bond)
    except Conflict:
        with house.regions.of(bond.bcp.region).writing() as tx:
            tx.runs.cancel(run.id)
        raise
    house.wake()
    return run


@dataclass(frozen=True, slots=True)
class Restored:
    """The BCP tenant stands as `run` has put it back: as it was before the run asked for at `before` (None: that run is
    kept no more). `entities` are as many as it has put back, and older than in the primary tenant since."""

    run: Run
    before: str | None
    entities: int


def restored(tx: Tx, pair: str) -> Restored | None:
    """None if it was never restored, or something was brought over since."""
    runs, _ = tx.runs.page(pair, top=LOOKED_AT)
    done = next((run for run in runs if run.state is RunState.DONE and run.ended_at), None)
    if done is None or done.trigger != RESTORE or not _changed(done):
        return None
    undone = tx.runs.get(str(done.work.get("before_run", "")))
    verbs = (Verb.CREATE, Verb.UPDATE, Verb.DELETE)
    return Restored(done, undone.requested_at if undone else None, sum(map(done.total, verbs)))


def _turn_off(house: House, bond: Bond) -> None:
    if bond.pair.sync.enabled:
        off = replace(bond.pair, sync=replace(bond.pair.sync, enabled=False, enabled_at=""))
        house.registry.commit(
            [Change(f"pair/{bond.pair.id}", off.record(), bond.pair_version)],
            Conflict(
                say("Somebody else has saved the sync configuration in the meantime."),
                say("Nothing was restored. Look at the page again."),
            ),
        )
