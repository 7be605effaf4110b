"""Policy: what each act needs, in one table, and the one question that every use case asks first.

Laws:
- strangers see nothing: another tenant is answered exactly as one that does not exist;
- what the table does not allow is forbidden, and the answer names the permission and whom to ask;
- operators have no business inside a tenant: in their own name they perform the acts of TM only, and
  inside a tenant (Impersonate & Support) only what the person they impersonate may do, and none of TM.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from releve.domain.directory import no_such_tenant
from releve.domain.errors import Forbidden, ReleveError, Unauthenticated
from releve.domain.ids import TenantId
from releve.domain.people import PERMISSIONS, Action, Caller, Grants, Permission
from releve.domain.say import Message, say
from releve.domain.tenancy import Features


class Act(StrEnum):
    TENANTS_VIEW = "tenants.view"
    TENANTS_CREATE = "tenants.create"
    BCP_SET_UP = "bcp.set_up"
    IMPERSONATE = "impersonate"
    SIGN_ON = "sign_on"
    SYNC_VIEW = "sync.view"
    SYNC_EDIT = "sync.edit"
    ACCESS_EDIT = "access.edit"
    SWITCH_VIEW = "switch.view"
    SWITCH = "switch"
    EMPLOYEES_VIEW = "employees.view"
    EMPLOYEES_EDIT = "employees.edit"
    ROLES_VIEW = "roles.view"
    ROLES_EDIT = "roles.edit"
    ENTITIES_VIEW = "entities.view"
    ENTITIES_EDIT = "entities.edit"
    SCRIPTS_VIEW = "scripts.view"
    SCRIPTS_CREATE = "scripts.create"
    SCRIPTS_EDIT = "scripts.edit"
    BCP_SCRIPTS_EDIT = "scripts.bcp"
    STUDIO_VIEW = "studio.view"
    STUDIO_EDIT = "studio.edit"
    DRAFTS_VIEW = "drafts.view"
    DRAFTS_EDIT = "drafts.edit"
    REVIEW_VIEW = "review.view"
    REVIEW_ASK = "review.ask"
    REVIEW_RETURN = "review.return"
    PUBLISHED_VIEW = "published.view"
    PUBLISH = "publish"
    AUDIT_VIEW = "audit.view"
    ACCESS_KEYS_VIEW = "keys.view"
    ACCESS_KEYS_CREATE = "keys.create"
    SIGNING_VIEW = "signing.view"
    SIGNING_ROTATE = "signing.rotate"


@dataclass(frozen=True, slots=True)
class Grant:
    """One action of one permission, held through a role of the tenant."""

    permission: str
    action: Action

    def __str__(self) -> str:
        return f"{self.permission}:{self.action}"

    @property
    def path(self) -> Message:
        """Where to find it in the permission tree."""
        permission = PERMISSIONS[self.permission]
        return say(
            "{application} › {group} › {permission} › {action}",
            application=permission.application,
            group=permission.group,
            permission=permission.label,
            action=ACTIONS[self.action],
        )


class TmAdmin:
    """An operator in their own name."""

    def __str__(self) -> str:
        return "TM Admin"


TM_ADMIN: Final = TmAdmin()

ACTIONS: Mapping[Action, Message] = {
    Action.VIEW: say("View"),
    Action.EDIT: say("Edit"),
    Action.CREATE: say("Create"),
}

POLICY: Mapping[Act, Grant | TmAdmin] = {
    Act.TENANTS_VIEW: TM_ADMIN,
    Act.TENANTS_CREATE: TM_ADMIN,
    Act.BCP_SET_UP: TM_ADMIN,
    Act.IMPERSONATE: TM_ADMIN,
    Act.SIGN_ON: TM_ADMIN,
    Act.SYNC_VIEW: Grant("bcp.configurations", Action.VIEW),
    Act.SYNC_EDIT: Grant("bcp.configurations", Action.EDIT),
    Act.ACCESS_EDIT: Grant("bcp.configurations", Action.EDIT),
    Act.SWITCH_VIEW: Grant("bcp.enablement", Action.VIEW),
    Act.SWITCH: Grant("bcp.enablement", Action.EDIT),
    Act.EMPLOYEES_VIEW: Grant("admin.employees", Action.VIEW),
    Act.EMPLOYEES_EDIT: Grant("admin.employees", Action.EDIT),
    Act.ROLES_VIEW: Grant("admin.roles", Action.VIEW),
    Act.ROLES_EDIT: Grant("admin.roles", Action.EDIT),
    Act.ENTITIES_VIEW: Grant("acd.configuration", Action.VIEW),
    Act.ENTITIES_EDIT: Grant("acd.configuration", Action.EDIT),
    Act.SCRIPTS_VIEW: Grant("acd.scripts", Action.VIEW),
    Act.SCRIPTS_CREATE: Grant("acd.scripts", Action.CREATE),
    Act.SCRIPTS_EDIT: Grant("acd.scripts", Action.EDIT),
    Act.BCP_SCRIPTS_EDIT: Grant("bcp.configurations", Action.EDIT),
    Act.STUDIO_VIEW: Grant("acd.studio_settings", Action.VIEW),
    Act.STUDIO_EDIT: Grant("acd.studio_settings", Action.EDIT),
    Act.DRAFTS_VIEW: Grant("acd.step_draft", Action.VIEW),
    Act.DRAFTS_EDIT: Grant("acd.step_draft", Action.EDIT),
    Act.REVIEW_VIEW: Grant("acd.step_review", Action.VIEW),
    Act.REVIEW_ASK: Grant("acd.step_review", Action.CREATE),
    Act.REVIEW_RETURN: Grant("acd.step_review", Action.EDIT),
    Act.PUBLISHED_VIEW: Grant("acd.step_published", Action.VIEW),
    Act.PUBLISH: Grant("acd.step_published", Action.CREATE),
    Act.AUDIT_VIEW: Grant("admin.audit", Action.VIEW),
    Act.ACCESS_KEYS_VIEW: Grant("admin.access_key", Action.VIEW),
    Act.ACCESS_KEYS_CREATE: Grant("admin.access_key", Action.CREATE),
    Act.SIGNING_VIEW: TM_ADMIN,
    Act.SIGNING_ROTATE: TM_ADMIN,
}


def must(caller: Caller | None, act: Act, tenant: TenantId | None = None) -> Caller:
    """Return the caller if they may. `tenant` is the one acted upon; None means the caller's own, or TM itself.

    Raises Unauthenticated for nobody, NotFound for the tenant of others, Forbidden otherwise.
    """
    if caller is None:
        raise Unauthenticated(
            say("Log in first."),
            say("Your session may have ended; after logging in, do the same again."),
        )
    if (refusal := _refusal(caller, act, tenant)) is not None:
        raise refusal
    return caller


def may(caller: Caller | None, act: Act, tenant: TenantId | None = None) -> bool:
    """The same question without the answer in words: for menus and buttons."""
    return caller is not None and _refusal(caller, act, tenant) is None


def _refusal(caller: Caller, act: Act, tenant: TenantId | None) -> ReleveError | None:
    if tenant is not None and caller.tenant is not None and caller.tenant != tenant:
        return no_such_tenant(tenant)
    need = POLICY[act]
    if isinstance(need, TmAdmin):
        return None if _is_operator(caller) else _needs_tm_admin(caller, act)
    if caller.tenant is None:
        return _outside(act)
    held = (caller.grants or {}).get(need.permission, frozenset())
    return None if need.action in held else _lacks(need, act)


def _is_operator(caller: Caller) -> bool:
    return caller.operator is not None and caller.tenant is None


def _needs_tm_admin(caller: Caller, act: Act) -> Forbidden:
    hint = (
        say("End the impersonation, then do this in Tenant Management.")
        if caller.impersonating
        else say("Ask your account representative.")
    )
    return Forbidden(say("This needs the permission “TM Admin”."), hint, act=act, needs="TM Admin")


def _outside(act: Act) -> Forbidden:
    return Forbidden(
        say("This can only be done inside a tenant."),
        say(
            "In Tenant Management, open the options menu of the tenant and choose Impersonate & Support."
        ),
        act=act,
    )


def _lacks(need: Grant, act: Act) -> Forbidden:
    hint = (
        say(
            "Ask an administrator of your tenant to give it to one of your roles. It is offered there only while BCP is enabled for the tenant; if it is not, ask your account representative."
        )
        if PERMISSIONS[need.permission].feature
        else say("Ask an administrator of your tenant to give it to one of your roles.")
    )
    return Forbidden(
        say("This needs the permission “{permission}”.", permission=need.path),
        hint,
        act=act,
        needs=str(need),
    )


def can_be_given(act: Act, features: Features) -> bool:
    """Whether a tenant with these features offers what the act needs: otherwise nobody there has it."""
    need = POLICY[act]
    return isinstance(need, Grant) and is_offered(PERMISSIONS[need.permission], features)


def grants_of(roles: Iterable[Mapping[str, Any]], features: Features) -> Grants:
    """What somebody with these roles (bodies of role entities) may do in a tenant with these features.

    The union of the roles. A role that is not active gives nothing; names and actions that are not in
    the permission tree are ignored; a permission whose feature is off is dropped.
    """
    union: dict[str, frozenset[Action]] = {}
    for role in roles:
        for name, actions in _held(role):
            union[name] = union.get(name, frozenset()) | actions
    return with_dependencies(
        {
            name: actions
            for name, actions in union.items()
            if is_offered(PERMISSIONS[name], features)
        }
    )


def exceeds(held: Grants, wanted: Grants) -> list[Grant]:
    """What is wanted and not held, in the order of the permission tree: nobody hands on more than they have."""
    return [
        Grant(permission.name, action)
        for permission in PERMISSIONS.values()
        for action in permission.actions
        if action
        in wanted.get(permission.name, frozenset()) - held.get(permission.name, frozenset())
    ]


def everything(features: Features) -> Grants:
    """All that a tenant with these features offers."""
    return {
        permission.name: frozenset(permission.actions)
        for permission in PERMISSIONS.values()
        if is_offered(permission, features)
    }


def lines_of(role: Mapping[str, Any]) -> Grants:
    """What stands in a role, whether or not it is active and its features are on; Edit brings View."""
    union: dict[str, frozenset[Action]] = {}
    for name, actions in _lines(role):
        union[name] = union.get(name, frozenset()) | actions
    return with_dependencies(union)


def with_dependencies(grants: Grants) -> Grants:
    """Whoever may edit or create may view."""
    return {
        name: actions | {Action.VIEW} if actions else actions for name, actions in grants.items()
    }


def _held(role: Mapping[str, Any]) -> Iterable[tuple[str, frozenset[Action]]]:
    """The lines of a role that is active."""
    return _lines(role) if is_active_role(role) else ()


def is_active_role(role: Mapping[str, Any]) -> bool:
    return bool(role.get("status", "ACTIVE") == "ACTIVE")


def _lines(role: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[Action]]]:
    """Yield the lines that name something in the tree."""
    for line in role.get("permissions") or ():
        if (permission := PERMISSIONS.get(line.get("permission"))) is not None:
            wanted = line.get("actions") or ()
            yield permission.name, frozenset(one for one in permission.actions if one in wanted)


def is_offered(permission: Permission, features: Features) -> bool:
    """BCP itself switched off hides both of its permissions, whatever the toggles below it say; the steps of the development
    workflow are there while it is on."""
    if permission.step and not features.script_steps:
        return False
    feature = permission.feature
    return not feature or (features.bcp and bool(getattr(features, feature)))
