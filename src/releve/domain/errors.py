"""Every way in which the product says no: eight codes, translated once per door.

    ReleveError
    ├── Invalid           the request can never succeed as written
    ├── Unauthenticated   we do not know who is asking
    ├── Forbidden         we know, and they may not
    ├── NotFound          absent, or not theirs to know about
    ├── Conflict          somebody else moved first; read again
    ├── Refused           a safety rule said no, and said why
    ├── Unavailable       a region or a quorum did not answer; try later
    └── (internal)        our mistake: any other exception

`message` says what happened, `hint` what to do next, `reasons` lists all that stands in the way, `fields`
says which fields of a form are wrong, and `facts` are for programs. A message never repeats its cause.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import ClassVar

from releve.domain.say import Message


class Code(StrEnum):
    """The small closed vocabulary; each door has one table from these to its own."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


class ReleveError(Exception):
    """Something that can happen in operation, said so that a person knows what to do next."""

    code: ClassVar[Code] = Code.INTERNAL

    def __init__(
        self,
        message: Message,
        hint: Message | None = None,
        *,
        reasons: Sequence[Message] = (),
        fields: Mapping[str, Message] | None = None,
        **facts: object,
    ) -> None:
        super().__init__(str(message))
        self.message, self.hint, self.facts = message, hint, facts
        self.reasons, self.fields = tuple(reasons), dict(fields or {})


class Invalid(ReleveError):
    code = Code.INVALID


class Unauthenticated(ReleveError):
    code = Code.UNAUTHENTICATED


class Forbidden(ReleveError):
    code = Code.FORBIDDEN


class NotFound(ReleveError):
    code = Code.NOT_FOUND


class Conflict(ReleveError):
    code = Code.CONFLICT


class Refused(ReleveError):
    code = Code.REFUSED


class Unavailable(ReleveError):
    """A store, a region or a quorum did not answer. A write that raises this may have happened."""

    code = Code.UNAVAILABLE

    @classmethod
    def again(cls, fault: ReleveError) -> "Unavailable":
        """What was found out before, for somebody else: an exception that is raised again and again grows."""
        return cls(
            fault.message, fault.hint, reasons=fault.reasons, fields=fault.fields, **fault.facts
        )
