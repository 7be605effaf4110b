"""A role: what its employees may see and do. The ACD knows the same thing as a security profile, by an integer.

`permissions` are those of `releve.domain.people.PERMISSIONS`. A data restriction names the kind that its ids
are of, and no other kinds can be stored, so that no id goes untranslated.
"""

from releve.domain.ids import Which, integer, uuid_id
from releve.domain.kind import Choice, Flag, Group, Int, Kind, Many, Open, Ref, RefBy, Text
from releve.domain.people import Action
from releve.domain.say import say

_RESTRICTED = {
    "Agent": ("employee", Which.ID),
    "Team": ("team", Which.ID),
    "Skill": ("skill", Which.ID),
    "Campaign": ("campaign", Which.ID),
    "Group": ("group", Which.ID),
}

_PERMISSION = Group(
    name="grant",
    label=say("Permission"),
    fields=(
        Text(name="permission", label=say("Permission"), required=True, max=100),
        Many(
            name="actions",
            label=say("Actions"),
            item=Choice(
                name="action",
                label=say("Action"),
                options={
                    Action.VIEW.value: say("View"),
                    Action.EDIT.value: say("Edit"),
                    Action.CREATE.value: say("Create"),
                },
            ),
        ),
    ),
)

_RESTRICTION = Group(
    name="dataRestriction",
    label=say("Data restriction"),
    fields=(
        Choice(
            name="dataRoleEntityTypeName",
            label=say("What is restricted"),
            required=True,
            options={
                "Agent": say("Employees"),
                "Team": say("Teams"),
                "Skill": say("Skills"),
                "Campaign": say("Campaigns"),
                "Group": say("Groups"),
            },
        ),
        Text(name="accessibilityType", label=say("Kind of access"), max=50),
        Many(
            name="entityIds",
            label=say("Accessible"),
            item=RefBy(
                name="entityId",
                label=say("Entity"),
                by="dataRoleEntityTypeName",
                kinds=_RESTRICTED,
            ),
        ),
    ),
)

KIND = Kind(
    name="role",
    label=say("Role"),
    plural=say("Roles"),
    id=uuid_id("roleId"),
    alt=integer("securityProfileId", digits=6),
    key=("roleName",),
    fields=(
        Text(name="roleName", label=say("Name"), required=True, max=100),
        Text(name="displayName", label=say("Display name"), max=100),
        Text(name="description", label=say("Description"), max=200, multiline=True),
        Choice(
            name="status",
            label=say("Status"),
            options={
                "ACTIVE": say("Active"),
                "INACTIVE": say("Inactive"),
                "DELETED": say("Deleted"),
                "DRAFT": say("Draft"),
            },
        ),
        Flag(
            name="secondFactorRequired",
            label=say("Second factor required"),
            help=say(
                "Everybody with this role logs in with a code from an app besides the password."
            ),
        ),
        Int(name="internal", label=say("Internal"), min=0),
        Int(name="modifiable", label=say("Modifiable"), min=0),
        Int(name="sequence", label=say("Position")),
        Flag(name="parentAccess", label=say("Open to the parent tenant")),
        Ref(
            name="loginAuthenticatorId",
            label=say("Login authenticator"),
            kind="login_authenticator",
        ),
        Many(name="permissions", label=say("Permissions"), item=_PERMISSION),
        Open(name="applications", label=say("Applications")),
        Many(name="dataRestrictions", label=say("Data restrictions"), item=_RESTRICTION),
    ),
    builtin=frozenset({"agent", "manager", "administrator", "evaluator"}),
)
