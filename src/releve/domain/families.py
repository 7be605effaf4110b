"""What programs hold in the name of employees: families of tokens, and the tickets with which they go on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from releve.domain.ids import TenantId


@dataclass(frozen=True, slots=True)
class Family:
    """Every token that follows from one login of a program in the name of an employee. `key` is the access key it began
    with, None when the person logged in on our page; `epoch` is the highest one seen."""

    id: str
    tenant: TenantId
    employee: str
    client: str
    created_at: str
    expires_at: str
    epoch: int = 0
    key: str | None = None


class Purpose(StrEnum):
    """What a ticket is exchanged for."""

    CODE = "code"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A secret that is good once: an authorization code, or a refresh token. The store keeps its hash only."""

    hash: str
    purpose: Purpose
    tenant: TenantId
    family: str
    expires_at: str
    data: Mapping[str, Any] = field(default_factory=dict)


class Families(Protocol):
    """What programs hold, and when access keys were used last."""

    def add(self, family: Family) -> None: ...

    def get(self, tenant: TenantId, id: str) -> Family | None: ...

    def see(self, tenant: TenantId, id: str, epoch: int) -> None:
        """The family has seen this epoch; a higher one that it has seen stays."""

    def end(self, tenant: TenantId, *ids: str) -> None:
        """With every ticket of theirs; what has ended is no error."""

    def end_of_keys(self, tenant: TenantId, *keys: str) -> None:
        """End every family that began with one of these access keys."""

    def end_of_logins(self, tenant: TenantId, *employees: str) -> int:
        """End every family of these employees that did not begin with an access key; return how many."""

    def add_ticket(self, ticket: Ticket) -> None: ...

    def take(self, hash: str, at: str) -> tuple[Ticket, bool] | None:
        """The ticket, and whether nobody has taken it before: of several who take it at once one is the first. Those
        that are over are returned too, for who has a clock says so."""

    def note_use(self, tenant: TenantId, key: str, at: str) -> None: ...

    def last_uses(self, tenant: TenantId) -> dict[str, str]:
        """Access key → when it was used last; keys that never were are not named."""

    def sweep(self, now: str) -> int:
        """Remove what has expired; return how many families that were."""
