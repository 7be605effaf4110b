"""Who somebody is, for programs that hold a token of theirs: in this tenant, and in the other one of its pair."""

from contextlib import suppress
from dataclasses import dataclass

from releve.access.tokens import Holder
from releve.app import tokens
from releve.app.accounts import account_in
from releve.app.house import House
from releve.app.leaving import login_name
from releve.app.tokens import holder_of
from releve.domain.errors import Unavailable
from releve.domain.people import Caller


@dataclass(frozen=True, slots=True)
class Whoami:
    """Whom a token speaks for, for how long, and where its calls go."""

    holder: Holder
    issuer: str
    token_endpoint: str
    api_endpoint: str
    life_s: int


def whoami(house: House, token: str, *, origin: str) -> Whoami:
    """Raises what `tokens.caller_of` raises."""
    found = tokens.admit_token(house, token, origin=origin)
    with house.regions.of(found.tenant.region).reading() as tx:
        holder = holder_of(house, tx, found.tenant, found.family, found.employee)
    return Whoami(
        holder,
        house.issuer,
        f"{house.issuer}/auth/token",
        house.places[found.tenant.region].api_endpoint,
        max(int(found.claims.expires_at - house.clock().timestamp()), 0),
    )


@dataclass(frozen=True, slots=True)
class Association:
    """A user of the same person. In the caller's own tenant it is the caller."""

    user: str
    username: str
    tenant_name: str


def associations(house: House, caller: Caller) -> list[Association]:
    """The caller's own user and that of the other tenant of the pair, if its region answers and they have one there."""
    if caller.tenant is None:
        return []
    own, _ = house.registry.tenant(caller.tenant)
    tenants = [own]
    if own.pair is not None:
        pair, _ = house.registry.pair(own.pair)
        tenants.append(house.registry.tenant(pair.tenant(pair.side(own.id).other))[0])
    found = []
    for tenant in tenants:
        with suppress(Unavailable), house.regions.of(tenant.region).reading() as tx:
            account = account_in(house, tx, tenant, login_name(caller.username))
            if account is not None and account.employee is not None and account.is_open:
                name = str(account.employee.body["userName"])
                found.append(Association(account.employee.alt_id or "", name, tenant.name))
    return found
