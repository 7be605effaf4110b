"""Outside identifiers: what scripts send to systems that are not the platform (a CRM, say), or take from them.

They may not have to change for the BCP tenant; whether they work there is to be tried, for each tenant by itself: an outside
system may let in the addresses of one region only. What people know of each is kept per tenant, apart from the scripts, so that
neither a changed script nor a restored tenant loses it.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from releve.domain.ids import TenantId


class Sort(StrEnum):
    """How a script deals with an outside identifier."""

    ADDRESS = "address"  # a path of the system that it asks
    SENT = "sent"  # a field of what it sends
    TAKEN = "taken"  # a field of what it takes from the answer
    KEY = "key"  # a key or a password in clear; its value is kept nowhere


class Use(NamedTuple):
    """One place of a script where an identifier of an outside system stands."""

    system: str
    identifier: str
    sort: Sort
    action: str
    place: str

    @property
    def line(self) -> str:
        return line_of(self.system, self.identifier)


@dataclass(frozen=True, slots=True)
class Seen:
    """A script as it was last looked at: at its `revision`, by this `edition` of the rules. `uses` in the order of the file."""

    script: str
    revision: int
    edition: int
    path: str
    changed_at: str
    uses: tuple[Use, ...] = ()


class Outcome(StrEnum):
    """How the last test went."""

    WORKS = "works"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Test:
    """`on` is the day that people say; `at` is when it counts from: a script that changed later was not tested."""

    on: str
    at: str
    outcome: Outcome
    by: str
    note: str = ""

    #: pytest takes what is called so for tests.
    __test__ = False


@dataclass(frozen=True, slots=True)
class Note:
    """What people of one tenant know of a line. `version` counts its changes, 0 for what nobody has said anything of."""

    id: str
    system: str
    identifier: str
    owner: str = ""
    test: Test | None = None
    version: int = 0
    changed_at: str = ""
    changed_by: str = ""


def line_of(system: str, identifier: str) -> str:
    """The ID of the line of a system and an identifier: the same in every tenant."""
    return hashlib.sha256(f"{system}\n{identifier}".encode()).hexdigest()[:16]


class Outside(Protocol):
    """The outside identifiers of the tenants of this region: where scripts use them, and what people know of them."""

    def looked_at(self, tenant: TenantId) -> dict[str, tuple[int, int]]:
        """script → the revision and the edition at which it was last looked at."""

    def seen(self, tenant: TenantId) -> list[Seen]:
        """Every script that was looked at and uses any, in the order of their paths."""

    def see(self, tenant: TenantId, seen: Iterable[Seen], gone: Collection[str]) -> None:
        """Keep what scripts use now; forget those of `gone`."""

    def notes(self, tenant: TenantId) -> dict[str, Note]:
        """By the ID of the line."""

    def put(self, tenant: TenantId, note: Note) -> None:
        """Keep a note whose `version` is one more than that of the one it replaces. Raises Conflict if another one stands
        there by now."""
