"""Roles & Permissions: the tree of permissions, and what each role holds of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from releve.access.policy import Act, is_offered, must
from releve.app.entities import must_exist, save_entity
from releve.app.house import House
from releve.domain.entities import Entity
from releve.domain.errors import Refused
from releve.domain.people import PERMISSIONS, Action, Caller, Permission
from releve.domain.say import say


@dataclass(frozen=True, slots=True)
class RolePage:
    """A role and the permissions that its tenant can see, with what the role holds."""

    role: Entity
    permissions: list[tuple[Permission, frozenset[Action]]]


def visible(house: House, tenant: str) -> list[Permission]:
    """The permissions of the tenant: those of features that are off are hidden."""
    features = house.registry.tenant(tenant)[0].features
    return [one for one in PERMISSIONS.values() if is_offered(one, features)]


def role_page(house: House, caller: Caller | None, id: str) -> RolePage:
    caller = must(caller, Act.ROLES_VIEW)
    tenant = caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        role = must_exist(tx, caller, "role", id)
    held = {line["permission"]: line["actions"] for line in role.body.get("permissions", [])}
    return RolePage(
        role,
        [
            (permission, frozenset(Action(a) for a in held.get(permission.name, ())))
            for permission in visible(house, tenant)
        ],
    )


def set_permissions(
    house: House,
    caller: Caller | None,
    id: str,
    ticked: Iterable[tuple[str, Action]],
    *,
    expect: int | None = None,
) -> Entity:
    """Replace what the role holds of the visible permissions; hidden ones stay as they are. Edit brings View."""
    caller = must(caller, Act.ROLES_EDIT)
    page = role_page(house, caller, id)
    shown = {permission.name: permission for permission, _ in page.permissions}
    wanted: dict[str, set[Action]] = {}
    for name, action in ticked:
        if name not in shown or action not in shown[name].actions:
            raise Refused(
                say("The permission “{name}” is not offered in this tenant.", name=name),
                say("Look at the page again: a feature may have been turned off."),
            )
        wanted.setdefault(name, {Action.VIEW}).add(action)
    kept = [
        line for line in page.role.body.get("permissions", []) if line["permission"] not in shown
    ]
    lines = kept + [
        {"permission": name, "actions": [a for a in shown[name].actions if a in actions]}
        for name, actions in wanted.items()
    ]
    body = {**page.role.body, "permissions": lines}
    return save_entity(house, caller, "role", id, body, expect=expect)
