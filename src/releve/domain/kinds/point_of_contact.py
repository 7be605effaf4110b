"""A point of contact: the number or the address that people reach. It names its script by path, its skill by id."""

from releve.domain.ids import integer
from releve.domain.kind import NO_ID, Choice, Flag, KeyRef, Kind, Ref, Text
from releve.domain.media import MEDIA_TYPES
from releve.domain.say import say

KIND = Kind(
    name="point_of_contact",
    label=say("Point of contact"),
    plural=say("Points of contact"),
    id=integer("contactCode", digits=7),
    key=("contactAddress",),
    fields=(
        Text(name="contactAddress", label=say("Number or address"), required=True),
        Text(name="contactDescription", label=say("Name")),
        Choice(name="mediaTypeId", label=say("Media type"), options=MEDIA_TYPES),
        Text(name="subType", label=say("Subtype"), max=50),
        Ref(name="defaultSkillId", label=say("Skill"), kind="skill", keep=NO_ID),
        KeyRef(name="scriptName", label=say("Script"), kind="script"),
        Ref(name="chatProfileId", label=say("Chat profile"), kind="chat_profile", keep=NO_ID),
        Flag(name="isActive", label=say("Active"), default=True),
        Flag(name="ivrReportingEnabled", label=say("Voice menu reporting")),
        Flag(name="outboundSkill", label=say("Outbound skill")),
        Text(name="notes", label=say("Notes"), max=1000, multiline=True),
    ),
    inactive_field="isActive",
)
