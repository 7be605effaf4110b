"""What is special about employees: their BCP type, one by one or many at once, whether they are active, and the history of
what was changed."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from releve.access.policy import Act, must
from releve.app.employee_changes import fields_changed, remember
from releve.app.employee_drawing import CHUNK
from releve.app.entities import must_exist, titles_of, write
from releve.app.house import House
from releve.app.leaving import end_sessions_over_there
from releve.app.standing import may_stand
from releve.domain.changes import EmployeeChange, Way
from releve.domain.entities import Draft, Entity, Version
from releve.domain.errors import Conflict, Invalid, NotFound
from releve.domain.kind import Ref
from releve.domain.kinds import KINDS
from releve.domain.people import BcpType, Caller
from releve.domain.say import say, say_n
from releve.domain.store import Tx


@dataclass(frozen=True, slots=True)
class Choice:
    """Which employees are meant: those of a list as it is searched and filtered."""

    search: str = ""
    where: Mapping[str, str | int | bool] = field(default_factory=dict)


def set_bcp_type(
    house: House, caller: Caller | None, ids: Collection[str], bcp_type: str
) -> list[Entity]:
    """Give all these employees one BCP type, all or none. Raises NotFound if one does not exist."""
    caller = _may_set_types(caller)
    wanted = _bcp_type(bcp_type)
    tenant = caller.tenant or ""
    with house.store_of(tenant).writing() as tx:
        tx.entities.lock(tenant)
        _must_be_there(tx, tenant, ids)
        _give(house, tx, caller, sorted(set(ids), key=_number), wanted)
        found = tx.entities.many(tenant, "employee", list(ids)[:50])
        return list(found.values())


def count_chosen(house: House, caller: Caller | None, choice: Choice) -> int:
    """How many employees a list has, the built-in one aside, for the question before all of them are changed."""
    caller = must(caller, Act.EMPLOYEES_VIEW)
    with house.store_of(caller.tenant or "").reading() as tx:
        return len(_chosen(tx, caller, choice))


def set_bcp_type_of_all(
    house: House, caller: Caller | None, choice: Choice, bcp_type: str, *, expect: int
) -> int:
    """Give everybody on a list one BCP type, all or none; return how many they are.

    Raises Conflict if they are not as many as the person was told.
    """
    caller = _may_set_types(caller)
    wanted = _bcp_type(bcp_type)
    with house.store_of(caller.tenant or "").writing() as tx:
        tx.entities.lock(caller.tenant or "")
        ids = _chosen(tx, caller, choice)
        if len(ids) != expect:
            raise Conflict(
                say_n(
                    "The list has {n} employee now, not {expected} as you were told.",
                    "The list has {n} employees now, not {expected} as you were told.",
                    len(ids),
                    expected=expect,
                ),
                say("Look at the list again, then repeat what you wanted to do."),
            )
        _give(house, tx, caller, ids, wanted)
        return len(ids)


def may_set_types(caller: Caller | None, bcp_type: str) -> BcpType:
    """The type, if the caller may give it. Raises Unauthenticated, Forbidden, and Invalid for none that there is."""
    _may_set_types(caller)
    return _bcp_type(bcp_type)


def _may_set_types(caller: Caller | None) -> Caller:
    """Who works where is set by those who may set it *and* may see the employees: the answer names them."""
    must(caller, Act.ACCESS_EDIT)
    return must(caller, Act.EMPLOYEES_VIEW)


def _bcp_type(given: str) -> BcpType:
    if given not in tuple(BcpType):
        raise Invalid(
            say("“{value}” is not a BCP type.", value=given),
            say("Use none, single or multiple."),
            fields={"bcpType": say("This is not one of the values offered.")},
        )
    return BcpType(given)


def _must_be_there(tx: Tx, tenant: str, ids: Collection[str]) -> None:
    found = tx.entities.many(tenant, "employee", ids)
    living = {one for one, employee in found.items() if not employee.deleted}
    if missing := sorted(set(ids) - living):
        raise NotFound(
            say_n(
                "{n} of these employees does not exist here: {ids}.",
                "{n} of these employees do not exist here: {ids}.",
                len(missing),
                ids=", ".join(missing[:5]),
            )
        )


def _chosen(tx: Tx, caller: Caller, choice: Choice) -> list[str]:
    tenant = caller.tenant or ""
    ids = tx.entities.chosen(tenant, "employee", search=choice.search, where=choice.where)
    builtin = {
        entity.id
        for key in KINDS["employee"].builtin
        if (entity := tx.entities.by_key(tenant, "employee", key)) is not None
    }
    return [one for one in ids if one not in builtin]


def _give(house: House, tx: Tx, caller: Caller, ids: Sequence[str], wanted: BcpType) -> None:
    """Some at a time, in bulk; those that have it already are not touched."""
    tenant, changed = caller.tenant or "", 0
    waiting = iter(ids)
    while some := list(islice(waiting, CHUNK)):
        others = [
            one
            for one in tx.entities.many(tenant, "employee", some).values()
            if one.body.get("bcpType", BcpType.NONE) != wanted
        ]
        drafts = [
            Draft("employee", {**one.body, "bcpType": wanted.value}, one.id, one.alt_id)
            for one in others
        ]
        if not drafts:
            continue
        write(house, tx, caller, drafts)
        changes = [
            (one.id, fields_changed(one.body, draft.body))
            for one, draft in zip(others, drafts, strict=True)
        ]
        remember(house, tx, caller, Act.ACCESS_EDIT, changes)
        changed += len(drafts)
    house.trace(
        tx,
        caller,
        Act.ACCESS_EDIT,
        f"{len(ids)} employees",
        bcp_type=wanted.value,
        changed=changed,
        ids=list(ids)[:50],
    )


def _number(id: str) -> tuple[int, str]:
    return (int(id), "") if id.isdigit() and id.isascii() else (0, id)


def deactivate(house: House, caller: Caller | None, id: str) -> Entity:
    """The employee cannot log in any more and keeps everything: employees are deactivated, not deleted.

    Raises Refused for the built-in employee and for oneself.
    """
    caller = must(caller, Act.EMPLOYEES_EDIT)
    return _set_status(house, caller, id, lambda tx: "DELETED")


def activate(house: House, caller: Caller | None, id: str) -> Entity:
    """The inverse: with the password they had, or as somebody who is still to be invited.

    Raises Forbidden for somebody who may do more than the caller.
    """
    caller = must(caller, Act.EMPLOYEES_EDIT)

    def status(tx: Tx) -> str:
        has_password = tx.credentials.get(caller.tenant or "", id) is not None
        return "ACTIVE" if has_password else "UNREGISTERED"

    return _set_status(house, caller, id, status)


def _set_status(house: House, caller: Caller, id: str, status: Callable[[Tx], str]) -> Entity:
    tenant = caller.tenant or ""
    with house.store_of(tenant).writing() as tx:
        tx.entities.lock(tenant)  # before it is read: what is written back is the whole profile
        employee = must_exist(tx, caller, "employee", id)
        wanted = status(tx)
        gone = wanted == "DELETED"
        if gone == (employee.body.get("status") == "DELETED"):
            return employee
        body = {**employee.body, "status": wanted, "isActive": not gone}
        may_stand(house, tx, caller, employee, body)
        write(house, tx, caller, [Draft("employee", body, id, employee.alt_id)])
        act = "employee.deactivate" if gone else "employee.activate"
        remember(house, tx, caller, act, [(id, fields_changed(employee.body, body))])
        house.trace(tx, caller, act, f"employee/{id}")
        if gone:
            tx.sessions.end_all(tenant, id)
        changed = must_exist(tx, caller, "employee", id)
    if gone:
        end_sessions_over_there(house, tenant, [employee.body["userName"]])
    return changed


#: How far back a history goes.
HISTORY_MAX = 200


@dataclass(frozen=True, slots=True)
class History:
    """Changes, the newest first, and what the ids in them name: (kind, id) → title."""

    changes: list[EmployeeChange]
    titles: Mapping[tuple[str, str], str]


def history(house: House, caller: Caller | None, id: str) -> History:
    """Who changed what about an employee. Of what nobody recorded, a sync or an earlier release, the versions tell that
    the store keeps."""
    caller = must(caller, Act.EMPLOYEES_VIEW)
    tenant = caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        employee = must_exist(tx, caller, "employee", id)
        known = tx.employee_changes.of(tenant, id, top=HISTORY_MAX)
        story = tx.entities.story(tenant, "employee", id, top=HISTORY_MAX)
        recorded = {one.revision for one in known}
        others = [one for one in _from_versions(employee, story) if one.revision not in recorded]
        changes = sorted([*known, *others], key=lambda one: -one.revision)[:HISTORY_MAX]
        return History(changes, titles_of(tx, tenant, list(_bodies(employee, changes))))


def _bodies(employee: Entity, changes: Iterable[EmployeeChange]) -> Iterator[Entity]:
    """What the changes say, put together as documents: their references can be named then."""
    references = {one.name for one in KINDS["employee"].fields if isinstance(one, Ref)}
    for change in changes:
        for side in (1, 2):
            found = {
                one[0]: json.loads(one[side])
                for one in change.fields or ()
                if one[0] in references and one[side]
            }
            if found:
                yield replace(employee, body=found)


def _from_versions(
    employee: Entity, story: Sequence[tuple[int, Version]]
) -> Iterator[EmployeeChange]:
    """Each version compared with the one before it; of the oldest one that is kept nobody knows what it changed."""
    for at, (revision, version) in enumerate(story):
        before = story[at + 1][1] if at + 1 < len(story) else None
        yield EmployeeChange(
            employee.id,
            revision,
            version.changed_at,
            version.changed_by,
            None,
            Way.SYNC if version.changed_by.startswith(("sync (", "restore (")) else Way.UNKNOWN,
            "entity.change",
            fields_changed(before.body or {}, version.body or {}) if before else None,
        )
