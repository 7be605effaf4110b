"""The columns of the employees template: the field's 33, letter for letter, and *BCP Type*, which is ours.

`COLUMNS` is the one table: header, help text, place in the document, rule for what may stand in the cell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from releve.app.sheets.cells import (
    Day,
    Formed,
    LoginIds,
    NameOf,
    Offering,
    Option,
    Rule,
    Switch,
    ViewNames,
    Whole,
    Words,
    Wrong,
    Zone,
)
from releve.app.sheets.names import Names
from releve.domain.ids import Which
from releve.domain.people import BcpType
from releve.domain.say import say

#: Clears an optional cell: the employee then has what a new one has.
CLEAR = "[!***REMOVE***!]"

USERNAME = "Username"
ROLE_NAME = "Role Name"
INVITE = "Invite"
MFA_SECRET = "MFA Secret"  # noqa: S105 - the name of a column
STATUS = "Status"
USER_ID = "User ID"
DEACTIVATE = "Deactivate"
BCP_TYPE = "BCP Type"

_AS_IT_STANDS = Words()


#: What spreadsheet programs leave where a formula went wrong.
_BROKEN = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#N/D", "#NOM?"}
)


def is_broken(text: str) -> bool:
    """Whether a cell holds an error of the spreadsheet program in place of a value."""
    return text.startswith("#") and text.strip().upper() in _BROKEN


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `header` is the field's, blanks and all; `field` is the place in an employee's document, empty
    for a column that is not one (an order to carry out, an id, a secret).

    A `required` column is needed by a new employee and can never be cleared. `absent` is what a document means
    that says nothing here. `harmless` is the form of cells that look like a formula and are none.
    """

    header: str
    help: str
    field: str = ""
    rule: Rule = _AS_IT_STANDS
    required: bool = False
    absent: Any = None
    harmless: str = ""

    @property
    def name(self) -> str:
        return self.header.strip()

    def offered(self, names: Names) -> Sequence[str]:
        """What may be chosen in this column, empty if it is free."""
        return self.rule.offered(names) if isinstance(self.rule, Offering) else ()

    def write(self, body: Mapping[str, Any], names: Names) -> str:
        """The cell of an employee who has this body; blank where the document says nothing."""
        value = body.get(self.field, self.absent)
        return "" if value is None else self.rule.write(value, names)


_ADDRESS = r"[^\s@,;<>\"=+\-'][^\s@,;<>\"]*@[^\s@,;<>\"]+\.[^\s@,;<>\"]+"
_USERNAME = Formed(
    _ADDRESS,
    Wrong(
        say("A username has the form of an e-mail address."),
        say("Write a name such as eloise.marchand@larkmont.example."),
    ),
)
_EMAIL = Formed(
    _ADDRESS,
    Wrong(
        say("This is not an e-mail address."),
        say("Write an address such as eloise.marchand@larkmont.example."),
    ),
)
_PHONE = Formed(
    r"[0-9+-]+",
    Wrong(
        say("A phone number holds digits, “-” and “+” only."),
        say("Write it as in +33-6-39-98-01-01."),
    ),
)
_ZONE = Zone(
    Wrong(
        say("This is not a time zone."),
        say("Write a name such as Europe/Paris, or as the time zones are displayed in Admin."),
    ),
)
_BOT = Option({"OFF": "OFF", "Digital Bot": "Digital Bot", "Digital Survey": "Digital Survey"}, {})
_BCP_TYPE = Option(
    {
        BcpType.NONE.value: "No access",
        BcpType.SINGLE.value: "Single access",
        BcpType.MULTIPLE.value: "Multiple access",
    },
    {
        "Multi access": BcpType.MULTIPLE.value,
        "Aucun accès": BcpType.NONE.value,
        "Accès unique": BcpType.SINGLE.value,
        "Accès multiple": BcpType.MULTIPLE.value,
    },
)

COLUMNS: tuple[Column, ...] = (
    Column(
        USERNAME,
        "##Required - Valid username in an email format. Must be unique in the system. DO NOT change username for existing employee, unless the User ID column is column is provided; otherwise new employee will be created.##",
        "userName",
        _USERNAME,
        required=True,
    ),
    Column(
        "First Name",
        "## Required - Must contain value. No space as a single value. At least one character and maximum 50 characters ##",
        "firstName",
        required=True,
    ),
    Column(
        "Last Name",
        "## Required - Must contain value. No space as a single value. At least one character and maximum 50 characters ##",
        "lastName",
        required=True,
    ),
    Column(
        "Email Address",
        "## Required - Must contain valid email address ##",
        "emailAddress",
        _EMAIL,
        required=True,
    ),
    Column(
        "Mobile Number",
        '##Optional- Contain only numbers and "-" "+" symbol ##',
        "mobileNumber",
        _PHONE,
        harmless=r"\+[0-9]+(-[0-9]+)*",
    ),
    Column(
        "Time Zone", "##Required- Default is tenant time zone##", "timeZone", _ZONE, required=True
    ),
    Column(
        "Hire Date",
        "##Optional - Must be a valid date. Format is MMM-DD-YYYY (JUL-14-2015). Default is current date at the time of import##",
        "hireDate",
        Day(),
    ),
    Column("Rank", "##Optional - Positive number##", "rank", Whole(1)),
    Column(
        INVITE,
        "##Optional - Set to TRUE or FALSE to indicate whether to send a registration invitation after import. Default is 'False'##",
        rule=Switch(),
    ),
    Column("ACD Login Id", "##Optional - Max length is 255##", "acdInfos", LoginIds()),
    Column(
        " Role Name",
        "##Required - Must contain valid role name##",
        "roleUUID",
        NameOf("role"),
        required=True,
    ),
    Column(
        "Team Name",
        "##Optional - Valid team name. Default is 'System Default' team##",
        "teamId",
        NameOf("team", Which.ALT),
    ),
    Column("OS Login", "##Optional - Max length is 255##", "ntLoginName"),
    Column(
        MFA_SECRET,
        "##Optional - Can accept secret of length 16 or 26 or 32. Characters allowed 'A-Z' '0-9'##",
    ),
    Column(
        "MFA Time Period",
        "##Optional - Can accept time step between 15 - 300. Characters allowed '0-9'. Default is 30##",
        "mfaTimePeriod",
        Whole(15, 300),
    ),
    Column("External Identity", "##Optional - Max length is 255 ##", "externalIdentity"),
    Column(
        "Can Be Coached Or Evaluated",
        "##Optional - Set to TRUE or FALSE. Default is 'TRUE'.Enables the employee to be evaluated if your tenant is licensed and configured for CXone Quality Management (QM)##",
        "canBeCoachedOrEvaluated",
        Switch(),
    ),
    Column(
        "Can Be Scheduled",
        "##Optional - Set to TRUE or FALSE. Default is 'TRUE'. Enables the employee to be scheduled if tenant is licensed and configured for CXone Workforce Management (WFM).##",
        "canBeScheduled",
        Switch(),
    ),
    Column(
        "Can Be Recorded",
        "##Optional - Set to TRUE or FALSE. Default is 'TRUE'. Enables the employee's voice to be recorded if tenant is configured for CXone Recording.##",
        "canBeRecorded",
        Switch(),
    ),
    Column(
        "Can Be Analyzed",
        "##Optional - Set to TRUE or FALSE. Default is 'TRUE'. Enables the employee to be recorded if tenant is configured for CXone Analytics.##",
        "canBeAnalyzed",
        Switch(),
    ),
    Column(
        STATUS,
        "##Any values in the Status column will be ignored and the value will be set to “NOT YET INVITED”##",
    ),
    Column(
        "Virtual Agent Enabled",
        "##Optional - Set to TRUE or FALSE. Default is 'TRUE'. Enables the employee to be a virtual agent.##",
        "virtualAgentEnabled",
        Switch(),
    ),
    Column(
        "Virtual Agent Type",
        "##Optional - Set to Digital Bot, Digital Survey, or OFF. Default is 'OFF'. If Virtual Agent Enabled is true, this field identifies the type of virtual agent.##",
        "virtualAgentType",
        _BOT,
    ),
    Column(
        "Can View BI Reports",
        "##Optional - Set to TRUE or FALSE. Default is 'TRUE'. Enables the employee to view BI reports.##",
        "canViewBiReports",
        Switch(),
    ),
    Column(
        "Can Be Recorded Screen",
        "##Optional - Set to TRUE or FALSE. Default is 'TRUE'. Enables the employee's screen to be recorded if tenant is configured for CXone Screen Recording.##",
        "canBeRecordedScreen",
        Switch(),
    ),
    Column("Middle Name", "##Optional - Max length is 50##", "middleName"),
    Column("Display Name", "##Optional - Max length is 255##", "displayName"),
    Column("Type", "##Optional - Max length is 255##", "type"),
    Column("Views", "##Optional - Must contain valid view names##", "views", ViewNames()),
    Column(
        "Login Authenticator Name",
        "##Optional - Must contain valid login authenticator name.##",
        "loginAuthenticatorId",
        NameOf("login_authenticator"),
    ),
    Column(
        USER_ID,
        "##Optional - Must contain valid UUID.  This value must be provided if Username is being changed for existing employee ##",
    ),
    Column(
        DEACTIVATE,
        "##Optional - Set to TRUE or FALSE to indicate whether to deactivate an existing user. Default is 'False'##",
        rule=Switch(),
    ),
    Column(
        "Agent Integrations",
        "##Optional - Set to TRUE or FALSE. Default is 'FALSE'. Enables the employee for agent integrations .##",
        "agentIntegration",
        Switch(),
    ),
    Column(
        BCP_TYPE,
        "##Optional - Set to No access, Single access or Multiple access. Default is 'No access'##",
        "bcpType",
        _BCP_TYPE,
        absent=BcpType.NONE.value,
    ),
)

BY_NAME: Mapping[str, Column] = {column.name: column for column in COLUMNS}


def columns_of(*, bcp: bool) -> tuple[Column, ...]:
    """Those of a tenant's template: the field's own unless BCP is enabled."""
    return tuple(column for column in COLUMNS if bcp or column.name != BCP_TYPE)
