"""Telephone numbers read anew: which tenants have which, for the SIP redirect.

They are the addresses of the points of contact that look like numbers. A tenant is read again when anything has changed
among its points of contact; the region of either side of a pair is enough. What cannot be read now stays as it was.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from releve.activation.drivers.sip.numbers import number_of
from releve.app.house import House
from releve.app.number_book import NUMBERS_MAX, Dispute, Held
from releve.domain.errors import Unavailable
from releve.domain.ids import TenantId
from releve.domain.store import Tx
from releve.domain.tenancy import Tenant

KIND = "point_of_contact"

#: So many disputes are named in the log; all are counted.
NAMED = 20


@dataclass(slots=True)
class NumberReader:
    """`turn` is called again and again, by one thread, which has to wait while a region hangs."""

    house: House
    follows: bool = False  # a second between two looks is soon enough
    _tenants: Sequence[Tenant] = ()
    _unsettled: bool = False
    _disputes: tuple[Dispute, ...] = ()
    _too_many: set[TenantId] = field(default_factory=set)

    def turn(self) -> list[str]:
        """Says in sentences what somebody should know."""
        return list(self._read())

    def _read(self) -> Iterator[str]:
        before, self._tenants = self._tenants, self.house.whereabouts.tenants()
        by_region: dict[str, list[TenantId]] = {}
        for tenant in self._tenants:
            by_region.setdefault(tenant.region, []).append(tenant.id)
        for region, tenants in by_region.items():
            with suppress(Unavailable):  # what was entered before counts
                self._read_region(region, tenants)
        if self._unsettled or before != self._tenants:
            self.house.numbers.settle(self._tenants)
            self._unsettled = False
            yield from self._told()

    def _read_region(self, region: str, tenants: Sequence[TenantId]) -> None:
        store, book = self.house.regions.of(region), self.house.numbers
        with store.glancing() as tx:
            revisions = tx.entities.revisions(tenants)
        for tenant in tenants:
            held, revision = book.held(tenant), revisions.get(tenant, 0)
            if held is None or held.revision != revision:
                with store.reading() as tx:
                    book.enter(tenant, self._held(tx, tenant, held))
                self._unsettled = True

    def _held(self, tx: Tx, tenant: TenantId, before: Held | None) -> Held:
        revision, ledger = tx.entities.revision(tenant), tx.entities.ledger(tenant).get(KIND)
        kind_revision = ledger.revision if ledger else 0
        if before is not None and before.kind_revision == kind_revision:
            return Held(revision, kind_revision, before.numbers)
        numbers: set[str] = set()
        for one in tx.entities.excerpts(tenant, KIND, ("contactAddress",)):
            number = number_of(str(one.body.get("contactAddress", "")))
            if number is None or number in numbers:
                continue
            if len(numbers) == NUMBERS_MAX:
                self._too_many.add(tenant)
                break
            numbers.add(number)
        return Held(revision, kind_revision, frozenset(numbers))

    def _told(self) -> Iterator[str]:
        for tenant in sorted(self._too_many):
            yield f"tenant {tenant} has more than {NUMBERS_MAX} numbers: calls of the rest are not found"
        self._too_many.clear()
        disputes = self.house.numbers.disputes
        new = [one for one in disputes if one not in frozenset(self._disputes)]
        self._disputes = disputes
        for one in new[:NAMED]:
            yield f"the number {one.number} of tenant {one.owner} is claimed by tenant {one.other} too, in vain"
