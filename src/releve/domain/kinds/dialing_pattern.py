"""A dialing pattern: how the numbers that an agent dials are read."""

from releve.domain.ids import integer
from releve.domain.kind import Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="dialing_pattern",
    label=say("Dialing pattern"),
    plural=say("Dialing patterns"),
    id=integer("patternId", digits=5),
    key=("patternName",),
    fields=(Text(name="patternName", label=say("Name"), required=True, max=100),),
)
