"""A routing attribute: a property of agents that routing looks at. Employees are assigned theirs."""

from releve.domain.ids import integer
from releve.domain.kind import Choice, Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="routing_attribute",
    label=say("Routing attribute"),
    plural=say("Routing attributes"),
    id=integer("Attribute_No", digits=5),
    key=("Attribute_Name",),
    fields=(
        Text(name="Attribute_Name", label=say("Name"), required=True, max=100),
        Choice(
            name="Status",
            label=say("Status"),
            options={"CURR": say("Current"), "DISC": say("Discontinued")},
        ),
        Text(name="Notes", label=say("Notes"), max=1000, multiline=True),
    ),
)
