"""What every use case of a pair begins with: the caller's tenant, its pair, its sides, who is active."""

from collections.abc import Mapping
from dataclasses import dataclass

from releve.app.house import House
from releve.domain.errors import Refused
from releve.domain.ids import TenantId
from releve.domain.say import say
from releve.domain.tenancy import Activation, Pair, Side, Tenant


@dataclass(frozen=True, slots=True)
class Bond:
    """One tenant's view of its pair, read at one moment."""

    tenant: Tenant
    pair: Pair
    pair_version: int
    activation: Activation
    activation_version: int
    primary: Tenant
    bcp: Tenant
    versions: Mapping[Side, int]  # of the tenants' records

    @property
    def side(self) -> Side:
        return self.pair.side(self.tenant.id)

    def at(self, side: Side) -> Tenant:
        return self.primary if side is Side.PRIMARY else self.bcp


def bond_of(house: House, tenant: TenantId) -> Bond:
    """Raises NotFound when the tenant is in no pair."""
    own, _ = house.registry.tenant(tenant)
    pair, version = house.registry.pair_of(tenant)
    return _bond(house, own, pair, version)


def bond_of_pair(house: House, pair_id: str) -> Bond:
    """The same, seen from the primary."""
    pair, version = house.registry.pair(pair_id)
    own, _ = house.registry.tenant(pair.primary)
    return _bond(house, own, pair, version)


def same_company(house: House, tenant: TenantId, other: TenantId) -> bool:
    """Whether both are one tenant or the two of one pair. No other at all is any."""
    if other in ("", tenant):
        return True
    own, _ = house.registry.tenant(tenant)
    if own.pair is None:
        return False
    pair, _ = house.registry.pair(own.pair)
    return other in (pair.primary, pair.bcp)


def _bond(house: House, own: Tenant, pair: Pair, version: int) -> Bond:
    activation, activation_version = house.registry.activation(pair.id)
    primary, of_primary = house.registry.tenant(pair.primary)
    bcp, of_bcp = house.registry.tenant(pair.bcp)
    versions = {Side.PRIMARY: of_primary, Side.BCP: of_bcp}
    return Bond(own, pair, version, activation, activation_version, primary, bcp, versions)


def both_enabled(bond: Bond) -> None:
    """Raises Refused, naming every tenant on which BCP is not enabled."""
    reasons = [
        say("BCP is not enabled on {tenant}.", tenant=tenant.name)
        for tenant in (bond.primary, bond.bcp)
        if not tenant.features.bcp
    ]
    if reasons:
        raise Refused(
            say("Business Continuity Plan is not set up on both tenants."),
            say(
                "In TM, open the tenant named, Applications & Features, enable BCP, then Finish and Save."
            ),
            reasons=reasons,
        )
