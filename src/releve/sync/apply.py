"""Apply: do exactly what the plan says, in one transaction of the BCP tenant's region.

- The epoch is shown first (law 2), and the guard looks again whether the primary is active (law 3).
- A BCP tenant that moved since the plan was drawn is left alone (law 5).
- The id map, the steps, the cursor and the list of what is held back are written with the entities or not at
  all (law 7).
"""

from collections.abc import Callable

from releve.domain.errors import Conflict
from releve.domain.say import say
from releve.domain.store import Tx
from releve.sync.credentials import EMPLOYEE
from releve.sync.plan import Plan
from releve.sync.standing import LEFT_BEHIND

#: Raises Refused or Conflict if the primary is not active any more, or the run is not ours any more.
Guard = Callable[[], None]


def apply_plan(plan: Plan, tx: Tx, guard: Guard, *, run: str, by: str, at: str) -> int:
    """Write the plan through `tx`, the caller's writing transaction, and return the BCP tenant's revision.

    Raises Conflict if a higher epoch was seen or the BCP tenant has moved, and whatever the guard raises:
    nothing must then be committed.
    """
    tx.show_epoch(plan.bcp, plan.epoch)
    guard()
    _must_not_have_moved(plan, tx.entities.lock(plan.bcp))
    if plan.drafts:
        tx.entities.put(plan.bcp, plan.drafts, by=by, at=at)
    if plan.issued:
        tx.entities.claim(plan.bcp, plan.issued)
    if plan.learned:
        tx.ids.learn(plan.pair, plan.learned)
    _let_in_and_out(plan, tx)
    revision = tx.entities.revision(plan.bcp)
    tx.runs.add_steps(run, plan.steps)
    tx.runs.set_cursor(plan.pair, {**plan.cursor, LEFT_BEHIND: revision})
    tx.runs.set_held(plan.pair, plan.held)
    tx.runs.set_reviews(plan.pair, plan.reviews)
    return revision


def _let_in_and_out(plan: Plan, tx: Tx) -> None:
    """Who is deleted can log in no more; who has another password than before logs in again."""
    if gone := [one.id for one in plan.drafts if one.kind == EMPLOYEE and one.deleted and one.id]:
        tx.credentials.drop(plan.bcp, gone)
        tx.sessions.end_all(plan.bcp, *gone)
    if plan.credentials:
        tx.credentials.put(plan.credentials)
        tx.sessions.end_all(plan.bcp, *(one.employee for one in plan.credentials))


def _must_not_have_moved(plan: Plan, revision: int) -> None:
    if revision != plan.target_revision:
        raise Conflict(
            say("The BCP tenant was changed since this plan was drawn."),
            say("Draw the plan again and look at it before it is applied."),
            drawn=plan.target_revision,
            revision=revision,
        )
