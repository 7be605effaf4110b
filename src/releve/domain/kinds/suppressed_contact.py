"""A suppressed contact: a number or an address that some skills must leave alone for a time."""

from releve.domain.ids import integer
from releve.domain.kind import Group, Instant, Kind, Many, Ref, Text
from releve.domain.say import say

KIND = Kind(
    name="suppressed_contact",
    label=say("Suppressed contact"),
    plural=say("Suppressed contacts"),
    id=integer("suppressedContactId", digits=7),
    key=("value",),
    fields=(
        Text(name="value", label=say("Number or address"), required=True),
        Instant(name="startDate", label=say("Start")),
        Instant(name="endDate", label=say("End")),
        Text(name="source", label=say("Source"), max=100),
        Many(
            name="suppressedContactMappings",
            label=say("Skills"),
            item=Group(
                name="suppressedContactMapping",
                label=say("Skill"),
                fields=(Ref(name="skill_No", label=say("Skill"), kind="skill", required=True),),
            ),
        ),
    ),
)
