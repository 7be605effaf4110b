"""A workflow data profile: named values that scripts read by the profile's name.

The values may hold anything, so `data` is open: an identifier in it belongs to the review of scripts.
"""

from releve.domain.ids import integer
from releve.domain.kind import Flag, Kind, Open, Text
from releve.domain.say import say

KIND = Kind(
    name="workflow_data",
    label=say("Workflow data profile"),
    plural=say("Workflow data profiles"),
    id=integer("ProfileID", digits=6),
    key=("ProfileName",),
    fields=(
        Text(name="ProfileName", label=say("Name"), required=True, max=100),
        Text(name="Description", label=say("Description"), max=1000, multiline=True),
        Flag(name="isActive", label=say("Active"), default=True),
        Open(name="data", label=say("Values")),
    ),
    inactive_field="isActive",
)
