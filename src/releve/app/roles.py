"""Roles & Permissions: the tree of permissions, and what each role holds of it."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from releve.access.policy import Act, is_active_role, is_offered, must
from releve.app.entities import must_exist, save_entity
from releve.app.house import House
from releve.domain.entities import Entity
from releve.domain.errors import NotFound, Refused
from releve.domain.kind import Body, natural_key
from releve.domain.kinds import KINDS
from releve.domain.people import PERMISSIONS, Action, Caller, Permission
from releve.domain.say import say
from releve.domain.seed import out_of_the_box
from releve.domain.store import AuditEntry


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
    status: str | None = None,
    expect: int | None = None,
) -> Entity:
    """Replace what the role holds of the visible permissions, and its `status` with it if one is given: both or neither.
    Hidden permissions stay as they are. Edit brings View. Raises Forbidden if that would give more than the caller has,
    Conflict when somebody else changes the role at the same moment."""
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
    if status is not None:
        body["status"] = status
    seen = page.role.revision if expect is None else expect
    return save_entity(house, caller, "role", id, body, expect=seen)


def duplicate(house: House, caller: Caller | None, id: str) -> Entity:
    """The same role under another name, as a draft. Permissions that the tenant is not offered stay behind: nobody can give
    them now."""
    caller = must(caller, Act.ROLES_EDIT)
    offered = {permission.name for permission in visible(house, caller.tenant or "")}
    with house.store_of(caller.tenant or "").reading() as tx:
        role = must_exist(tx, caller, "role", id)
        taken = tx.entities.idents(caller.tenant or "", "role")
    name = str(role.body["roleName"])
    fresh = next(one for one in _numbered(name) if _key(one) not in taken)
    copied = {key: value for key, value in role.body.items() if key not in _OF_THE_FIRST}
    lines = [one for one in copied.get("permissions", []) if one["permission"] in offered]
    body = {
        **copied,
        "roleName": fresh,
        "displayName": fresh,
        "status": DRAFT,
        "permissions": lines,
    }
    return save_entity(house, caller, "role", None, body)


#: What a copy does not take over: its place among the built-in ones.
_OF_THE_FIRST = frozenset({"internal", "sequence"})
ACTIVE, DRAFT = "ACTIVE", "DRAFT"


def _numbered(name: str) -> Iterator[str]:
    return (f"{name[:90]} ({n})" for n in itertools.count(2))


def _key(name: str) -> str:
    return natural_key(KINDS["role"], {"roleName": name})


def default_permissions(
    house: House, caller: Caller | None, name: str
) -> frozenset[tuple[str, Action]]:
    """*Set to default*: what an out-of-the-box role allows, of what this tenant is offered. Nothing is stored."""
    caller = must(caller, Act.ROLES_EDIT)
    found = out_of_the_box().get(name)
    if found is None:
        raise NotFound(
            say("There is no out-of-the-box role “{name}”.", name=name),
            say("Choose one of {names}.", names=", ".join(out_of_the_box())),
        )
    shown = {one.name for one in visible(house, caller.tenant or "")}
    return frozenset(
        (permission, action)
        for permission, actions in found.items()
        for action in actions
        if permission in shown
    )


def role_history(
    house: House, caller: Caller | None, id: str, *, skip: int = 0, top: int = 50
) -> tuple[Entity, list[AuditEntry], int]:
    """The role, and who changed what about it, the newest first."""
    caller = must(caller, Act.ROLES_VIEW)
    with house.store_of(caller.tenant or "").reading() as tx:
        role = must_exist(tx, caller, "role", id)
        lines, total = tx.audit.page(caller.tenant, subject=f"role/{id}", skip=skip, top=top)
    return role, lines, total


def is_active(role: Body) -> bool:
    """Whether it gives anybody anything."""
    return is_active_role(role)


def out_of_the_box_names() -> tuple[str, ...]:
    return tuple(out_of_the_box())
