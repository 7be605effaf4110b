"""The dialler parameters of one skill. Blocks that hold no id are kept as they came.

Prompts in `cpaSettings` are named by path, which is the same on both sides.
"""

from releve.domain.ids import integer
from releve.domain.kind import NO_ID, Flag, Group, Int, Kind, Many, Open, Ref, Text
from releve.domain.say import say

_XS = Group(
    name="xsSettings",
    label=say("External list settings"),
    fields=(
        Ref(name="xsScriptId", label=say("Script"), kind="script", keep=NO_ID),
        Ref(name="xsCheckinScriptId", label=say("Check-in script"), kind="script", keep=NO_ID),
        Ref(name="externalOutboundSkill_No", label=say("Outbound skill"), kind="skill", keep=NO_ID),
        Flag(name="xsSkillChangedActive", label=say("Tell of changed skills")),
        Flag(name="xsGetContactsActive", label=say("Fetch contacts")),
        Int(name="xsFreshThreshold", label=say("Fresh contacts threshold"), min=0),
        Int(name="xsAvailableThreshold", label=say("Available contacts threshold"), min=0),
        Int(name="xsReadyThreshold", label=say("Ready contacts threshold"), min=0),
        Int(name="xsNumberToRetrieve", label=say("Contacts fetched at once"), min=0),
    ),
)

KIND = Kind(
    name="skill_parameters",
    label=say("Skill parameters"),
    plural=say("Skill parameters"),
    id=integer("parametersId", digits=9),
    key=("skillNo",),
    fields=(
        Ref(name="skillNo", label=say("Skill"), kind="skill", required=True),
        Open(name="generalSettings", label=say("General settings")),
        Open(name="cadenceSettings", label=say("Cadence settings")),
        Open(name="deliveryPreferences", label=say("Delivery preferences")),
        Open(name="cpaSettings", label=say("Call progress analysis")),
        Open(name="retrySettings", label=say("Retry settings")),
        Open(name="filterSettings", label=say("Filter settings")),
        Open(name="scheduleSettings", label=say("Schedule settings")),
        Open(name="timeZoneSettings", label=say("Time zone settings")),
        Open(name="listManagementSettings", label=say("List management settings")),
        Many(
            name="callingLists",
            label=say("Calling lists"),
            item=Group(
                name="callingList",
                label=say("Calling list"),
                fields=(
                    Ref(name="id", label=say("Calling list"), kind="call_list", required=True),
                    Text(name="name", label=say("Name"), max=100),
                ),
            ),
        ),
        _XS,
    ),
)
