"""Nobody hands on more than they have: roles given to people, actions given to roles, passwords set for others.

Law: whatever a caller gives that did not stand there before, they hold themselves. Only an operator who
impersonates may give all that the tenant offers: that is how the first one gets a BCP permission.
"""

from collections.abc import Collection, Mapping
from typing import Any

from releve.access.policy import (
    Grant,
    everything,
    exceeds,
    grants_of,
    is_active_role,
    lines_of,
)
from releve.app.house import House
from releve.domain.entities import Entity
from releve.domain.errors import Forbidden, Invalid, ReleveError
from releve.domain.kind import Body
from releve.domain.people import Caller, Grants
from releve.domain.say import say
from releve.domain.store import Tx
from releve.domain.tenancy import Features

#: Beside the primary role.
SECONDARY_MAX = 10


def roles_of(tx: Tx, employee: Entity) -> list[Body]:
    """The roles that an employee has, as bodies."""
    return _roles(tx, employee.tenant, role_ids(employee.body))


def role_ids(employee: Mapping[str, Any]) -> set[str]:
    ids = [employee.get("roleUUID"), *(employee.get("secondaryRoleIds") or ())]
    return {str(one) for one in ids if one}


def may_assign(house: House, tx: Tx, caller: Caller, before: Entity | None, after: Body) -> None:
    """Raises Forbidden if the employee would get a role that allows more than the caller may, Invalid for a role that is
    not active, and for more secondary roles than one may have. What stood there before may stay."""
    added = role_ids(after) - (role_ids(before.body) if before else set())
    if added:
        _not_too_many(after)
        roles = _roles(tx, caller.tenant or "", added)
        _must_be_active(tx, caller, after, added)
        _must_hold(house, caller, grants_of(roles, _features(house, caller)))


def _not_too_many(employee: Body) -> None:
    if len(employee.get("secondaryRoleIds") or ()) > SECONDARY_MAX:
        told = say("At most {n} secondary roles are possible.", n=SECONDARY_MAX)
        raise Invalid(
            told, say("Take one away before you add another."), fields={"secondaryRoleIds": told}
        )


def _must_be_active(tx: Tx, caller: Caller, employee: Body, added: Collection[str]) -> None:
    found = tx.entities.many(caller.tenant or "", "role", added)
    idle = [one for one in found.values() if not one.deleted and not is_active_role(one.body)]
    if idle:
        told = say("The role “{role}” is not active.", role=idle[0].body["roleName"])
        primary = str(employee.get("roleUUID")) == idle[0].id
        raise Invalid(
            say("Only active roles can be given to employees."),
            say("Activate the role in Roles & Permissions, or choose another one."),
            fields={"roleUUID" if primary else "secondaryRoleIds": told},
        )


def may_define(house: House, caller: Caller, before: Entity | None, after: Body) -> None:
    """Raises Forbidden if the role would allow something that it did not, and that the caller may not."""
    stood = lines_of(before.body) if before else {}
    wakes = before is not None and not is_active_role(before.body) and is_active_role(after)
    new = {
        name: actions - (frozenset() if wakes else stood.get(name, frozenset()))
        for name, actions in lines_of(after).items()
    }
    _must_hold(house, caller, new)


def may_open(house: House, tx: Tx, caller: Caller, employee: Entity) -> None:
    """Raises Forbidden if the employee, whose password or username is to be set, may do more than the caller."""
    if employee.id != caller.employee:
        _must_hold(house, caller, grants_of(roles_of(tx, employee), _features(house, caller)))


def beyond(house: House, caller: Caller, roles: Collection[Entity]) -> dict[str, Forbidden]:
    """Role → why the caller may not give it; roles that they may give are not named."""
    features, may_give = _features(house, caller), _may_give(house, caller)
    refused = {}
    for role in roles:
        if missing := exceeds(may_give, grants_of([role.body], features)):
            refused[role.id] = _too_much(missing)
    return refused


def not_given(house: House, caller: Caller, roles: Collection[Entity]) -> dict[str, ReleveError]:
    """Role → why the caller may not give it: it is not active, or `beyond` them."""
    idle = Invalid(
        say("Only active roles can be given to employees."),
        say("Activate the role in Roles & Permissions, or choose another one."),
    )
    asleep = {role.id: idle for role in roles if not is_active_role(role.body)}
    return {**beyond(house, caller, roles), **asleep}


def closed(caller: Caller, employee: Entity, too_much: Mapping[str, Forbidden]) -> Forbidden | None:
    """Why `may_open` would refuse the employee, from what `beyond` says of all roles."""
    if employee.id == caller.employee:
        return None
    return next((too_much[one] for one in sorted(role_ids(employee.body)) if one in too_much), None)


def _must_hold(house: House, caller: Caller, wanted: Grants) -> None:
    if missing := exceeds(_may_give(house, caller), wanted):
        raise _too_much(missing)


def _may_give(house: House, caller: Caller) -> Grants:
    return everything(_features(house, caller)) if caller.impersonating else caller.grants or {}


def _too_much(missing: list[Grant]) -> Forbidden:
    return Forbidden(
        say(
            "This would give more than you may do yourself: “{permission}”.",
            permission=missing[0].path,
        ),
        say("Ask somebody who has all of it to do this."),
        reasons=[grant.path for grant in missing],
        needs=", ".join(map(str, missing)),
    )


def _features(house: House, caller: Caller) -> Features:
    return house.registry.tenant(caller.tenant or "")[0].features


def _roles(tx: Tx, tenant: str, ids: Collection[str]) -> list[Body]:
    found = tx.entities.many(tenant, "role", ids)
    return [role.body for role in found.values() if not role.deleted]


def grant_names(role: Mapping[str, Any]) -> set[str]:
    """What stands in a role, each action by the name of its permission: `admin.roles:edit`."""
    return {f"{name}:{action}" for name, actions in lines_of(role).items() for action in actions}
