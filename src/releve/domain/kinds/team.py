"""A team of employees. It has two ids: an integer in the ACD and a UUID in UserHub."""

from releve.domain.ids import Which, integer, uuid_id
from releve.domain.kind import Choice, Flag, Group, Int, Kind, Many, Ref, Text
from releve.domain.say import say

KIND = Kind(
    name="team",
    label=say("Team"),
    plural=say("Teams"),
    id=integer("teamId"),
    alt=uuid_id("id"),
    key=("name",),
    fields=(
        Text(name="name", label=say("Name"), required=True, max=100),
        Text(name="description", label=say("Description"), multiline=True),
        Choice(
            name="status",
            label=say("Status"),
            options={"ACTIVE": say("Active"), "INACTIVE": say("Inactive")},
        ),
        Ref(name="leadUserId", label=say("Team lead"), kind="employee", which=Which.ALT),
        Ref(name="divisionId", label=say("Division"), kind="division"),
        Int(name="voiceThreshold", label=say("Voice threshold"), min=0),
        Int(name="chatThreshold", label=say("Chat threshold"), min=0),
        Int(name="emailThreshold", label=say("E-mail threshold"), min=0),
        Int(name="workItemThreshold", label=say("Work item threshold"), min=0),
        Int(name="maxConcurrentChats", label=say("Concurrent chats at most"), min=0),
        Text(name="deliveryMode", label=say("Delivery mode")),
        Int(name="totalContactCount", label=say("Contacts at once"), min=0),
        Flag(name="requestContact", label=say("May request a contact")),
        Flag(name="contactAutoFocus", label=say("Focus on new contacts")),
        Flag(name="isDefault", label=say("Default team")),
        Many(
            name="unavailableCodes",
            label=say("Unavailable codes"),
            item=Group(
                name="unavailableCode",
                label=say("Unavailable code"),
                fields=(
                    Ref(
                        name="outStateId",
                        label=say("Unavailable code"),
                        kind="unavailable_code",
                        required=True,
                    ),
                ),
            ),
        ),
    ),
    builtin=frozenset({"system default"}),
)
