"""Tokens: what a program is given when it has proven itself, and whom a token speaks for when it comes back.

A login makes a family. Every access token names its family, so that ending it (a revoked key, a logout, a replayed
refresh token) ends them all at once. What a token may do is read anew at each request.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from releve.access import landing, sessions, tokens
from releve.access.policy import grants_of
from releve.access.tokens import Claims, Holder
from releve.app import signing
from releve.app.access_keys import is_awake, prove_key
from releve.app.accounts import is_active, is_built_in
from releve.app.clients import must_have_shown
from releve.app.granting import roles_of
from releve.app.house import House
from releve.app.strangers import strangers_are_told_less
from releve.domain.clock import instant, stamp
from releve.domain.entities import Entity
from releve.domain.errors import NotFound, Unauthenticated, Unavailable
from releve.domain.families import Family, Purpose, Ticket
from releve.domain.kind import Body
from releve.domain.people import BcpType, Caller, Grants
from releve.domain.say import Message, say
from releve.domain.store import Tx
from releve.domain.tenancy import Activation, Pair, Tenant, admit

#: No token is issued for less: one of the field's SDKs renews 600 seconds before the end, and would do nothing else.
LIFE_S_MIN = 601


@dataclass(frozen=True, slots=True)
class Issued:
    """What a program is given. `refresh` is good once, "" for an exchange; `life_s` is of the access token."""

    access: str
    id: str
    refresh: str
    life_s: int
    refresh_life_s: int


@strangers_are_told_less()
def log_in_with_key(house: House, key: str, secret: str, *, client: str, origin: str) -> Issued:
    """Raises Unauthenticated for a wrong key, and while the key's tenant is not one in which its employee may work;
    Refused when throttled, Unavailable when the tenant's region does not answer."""
    proven = prove_key(house, key, secret, origin=origin)
    bcp_type = _bcp_type(proven.employee)
    epoch = epoch_for(house, proven.tenant, bcp_type)
    family = begin_family(
        house, proven.tenant, proven.employee.id, client=client, epoch=epoch, key=key.strip()
    )
    with house.regions.of(proven.tenant.region).writing() as tx:
        if not is_awake(tx, proven.tenant.id, proven.id):  # revoked since it was proven
            raise _over()
        tx.families.add(family)
        tx.families.note_use(proven.tenant.id, key.strip(), house.now())
        caller = Caller(
            str(proven.employee.body["userName"]), origin, proven.tenant.id, proven.employee.id
        )
        house.trace(tx, caller, "token", f"access_key/{proven.id}", client=client)
        return issue(house, tx, proven.tenant, family, proven.employee)


def begin_family(
    house: House,
    tenant: Tenant,
    employee: str,
    *,
    client: str,
    epoch: int,
    key: str | None = None,
) -> Family:
    now = house.clock()
    return Family(
        id=sessions.make_token(house.random_bytes),
        tenant=tenant.id,
        employee=employee,
        client=client,
        created_at=stamp(now),
        expires_at=stamp(now + timedelta(seconds=house.terms.login_s)),
        epoch=epoch,
        key=key,
    )


def issue(
    house: House, tx: Tx, tenant: Tenant, family: Family, employee: Entity, nonce: str = ""
) -> Issued:
    """New tokens of a family. An access token never outlives it."""
    life_s = min(house.terms.access_s, _left_s(house, family))
    issued = _signed(house, tx, tenant, family, employee, life_s, nonce)
    return replace(issued, refresh=_refresh_token(house, tx, tenant, family))


def _signed(
    house: House,
    tx: Tx,
    tenant: Tenant,
    family: Family,
    employee: Entity,
    life_s: int,
    nonce: str = "",
) -> Issued:
    """Without a refresh token."""
    kid, key = signing.signer(house, tenant.region)
    holder = holder_of(house, tx, tenant, family, employee)
    claims = tokens.claims_of(holder, house.issuer, house.clock(), life_s)
    return Issued(
        tokens.access_token(claims, family.client, kid, key),
        tokens.id_token(claims, family.client, nonce, kid, key),
        "",
        life_s,
        _left_s(house, family),
    )


def _left_s(house: House, family: Family) -> int:
    return int((instant(family.expires_at) - house.clock()).total_seconds())


def _refresh_token(house: House, tx: Tx, tenant: Tenant, family: Family) -> str:
    token = f"{tenant.region}.{sessions.make_token(house.random_bytes)}"
    tx.families.add_ticket(
        Ticket(sessions.token_hash(token), Purpose.REFRESH, tenant.id, family.id, family.expires_at)
    )
    return token


def holder_of(house: House, tx: Tx, tenant: Tenant, family: Family, employee: Entity) -> Holder:
    body = employee.body
    team = tx.entities.by_alt(tenant.id, "team", str(body.get("teamId") or ""))
    role = tx.entities.get(tenant.id, "role", str(body.get("roleUUID") or ""))
    return Holder(
        tenant=tenant.id,
        tenant_name=tenant.name,
        business_unit=tenant.business_unit,
        cluster=house.places[tenant.region].cluster,
        user=employee.alt_id or "",
        agent=int(employee.id),
        first_name=str(body.get("firstName", "")),
        last_name=str(body.get("lastName", "")),
        username=str(body["userName"]),
        email=str(body.get("emailAddress", "")),
        team=int(team.id) if team else None,
        role_id=role.id if role else "",
        role_legacy_id=role.alt_id or "" if role else "",
        role_name=str(role.body.get("roleName", "")) if role else "",
        client=family.client,
        family=family.id,
        epoch=family.epoch,
    )


@strangers_are_told_less()
def caller_of(house: House, token: str, *, origin: str) -> Caller:
    """Whom an access token speaks for, with what they may at this moment. The highest epoch seen is remembered.

    Raises Unauthenticated for anything but a good token: over, signed by nobody we know, of a family that has ended, of
    somebody who may not work any more, of a tenant that is not active for them (fact `sent_away`); Conflict when the
    directory tells an epoch that is over.
    """
    return admitted(house, _claims(house, token), origin).caller


@dataclass(frozen=True, slots=True)
class Admitted:
    """A good token, with all that it stands for."""

    caller: Caller
    claims: Claims
    tenant: Tenant
    family: Family
    employee: Entity


def looks_signed(token: str) -> bool:
    """Whether a bearer token is one of these, and not that of a session."""
    return tokens.looks_signed(token)


def _claims(house: House, token: str) -> Claims:
    return tokens.read(token, lambda kid: signing.public(house, kid), house.issuer, house.clock())


def admitted(house: House, claims: Claims, origin: str) -> Admitted:
    try:
        tenant, _ = house.registry.tenant(claims.tenant)
    except NotFound as gone:
        raise _over() from gone
    try:
        with house.regions.of(tenant.region).reading() as tx:
            family, employee, roles = _standing(tx, tenant, claims.family)
    except Unavailable as silent:
        raise _left_behind(
            say("The region {region} does not answer.", region=house.region_label(tenant.region))
        ) from silent
    if family is None or instant(family.expires_at) <= house.clock():
        raise _over()
    if employee is None or not is_active(employee) or is_built_in(employee):
        raise _over()
    bcp_type, seen = _bcp_type(employee), max(family.epoch, claims.epoch)
    epoch = epoch_for(house, tenant, bcp_type, seen)
    if epoch > family.epoch:
        with suppress(Unavailable), house.regions.of(tenant.region).writing() as tx:
            tx.families.see(tenant.id, family.id, epoch)
    grants: Grants = grants_of(roles, tenant.features)
    caller = Caller(
        str(employee.body["userName"]),
        origin,
        tenant.id,
        employee.id,
        grants=grants,
        bcp_type=bcp_type,
    )
    return Admitted(caller, claims, tenant, family, employee)


def _standing(
    tx: Tx, tenant: Tenant, family: str
) -> tuple[Family | None, Entity | None, list[Body]]:
    found = _family(tx, tenant, family)
    if found is None:
        return None, None, []
    employee = tx.entities.get(tenant.id, "employee", found.employee)
    return found, employee, roles_of(tx, employee) if employee else []


def _family(tx: Tx, tenant: Tenant, id: str) -> Family | None:
    """One that lives: of an access key that is still in use, or of a login."""
    found = tx.families.get(tenant.id, id)
    if found is None or (found.key and not is_awake(tx, tenant.id, found.key)):
        return None
    return found


def _bcp_type(employee: Entity) -> BcpType:
    return BcpType(employee.body.get("bcpType", BcpType.NONE))


def epoch_for(house: House, tenant: Tenant, bcp_type: BcpType, seen: int = 0) -> int:
    """The epoch in which this is allowed. Raises Unauthenticated where the employee may not work now, Conflict when a
    higher epoch was seen than the directory tells."""
    if tenant.pair is None:
        return 0
    pair, _ = house.registry.pair(tenant.pair)
    activation, _ = house.registry.activation(pair.id)
    admit(seen, activation.epoch)
    if not landing.may_enter(bcp_type, pair.side(tenant.id), activation.active):
        raise _left_behind(_why(house, tenant, bcp_type, pair, activation))
    return activation.epoch


def _why(
    house: House, tenant: Tenant, bcp_type: BcpType, pair: Pair, activation: Activation
) -> Message:
    if not landing.OPEN[bcp_type, activation.active]:
        return say("The BCP tenant is active now, and your account has no access to it.")
    active, _ = house.registry.tenant(pair.tenant(activation.active))
    return say(
        "{tenant} is not the active tenant: {active} is.", tenant=tenant.name, active=active.name
    )


def _left_behind(why: Message) -> Unauthenticated:
    return Unauthenticated(
        why,
        say(
            "Ask API discovery again where the tenant is (/.well-known/cxone-configuration), and get a token of the active tenant there."
        ),
        sent_away=True,
    )


def _over() -> Unauthenticated:
    return Unauthenticated(
        say("What this token belongs to has ended."),
        say("Log in again, or ask for a new token with an access key that is in use."),
        why="revoked",
    )


@strangers_are_told_less()
def refresh(house: House, token: str, *, origin: str, client: str = "") -> Issued:
    """New tokens for a refresh token, which is used up. One that was used before ends its whole family: somebody has a
    copy of it. `client` is who asks, as it has been proven; "" says nothing, which is enough for a client without a
    secret.

    Raises Unauthenticated; while the token's tenant is not active for its employee too, and then it is not used up.
    """

    def fits(ticket: Ticket, family: Family) -> bool:
        return client in ("", family.client)

    return redeem(house, token, Purpose.REFRESH, fits, client=client, origin=origin)


def redeem(
    house: House,
    token: str,
    purpose: Purpose,
    fits: Callable[[Ticket, Family], bool],
    *,
    client: str,
    origin: str,
) -> Issued:
    """Take a ticket and issue what it is for. One that was taken before, or that does not fit what was shown with it, ends
    its family. A client that owes its secret is refused, and the ticket is not used up."""
    region = token.partition(".")[0]
    if region not in house.regions.names:
        raise _unknown()
    with house.regions.of(region).writing() as tx:
        found = _redeemed(house, tx, token, purpose, fits, client, origin)
    if isinstance(found, Unauthenticated):  # that the family has ended is written
        raise found
    return found


def _redeemed(
    house: House,
    tx: Tx,
    token: str,
    purpose: Purpose,
    fits: Callable[[Ticket, Family], bool],
    client: str,
    origin: str,
) -> Issued | Unauthenticated:
    taken = tx.families.take(sessions.token_hash(token), house.now())
    if taken is None or taken[0].purpose is not purpose:
        raise _unknown()
    ticket, first = taken
    tenant, _ = house.registry.tenant(ticket.tenant)
    family = _family(tx, tenant, ticket.family)
    if family is None:
        raise _over()
    employee = tx.entities.get(tenant.id, "employee", family.employee)
    must_have_shown(house, family.client, client)
    if not first or not fits(ticket, family):
        tx.families.end(tenant.id, family.id)
        _trace_misused(house, tx, family, employee, origin)
        return _misused()
    if ticket.expires_at <= house.now() or _left_s(house, family) < LIFE_S_MIN:
        raise _over()
    if employee is None or not is_active(employee) or is_built_in(employee):
        raise _over()
    epoch = epoch_for(house, tenant, _bcp_type(employee), family.epoch)
    tx.families.see(tenant.id, family.id, epoch)
    if family.key:
        tx.families.note_use(tenant.id, family.key, house.now())
    nonce = str(ticket.data.get("nonce", ""))
    return issue(house, tx, tenant, replace(family, epoch=epoch), employee, nonce)


def _trace_misused(
    house: House, tx: Tx, family: Family, employee: Entity | None, origin: str
) -> None:
    name = str(employee.body["userName"]) if employee else ""
    caller = Caller(name, origin, family.tenant, family.employee)
    house.trace(
        tx, caller, "token", family.employee, outcome="refused", why="misused", client=family.client
    )


def _unknown() -> Unauthenticated:
    return Unauthenticated(
        say("This code or refresh token is not known."), say("Log in again."), why="unknown"
    )


def _misused() -> Unauthenticated:
    return Unauthenticated(
        say("This code or refresh token was used before, or by somebody else."),
        say("To be safe, everything that began with this login has ended. Log in again."),
        why="misused",
    )


@strangers_are_told_less()
def exchange(house: House, token: str, *, origin: str, client: str = "") -> Issued:
    """Another access token of the same family for one that is still good: it ends when that one ends, and there is no
    refresh token with it. So whoever has got hold of an access token has nothing but its hour.

    Raises what `caller_of` raises, and Unauthenticated for a client that owes its secret and for a token that ends
    too soon.
    """
    found = admitted(house, _claims(house, token), origin)
    must_have_shown(house, found.family.client, client)
    left_s = found.claims.expires_at - int(house.clock().timestamp())
    if left_s < LIFE_S_MIN:
        raise Unauthenticated(
            say("This token ends in a few minutes: it cannot be exchanged any more."),
            say("Use the refresh token, or ask for a new one with the access key."),
            why="expired",
        )
    with house.regions.of(found.tenant.region).writing() as tx:
        if _family(tx, found.tenant, found.family.id) is None:
            raise _over()
        house.trace(
            tx, found.caller, "token", found.employee.id, client=found.family.client, exchanged=True
        )
        life_s = min(house.terms.access_s, left_s)
        return _signed(house, tx, found.tenant, found.family, found.employee, life_s)


@strangers_are_told_less()
def admit_token(house: House, token: str, *, origin: str) -> Admitted:
    """What an access token stands for. Raises what `caller_of` raises."""
    return admitted(house, _claims(house, token), origin)


@strangers_are_told_less()
def log_out(house: House, id_token: str, *, origin: str) -> Claims:
    """End the family of an ID token, however old it is, and return what the token says. Raises Unauthenticated for
    what is no ID token of ours, Unavailable when its region does not answer."""
    claims = tokens.read(
        id_token,
        lambda kid: signing.public(house, kid),
        house.issuer,
        house.clock(),
        type=tokens.ID,
        expired=True,
    )
    tenant, _ = house.registry.tenant(claims.tenant)
    with house.regions.of(tenant.region).writing() as tx:
        family = tx.families.get(tenant.id, claims.family)
        if family is not None:
            employee = tx.entities.get(tenant.id, "employee", family.employee)
            name = str(employee.body["userName"]) if employee else ""
            tx.families.end(tenant.id, family.id)
            caller = Caller(name, origin, tenant.id, family.employee)
            house.trace(tx, caller, "logout", family.employee, client=family.client)
    return claims
