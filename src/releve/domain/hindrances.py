"""What would keep an employee from working in the BCP tenant, and what to do about it."""

from collections.abc import Mapping
from enum import StrEnum

from releve.domain.say import Message, say


class Reason(StrEnum):
    """Why somebody could not work there, in the order in which one would look at it."""

    NO_ACCESS = "no_access"
    ACCESS_WAITS = "access_waits"
    NOT_THERE = "not_there"
    DEACTIVATED = "deactivated"
    NO_PASSWORD = "no_password"  # noqa: S105 - a reason
    NO_ROLE = "no_role"

    @property
    def label(self) -> Message:
        return REASONS[self][0]

    @property
    def remedy(self) -> Message:
        return REASONS[self][1]


REASONS: Mapping[Reason, tuple[Message, Message]] = {
    Reason.NO_ACCESS: (
        say("The BCP type is “No access”"),
        say("Give them a BCP type, then sync."),
    ),
    Reason.ACCESS_WAITS: (
        say("Access was given and is not copied yet"),
        say("Sync: it arrives with the next run."),
    ),
    Reason.NOT_THERE: (
        say("Not in the BCP tenant yet"),
        say("Sync. Who is held back stands in the newest run, with the reason."),
    ),
    Reason.DEACTIVATED: (
        say("Deactivated in the BCP tenant"),
        say("Somebody did that over there: look at the changes in the BCP tenant, or sync."),
    ),
    Reason.NO_PASSWORD: (
        say("No password in the BCP tenant"),
        say("Give them a password, or a link to choose one, then sync."),
    ),
    Reason.NO_ROLE: (
        say("No active role in the BCP tenant"),
        say("They would get in and could do nothing. Activate one of their roles, then sync."),
    ),
}
