"""Plans: drawn to be looked at, kept, applied as they were shown; and what a run asked, answered.

A plan that is applied is drawn again and compared: it holds only if neither side has moved since.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import Bond, bond_of, both_enabled
from releve.app.queueing import queue
from releve.app.scoping import must_not_be_paused, must_not_wait, scope_of
from releve.domain.clock import stamp
from releve.domain.errors import NotFound, Refused
from releve.domain.people import Caller
from releve.domain.runs import Run, RunState, Step, StoredPlan, Verb
from releve.domain.say import Message, say
from releve.domain.store import Tx
from releve.sync.run import moved_since, preview

#: How long a plan is kept that nobody has applied.
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan with a part of its steps. `moved`: the sides on which something was changed since it was drawn; if there
    is one, it cannot be applied any more."""

    plan: StoredPlan
    steps: list[Step]
    total: int
    moved: tuple[Message, ...]


def draw(house: House, caller: Caller | None, *, from_scratch: bool = False) -> StoredPlan:
    """Draw what a run would do now, and keep it to be looked at. Nothing of either tenant is changed."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    both_enabled(bond)
    must_not_be_paused(bond)
    target = house.regions.of(bond.bcp.region)
    scope = scope_of(house, bond, from_scratch=from_scratch)
    source = house.regions.of(bond.primary.region)
    with closing(preview(scope, source, target, house.rewriter)) as plan:
        record = {**plan.record(), "from_scratch": from_scratch}
        stored = StoredPlan(house.new_id(), bond.pair.id, house.now(), caller.actor, record)
        with target.writing() as tx:
            tx.runs.drop_plans(bond.pair.id, drawn_before=stamp(house.clock() - KEPT))
            tx.runs.add_plan(stored)
            tx.runs.add_steps(stored.id, plan.steps())
    return stored


def plan_page(
    house: House,
    caller: Caller | None,
    plan_id: str,
    *,
    verb: str = "",
    kind: str = "",
    skip: int = 0,
    top: int = 50,
) -> PlanPage:
    """NotFound for another pair's plan, or one that is kept no more."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    with house.regions.of(bond.bcp.region).reading() as tx:
        plan = _found(bond, tx.runs.plan(plan_id))
        known = verb if verb in tuple(Verb) else ""
        steps, total = tx.runs.steps(plan_id, verb=known, kind=kind, skip=skip, top=top)
        here = tx.entities.revision(bond.bcp.id)
    with house.regions.of(bond.primary.region).reading() as tx:
        there = tx.entities.revision(bond.primary.id)
    return PlanPage(plan, steps, total, moved_since(plan, there, here))


def plans(house: House, caller: Caller | None) -> list[StoredPlan]:
    """Those that are kept, the newest first."""
    caller = must(caller, Act.SYNC_VIEW)
    bond = bond_of(house, caller.tenant or "")
    with house.regions.of(bond.bcp.region).reading() as tx:
        return tx.runs.plans(bond.pair.id)


def apply(house: House, caller: Caller | None, plan_id: str) -> Run:
    """Queue a run that does exactly what the plan says, or fails saying what has moved. It may delete and edit as much
    as the plan shows: whoever applies it has looked at it."""
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    both_enabled(bond)
    must_not_be_paused(bond)
    must_not_wait(house, bond)
    with house.regions.of(bond.bcp.region).reading() as tx:
        plan = _found(bond, tx.runs.plan(plan_id))
    edits = {kind: one["edits"] for kind, one in plan.body["asks"].items() if "edits" in one}
    work = {
        "plan": plan.id,
        "approved": {"edits": edits},
        "from_scratch": bool(plan.body.get("from_scratch")),
    }
    run = queue(house, bond, "person", caller, work)
    house.wake()
    return run


def approve(house: House, caller: Caller | None, run_id: str) -> Run:
    """Let be done what a run asked: the deletions that it held back, the edits for which it stopped; not more of them
    than it showed. Queues another run. Refused if the run asks nothing."""
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    both_enabled(bond)
    must_not_be_paused(bond)
    must_not_wait(house, bond)
    with house.regions.of(bond.bcp.region).reading() as tx:
        run = found_run(tx, bond, run_id)
    approved = allowed_by(run)
    if not any(approved.values()):
        raise Refused(say("This run asks nothing."), say("Look at the newest run."))
    again = queue(house, bond, "person", caller, {"approved": approved})
    _trace(house, bond, caller, run, approved)
    house.wake()
    return again


def allowed_by(run: Run) -> dict[str, dict[str, int]]:
    """What there is to be approved: kind → how many."""
    asks = run.asks or {}
    return {
        "edits": {kind: one["edits"] for kind, one in asks.items() if "edits" in one},
        "deletions": {kind: one["deletions"] for kind, one in asks.items() if "deletions" in one},
    }


def cancel(house: House, caller: Caller | None, run_id: str) -> None:
    """Ask a run to end. What it was about to write is not written; what it has written stays."""
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    with house.regions.of(bond.bcp.region).writing() as tx:
        found_run(tx, bond, run_id)
        if not tx.runs.cancel(run_id):
            raise Refused(say("This run has ended already."), say("Look in the history of runs."))
        house.trace(tx, replace(caller, tenant=bond.bcp.id), "sync.cancel", run_id)


def _found(bond: Bond, plan: StoredPlan | None) -> StoredPlan:
    if plan is None or plan.pair != bond.pair.id:
        raise NotFound(
            say("There is no such plan, or it is kept no more."), say("Draw a plan again.")
        )
    return plan


def _trace(house: House, bond: Bond, caller: Caller, run: Run, approved: Mapping[str, Any]) -> None:
    with house.regions.of(bond.bcp.region).writing() as tx:
        house.trace(
            tx, replace(caller, tenant=bond.bcp.id), "sync.approve", run.id, approved=approved
        )


def found_run(tx: Tx, bond: Bond, run_id: str) -> Run:
    """NotFound for another pair's run."""
    run = tx.runs.get(run_id)
    if run is None or run.pair != bond.pair.id:
        raise NotFound(say("There is no such run."), say("Look in the history of runs."))
    return run


def asks(run: Run) -> bool:
    """Whether a person must decide something about it."""
    return run.state is RunState.ASKING or bool(run.asks)


def asks_now(house: House, bond: Bond) -> Run | None:
    """The newest run, if it asks a person something."""
    with house.regions.of(bond.bcp.region).reading() as tx:
        newest = tx.runs.newest(bond.pair.id)
    return newest if newest is not None and asks(newest) else None
