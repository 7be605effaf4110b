"""Where a tenant is now, for anybody who asks: answered from a copy of the directory, no login needed."""

from dataclasses import dataclass
from typing import Any

import structlog

from releve.activation.drivers.discovery import configuration
from releve.app.house import House
from releve.app.strangers import strangers_are_told_less
from releve.app.whereabouts import Sighting
from releve.domain.errors import Unavailable
from releve.domain.ids import TenantId


@dataclass(frozen=True, slots=True)
class Found:
    """The configuration of the region that was found, and how sure that is."""

    answer: dict[str, Any]
    sighting: Sighting


def discover_at_once(house: House, tenant: TenantId | None) -> Sighting | None:
    """The region if it can be told without waiting for anybody: this may be asked in the loop of a server."""
    return house.whereabouts.now(tenant) if tenant else Sighting(house.home)


@strangers_are_told_less()
def discover(house: House, tenant: TenantId | None) -> Found:
    """The configuration of the region of the tenant's active side; without a tenant, of the home region.

    Either tenant of a pair may be asked. While the directory does not answer this is what was read last.
    Raises NotFound for an unknown tenant, Unavailable if nothing is known of it and nobody can be asked.
    """
    sighting = _seen(house, tenant) if tenant else Sighting(house.home)
    return Found(told(house, tenant, sighting), sighting)


def told(house: House, tenant: TenantId | None, sighting: Sighting) -> dict[str, Any]:
    return configuration(tenant, house.places[sighting.region])


def _seen(house: House, tenant: TenantId) -> Sighting:
    if (known := house.whereabouts.kept(tenant)) is None:
        return _asked(house, tenant)
    try:
        house.whereabouts.look()
    except Unavailable as fault:
        structlog.get_logger("discovery").warning(
            "the directory does not answer; discovery tells what was read last",
            age_s=round(known.age_s, 1),
            why=str(fault),
        )
    return house.whereabouts.kept(tenant) or _asked(house, tenant)


def _asked(house: House, tenant: TenantId) -> Sighting:
    """Of a tenant that the copy does not know. Nobody who asks for what does not exist has everything read."""
    found, _ = house.registry.tenant(tenant)
    if found.pair is not None:
        pair, _ = house.registry.pair(found.pair)
        found, _ = house.registry.tenant(pair.tenant(house.registry.active_side(pair)))
    house.whereabouts.look()
    return Sighting(found.region)
