"""An address book: people to call or to write to, and who may use it.

`addressBookEntryId` counts the entries within their book. It is not an id of the tenant, so it is the same on
both sides.
"""

from releve.domain.ids import Which, integer
from releve.domain.kind import Choice, Group, Int, Kind, Many, RefBy, Text
from releve.domain.say import say

_ENTRY = Group(
    name="addressBookEntry",
    label=say("Entry"),
    fields=(
        Int(name="addressBookEntryId", label=say("Entry number"), min=0),
        Text(name="firstName", label=say("First name"), max=100),
        Text(name="middleName", label=say("Middle name"), max=100),
        Text(name="lastName", label=say("Last name"), max=100),
        Text(name="company", label=say("Company"), max=100),
        Text(name="phone", label=say("Phone number"), max=50),
        Text(name="mobile", label=say("Mobile number"), max=50),
        Text(name="email", label=say("E-mail address")),
        Text(name="externalId", label=say("External ID"), max=100),
        Int(name="stateId", label=say("State number")),
        Text(name="externalState", label=say("External state"), max=100),
    ),
)

_ASSIGNMENT = Group(
    name="addressBookAssignment",
    label=say("Assignment"),
    fields=(
        Choice(
            name="entityType",
            label=say("Assigned to"),
            required=True,
            options={
                "Agent": say("Employee"),
                "Skill": say("Skill"),
                "Team": say("Team"),
                "Campaign": say("Campaign"),
                "Everyone": say("Everyone"),
            },
        ),
        RefBy(
            name="entityId",
            label=say("Entity"),
            by="entityType",
            kinds={
                "Agent": ("employee", Which.ID),
                "Skill": ("skill", Which.ID),
                "Team": ("team", Which.ID),
                "Campaign": ("campaign", Which.ID),
            },
        ),
    ),
)

KIND = Kind(
    name="address_book",
    label=say("Address book"),
    plural=say("Address books"),
    id=integer("addressBookId", digits=4),
    key=("addressBookName",),
    fields=(
        Text(name="addressBookName", label=say("Name"), required=True, max=100),
        Choice(
            name="addressBookType",
            label=say("Type"),
            options={"Standard": say("Standard"), "Dynamic": say("Dynamic")},
        ),
        Many(name="entries", label=say("Entries"), item=_ENTRY),
        Many(name="assignments", label=say("Assignments"), item=_ASSIGNMENT),
    ),
)
