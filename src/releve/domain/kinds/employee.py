"""An employee: one person, known as an agent (an integer) to the ACD and as a user (a UUID) to UserHub.

The role is named once, by its UUID: the ACD's `profileId` is the other id of the same role. Where the person
may log in is `bcpType`, which has one meaning for the pair and therefore travels.
"""

from releve.domain.ids import Which, integer, uuid_id
from releve.domain.kind import (
    NO_ID,
    Choice,
    Date,
    Field,
    Flag,
    Group,
    Int,
    Kind,
    Many,
    Number,
    Open,
    Ref,
    Text,
)
from releve.domain.people import BCP_TYPES
from releve.domain.say import say

_GENERAL: tuple[Field, ...] = (
    Text(name="userName", label=say("Username"), required=True),
    Text(name="firstName", label=say("First name"), required=True, max=50),
    Text(name="middleName", label=say("Middle name"), max=50),
    Text(name="lastName", label=say("Last name"), required=True, max=50),
    Text(name="displayName", label=say("Display name")),
    Text(name="emailAddress", label=say("E-mail address"), required=True),
    Text(name="emailToBeVerified", label=say("E-mail address to be verified")),
    Text(name="mobileNumber", label=say("Mobile number"), max=50),
    Text(name="mobileNumber2", label=say("Second mobile number"), max=50),
    Choice(
        name="status",
        label=say("Status"),
        options={
            "UNREGISTERED": say("Not yet invited"),
            "PENDING": say("Invited"),
            "ACTIVE": say("Active"),
            "BLOCKED": say("Blocked"),
            "DELETED": say("Deactivated"),
        },
    ),
    Flag(name="isActive", label=say("Active"), default=True),
    Text(name="type", label=say("Type")),
    Int(name="rank", label=say("Rank"), min=0),
    Text(name="timeZone", label=say("Time zone"), max=100),
    Date(name="hireDate", label=say("Hire date")),
    Date(name="terminationDate", label=say("Termination date")),
    Text(name="assignedGroup", label=say("Assigned group")),
    Open(name="customAttributes", label=say("Custom attributes")),
    Text(name="notes", label=say("Notes"), max=1000, multiline=True),
)

_BCP: tuple[Field, ...] = (
    Choice(
        name="bcpType",
        label=say("BCP Type"),
        options={kind.value: label for kind, (label, _) in BCP_TYPES.items()},
        help=say("Where the employee may log in. By default, nobody has access to the BCP tenant."),
    ),
)

_PLACE: tuple[Field, ...] = (
    Ref(name="roleUUID", label=say("Role"), kind="role", required=True),
    Many(
        name="secondaryRoleIds",
        label=say("Secondary roles"),
        item=Ref(name="secondaryRoleId", label=say("Secondary role"), kind="role"),
    ),
    Ref(name="teamId", label=say("Team"), kind="team", which=Which.ALT, required=True),
    Ref(name="reportToId", label=say("Reports to"), kind="employee", keep=NO_ID),
    Many(
        name="groupIds",
        label=say("Groups"),
        item=Ref(name="groupId", label=say("Group"), kind="group"),
    ),
    Ref(name="divisionId", label=say("Division"), kind="division", keep=NO_ID),
    Ref(
        name="loginAuthenticatorId",
        label=say("Login authenticator"),
        kind="login_authenticator",
    ),
    Many(
        name="views",
        label=say("Views"),
        item=Group(
            name="employeeView",
            label=say("View of employees"),
            fields=(
                Ref(name="id", label=say("View of employees"), kind="view", required=True),
                Text(name="objectType", label=say("Type of object"), max=50),
            ),
        ),
    ),
    Many(
        name="routingAttributes",
        label=say("Routing attributes"),
        item=Ref(name="Attribute_No", label=say("Routing attribute"), kind="routing_attribute"),
    ),
    Ref(name="locationId", label=say("Location"), kind="location", keep=NO_ID),
    Ref(name="hiringSource", label=say("Hiring source"), kind="hiring_source", keep=NO_ID),
    Ref(
        name="defaultDialingPattern",
        label=say("Dialing pattern"),
        kind="dialing_pattern",
        keep=NO_ID,
    ),
)

_SECURITY: tuple[Field, ...] = (
    Text(name="externalIdentity", label=say("External identity")),
    Text(name="federatedId", label=say("Federated ID")),
    Text(name="ntLoginName", label=say("Operating system login")),
    Text(name="mfaSecret", label=say("MFA secret"), max=32, secret=True),
    Int(name="mfaTimePeriod", label=say("MFA time period (seconds)"), min=15, max=300),
    Flag(name="impersonated", label=say("For impersonation")),
    Flag(name="billable", label=say("Billable")),
)

_ADDRESS: tuple[Field, ...] = (
    Text(name="address1", label=say("Address")),
    Text(name="address2", label=say("Address, second line")),
    Text(name="zipCode", label=say("Postal code"), max=20),
    Text(name="city", label=say("City"), max=100),
    Text(name="state", label=say("State or province"), max=100),
    Text(name="country", label=say("Country"), max=100),
    Flag(name="atHome", label=say("Works at home")),
)

_ACD: tuple[Field, ...] = (
    Many(
        name="acdInfos",
        label=say("ACD logins"),
        item=Group(
            name="acdInfo",
            label=say("ACD login"),
            fields=(Text(name="loginId", label=say("ACD login ID"), required=True),),
        ),
    ),
    Flag(name="isSupervisor", label=say("Supervisor")),
    Flag(name="agentIntegration", label=say("Agent integrations")),
    Int(name="voiceThreshold", label=say("Voice threshold"), min=0),
    Int(name="chatThreshold", label=say("Chat threshold"), min=0),
    Int(name="emailThreshold", label=say("E-mail threshold"), min=0),
    Int(name="workItemThreshold", label=say("Work item threshold"), min=0),
    Int(name="smsThreshold", label=say("SMS threshold"), min=0),
    Int(name="digitalThreshold", label=say("Digital threshold"), min=0),
    Int(name="maxConcurrentChats", label=say("Concurrent chats at most"), min=0),
    Int(name="maxEmailAutoParkingLimit", label=say("Parked e-mails at most"), min=0),
    Int(name="totalContactCount", label=say("Contacts at once"), min=0),
    Text(name="deliveryMode", label=say("Delivery mode"), max=50),
    Flag(name="requestContact", label=say("May request a contact")),
    Flag(name="contactAutoFocus", label=say("Focus on new contacts")),
    Flag(name="useTeamVoiceThreshold", label=say("Voice threshold of the team"), default=True),
    Flag(name="useTeamChatThreshold", label=say("Chat threshold of the team"), default=True),
    Flag(name="useTeamEmailThreshold", label=say("E-mail threshold of the team"), default=True),
    Flag(
        name="useTeamWorkItemThreshold",
        label=say("Work item threshold of the team"),
        default=True,
    ),
    Flag(name="useTeamSmsThreshold", label=say("SMS threshold of the team"), default=True),
    Flag(name="useTeamDigitalThreshold", label=say("Digital threshold of the team"), default=True),
    Flag(
        name="useTeamMaxConcurrentChats",
        label=say("Concurrent chats of the team"),
        default=True,
    ),
    Flag(
        name="useTeamEmailAutoParkingLimit",
        label=say("Parked e-mails of the team"),
        default=True,
    ),
    Flag(name="useTeamContactAutoFocus", label=say("Focus as in the team"), default=True),
    Flag(
        name="useTeamRequestContact",
        label=say("Requests for contacts as in the team"),
        default=True,
    ),
    Flag(
        name="useTeamDeliveryModeSettings",
        label=say("Delivery mode of the team"),
        default=True,
    ),
    Int(name="phoneRefusalTimeout", label=say("Phone refusal timeout (seconds)"), min=0),
    Int(name="chatRefusalTimeout", label=say("Chat refusal timeout (seconds)"), min=0),
    Int(name="emailRefusalTimeout", label=say("E-mail refusal timeout (seconds)"), min=0),
    Int(name="workItemRefusalTimeout", label=say("Work item refusal timeout (seconds)"), min=0),
    Int(name="voicemailRefusalTimeout", label=say("Voicemail refusal timeout (seconds)"), min=0),
    Int(name="smsRefusalTimeout", label=say("SMS refusal timeout (seconds)"), min=0),
    Int(name="digitalRefusalTimeout", label=say("Digital refusal timeout (seconds)"), min=0),
)

_SUITE: tuple[Field, ...] = (
    Flag(
        name="canBeCoachedOrEvaluated",
        label=say("Can be coached or evaluated"),
        default=True,
    ),
    Flag(name="canBeScheduled", label=say("Can be scheduled"), default=True),
    Flag(name="canBeRecorded", label=say("Can be recorded"), default=True),
    Flag(name="canBeRecordedScreen", label=say("Screen can be recorded"), default=True),
    Flag(name="canBeAnalyzed", label=say("Can be analyzed"), default=True),
    Flag(name="canViewBiReports", label=say("Can view BI reports"), default=True),
    Flag(name="virtualAgentEnabled", label=say("Virtual agent"), default=True),
    Choice(
        name="virtualAgentType",
        label=say("Type of virtual agent"),
        options={
            "OFF": say("Off"),
            "Digital Bot": say("Digital bot"),
            "Digital Survey": say("Digital survey"),
        },
    ),
)

_PERSONNEL: tuple[Field, ...] = (
    Text(name="internalId", label=say("Internal ID"), max=100),
    Text(name="location", label=say("Location (text)")),
    Int(name="employmentType", label=say("Type of employment")),
    Text(name="referral", label=say("Referred by")),
    Number(name="hourlyCost", label=say("Cost per hour")),
    Flag(name="rehireStatus", label=say("May be hired again")),
    *(Text(name=f"custom{n}", label=say("Custom field {n}", n=n)) for n in range(1, 6)),
)

KIND = Kind(
    name="employee",
    label=say("Employee"),
    plural=say("Employees"),
    id=integer("agentId"),
    alt=uuid_id("userId"),
    key=("userName",),
    fields=(
        *_GENERAL,
        *_BCP,
        *_PLACE,
        *_SECURITY,
        *_ADDRESS,
        *_ACD,
        *_SUITE,
        *_PERSONNEL,
    ),
    builtin=frozenset({"impersonated admin"}),
    inactive_field="isActive",
)
