"""What Admin shows first: the tenant one is in, its pair as far as the caller may see it, and the last sync."""

from dataclasses import dataclass

from releve.access.policy import Act, may
from releve.app.browsing import tenant_of
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.domain.errors import NotFound, Unavailable
from releve.domain.people import Caller
from releve.domain.runs import Run
from releve.domain.tenancy import Tenant


@dataclass(frozen=True, slots=True)
class Home:
    """`bond` is None for a tenant without a pair, and for a caller who may see neither sync nor switch.
    `answers` is False when the BCP tenant's region does not: then nothing is known of the last sync."""

    tenant: Tenant
    bond: Bond | None
    last: Run | None
    answers: bool = True


def home(house: House, caller: Caller | None) -> Home:
    tenant = tenant_of(house, caller)
    if not (may(caller, Act.SYNC_VIEW) or may(caller, Act.SWITCH_VIEW)):
        return Home(tenant, None, None)
    try:
        bond = bond_of(house, tenant.id)
    except NotFound:
        return Home(tenant, None, None)
    try:
        with house.regions.of(bond.bcp.region).reading() as tx:
            return Home(tenant, bond, tx.runs.last_done(bond.pair.id))
    except Unavailable:
        return Home(tenant, bond, None, answers=False)
