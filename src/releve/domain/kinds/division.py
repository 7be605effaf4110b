"""A division: a part of the company that owns teams, campaigns, skills and employees."""

from releve.domain.ids import integer
from releve.domain.kind import NO_ID, Choice, Flag, Int, Kind, Ref, Text
from releve.domain.say import say

KIND = Kind(
    name="division",
    label=say("Division"),
    plural=say("Divisions"),
    id=integer("divisionId", digits=6),
    key=("name",),
    fields=(
        Text(name="name", label=say("Name"), required=True, max=100),
        Text(name="description", label=say("Description"), multiline=True),
        Choice(
            name="status",
            label=say("Status"),
            options={"ACTIVE": say("Active"), "INACTIVE": say("Inactive")},
        ),
        Flag(name="isDefault", label=say("Default division")),
        Text(name="divisionType", label=say("Type"), max=50),
        Text(name="billingCode", label=say("Billing code"), max=100),
        Int(name="level", label=say("Level"), min=0),
        Ref(
            name="parentDivisionId",
            label=say("Parent division"),
            kind="division",
            keep=NO_ID,
        ),
    ),
)
