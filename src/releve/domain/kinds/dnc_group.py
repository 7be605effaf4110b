"""A do-not-call group: numbers that must not be called, the skills that add to it and those that obey it."""

from releve.domain.ids import integer
from releve.domain.kind import Date, Flag, Group, Kind, Many, Ref, Text
from releve.domain.say import say

KIND = Kind(
    name="dnc_group",
    label=say("Do-not-call group"),
    plural=say("Do-not-call groups"),
    id=integer("dncGroupId", digits=6),
    key=("dncGroupName",),
    fields=(
        Text(name="dncGroupName", label=say("Name"), required=True, max=100),
        Text(name="dncGroupDescription", label=say("Description"), max=1000, multiline=True),
        Flag(name="isActive", label=say("Active"), default=True),
        Many(
            name="contributingSkills",
            label=say("Contributing skills"),
            item=Ref(name="skillId", label=say("Skill"), kind="skill"),
        ),
        Many(
            name="scrubbedSkills",
            label=say("Scrubbed skills"),
            item=Ref(name="skillId", label=say("Skill"), kind="skill"),
        ),
        Many(
            name="records",
            label=say("Numbers"),
            item=Group(
                name="record",
                label=say("Number"),
                fields=(
                    Text(name="phoneNumber", label=say("Phone number"), required=True, max=50),
                    Date(name="expiredDate", label=say("Expires")),
                ),
            ),
        ),
    ),
    inactive_field="isActive",
)
