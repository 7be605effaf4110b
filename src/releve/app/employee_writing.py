"""Writing what an employees file means: all of it in one transaction, or nothing; in bulk, however many rows.

It is drawn outside the tenant's lock, which others wait for, and written if the tenant has not moved since; if it has, it
is drawn again under the lock. What was looked at before is applied to the letter, or not at all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace

from releve.app.employee_changes import remember
from releve.app.employee_drawing import Drawn, Tell, Writing, drawing
from releve.app.entities import write
from releve.app.house import House
from releve.app.leaving import end_sessions_over_there, login_name
from releve.app.sheets.report import Line
from releve.app.sheets.sheet import Sheet
from releve.domain.changes import Way
from releve.domain.entities import Draft
from releve.domain.errors import Conflict
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Tx

#: How many ids an audit line names.
IDS_MAX = 50

#: Makes a new listener for each drawing: what a first one heard counts no more.
Sinks = Callable[[], Callable[[Line], None]]


@dataclass(slots=True)
class Written:
    """What was done: `made` are the ids of new employees by the numbers of their rows; `written` False: nothing was."""

    written: bool
    counts: Mapping[str, int]
    digest: str
    made: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants which file written, and how. `expected` is the digest of what was looked at; `also` is done in the same
    transaction, when all is written."""

    caller: Caller
    sheet: Sheet
    only_good: bool = True
    expected: str = ""
    name: str = ""
    also: Callable[[Tx, Written], None] = lambda tx, written: None


def write_employees(
    house: House,
    order: Order,
    sinks: Sinks,
    tell: Tell = lambda stage, done, total: None,
) -> Written:
    """Raises Conflict if it would not do what was looked at, or if the tenant stopped being the active side."""
    tenant = order.caller.tenant or ""
    store = house.store_of(tenant)
    left: list[str] = []
    with ExitStack() as stack:
        with store.reading() as tx:
            drawn = stack.enter_context(_drawing(house, tx, order, sinks, tell))
        with store.writing() as tx:
            if tx.entities.lock(tenant) != drawn.revision:
                drawn = stack.enter_context(_drawing(house, tx, order, sinks, tell))
            _must_be_as_expected(order, drawn)
            wanted = order.only_good or not drawn.refused
            done = Written(wanted, dict(drawn.counts), drawn.digest)
            if wanted:
                left = _write_all(house, tx, order.caller, drawn, done, tell)
            _trace(house, tx, order, done)
            order.also(tx, done)
    end_sessions_over_there(house, tenant, left)
    return done


def _drawing(
    house: House, tx: Tx, order: Order, sinks: Sinks, tell: Tell
) -> AbstractContextManager[Drawn]:
    return drawing(house, tx, order.caller, order.sheet, sinks(), tell, to_write=True)


def _must_be_as_expected(order: Order, drawn: Drawn) -> None:
    if order.expected and order.expected != drawn.digest:
        raise Conflict(
            say("Employees, or what the file names, were changed since the file was checked."),
            say("Check the file again, look at what it would do now, then apply it."),
        )


def _write_all(
    house: House, tx: Tx, caller: Caller, drawn: Drawn, done: Written, tell: Tell
) -> list[str]:
    """Returns the usernames of those who cannot log in any more."""
    left: list[str] = []
    total, so_far = len(drawn.writings), 0
    for chunk in drawn.chunks():
        tell("write", so_far, total)
        drafts = [Draft("employee", one.body, one.id, one.alt_id) for one in chunk]
        ids = [own for own, _ in write(house, tx, caller, drafts)]
        done.made.update(
            (one.row, own) for one, own in zip(chunk, ids, strict=True) if one.id is None
        )
        fields = [(own, one.fields) for own, one in zip(ids, chunk, strict=True)]
        remember(house, tx, caller, "employees.import", fields, way=Way.FILE)
        _follow_usernames(house, tx, caller.tenant or "", chunk)
        if gone := [one for one in chunk if one.leaves]:
            tx.sessions.end_all(caller.tenant or "", *(one.id or "" for one in gone))
            left += [one.old_name for one in gone]
        so_far += len(chunk)
    tell("write", so_far, total)
    return left


def _follow_usernames(house: House, tx: Tx, tenant: str, chunk: Iterable[Writing]) -> None:
    """Employees who are renamed log in under the new name with the password they have."""
    renamed = {
        one.id: login_name(one.body["userName"])
        for one in chunk
        if one.id and one.old_name != one.body["userName"]
    }
    if renamed:
        credentials = tx.credentials.named(tenant, employees=list(renamed), usernames=())
        tx.credentials.put(
            [
                replace(one, username=renamed[one.employee], changed_at=house.now())
                for one in credentials
                if renamed.get(one.employee, one.username) != one.username
            ]
        )


def _trace(house: House, tx: Tx, order: Order, done: Written) -> None:
    """One line, however many employees: each has a history of their own."""
    made: Sequence[str] = list(done.made.values())[:IDS_MAX]
    counts = Counter(done.counts)
    house.trace(
        tx,
        order.caller,
        "employees.import",
        f"{counts.total()} rows",
        outcome="done" if done.written else "refused",
        **{outcome: counts[outcome] for outcome in ("created", "changed", "unchanged", "refused")},
        **({"file": order.name} if order.name else {}),
        ids=made,
    )
