"""A station profile: settings that stations share."""

from releve.domain.ids import integer
from releve.domain.kind import Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="station_profile",
    label=say("Station profile"),
    plural=say("Station profiles"),
    id=integer("stationProfileId", digits=5),
    key=("stationProfileName",),
    fields=(Text(name="stationProfileName", label=say("Name"), required=True, max=100),),
)
