"""A location: where an employee works."""

from releve.domain.ids import integer
from releve.domain.kind import Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="location",
    label=say("Location"),
    plural=say("Locations"),
    id=integer("locationId", digits=5),
    key=("locationName",),
    fields=(Text(name="locationName", label=say("Name"), required=True, max=100),),
)
