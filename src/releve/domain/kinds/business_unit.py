"""The settings of the tenant as a whole. Each tenant has exactly one, so its natural key is a constant.

Settings such as the default time zone travel. What says *which* tenant this is (its name, its parent, its
limits and licences) stays local: the BCP tenant keeps its own.
"""

from releve.domain.ids import integer, uuid_id
from releve.domain.kind import NO_ID, Choice, Flag, Group, Int, Kind, Many, Ref, Text
from releve.domain.say import say

_LIMITS = (
    Int(name="userLimit", label=say("Users at most"), min=0),
    Int(name="concurrentAgentLimit", label=say("Agents at once at most"), min=0),
    Int(name="stationLimit", label=say("Stations at most"), min=0),
    Int(name="concurrentPortLimit", label=say("Ports at once at most"), min=0),
    Int(name="outboundPortLimit", label=say("Outbound ports at most"), min=0),
    Int(name="agentlessPortLimit", label=say("Agentless ports at most"), min=0),
    Int(name="ivrSurveyCallbackLimit", label=say("Survey callbacks at most"), min=0),
    Int(name="apiPublishedLimit", label=say("API calls at most"), min=0),
)

_IDENTITY = (
    Text(name="businessUnitName", label=say("Name"), max=100),
    Flag(name="isActive", label=say("Active"), default=True),
    Text(name="parentTenantId", label=say("Parent tenant"), max=36),
    Int(name="parentBusinessUnitID", label=say("Parent business unit")),
    Text(name="scriptNamespace", label=say("Script namespace")),
    Many(
        name="features",
        label=say("Features"),
        item=Group(
            name="feature",
            label=say("Feature"),
            fields=(
                Int(name="productId", label=say("Product number"), required=True),
                Text(name="productDescription", label=say("Description")),
                Flag(name="isEnabled", label=say("Enabled")),
            ),
        ),
    ),
)

KIND = Kind(
    name="business_unit",
    label=say("Business unit"),
    plural=say("Business units"),
    id=integer("businessUnitId", digits=7),
    alt=uuid_id("tenantId"),
    key=("scope",),
    title="businessUnitName",
    fields=(
        Choice(
            name="scope",
            label=say("Scope"),
            required=True,
            options={"tenant": say("The whole tenant")},
        ),
        *_IDENTITY,
        Text(name="defaultTimeZone", label=say("Default time zone"), max=100),
        Flag(name="agentsUseDefaultTimeZone", label=say("Agents use the default time zone")),
        Many(
            name="timeZones",
            label=say("Time zones offered"),
            item=Text(name="timeZone", label=say("Time zone"), max=100),
        ),
        Many(
            name="fileExtensions",
            label=say("File extensions allowed"),
            item=Text(name="fileExtension", label=say("File extension"), max=20),
        ),
        Text(name="globalCallerId", label=say("Global caller ID"), max=50),
        Int(name="startDayOfWeek", label=say("First day of the week"), min=0, max=7),
        Int(name="phoneTimeout", label=say("Phone timeout (seconds)"), min=0),
        Int(name="userSessionTimeout", label=say("Session timeout (minutes)"), min=0),
        Int(name="maxScriptHistory", label=say("Script versions kept"), min=0),
        Int(name="maxConferenceParties", label=say("Conference parties at most"), min=0),
        Int(name="abandonRateScope", label=say("Abandon rate scope")),
        Int(
            name="defaultContactExpirationMinutes",
            label=say("Contact expiration (minutes)"),
            min=0,
        ),
        Int(
            name="daysUntilListSourceIsFlaggedForDeletion",
            label=say("Days until a calling list is flagged for deletion"),
            min=0,
        ),
        Flag(name="callSuppression", label=say("Call suppression")),
        Flag(name="priorityBasedBlending", label=say("Priority-based blending")),
        Flag(name="enableFiltering", label=say("Filtering")),
        Flag(name="allowPredictiveDialing", label=say("Predictive dialing")),
        Flag(name="enableTrueBlending", label=say("True blending")),
        Flag(name="enableSkillAbandonRate", label=say("Abandon rate per skill")),
        Flag(name="isMultiContactHandling", label=say("Several contacts at once")),
        Flag(name="coBrand", label=say("Co-branding")),
        Ref(
            name="coBrandProfileId",
            label=say("Branding profile"),
            kind="branding_profile",
            keep=NO_ID,
        ),
        Text(
            name="emergencyCallNotificationEmail",
            label=say("E-mail address for emergency call notices"),
        ),
        *(Text(name=f"custom{n}", label=say("Custom field {n}", n=n)) for n in range(1, 6)),
        *_LIMITS,
    ),
    builtin=frozenset({"tenant"}),
    inactive_field="isActive",
    local=tuple(field.name for field in (*_IDENTITY, *_LIMITS)),
)
