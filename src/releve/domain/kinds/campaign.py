"""A campaign: a set of skills that belong together."""

from releve.domain.ids import integer
from releve.domain.kind import NO_ID, Flag, Kind, Ref, Text
from releve.domain.say import say

KIND = Kind(
    name="campaign",
    label=say("Campaign"),
    plural=say("Campaigns"),
    id=integer("id", digits=6),
    key=("name",),
    fields=(
        Text(name="name", label=say("Name"), required=True, max=100),
        Text(name="description", label=say("Description"), max=1000, multiline=True),
        Text(name="notes", label=say("Notes"), max=1000, multiline=True),
        Flag(name="isActive", label=say("Active"), default=True),
        Ref(name="divisionId", label=say("Division"), kind="division", keep=NO_ID),
    ),
    inactive_field="isActive",
)
