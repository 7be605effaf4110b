"""A station: a phone that agents log in to."""

from releve.domain.ids import integer
from releve.domain.kind import NO_ID, Flag, Int, Kind, Ref, Text
from releve.domain.say import say

KIND = Kind(
    name="station",
    label=say("Station"),
    plural=say("Stations"),
    id=integer("stationId", digits=6),
    key=("stationName",),
    fields=(
        Text(name="stationName", label=say("Name"), required=True, max=100),
        Text(name="phoneNumber", label=say("Phone number"), max=50),
        Text(name="callerId", label=say("Caller ID"), max=50),
        Flag(name="isActive", label=say("Active"), default=True),
        Ref(
            name="stationProfileId",
            label=say("Station profile"),
            kind="station_profile",
            keep=NO_ID,
        ),
        Int(name="phoneRefusalTimeout", label=say("Phone refusal timeout (seconds)"), min=0),
        Int(name="chatRefusalTimeout", label=say("Chat refusal timeout (seconds)"), min=0),
        Int(
            name="voicemailRefusalTimeout", label=say("Voicemail refusal timeout (seconds)"), min=0
        ),
        Int(name="workItemRefusalTimeout", label=say("Work item refusal timeout (seconds)"), min=0),
        Text(name="machineIdentifier", label=say("Machine identifier")),
        Text(name="notes", label=say("Notes"), max=1000, multiline=True),
    ),
    inactive_field="isActive",
)
