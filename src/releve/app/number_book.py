"""Which company has which telephone number, in memory: read from the points of contact of its tenants (`app.numbers`), looked
into by whoever answers a call. Nothing of it is kept when the process ends.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from releve.domain.errors import Unavailable
from releve.domain.ids import TenantId
from releve.domain.say import say
from releve.domain.tenancy import Tenant

#: So many numbers of one tenant are taken: no tenant fills the memory of all.
NUMBERS_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Held:
    """What was read of a tenant: its numbers, and the revisions that say whether they may have changed since."""

    revision: int
    kind_revision: int
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A number that a second company has too. Calls go to the older one, so that nobody takes away a number by writing
    it down."""

    number: str
    owner: TenantId
    other: TenantId


@dataclass(slots=True)
class NumberBook:
    """One thread enters, others look up: what they look into is replaced, never changed."""

    _held: dict[TenantId, Held] = field(default_factory=dict)
    _owners: Mapping[str, TenantId] = field(default_factory=dict)
    _missing: bool = True
    disputes: tuple[Dispute, ...] = ()

    def __len__(self) -> int:
        return len(self._owners)

    def owner(self, number: str) -> TenantId | None:
        """A tenant of the company that has the number: either of a pair. Raises Unavailable for a number that nobody is known
        to have while there are companies of which nothing could be read yet: it may be theirs."""
        owner = self._owners.get(number)
        if owner is None and self._missing:
            raise Unavailable(
                say("Not all numbers are known yet."), say("Ask again in a few seconds.")
            )
        return owner

    def held(self, tenant: TenantId) -> Held | None:
        return self._held.get(tenant)

    def enter(self, tenant: TenantId, held: Held) -> None:
        """What was read of a tenant, in place of what was known. It counts from the next `settle`."""
        self._held[tenant] = held

    def settle(self, tenants: Iterable[Tenant]) -> None:
        """Decide who has which number, by what has been entered of these tenants, which are all there are.

        A number counts if either side of a pair has it: what one side does not know yet, or knows no longer, still rings
        where the company works.
        """
        companies = list(_companies(tenants))
        known = {tenant.id for company in companies for tenant in company}
        self._held = {id_: held for id_, held in self._held.items() if id_ in known}
        owners: dict[str, TenantId] = {}
        disputes: list[Dispute] = []
        missing = False
        for company in companies:
            read = [self._held[one.id] for one in company if one.id in self._held]
            missing = missing or not read
            first = company[0].id
            for number in frozenset[str]().union(*(held.numbers for held in read)):
                owner = owners.setdefault(number, first)
                if owner != first:
                    disputes.append(Dispute(number, owner, first))
        self._owners, self._missing = owners, missing
        self.disputes = tuple(sorted(disputes, key=lambda one: (one.number, one.other)))


def _companies(tenants: Iterable[Tenant]) -> Iterator[list[Tenant]]:
    """The tenants of a pair together, everybody else alone; the oldest company first."""
    together: dict[str, list[Tenant]] = {}
    for tenant in sorted(tenants, key=lambda one: (one.created_at, one.id)):
        together.setdefault(tenant.pair or tenant.id, []).append(tenant)
    yield from together.values()
