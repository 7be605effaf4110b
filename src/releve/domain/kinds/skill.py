"""A skill: what contacts wait for and agents are good at. One name may serve several media, so both make the key.

`reskillHours` is taken for an id of hours of operation because its companion is `reskillHoursName`.
"""

from releve.domain.ids import integer
from releve.domain.kind import NO_ID, Choice, Field, Flag, Group, Int, Kind, Many, Ref, Text
from releve.domain.media import MEDIA_TYPES
from releve.domain.say import Message, say


def _to(name: str, label: Message, kind: str) -> Ref:
    return Ref(name=name, label=label, kind=kind, keep=NO_ID)


_GENERAL: tuple[Field, ...] = (
    Text(name="skillName", label=say("Name"), required=True, max=100),
    Choice(name="mediaTypeId", label=say("Media type"), required=True, options=MEDIA_TYPES),
    Flag(name="isActive", label=say("Active"), default=True),
    _to("campaignId", say("Campaign"), "campaign"),
    _to("divisionNo", say("Division"), "division"),
    Text(name="notes", label=say("Notes"), max=1000, multiline=True),
    Flag(name="isOutbound", label=say("Outbound")),
    Text(name="outboundStrategy", label=say("Outbound strategy"), max=50),
    Text(name="workItemQueueType", label=say("Type of work item queue"), max=50),
    _to("scriptId", say("Script"), "script"),
    _to("callSuppressionScriptId", say("Call suppression script"), "script"),
    _to("reskillHours", say("Hours of operation for other skills"), "hours"),
    Ref(name="routingQueueId", label=say("Digital routing queue"), kind="digital_queue"),
    _to("outboundTelecomRouteId", say("Outbound route"), "outbound_route"),
)

_AFTER_CONTACT: tuple[Field, ...] = (
    Int(name="acwTypeId", label=say("After-contact work")),
    _to("stateIdACW", say("After-contact state"), "unavailable_code"),
    Int(name="maxSecondsACW", label=say("After-contact work at most (seconds)"), min=0),
    _to("acwPostTimeoutStateId", say("State after that time"), "unavailable_code"),
    Int(name="agentRestTime", label=say("Rest time (seconds)"), min=0),
    Flag(name="requireDisposition", label=say("A disposition is required")),
    Flag(name="allowSecondaryDisposition", label=say("A second disposition is allowed")),
    Many(
        name="dispositions",
        label=say("Dispositions"),
        item=Group(
            name="skillDisposition",
            label=say("Disposition"),
            fields=(
                Ref(
                    name="dispositionId",
                    label=say("Disposition"),
                    kind="disposition",
                    required=True,
                ),
                Int(name="priority", label=say("Position")),
            ),
        ),
    ),
    Many(
        name="tags",
        label=say("Tags"),
        item=Group(
            name="skillTag",
            label=say("Tag"),
            fields=(Ref(name="tagId", label=say("Tag"), kind="tag", required=True),),
        ),
    ),
)

_ROUTING: tuple[Field, ...] = (
    Int(name="initialPriority", label=say("Initial priority")),
    Int(name="acceleration", label=say("Acceleration")),
    Int(name="maxPriority", label=say("Highest priority")),
    Int(name="serviceLevelThreshold", label=say("Service level threshold (seconds)"), min=0),
    Int(name="serviceLevelGoal", label=say("Service level goal (percent)"), min=0, max=100),
    Flag(name="enableShortAbandon", label=say("Short abandons are known")),
    Int(name="shortAbandonThreshold", label=say("Short abandon threshold (seconds)"), min=0),
    Flag(name="countShortAbandons", label=say("Short abandons count")),
    Int(name="minWFIAgents", label=say("Agents for workforce intelligence at least"), min=0),
    Int(
        name="minWFIAvailableAgents",
        label=say("Available agents for workforce intelligence at least"),
        min=0,
    ),
    Int(name="minWorkingTime", label=say("Working time at least (seconds)"), min=0),
    Flag(name="interruptible", label=say("May be interrupted")),
    Flag(name="priorityInterrupt", label=say("May interrupt others")),
    Flag(name="priorityBlending", label=say("Priority blending")),
    Flag(name="requireManualAccept", label=say("Must be accepted by hand")),
    Int(name="evaluationCriteria", label=say("Evaluation criteria")),
    Int(name="EquityLevel", label=say("Equity level")),
    Int(name="FallbackTime", label=say("Fallback time (seconds)"), min=0),
    Int(name="FocusLock", label=say("Focus lock")),
    Int(name="FocusMetric", label=say("Focus metric")),
)

_OUTBOUND: tuple[Field, ...] = (
    Flag(name="agentless", label=say("Without agents")),
    Int(name="agentlessPorts", label=say("Ports without agents"), min=0),
    Text(name="callerIdOverride", label=say("Caller ID"), max=50),
    Flag(name="deliverMultipleNumbersSerially", label=say("Several numbers one after the other")),
    Flag(name="cradleToGrave", label=say("One agent from beginning to end")),
)

_SCREEN_POP: tuple[Field, ...] = (
    Flag(name="useScreenPops", label=say("Screen pops")),
    Flag(name="useCustomScreenPops", label=say("Custom screen pops")),
    Text(name="screenPopTriggerEvent", label=say("Event that opens a screen pop"), max=100),
    Text(name="screenPopType", label=say("Type of screen pop"), max=50),
    Text(name="screenPopDetail", label=say("Page of the screen pop"), max=4000),
)

_WRITTEN: tuple[Field, ...] = (
    Text(name="emailFromAddress", label=say("Sender address")),
    Text(name="emailBccAddress", label=say("Blind copy to")),
    Flag(name="emailFromEditable", label=say("Agents may change the sender")),
    Flag(name="emailParking", label=say("E-mails may be parked")),
    _to("messageTemplateId", say("Message template"), "message_template"),
    _to("smsTransportCodeId", say("Phone code for text messages"), "phone_code"),
    Int(name="chatWarningThreshold", label=say("Chat warning threshold (seconds)"), min=0),
    Flag(name="agentTypingIndicator", label=say("Show that the agent is typing")),
    Flag(name="patronTypingPreview", label=say("Show what the customer is typing")),
    Flag(name="makeTranscriptAvailable", label=say("Offer a transcript")),
    Text(name="transcriptFromAddress", label=say("Sender of transcripts")),
    Flag(name="displayThankyou", label=say("Show a thank-you page")),
    Flag(name="popThankYou", label=say("Open the thank-you page in a new window")),
    Text(name="thankYouLink", label=say("Link to the thank-you page"), max=2000),
    Text(name="popThankYouURL", label=say("Address of the thank-you page"), max=2000),
)

KIND = Kind(
    name="skill",
    label=say("Skill"),
    plural=say("Skills"),
    id=integer("skillId"),
    key=("skillName", "mediaTypeId"),
    fields=(*_GENERAL, *_AFTER_CONTACT, *_ROUTING, *_OUTBOUND, *_SCREEN_POP, *_WRITTEN),
    inactive_field="isActive",
)
