"""One run from beginning to end: draw the plan from two snapshots, then write it in one transaction.

Whatever fails before that transaction commits leaves the BCP tenant and the cursor as they were, so running
again finishes the work and repeats nothing. A read that fails ends the run; it never deletes.
"""

from contextlib import closing
from dataclasses import replace

from releve.domain.clock import Clock, seconds_between, stamp
from releve.domain.errors import Conflict
from releve.domain.rewriting import ScriptRewriter
from releve.domain.runs import Run, RunState, StoredPlan, Verb
from releve.domain.say import Message, say
from releve.domain.store import RegionalStore, Tx
from releve.sync.apply import Guard, apply_plan
from releve.sync.desk import Tell, silent
from releve.sync.draw import draw_plan
from releve.sync.plan import Plan, idle
from releve.sync.restoring import draw_restore
from releve.sync.scope import Scope
from releve.sync.standing import in_step

#: Where a run that is done remembers the revision of the BCP tenant before it: what it can be restored to.
BEFORE = "before"

#: What is brought over within so many seconds of following is one run in the history.
JOINED_S = 60

#: How often a plan is drawn anew because somebody worked in the BCP tenant meanwhile.
DRAWINGS_MAX = 3


def preview(
    scope: Scope,
    source: RegionalStore,
    target: RegionalStore,
    rewrite: ScriptRewriter,
    tell: Tell = silent,
) -> Plan:
    """The plan that a run would apply now. Writes nothing. The caller closes it."""
    # One after the other: what a region fails at counts against that region alone.
    with target.glancing() as here:
        mark = here.runs.mark(scope.pair, scope.bcp)
    with source.glancing() as there:
        revision = there.entities.revision(scope.primary)
    if (unmoved := in_step(scope, mark, revision)) is not None:
        return idle(scope, unmoved)
    with source.reading() as there, target.reading() as here:
        return draw_plan(there, here, scope, rewrite, tell)


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
    tell: Tell = silent,
    exactly: StoredPlan | None = None,
) -> Run:
    """Perform `run`, which is recorded and running, and return it ended, as it is recorded with the writes: done, or
    asking a person to look at its plan first. With `exactly`, only that plan is applied.

    Raises Unavailable when a region does not answer (the run is then unknown: if the failure came at commit it
    may be done, so look before repeating), Refused when the primary cannot be trusted or is not active, and
    Conflict when somebody else was first, or when either side has moved since the plan was drawn.
    """
    for drawing in range(1, DRAWINGS_MAX + 1):
        with closing(preview(scope, source, target, rewrite, tell)) as plan:
            tell("drawn", "", 1, 1)
            if exactly is not None:
                must_be(plan, exactly)
            with target.writing() as tx:
                moved = tx.entities.lock(plan.bcp) != plan.target_revision
                if not moved or drawing == DRAWINGS_MAX:
                    _must_be_open(tx, run)
                    now = stamp(clock())
                    if plan.asks:
                        return _ask(plan, tx, run, by, now)
                    return _perform(plan, tx, guard, run, by, now, tell)
    raise AssertionError("the last drawing ends with a run or an error")


def restore_once(
    scope: Scope,
    target: RegionalStore,
    *,
    to: int,
    guard: Guard,
    run: Run,
    by: str,
    clock: Clock,
    tell: Tell = silent,
) -> Run:
    """Perform `run`: put the BCP tenant back to its revision `to`. Errors as those of `sync_once`."""
    for drawing in range(1, DRAWINGS_MAX + 1):
        now = stamp(clock())
        with target.reading() as tx:
            plan = draw_restore(tx, scope, to, by=by, at=now)
        with closing(plan):
            tell("drawn", "", 1, 1)
            with target.writing() as tx:
                moved = tx.entities.lock(plan.bcp) != plan.target_revision
                if not moved or drawing == DRAWINGS_MAX:
                    _must_be_open(tx, run)
                    return _perform(plan, tx, guard, run, by, now, tell)
    raise AssertionError("the last drawing ends with a run or an error")


def follow_once(
    scope: Scope,
    source: RegionalStore,
    target: RegionalStore,
    *,
    rewrite: ScriptRewriter,
    guard: Guard,
    run: Run,
    by: str,
    clock: Clock,
) -> Run | None:
    """Bring over what was changed, without a run having been recorded before: it is recorded with the writes, or
    added to the one before it if that is young (`JOINED_S`). None: there was nothing to bring over.

    Two who follow one pair at once disturb nobody: the second finds that the BCP tenant moved and draws again.
    """
    for drawing in range(1, DRAWINGS_MAX + 1):
        with closing(preview(scope, source, target, rewrite)) as plan:
            if plan.does_nothing:
                return None
            with target.writing() as tx:
                moved = tx.entities.lock(plan.bcp) != plan.target_revision
                if moved and drawing < DRAWINGS_MAX:
                    continue
                now = stamp(clock())
                if plan.asks:
                    tx.runs.add(run)
                    return _ask(plan, tx, run, by, now)
                return _perform(plan, tx, guard, _join(tx, run, now), by, now, silent)
    raise AssertionError("the last drawing ends with a run or an error")


def _join(tx: Tx, run: Run, now: str) -> Run:
    """The run to write under: the last one, if it followed too and is young; else a new one."""
    last = tx.runs.newest(run.pair)
    if (
        last is not None
        and last.trigger == run.trigger
        and last.state is RunState.DONE
        and seconds_between(last.requested_at, now) < JOINED_S
    ):
        return last
    tx.runs.add(run)
    return run


def _summed(before: Run, done: Run) -> Run:
    """A run that was joined has done what it did before, and what it did now."""
    if before.state is not RunState.DONE:
        return done
    counts: dict[str, dict[str, int]] = {}
    for one in (before, done):
        for kind, verbs in one.counts.items():
            for verb, many in verbs.items():
                if (
                    one is done or verb != Verb.HOLD
                ):  # what is held back is looked at again every time
                    mine = counts.setdefault(kind, {})
                    mine[verb] = mine.get(verb, 0) + many
    return replace(done, counts=counts, work=before.work)


def moved_since(
    stored: StoredPlan, source_revision: int, target_revision: int
) -> tuple[Message, ...]:
    """Which of the two tenants, now at these revisions, was changed since the plan was drawn."""
    sides = (
        (say("the primary tenant"), stored.body["source_revision"], source_revision),
        (say("the BCP tenant"), stored.body["target_revision"], target_revision),
    )
    return tuple(side for side, then, now in sides if then != now)


def must_be(plan: Plan, stored: StoredPlan) -> None:
    """Raises Conflict, saying what has moved, if `plan` is not the plan that was looked at."""
    moved = moved_since(stored, plan.source_revision, plan.target_revision)
    if moved or plan.digest != stored.body["digest"]:
        raise Conflict(
            say("The plan does not hold any more: something was changed since it was drawn."),
            say("Draw the plan again and look at it before it is applied."),
            reasons=[say("Changed since: {what}.", what=side) for side in moved],
            plan=stored.id,
        )


def _ask(plan: Plan, tx: Tx, run: Run, by: str, now: str) -> Run:
    """Change nothing; keep the plan to be looked at."""
    tx.runs.add_plan(StoredPlan(run.id, plan.pair, now, by, plan.record()))
    tx.runs.add_steps(run.id, plan.steps())
    asking = replace(
        run,
        state=RunState.ASKING,
        ended_at=now,
        source_revision=None,
        target_revision=None,
        counts=plan.counts,
        held=len(plan.held),
        asks={
            kind: {**plan.waits.get(kind, {}), **plan.asks.get(kind, {})}
            for kind in (*plan.asks, *plan.waits)
        },
    )
    tx.runs.save(asking)
    return asking


def _perform(plan: Plan, tx: Tx, guard: Guard, run: Run, by: str, now: str, tell: Tell) -> Run:
    revision = apply_plan(plan, tx, guard, run=run.id, by=by, at=now, tell=tell)
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
        work={**run.work, BEFORE: plan.target_revision},
        asks=dict(plan.waits) or None,
    )
    done = _summed(run, done)
    tx.runs.save(done)
    # Once more at the very end: what was written counts only if the primary is active even now.
    tx.last_moment(plan.bcp)
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
    if recorded.cancelled:
        raise Conflict(say("This run was cancelled; nothing was written."), run=run.id)
