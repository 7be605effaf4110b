"""Where a tenant is now, for anybody who asks: answered from the directory, no login needed."""

from typing import Any

from releve.activation.drivers.discovery import configuration
from releve.app.house import House
from releve.app.strangers import strangers_are_told_less
from releve.domain.ids import TenantId


@strangers_are_told_less()
def discover(house: House, tenant: TenantId | None) -> dict[str, Any]:
    """The configuration of the region of the tenant's active side; without a tenant, of the home region.

    Either tenant of a pair may be asked. Raises NotFound for an unknown tenant.
    """
    if not tenant:
        return configuration(None, house.places[house.home])
    found, _ = house.registry.tenant(tenant)
    if found.pair is not None:
        pair, _ = house.registry.pair(found.pair)
        active, _ = house.registry.tenant(pair.tenant(house.registry.active_side(pair)))
        return configuration(tenant, house.places[active.region])
    return configuration(tenant, house.places[found.region])
