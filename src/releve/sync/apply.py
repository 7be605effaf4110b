"""Apply: do exactly what the plan says, in one transaction of the BCP tenant's region.

- The epoch is shown first (law 2), and the guard looks again whether the primary is active (law 3).
- A BCP tenant that moved since the plan was drawn is left alone (law 5).
- The counterparts, the steps, the cursor and the list of what is held back are written with the entities or not at
  all (law 7).
"""

from collections.abc import Callable, Iterator
from typing import Any

from releve.domain.entities import Copy, CopyIn, Tie
from releve.domain.errors import Conflict
from releve.domain.proof import value
from releve.domain.say import say
from releve.domain.store import Tx
from releve.sync.callers import NO_FACE_CHANGES
from releve.sync.desk import Tell, silent
from releve.sync.logins import EMPLOYEE
from releve.sync.plan import Plan
from releve.sync.sheet import Sheet
from releve.sync.spool import Spool
from releve.sync.standing import LEFT_BEHIND

#: Raises Refused or Conflict if the primary is not active any more, or the run is not ours any more.
Guard = Callable[[], None]

#: Told of progress after so many rows.
EVERY = 10_000


def apply_plan(
    plan: Plan, tx: Tx, guard: Guard, *, run: str, by: str, at: str, tell: Tell = silent
) -> int:
    """Write the plan through `tx`, the caller's writing transaction, and return the BCP tenant's revision.

    Raises Conflict if a higher epoch was seen or the BCP tenant has moved, and whatever the guard raises:
    nothing must then be committed.
    """
    revision = write_plan(plan, tx, guard, by=by, at=at, tell=tell)
    tx.runs.add_steps(run, plan.steps())
    _remember(plan, tx, revision)
    return revision


def write_plan(plan: Plan, tx: Tx, guard: Guard, *, by: str, at: str, tell: Tell = silent) -> int:
    """The entities and logins alone: nothing is remembered of the pair. Errors as those of `apply_plan`."""
    tx.show_epoch(plan.bcp, plan.epoch)
    guard()
    _must_not_have_moved(plan, tx.entities.lock(plan.bcp))
    _write(plan, tx.entities.copy_in(plan.bcp, by=by, at=at), tell)
    if plan.issued:
        tx.entities.claim(plan.bcp, plan.issued)
    _let_in_and_out(plan, tx)
    return tx.entities.revision(plan.bcp)


def _remember(plan: Plan, tx: Tx, revision: int) -> None:
    left_behind = revision if plan.left_behind is None else plan.left_behind
    tx.runs.set_cursor(plan.pair, {**plan.cursor, LEFT_BEHIND: left_behind})
    tx.runs.set_held(plan.pair, plan.held)
    tx.runs.set_reviews(plan.pair, plan.reviews)
    faces = plan.faces
    if faces != NO_FACE_CHANGES:
        tx.runs.set_faces(plan.pair, faces.faces, faces.gone, whole=faces.whole)
    if plan.drifts or plan.settled:
        tx.runs.set_drift(plan.pair, plan.drifts, plan.settled)


def _write(plan: Plan, into: CopyIn, tell: Tell) -> None:
    for sheet in plan.sheets:
        leaving = [bcp for bcp, old in sheet.leaving.items() if old not in sheet.held]
        into.lay_aside(sheet.kind, leaving)
    for sheet in reversed(plan.sheets):
        into.delete(sheet.kind, _gone(sheet))
    for sheet in plan.sheets:
        if len(sheet.adds):
            into.add(sheet.kind, map(Copy._make, _told(sheet, sheet.adds, tell)))
    into.write_over(
        (sheet.kind, Copy._make(one))
        for sheet in plan.sheets
        for one in _told(sheet, sheet.overs, tell)
    )
    for sheet in plan.sheets:
        if len(sheet.ties):
            into.tie(sheet.kind, map(Tie._make, _told(sheet, sheet.ties, tell)))
    for kind, ties in plan.ties.items():
        into.tie(kind, ties)
    bookings = {sheet.kind: _booking(sheet) for sheet in plan.sheets}
    into.book({kind: one for kind, one in bookings.items() if one != (0, 0)})


def _told(sheet: Sheet, spool: Spool, tell: Tell) -> Iterator[tuple[Any, ...]]:
    """What is to be written, and now and then a word of how far it has come."""
    total = len(spool)
    for n, payload in enumerate(sheet.payloads(spool), 1):
        yield payload
        if n % EVERY == 0:
            tell("write", sheet.kind, n, total)


def _gone(sheet: Sheet) -> list[str]:
    return [one.twin.id for old, one in sheet.doomed.items() if old not in sheet.held]


def _booking(sheet: Sheet) -> tuple[int, int]:
    buried = [one.twin for old, one in sheet.doomed.items() if old not in sheet.held]
    total = sheet.tally.total - sum(value(twin.proof) for twin in buried)
    return sheet.tally.living - len(buried), total


def _let_in_and_out(plan: Plan, tx: Tx) -> None:
    """Who is deleted can log in no more; who has another password than before logs in again."""
    gone = [one for sheet in plan.sheets if sheet.kind == EMPLOYEE for one in _gone(sheet)]
    if gone:
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
