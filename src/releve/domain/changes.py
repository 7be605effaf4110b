"""What was changed about an employee: field by field, by whom, when, through which door."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from releve.domain.ids import TenantId
from releve.domain.say import Message, say

#: (field, before, after), the values as JSON; "" for a value that is not there.
FieldChange = tuple[str, str, str]


#: How our own command line names itself to the API, so that a history can tell it from other programs.
COMMAND_LINE = "releve-cli"


class Way(StrEnum):
    """The door through which somebody came."""

    CONSOLE = "console"
    API = "api"
    COMMAND_LINE = "command_line"
    FILE = "file"  # an employees file, through whichever door that came
    SYNC = "sync"
    UNKNOWN = ""

    @property
    def label(self) -> Message:
        return WAYS[self]


WAYS: Mapping[Way, Message] = {
    Way.CONSOLE: say("Console"),
    Way.API: say("API"),
    Way.COMMAND_LINE: say("Command line"),
    Way.FILE: say("Employees file"),
    Way.SYNC: say("Sync"),
    Way.UNKNOWN: say("not recorded"),
}


@dataclass(frozen=True, slots=True)
class EmployeeChange:
    """One change of one employee. `act` is what the audit calls it. `fields` None: what was changed is not kept."""

    employee: str
    revision: int
    at: str
    by: str
    acting_as: str | None
    way: Way
    act: str
    fields: tuple[FieldChange, ...] | None


class EmployeeChanges(Protocol):
    """The change history of the employees of this region."""

    def add(self, tenant: TenantId, changes: Iterable[EmployeeChange]) -> None:
        """All at once, however many."""

    def of(self, tenant: TenantId, employee: str, *, top: int) -> list[EmployeeChange]:
        """The newest first."""
