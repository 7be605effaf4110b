"""Logging in: find the person wherever a region answers, prove who they are, and land them on the right side.

Works with the other region gone: a pair's employee is looked for on both sides, the active side first, and
whichever side answers is enough.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from releve.access import landing, sessions, throttle
from releve.access.passwords import matching
from releve.access.policy import grants_of
from releve.app.house import House
from releve.domain.errors import Invalid, NotFound, Refused, Unauthenticated, Unavailable
from releve.domain.ids import TenantId, Which
from releve.domain.people import BcpType, Caller
from releve.domain.say import Message, say
from releve.domain.store import Credential, Entity, Session, Tx
from releve.domain.tenancy import Activation, Pair, Side, Tenant


@dataclass(frozen=True, slots=True)
class Account:
    """One account that a username names: where it is, and what its employee's profile says."""

    credential: Credential
    tenant: Tenant
    employee: Entity
    pair: Pair | None
    activation: Activation | None

    @property
    def side(self) -> Side | None:
        return self.pair.side(self.tenant.id) if self.pair else None

    @property
    def bcp_type(self) -> BcpType:
        return BcpType(self.employee.body.get("bcpType", BcpType.NONE))

    @property
    def company(self) -> str:
        """Accounts of one company are one person's: the pair's, or the tenant's own."""
        return self.pair.id if self.pair else self.tenant.id


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """`token` is for the cookie; the store has its hash only."""

    token: str
    tenant: Tenant | None


@dataclass(frozen=True, slots=True)
class MustChoose:
    """A person with multiple access, proven: they choose a tenant. `proof` is good for one choice, briefly."""

    proof: str
    sides: list[tuple[Side, Tenant, bool]]  # side, tenant, is it active


@dataclass(frozen=True, slots=True)
class WhichCompany:
    """The username exists in several companies: the person must say which one they mean."""

    companies: list[tuple[str, str]]  # id, name


def log_in(
    house: House, username: str, password: str, *, origin: str, company: str = ""
) -> LoggedIn | MustChoose | WhichCompany:
    """Raises Unauthenticated for a wrong name or password (which is not told), Refused when throttled or when
    the person has no access to the active tenant, Unavailable when no region answers."""
    name = username.strip().casefold()
    subject = throttle.subject("login", name)
    _take_try(house, subject)
    accounts = [a for a in _accounts(house, name) if company in ("", a.company)]
    opened = matching(house.hasher, [account.credential for account in accounts], password)
    proven = _per_company([account for account in accounts if account.credential in opened])
    if not proven:
        raise Unauthenticated(
            say("The username or the password is not right."),
            say("Try again, or ask your administrator for a new password."),
        )
    _cleared(house, subject)
    if len(proven) > 1:
        return WhichCompany([(a.company, _company_name(house, a)) for a in proven])
    _renew(house, proven[0].credential, password)
    return _land(house, proven[0], origin)


def _renew(house: House, credential: Credential, password: str) -> None:
    """Hash the password again if the costs were raised since. A region that cannot write now does it next time."""
    if house.hasher.needs_rehash(credential.hash):
        with suppress(Unavailable), house.store_of(credential.tenant).writing() as tx:
            tx.entities.lock(credential.tenant)
            tx.credentials.put([replace(credential, hash=house.hasher.hash(password))])


def _accounts(house: House, username: str) -> Iterator[Account]:
    """Active sides first, so that the freshest profile decides."""
    found = []
    answered = False
    for store in house.regions.up():
        try:
            with store.reading() as tx:
                found += [
                    a for c in tx.credentials.by_username(username) if (a := _account(house, tx, c))
                ]
            answered = True
        except Unavailable:
            continue
    if not answered:
        raise Unavailable(
            say("No region answers."), say("Try again in a moment; your administrators are told.")
        )
    found.sort(key=lambda a: a.activation is not None and a.activation.active is not a.side)
    yield from found


def _account(house: House, tx: Tx, credential: Credential) -> Account | None:
    employee = tx.entities.get(credential.tenant, "employee", credential.employee)
    record = house.registry.directory.get(f"tenant/{credential.tenant}")
    if employee is None or employee.deleted or record is None or not active_employee(employee):
        return None
    tenant = Tenant.of(record.value)
    if tenant.pair is None:
        return Account(credential, tenant, employee, None, None)
    pair, _ = house.registry.pair(tenant.pair)
    return Account(credential, tenant, employee, pair, house.registry.activation(pair.id)[0])


def active_employee(employee: Entity) -> bool:
    return employee.body.get("status", "ACTIVE") not in ("DELETED", "BLOCKED", "INACTIVE")


def _per_company(accounts: list[Account]) -> list[Account]:
    """One account a company: the active side's if it answers."""
    first: dict[str, Account] = {}
    for account in accounts:
        first.setdefault(account.company, account)
    return list(first.values())


def _company_name(house: House, account: Account) -> str:
    if account.pair is None:
        return account.tenant.name
    return house.registry.tenant(account.pair.primary)[0].name


def _land(house: House, account: Account, origin: str) -> LoggedIn | MustChoose:
    if account.pair is None or account.activation is None:
        return _open(
            house, account.tenant, account.credential.username, account.employee, 0, origin
        )
    active = account.activation.active
    match landing.decide_landing(account.bcp_type, account.pair, active):
        case landing.Land(side):
            return _open_on(house, account, side or active, origin)
        case landing.Choose():
            proof = _prove(house, account, origin)
            return MustChoose(
                proof,
                [
                    (side, house.registry.tenant(account.pair.tenant(side))[0], side is active)
                    for side in Side
                ],
            )
        case landing.Refuse(message, hint):
            raise Refused(message, hint)


def _open_on(house: House, account: Account, side: Side, origin: str) -> LoggedIn:
    """Open the session in the region of that side, where the person's account of that side is."""
    assert account.pair is not None
    assert account.activation is not None
    tenant, _ = house.registry.tenant(account.pair.tenant(side))
    username = account.credential.username
    epoch = account.activation.epoch
    with house.regions.of(tenant.region).reading() as tx:
        mine = [c for c in tx.credentials.by_username(username) if c.tenant == tenant.id]
        employee = tx.entities.get(tenant.id, "employee", mine[0].employee) if mine else None
    if employee is None:
        raise Refused(
            say("Your account is not in {tenant} yet.", tenant=tenant.name),
            say("It arrives with the next sync. Until then, log in to the other tenant."),
        )
    return _open(house, tenant, username, employee, epoch, origin)


def _open(
    house: House, tenant: Tenant, username: str, employee: Entity, epoch: int, origin: str
) -> LoggedIn:
    token = sessions.make_token(house.random_bytes)
    session = sessions.open_session(
        token,
        now=house.clock(),
        tenant=tenant.id,
        employee=employee.id,
        username=username,
        epoch=epoch,
        lifetimes=house.lifetimes,
    )
    with house.regions.of(tenant.region).writing() as tx:
        tx.sessions.add(session)
        caller = Caller(username, origin, tenant.id, employee.id)
        house.trace(tx, caller, "login", employee.id)
    return LoggedIn(f"{tenant.region}.{token}", tenant)


#: How long a person with multiple access may look at the selector before proving themselves again.
_CHOICE = sessions.Lifetimes(employee=sessions.Lifetime(idle_s=300, absolute_s=300))


def _prove(house: House, account: Account, origin: str) -> str:
    """A short session that can do nothing but choose."""
    token = sessions.make_token(house.random_bytes)
    session = sessions.open_session(
        token,
        now=house.clock(),
        lifetimes=_CHOICE,
        tenant=account.tenant.id,
        employee=account.employee.id,
        username=account.credential.username,
        epoch=account.activation.epoch if account.activation else 0,
        data={"choosing": True, "origin": origin},
    )
    with house.regions.of(account.tenant.region).writing() as tx:
        tx.sessions.add(session)
    return f"{account.tenant.region}.{token}"


def choices(house: House, proof: str) -> MustChoose:
    """The selector again, with what is active now."""
    _, account = _proven(house, proof)
    assert account.pair is not None
    active = house.registry.active_side(account.pair)
    return MustChoose(
        proof,
        [(s, house.registry.tenant(account.pair.tenant(s))[0], s is active) for s in Side],
    )


def choose(house: House, proof: str, tenant: TenantId, *, origin: str) -> LoggedIn:
    """Finish a login by choosing a side. The proof is used up."""
    session, account = _proven(house, proof)
    assert account.pair is not None
    if tenant not in (account.pair.primary, account.pair.bcp):
        raise NotFound(say("There is no such tenant to choose."))
    logged_in = _open_on(house, account, account.pair.side(tenant), origin)
    with house.regions.of(account.tenant.region).writing() as tx:
        tx.sessions.end(session.token_hash)
    return logged_in


def _proven(house: House, proof: str) -> tuple[Session, Account]:
    session = _session(house, proof)
    again = Unauthenticated(say("The time to choose is over."), say("Log in again."))
    if session is None or not session.data.get("choosing") or session.tenant is None:
        raise again
    with house.store_of(session.tenant).reading() as tx:
        credential = tx.credentials.get(session.tenant, session.employee or "")
        account = _account(house, tx, credential) if credential else None
    if account is None or account.pair is None or account.bcp_type is not BcpType.MULTIPLE:
        raise again
    return session, account


def log_in_operator(house: House, username: str, password: str, *, origin: str) -> LoggedIn:
    """The same for TM's own accounts."""
    name = username.strip().casefold()
    subject = throttle.subject("operator", name)
    _take_try(house, subject)
    found = house.registry.operator(name)
    if not house.hasher.verify(found[0].hash if found else None, password):
        raise Unauthenticated(
            say("The username or the password is not right."),
            say("Try again, or ask another operator for a new password."),
        )
    _cleared(house, subject)
    token = sessions.make_token(house.random_bytes)
    session = sessions.open_session(
        token, now=house.clock(), username=name, lifetimes=house.lifetimes
    )
    store = house.home_store()
    with store.writing() as tx:
        tx.sessions.add(session)
        house.trace(tx, Caller(name, origin, operator=name), "login", name)
    return LoggedIn(f"{store.region}.{token}", None)


def _take_try(house: House, subject: str) -> None:
    with house.home_store().writing() as tx:
        throttle.take_try(tx.throttle, subject, house.clock())


def _cleared(house: House, subject: str) -> None:
    with house.home_store().writing() as tx:
        throttle.succeeded(tx.throttle, subject)


def _session(house: House, token: str) -> Session | None:
    region, _, secret = token.partition(".")
    if region not in house.regions.names:
        return None
    with house.regions.of(region).reading() as tx:
        return sessions.read_back(tx.sessions, secret, house.clock())


def _touch(house: House, region: str, session: Session) -> None:
    """Move the end of the session on, when it is worth a write."""
    later = sessions.touched(session, house.clock(), house.lifetimes)
    if later is not session:
        with house.regions.of(region).writing() as tx:
            tx.sessions.save(later)


@dataclass(frozen=True, slots=True)
class SentAway:
    """The session was good, but the side it is on is not the person's any more. Log in again."""

    message: Message


def caller_of(house: House, token: str, *, origin: str) -> Caller | SentAway | None:
    """Who a cookie or bearer token speaks for: None for nobody, SentAway after a switch.

    The highest epoch that the session has seen is remembered; grants are read anew at each request.
    """
    session = _session(house, token)
    if session is None or session.data.get("choosing"):
        return None
    _touch(house, token.partition(".")[0], session)
    if session.tenant is None:
        return Caller(
            session.username, origin, operator=session.username, session=session.token_hash
        )
    return _tenant_caller(house, session, origin)


def _tenant_caller(house: House, session: Session, origin: str) -> Caller | SentAway | None:
    assert session.tenant is not None
    tenant, _ = house.registry.tenant(session.tenant)
    with house.regions.of(tenant.region).reading() as tx:
        employee = tx.entities.get(tenant.id, "employee", session.employee or "")
        if employee is None or not active_employee(employee):
            return None
        grants = grants_of(_roles(tx, employee), tenant.features)
    bcp_type = BcpType(employee.body.get("bcpType", BcpType.NONE))
    caller = Caller(
        session.username,
        origin,
        tenant.id,
        employee.id,
        session.impersonator,
        grants,
        bcp_type,
        session.token_hash,
    )
    if tenant.pair is None or caller.impersonating:
        return caller
    pair, _ = house.registry.pair(tenant.pair)
    activation, _ = house.registry.activation(pair.id)
    _remember(house, tenant.region, session, activation.epoch)
    if reason := landing.still_welcome(pair.side(tenant.id), bcp_type, activation.active):
        with house.regions.of(tenant.region).writing() as tx:
            tx.sessions.end(session.token_hash)
        return SentAway(reason)
    return caller


def _remember(house: House, region: str, session: Session, epoch: int) -> None:
    """The fence of a session: it takes a higher epoch and refuses a lower one (Conflict)."""
    later = sessions.at_epoch(session, epoch)
    if later is not session:
        with house.regions.of(region).writing() as tx:
            tx.sessions.save(later)


def _roles(tx: Tx, employee: Entity) -> list[dict[str, object]]:
    ids = [employee.body.get("roleUUID"), *employee.body.get("secondaryRoleIds", [])]
    found = tx.entities.many(employee.tenant, "role", {str(one) for one in ids if one}, Which.ID)
    return [role.body for role in found.values() if not role.deleted]


def log_out(house: House, token: str) -> None:
    """Ends the session; an unknown one is no error."""
    session = _session(house, token)
    if session is not None:
        with house.regions.of(token.partition(".")[0]).writing() as tx:
            tx.sessions.end(session.token_hash)


def impersonate(house: House, caller: Caller, tenant: TenantId) -> LoggedIn:
    """*Impersonate & Support*: a session inside the tenant as its built-in “Impersonated Admin”.

    Both names stand in the audit of the tenant and of the operators. The caller is checked by `app.support`.
    """
    found, _ = house.registry.tenant(tenant)
    with house.regions.of(found.region).writing() as tx:
        employee = tx.entities.by_key(tenant, "employee", "impersonated admin")
        if employee is None:
            raise Invalid(say("{tenant} has no built-in administrator.", tenant=found.name))
        token = sessions.make_token(house.random_bytes)
        session = sessions.open_session(
            token,
            now=house.clock(),
            tenant=tenant,
            employee=employee.id,
            username=str(employee.body["userName"]),
            impersonator=caller.actor,
            lifetimes=house.lifetimes,
        )
        tx.sessions.add(session)
        inside = Caller(session.username, caller.origin, tenant, employee.id, caller.actor)
        house.trace(tx, inside, "impersonate", tenant)
    house.trace_home(caller, "impersonate", tenant, tenant_name=found.name)
    return LoggedIn(f"{found.region}.{token}", found)
