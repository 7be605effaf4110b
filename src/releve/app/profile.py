"""My profile: who one is in this tenant, and the access keys with which programs act for one."""

from dataclasses import dataclass

from releve.access.policy import Act, may, must
from releve.app.access_keys import AccessKey, list_keys
from releve.app.accounts import is_built_in
from releve.app.entities import must_exist, titles_of
from releve.app.house import House
from releve.app.pairing import bond_of_pair
from releve.domain.entities import Entity
from releve.domain.people import BcpType, Caller
from releve.domain.tenancy import Side, Tenant


@dataclass(frozen=True, slots=True)
class Profile:
    """`side` and `other` are there if the tenant is in a pair. `may_create` is about access keys."""

    employee: Entity
    role: str
    team: str
    tenant: Tenant
    side: Side | None
    other: Tenant | None
    bcp_type: BcpType
    keys: list[AccessKey]
    may_create: bool


def my_profile(house: House, caller: Caller | None) -> Profile:
    """Of whoever is logged in to a tenant. An operator who impersonates sees the built-in administrator's."""
    if caller is None or caller.tenant is None:
        caller = must(caller, Act.ACCESS_KEYS_VIEW)
    tenant, _ = house.registry.tenant(caller.tenant or "")
    with house.store_of(tenant.id).reading() as tx:
        employee = must_exist(tx, caller, "employee", caller.employee or "")
        titles = titles_of(tx, tenant.id, [employee])
    bond = bond_of_pair(house, tenant.pair) if tenant.pair else None
    side = bond.pair.side(tenant.id) if bond else None
    body = employee.body
    return Profile(
        employee,
        titles.get(("role", str(body.get("roleUUID", ""))), ""),
        titles.get(("team", str(body.get("teamId", ""))), ""),
        tenant,
        side,
        (bond.bcp if side is Side.PRIMARY else bond.primary) if bond else None,
        caller.bcp_type,
        list_keys(house, caller),
        may(caller, Act.ACCESS_KEYS_CREATE) and not is_built_in(employee),
    )
