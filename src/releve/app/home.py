"""What Admin shows first: the tenant one is in, and how continuity stands, as far as the caller may see it."""

from dataclasses import dataclass

from releve.access.policy import Act, may
from releve.app.browsing import tenant_of
from releve.app.continuity import Continuity, continuity
from releve.app.happenings import Happenings, happenings
from releve.app.house import House
from releve.domain.people import Caller
from releve.domain.tenancy import Tenant


@dataclass(frozen=True, slots=True)
class Home:
    """`continuity` and `lately` are None for a tenant without a pair, and for a caller who may see neither sync nor switch.
    `unpaired`: nothing would take over from this tenant, and the caller is one of those who should know."""

    tenant: Tenant
    continuity: Continuity | None
    lately: Happenings | None
    unpaired: bool = False


def home(house: House, caller: Caller | None) -> Home:
    tenant = tenant_of(house, caller)
    return Home(
        tenant,
        continuity(house, caller),
        happenings(house, caller),
        unpaired=tenant.pair is None and may(caller, Act.ROLES_VIEW),
    )
