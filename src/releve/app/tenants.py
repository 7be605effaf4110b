"""Tenant Management: the list of tenants, and a new one with everything that a tenant has from the start."""

import hashlib
import unicodedata
from dataclasses import dataclass

from releve.access.policy import Act, must
from releve.app.house import House
from releve.domain.directory import Change
from releve.domain.errors import Conflict, Invalid
from releve.domain.ids import TenantId, integer
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.seed import built_in
from releve.domain.tenancy import Activation, Pair, Side, Tenant

SORTS = ("name", "region", "created_at", "business_unit")


@dataclass(frozen=True, slots=True)
class TenantLine:
    """A tenant as lists show it: with its side of a pair, and whether that side is active."""

    tenant: Tenant
    side: Side | None
    active: bool
    counterpart: Tenant | None


def list_tenants(
    house: House,
    caller: Caller | None,
    *,
    search: str = "",
    sort: str = "name",
    descending: bool = False,
    skip: int = 0,
    top: int = 20,
) -> tuple[list[TenantLine], int]:
    """The tenants whose name, ID or region holds `search`; and how many there are in all."""
    must(caller, Act.TENANTS_VIEW)
    tenants = house.registry.tenants()
    wanted = search.strip().casefold()
    found = [
        tenant
        for tenant in tenants
        if wanted
        in f"{tenant.name}\n{tenant.id}\n{tenant.region}\n{tenant.business_unit}".casefold()
    ]
    key = sort if sort in SORTS else "name"
    found.sort(
        key=lambda tenant: (str(getattr(tenant, key)).casefold(), tenant.id), reverse=descending
    )
    by_id = {tenant.id: tenant for tenant in tenants}
    pairs = {pair.id: pair for pair in house.registry.pairs()}
    actives = {pair: found.active for pair, found in house.registry.activations().items()}
    page = found[skip : skip + top]
    return [_line(tenant, by_id, pairs, actives) for tenant in page], len(found)


def _line(
    tenant: Tenant,
    by_id: dict[TenantId, Tenant],
    pairs: dict[str, Pair],
    actives: dict[str, Side],
) -> TenantLine:
    pair = pairs.get(tenant.pair) if tenant.pair else None
    if pair is None:
        return TenantLine(tenant, None, True, None)
    side = pair.side(tenant.id)
    return TenantLine(tenant, side, actives[pair.id] is side, by_id.get(pair.tenant(side.other)))


@dataclass(frozen=True, slots=True)
class TenantCard:
    """Everything TM shows of one tenant."""

    tenant: Tenant
    version: int
    pair: Pair | None
    activation: Activation | None
    counterpart: Tenant | None

    @property
    def side(self) -> Side | None:
        return self.pair.side(self.tenant.id) if self.pair else None


def tenant_card(house: House, caller: Caller | None, tenant: TenantId) -> TenantCard:
    must(caller, Act.TENANTS_VIEW)
    return card_of(house, tenant)


def card_of(house: House, tenant: TenantId) -> TenantCard:
    """The card without a check of the caller: for use cases that have made their own."""
    found, version = house.registry.tenant(tenant)
    if found.pair is None:
        return TenantCard(found, version, None, None, None)
    pair, _ = house.registry.pair(found.pair)
    activation, _ = house.registry.activation(pair.id)
    other, _ = house.registry.tenant(pair.tenant(pair.side(tenant).other))
    return TenantCard(found, version, pair, activation, other)


def create_tenant(house: House, caller: Caller | None, *, name: str, region: str) -> Tenant:
    """A new tenant with its built-in roles, team and login authenticator.

    Its things are written in the region first and its record in the directory last: the record is what makes
    the tenant exist, so that a crash in between leaves nothing that anybody can see.
    """
    caller = must(caller, Act.TENANTS_CREATE)
    name = name.strip()
    _check_new_name(house, name)
    place = house.registry.region(region)
    tenant_id = house.new_id()
    house.trace_home(
        caller, Act.TENANTS_CREATE, tenant_id, outcome="attempted", name=name, region=region
    )
    with house.regions.of(region).writing() as tx:
        tx.entities.lock(_unit_owner(region))
        number = tx.entities.issued(_unit_owner(region)).get("business_unit", 0)
        unit = int(integer("businessUnitId", 7).issue(region, "business_unit", place.slot, number))
        tx.entities.claim(_unit_owner(region), {"business_unit": number + 1})
        drafts, issued = built_in(tenant_id, place.slot, name=name, business_unit=unit)
        tx.entities.put(tenant_id, drafts, by=caller.actor, at=house.now())
        tx.entities.claim(tenant_id, issued)
    tenant = Tenant(tenant_id, name, region, unit, created_at=house.now(), created_by=caller.actor)
    house.registry.commit(
        [
            Change(f"tenant/{tenant_id}", tenant.record(), 0),
            Change(_name_key(name), {"tenant": tenant_id}, 0),
        ],
        _name_taken(name),
    )
    house.trace_home(caller, Act.TENANTS_CREATE, tenant_id, name=name, region=region)
    return tenant


def _unit_owner(region: str) -> str:
    """Business-unit numbers are unique in the whole region: their count has an owner that is no tenant."""
    return f"region:{region}"


def _check_new_name(house: House, name: str) -> None:
    if not 1 <= len(name) <= 100:
        raise Invalid(
            say("A tenant needs a name of 1 to 100 characters."),
            fields={"name": say("Give a name of 1 to 100 characters.")},
        )
    if house.registry.directory.get(_name_key(name)) is not None:
        raise _name_taken(name)


def _name_key(name: str) -> str:
    """The directory's key that makes a name unique, however it is spelt."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return f"name/{hashlib.sha256(plain.encode()).hexdigest()}"


def _name_taken(name: str) -> Conflict:
    return Conflict(
        say("There is already a tenant called “{name}”.", name=name),
        say("Choose another name; for a BCP tenant, one that says so helps."),
    )


def tenant_named(house: House, name: str) -> Tenant | None:
    """The tenant that is called so, whatever the case."""
    record = house.registry.directory.get(_name_key(name))
    if record is None:
        return None
    return house.registry.tenant(str(record.value["tenant"]))[0]
