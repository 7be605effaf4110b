"""The log of a pair's passkeys: for every number who made it and so has seen it, who verified it, who used it.

It holds no secret. A passkey whose record of the pair has been replaced is still in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from releve.domain.tenancy import Passkey

#: So many passkeys are remembered, and of each so many times that it was shown.
KEPT_MAX = 30


class Showing(StrEnum):
    """What somebody showed the passkey for."""

    VERIFIED = "verified"
    ORDERED = "ordered"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody showed the right passkey. `acting_as` is set where an operator impersonated."""

    at: str
    by: str
    how: Showing
    acting_as: str | None = None


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """One passkey of a pair, the newest showing first."""

    number: int
    made_at: str
    made_by: str
    shown: tuple[Shown, ...] = ()

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        shown = tuple(
            Shown(**{**one, "how": Showing(one["how"])}) for one in record.get("shown", ())
        )
        return cls(record["number"], record["made_at"], record["made_by"], shown)

    @property
    def last_shown(self) -> str:
        """When somebody last knew it for certain: when it was shown, or made."""
        return self.shown[0].at if self.shown else self.made_at


#: The newest passkey first.
PasskeyLog = tuple[PasskeyLine, ...]


def with_made(log: PasskeyLog, passkey: Passkey) -> PasskeyLog:
    """The log with this passkey in it. Doing it twice changes nothing."""
    if any(line.number == passkey.number for line in log):
        return log
    line = PasskeyLine(passkey.number, passkey.made_at, passkey.made_by)
    return tuple(sorted((line, *log), key=lambda one: -one.number)[:KEPT_MAX])


def with_shown(log: PasskeyLog, number: int, shown: Shown) -> PasskeyLog:
    return tuple(
        replace(line, shown=(shown, *line.shown)[:KEPT_MAX]) if line.number == number else line
        for line in log
    )


def log_record(log: Sequence[PasskeyLine]) -> dict[str, Any]:
    return {"lines": [asdict(line) for line in log]}


def log_of(record: Mapping[str, Any]) -> PasskeyLog:
    """The inverse of `log_record`."""
    return tuple(PasskeyLine.of(line) for line in record["lines"])
