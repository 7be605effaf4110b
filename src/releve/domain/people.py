"""People: the caller of a use case, the BCP type of an employee, and what a role may allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from releve.domain.changes import Way
from releve.domain.ids import TenantId
from releve.domain.say import Message, say


class BcpType(StrEnum):
    """Where an employee may log in. The default is `none`."""

    NONE = "none"
    SINGLE = "single"
    MULTIPLE = "multiple"

    @property
    def label(self) -> Message:
        return BCP_TYPES[self][0]

    @property
    def meaning(self) -> Message:
        return BCP_TYPES[self][1]


BCP_TYPES: Mapping[BcpType, tuple[Message, Message]] = {
    BcpType.NONE: (
        say("No access"),
        say("The user account has no access to the BCP tenant."),
    ),
    BcpType.SINGLE: (
        say("Single access"),
        say("The user account can reach the active tenant only."),
    ),
    BcpType.MULTIPLE: (
        say("Multiple access"),
        say("The user account may choose the tenant at each login. For administrators."),
    ),
}


class Action(StrEnum):
    VIEW = "view"
    EDIT = "edit"
    CREATE = "create"


@dataclass(frozen=True, slots=True)
class Permission:
    """One line of the permission tree. `feature` names the field of `Features` of BCP without which it is hidden; a `step` of
    the development workflow of scripts is hidden while there are no such steps."""

    name: str
    application: Message
    group: Message
    label: Message
    actions: tuple[Action, ...] = (Action.VIEW, Action.EDIT)
    feature: str = ""
    step: bool = False


_ADMIN, _ACD, _BCP = say("Admin"), say("ACD"), say("BCP")

PERMISSIONS: Mapping[str, Permission] = {
    permission.name: permission
    for permission in (
        Permission("admin.employees", _ADMIN, say("Employees"), say("Employees")),
        Permission("admin.roles", _ADMIN, say("Security"), say("Roles & Permissions")),
        Permission("admin.audit", _ADMIN, say("Security"), say("Audit"), (Action.VIEW,)),
        Permission(
            "admin.access_key",
            _ADMIN,
            say("Security"),
            say("Access Key"),
            (Action.VIEW, Action.CREATE),
        ),
        Permission("acd.configuration", _ACD, say("ACD configuration"), say("Configuration")),
        Permission(
            "acd.scripts",
            _ACD,
            say("Studio"),
            say("Scripts"),
            (Action.VIEW, Action.CREATE, Action.EDIT),
        ),
        Permission("acd.studio_settings", _ACD, say("Studio"), say("Studio settings")),
        Permission("acd.step_draft", _ACD, say("Studio"), say("Workflow step: draft"), step=True),
        Permission(
            "acd.step_review",
            _ACD,
            say("Studio"),
            say("Workflow step: review"),
            (Action.VIEW, Action.CREATE, Action.EDIT),
            step=True,
        ),
        Permission(
            "acd.step_published",
            _ACD,
            say("Studio"),
            say("Workflow step: published"),
            (Action.VIEW, Action.CREATE),
            step=True,
        ),
        Permission(
            "bcp.configurations",
            _BCP,
            say("BCP Configurations"),
            say("Configurations"),
            feature="bcp_configurations",
        ),
        Permission(
            "bcp.enablement",
            _BCP,
            say("BCP Tenant Enablement"),
            say("BCP Tenant Enable"),
            feature="bcp_enablement",
        ),
    )
}

#: What a role holds: permission name → actions.
Grants = Mapping[str, frozenset[Action]]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking. An operator has no tenant, unless impersonating; then `operator` stays set and the
    grants are those of the person impersonated. `session` is that of a person who has logged in, "" for the token of
    a program. `way` is the door they came through."""

    username: str
    origin: str = ""
    tenant: TenantId | None = None
    employee: str | None = None
    operator: str | None = None
    grants: Grants | None = None
    bcp_type: BcpType = BcpType.NONE
    session: str = ""
    way: Way = Way.UNKNOWN

    @property
    def impersonating(self) -> bool:
        return self.operator is not None and self.tenant is not None

    @property
    def actor(self) -> str:
        """The person behind the act, for the audit."""
        return self.operator or self.username

    @property
    def acting_as(self) -> str | None:
        return self.username if self.impersonating else None
