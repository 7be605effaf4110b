"""What is remembered of every change of an employee: field by field, who, when, through which door.

It is written in the transaction of the change. What secrets hold is not remembered, only that they were changed.
"""

from collections.abc import Iterable

from releve.app.house import House
from releve.domain.changes import EmployeeChange, FieldChange, Way
from releve.domain.kind import Body
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.store import Tx
from releve.sync.difference import difference

_SECRET = frozenset(KINDS["employee"].private)
_HIDDEN = '"…"'


def fields_changed(before: Body, after: Body) -> tuple[FieldChange, ...]:
    """Field by field; of secrets, that they were changed."""
    open_before, open_after = (
        {name: value for name, value in body.items() if name not in _SECRET}
        for body in (before, after)
    )
    hidden = tuple(
        (name, _HIDDEN if before.get(name) else "", _HIDDEN if after.get(name) else "")
        for name in sorted(_SECRET)
        if before.get(name) != after.get(name)
    )
    return difference(open_before, open_after) + hidden


def remember(
    house: House,
    tx: Tx,
    caller: Caller,
    act: str,
    changes: Iterable[tuple[str, tuple[FieldChange, ...]]],
    *,
    way: Way | None = None,
) -> None:
    """`(employee, what was changed)`, right after it was written and in the same transaction. `way` is the door if it is
    not the caller's own."""
    tenant = caller.tenant or ""
    revision, at = tx.entities.revision(tenant), house.now()
    tx.employee_changes.add(
        tenant,
        (
            EmployeeChange(
                employee,
                revision,
                at,
                caller.actor,
                caller.acting_as,
                way or caller.way,
                act,
                fields,
            )
            for employee, fields in changes
        ),
    )
