"""One run from beginning to end: draw the plan from two snapshots, then write it in one transaction.

Whatever fails before that transaction commits leaves the BCP tenant and the cursor as they were, so running
again finishes the work and repeats nothing. A read that fails ends the run; it never deletes.
"""

from collections.abc import Callable
from dataclasses import replace

from releve.domain.clock import Clock, stamp
from releve.domain.errors import Conflict
from releve.domain.rewriting import ScriptRewriter
from releve.domain.runs import Run, RunState
from releve.domain.say import say
from releve.domain.store import RegionalStore, Tx
from releve.sync.apply import Guard, apply_plan
from releve.sync.draw import draw_plan
from releve.sync.plan import Plan
from releve.sync.scope import Scope

#: How often a plan is drawn anew because somebody worked in the BCP tenant meanwhile.
DRAWINGS_MAX = 3

#: Told of the plan before it is written, for progress and for the log.
Tell = Callable[[Plan], None]


def preview(
    scope: Scope, source: RegionalStore, target: RegionalStore, rewrite: ScriptRewriter
) -> Plan:
    """The plan that a run would apply now. Writes nothing."""
    with source.reading() as there, target.reading() as here:
        return draw_plan(there, here, scope, rewrite)


def sync_once(
    scope: Scope,
    source: RegionalStore,
    target: RegionalStore,
    *,
    rewrite: ScriptRewriter,
    guard: Guard,
    run: Run,
    by: str,
    clock: Clock,
    tell: Tell = lambda plan: None,
) -> Run:
    """Perform `run`, which is recorded and running, and return it done, as it is recorded with the writes.

    Raises Unavailable when a region does not answer (the run is then unknown: if the failure came at commit it
    may be done, so look before repeating), Refused when the primary cannot be trusted or is not active, and
    Conflict when somebody else was first.
    """
    for drawing in range(1, DRAWINGS_MAX + 1):
        plan = preview(scope, source, target, rewrite)
        tell(plan)
        with target.writing() as tx:
            moved = tx.entities.lock(plan.bcp) != plan.target_revision
            if not moved or drawing == DRAWINGS_MAX:
                return _perform(plan, tx, guard, run, by, stamp(clock()))
    raise AssertionError("the last drawing ends with a run or an error")


def _perform(plan: Plan, tx: Tx, guard: Guard, run: Run, by: str, now: str) -> Run:
    _must_be_open(tx, run)
    revision = apply_plan(plan, tx, guard, run=run.id, by=by, at=now)
    done = replace(
        run,
        state=RunState.DONE,
        ended_at=now,
        source_revision=plan.source_revision,
        target_revision=revision,
        counts=plan.counts,
        held=len(plan.held),
        to_review=sum(tx.runs.reviews(plan.pair).values()),
        error=None,
    )
    tx.runs.save(done)
    # Once more at the very end: what was written counts only if the primary is active even now.
    guard()
    return done


def _must_be_open(tx: Tx, run: Run) -> None:
    """A run that has ended, or that another worker has taken over, is not performed."""
    recorded = tx.runs.get(run.id)
    if recorded is None or recorded.state.ended or recorded.worker != run.worker:
        raise Conflict(
            say("This run was ended or taken over by somebody else."),
            say("Look at the history of runs."),
            run=run.id,
        )
