"""A calling list: whom outbound skills call. Its counts are results of dialling, not configuration."""

from releve.domain.ids import integer
from releve.domain.kind import Instant, Kind, Many, Open, Ref, Text
from releve.domain.say import say

KIND = Kind(
    name="call_list",
    label=say("Calling list"),
    plural=say("Calling lists"),
    id=integer("listId", digits=6),
    key=("listName",),
    fields=(
        Text(name="listName", label=say("Name"), required=True, max=100),
        Text(name="status", label=say("Status"), max=50),
        Instant(name="startDate", label=say("Start")),
        Instant(name="expirationDate", label=say("Expires")),
        Open(name="columnMappings", label=say("Column mappings")),
        Many(
            name="skills",
            label=say("Skills"),
            item=Ref(name="skillId", label=say("Skill"), kind="skill"),
        ),
    ),
)
