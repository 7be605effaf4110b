"""A group of employees across teams. Who is in it stands in the employees (`groupIds`)."""

from releve.domain.ids import integer
from releve.domain.kind import Flag, Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="group",
    label=say("Group"),
    plural=say("Groups"),
    id=integer("groupId", digits=6),
    key=("groupName",),
    fields=(
        Text(name="groupName", label=say("Name"), required=True, max=100),
        Flag(name="isActive", label=say("Active"), default=True),
        Text(name="notes", label=say("Notes"), max=1000, multiline=True),
    ),
    inactive_field="isActive",
)
