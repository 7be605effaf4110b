"""How the many fields of an employee are laid out: which tab, which part of it, folded or not.

Every field of the kind has a place: what is named nowhere stands in the last part of *General*.
"""

from collections.abc import Sequence

from releve.domain.entities import Entity
from releve.domain.kind import Body, Field
from releve.domain.kinds import KINDS
from releve.domain.people import BcpType
from releve.domain.say import Message, say

KIND = KINDS["employee"]

#: (title, names of fields, folded)
Part = tuple[Message | None, tuple[str, ...], bool]

#: On no tab: the BCP tab has one, the others follow from the status or are for nobody to change.
_ELSEWHERE = frozenset({"bcpType", "isActive", "impersonated", "mfaSecret"})

SECURITY_LAYOUT: tuple[Part, ...] = (
    (None, ("secondaryRoleIds",), False),
    (
        say("Login"),
        (
            "loginAuthenticatorId",
            "externalIdentity",
            "federatedId",
            "ntLoginName",
            "mfaTimePeriod",
        ),
        False,
    ),
    (None, ("views",), False),
)

_PERSON = (
    "userName firstName middleName lastName displayName emailAddress mobileNumber mobileNumber2 "
    "timeZone status notes"
)
_PLACE = "roleUUID teamId reportToId divisionId locationId type rank assignedGroup groupIds"
_WORK = "acdInfos isSupervisor agentIntegration defaultDialingPattern routingAttributes"
_SUITE = (
    "canBeCoachedOrEvaluated canBeScheduled canBeRecorded canBeRecordedScreen canBeAnalyzed "
    "canViewBiReports virtualAgentEnabled virtualAgentType"
)
_PERSONNEL = (
    "hireDate terminationDate hiringSource internalId employmentType referral hourlyCost "
    "rehireStatus billable"
)
_ADDRESS = "address1 address2 zipCode city state country location atHome"


def _thresholds() -> tuple[str, ...]:
    """What says how many contacts an employee takes, and how long they may wait."""
    marks = ("Threshold", "Timeout", "useTeam", "maxConcurrent", "maxEmail", "deliveryMode")
    more = ("totalContactCount", "requestContact", "contactAutoFocus")
    return tuple(
        field.name
        for field in KIND.fields
        if field.name in more or any(mark in field.name for mark in marks)
    )


def _general() -> tuple[Part, ...]:
    named: tuple[Part, ...] = (
        (say("Person"), tuple(_PERSON.split()), False),
        (say("Role and team"), tuple(_PLACE.split()), False),
        (say("Contact handling"), tuple(_WORK.split()), False),
        (say("Contacts at once and timeouts"), _thresholds(), True),
        (say("Suite"), tuple(_SUITE.split()), True),
        (say("Personnel"), tuple(_PERSONNEL.split()), True),
        (say("Address"), tuple(_ADDRESS.split()), True),
    )
    placed = {name for _, names, _ in (*named, *SECURITY_LAYOUT) for name in names} | _ELSEWHERE
    rest = tuple(field.name for field in KIND.fields if field.name not in placed)
    return (*named, (say("Other"), rest, True))


def _fields(layout: Sequence[Part]) -> tuple[Field, ...]:
    names = {name for _, names, _ in layout for name in names}
    return tuple(field for field in KIND.fields if field.name in names)


GENERAL_LAYOUT = _general()
GENERAL, SECURITY = _fields(GENERAL_LAYOUT), _fields(SECURITY_LAYOUT)

#: What is asked of a new employee; the rest has time.
NEW_LAYOUT: tuple[Part, ...] = (
    (say("Person"), tuple(_PERSON.removesuffix(" notes").split()), False),
    (say("Role and team"), ("roleUUID", "teamId"), False),
)
NEW = _fields(NEW_LAYOUT)

#: What a new employee has before anybody says otherwise. By default nobody has access to the BCP tenant.
FRESH: Body = {"status": "UNREGISTERED", "isActive": True, "bcpType": BcpType.NONE.value}


def with_activity(body: Body, before: Body) -> Body:
    """The field's own clients see by `isActive` whether somebody is deactivated: it follows the status."""
    was, now = (one.get("status") == "DELETED" for one in (before, body))
    return {**body, "isActive": not now} if was != now else body


def name_of(employee: Entity) -> str:
    """What people call an employee."""
    body = employee.body
    full = f"{body.get('firstName', '')} {body.get('lastName', '')}".strip()
    return str(body.get("displayName") or full or body["userName"])
