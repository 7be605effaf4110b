"""An unavailable code: why an agent takes no contacts. Teams are assigned the codes that their members may use."""

from releve.domain.ids import integer
from releve.domain.kind import Flag, Int, Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="unavailable_code",
    label=say("Unavailable code"),
    plural=say("Unavailable codes"),
    id=integer("id", digits=6),
    key=("name",),
    fields=(
        Text(name="name", label=say("Name"), required=True, max=100),
        Flag(name="isActive", label=say("Active"), default=True),
        Flag(name="isACW", label=say("After-contact work")),
        Int(name="agentTimeout", label=say("Timeout (minutes)"), min=0),
        Text(name="notes", label=say("Notes"), max=1000, multiline=True),
    ),
    inactive_field="isActive",
)
