"""Logging in: find the person wherever a region answers, prove who they are, and land them on the right side.

Works with the other region gone: the active side decides while its region answers, and the other side when it
does not (`accounts`).
"""

from contextlib import suppress
from dataclasses import dataclass, replace

from releve.access import landing, sessions
from releve.access.policy import grants_of
from releve.app import proofs, second_factor, tries
from releve.app.accounts import (
    Account,
    account_in,
    find_accounts,
    find_signed_on,
    is_active,
    is_built_in,
    signed_on_in,
)
from releve.app.granting import roles_of
from releve.app.house import House
from releve.app.leaving import end_sessions_over_there
from releve.app.proofs import Holder, Step, Visit
from releve.app.proving import not_there, prove
from releve.app.second_factor import Offer
from releve.app.strangers import strangers_are_told_less
from releve.domain.entities import Entity
from releve.domain.errors import NotFound, Refused, Unauthenticated, Unavailable
from releve.domain.ids import TenantId
from releve.domain.people import BcpType, Caller, Grants
from releve.domain.say import Message, say
from releve.domain.store import Credential, Session, Tx
from releve.domain.tenancy import Side, Tenant


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


@dataclass(frozen=True, slots=True)
class MustProve:
    """The password was right, and the person has a second factor: they show a code of it."""

    proof: str


@dataclass(frozen=True, slots=True)
class MustEnrol:
    """The password was right, and a role of the person wants a second factor that they do not have: they set it up."""

    proof: str


Landed = LoggedIn | MustChoose
Outcome = LoggedIn | MustChoose | WhichCompany | MustProve | MustEnrol


@strangers_are_told_less()
def log_in(
    house: House, username: str, password: str, *, origin: str, company: str = "", agent: str = ""
) -> Outcome:
    """Raises Unauthenticated for a wrong name or password (which is not told), Refused when throttled or when
    the person has no access to the active tenant, Unavailable when no region answers."""
    proven = prove(house, username, password, origin=origin, company=company)
    if len(proven) > 1:
        return WhichCompany([(one.company, _company_name(house, one)) for one in proven])
    account, visit = proven[0], Visit(origin, agent)
    if account.credential.factor is not None:
        return MustProve(_give(house, account, Step.CODE, visit))
    if second_factor.is_required(house, account):
        return MustEnrol(_give(house, account, Step.ENROL, visit))
    return land(house, account, visit)


def _company_name(house: House, account: Account) -> str:
    if account.pair is None:
        return account.tenant.name
    return house.registry.tenant(account.pair.primary)[0].name


def _give(house: House, account: Account, step: Step, visit: Visit) -> str:
    credential = account.credential
    epoch = account.activation.epoch if account.activation else 0
    holder = Holder(account.tenant.id, credential.employee, credential.username, epoch)
    data = {"signed_on": True} if account.signed_on else None
    secret, kept = proofs.made(house, holder, step, visit, data=data)
    with house.regions.of(account.tenant.region).writing() as tx:
        must_stand(tx, account)
        tx.sessions.add(kept)
    return f"{account.tenant.region}.{secret}"


def must_stand(tx: Tx, account: Account) -> None:
    """In the transaction that opens something: a password that was set since it was proven, or a deactivation, has
    ended all that it had opened, and must not be followed by what it has not opened yet."""
    proven = account.credential
    employee = tx.entities.get(proven.tenant, "employee", proven.employee)
    stands = tx.credentials.held(proven.tenant, proven.employee)
    lets_in = account.signed_on or (stands is not None and stands.lets_in(proven))
    if not (lets_in and is_active(employee)):
        raise _changed()


def _changed() -> Unauthenticated:
    return Unauthenticated(
        say("The active tenant, or your access, has changed since you entered your password."),
        say("Log in again."),
    )


@strangers_are_told_less()
def show_code(house: House, proof: str, code: str, *, origin: str, agent: str = "") -> Landed:
    """Go on with a code of the second factor. The proof is used up by the right one. Raises Unauthenticated for a wrong
    code, with the fact `again` while the proof is still good, Refused when there were too many."""
    kept, account = _proven(house, proof, Step.CODE)
    if account.credential.factor is not None:  # it may have been taken away meanwhile
        second_factor.check(house, account, code, origin=origin)
    proofs.use_up_now(house, proof, kept)
    return land(house, account, Visit(origin, agent))


@strangers_are_told_less()
def offer_factor(house: House, proof: str) -> Offer:
    """The secret for the app of who must set up a second factor to come in; the same for the same proof."""
    _, account = _proven(house, proof, Step.ENROL)
    return second_factor.offer(proof, account.tenant, account.credential.username)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The recovery codes, shown this once, and where the login goes on."""

    codes: tuple[str, ...]
    landed: Landed


@strangers_are_told_less()
def enrol(house: House, proof: str, code: str, *, origin: str, agent: str = "") -> Enrolled:
    """Set up the second factor that was offered, and come in; whatever else the person has open ends. Raises Invalid for
    a code that does not fit, Unauthenticated when they have set one up meanwhile: that one is to be shown."""
    kept, account = _proven(house, proof, Step.ENROL)
    credential = account.credential

    def end_others(tx: Tx, before: Credential) -> Credential | None:
        if before.factor is not None:
            raise proofs.over()
        tx.sessions.end_all(credential.tenant, credential.employee)
        return tx.credentials.get(credential.tenant, credential.employee)

    caller = Caller(credential.username, origin, account.tenant.id, credential.employee)
    codes, stands = second_factor.set_up(house, kept, proof, code, caller, end_others)
    end_sessions_over_there(house, account.tenant.id, [credential.username])
    factor = stands.factor if stands else None
    account = replace(account, credential=replace(credential, factor=factor))
    return Enrolled(codes, land(house, account, Visit(origin, agent)))


def land(house: House, account: Account, visit: Visit) -> Landed:
    """Where somebody who is proven goes on. Raises Refused for who has no access to the active tenant."""
    if account.pair is None or account.activation is None:
        return _open(house, account, 0, visit)
    active = account.activation.active
    match landing.decide_landing(account.bcp_type, account.pair, active):
        case landing.Land(side):
            return _open_on(house, account, side or active, visit)
        case landing.Choose():
            return _choice(house, account, _give(house, account, Step.CHOOSE, visit))
        case landing.Refuse(message, hint):
            tries.trace_refused(house, [account], visit.origin, "refused", "bcp_type")
            raise Refused(message, hint)


def _choice(house: House, account: Account, proof: str) -> MustChoose:
    assert account.pair is not None
    assert account.activation is not None
    active = account.activation.active
    tenants = {side: house.registry.tenant(account.pair.tenant(side))[0] for side in Side}
    return MustChoose(proof, [(side, tenants[side], side is active) for side in Side])


def _open_on(house: House, account: Account, side: Side, visit: Visit) -> LoggedIn:
    """Open the session in the region of that side, where the person's account of that side is."""
    assert account.pair is not None
    assert account.activation is not None
    epoch = account.activation.epoch
    if side is account.side:
        return _open(house, account, epoch, visit)
    tenant, _ = house.registry.tenant(account.pair.tenant(side))
    with house.regions.of(tenant.region).reading() as tx:
        find = signed_on_in if account.signed_on else account_in
        there = find(house, tx, tenant, account.credential.username)
    if there is None or there.employee is None:
        raise not_there(tenant)
    if not (there.is_open and landing.may_enter(there.bcp_type, side, account.activation.active)):
        raise Refused(
            say("Your account in {tenant} does not let you in.", tenant=tenant.name),
            say("Log in to the other tenant, or ask your administrator."),
        )
    opened = _open(house, there, epoch, visit)
    try:
        with suppress(Unavailable), house.regions.of(account.tenant.region).writing() as tx:
            must_stand(tx, account)  # whoever changes it from now on ends what is open over there
    except Unauthenticated:
        log_out(house, opened.token, origin=visit.origin)
        raise
    return opened


def _open(house: House, account: Account, epoch: int, visit: Visit) -> LoggedIn:
    tenant, username = account.tenant, account.credential.username
    employee = account.credential.employee
    token = sessions.make_token(house.random_bytes)
    session = sessions.open_session(
        token,
        now=house.clock(),
        tenant=tenant.id,
        employee=employee,
        username=username,
        epoch=epoch,
        origin=visit.origin,
        agent=visit.agent,
        lifetimes=house.lifetimes,
    )
    with house.regions.of(tenant.region).writing() as tx:
        must_stand(tx, account)
        tx.sessions.add(session)
        house.trace(tx, Caller(username, visit.origin, tenant.id, employee), "login", employee)
    return LoggedIn(f"{tenant.region}.{token}", tenant)


@strangers_are_told_less()
def choices(house: House, proof: str) -> MustChoose:
    """The selector again, with what is active now."""
    return _choice(house, _proven(house, proof, Step.CHOOSE)[1], proof)


@strangers_are_told_less()
def choose(house: House, proof: str, tenant: TenantId, *, origin: str, agent: str = "") -> LoggedIn:
    """Finish a login by choosing a side. The proof is used up."""
    kept, account = _proven(house, proof, Step.CHOOSE)
    assert account.pair is not None
    if tenant not in (account.pair.primary, account.pair.bcp):
        raise NotFound(say("There is no such tenant to choose."))
    logged_in = _open_on(house, account, account.pair.side(tenant), Visit(origin, agent))
    with suppress(Unauthenticated):  # of two clicks at once, both arrive
        proofs.use_up_now(house, proof, kept)
    return logged_in


def _proven(house: House, proof: str, step: Step) -> tuple[Session, Account]:
    """Whoever was proven may go on as long as theirs is still the account that decides."""
    kept = None
    with suppress(Unavailable):
        kept = proofs.read(house, proof, step)
    if kept is None:
        raise (
            Unauthenticated(say("The time to choose is over."), say("Log in again."))
            if step is Step.CHOOSE
            else proofs.over()
        )
    for account in _deciding(house, kept):
        same = (kept.tenant, kept.employee) == (account.tenant.id, account.credential.employee)
        chooses = step is not Step.CHOOSE or account.bcp_type is BcpType.MULTIPLE
        if same and account.is_open and chooses:
            return kept, account
    raise _changed()


def _deciding(house: House, kept: Session) -> list[Account]:
    """The accounts that decide for a name, as it was proven: by a password, or by the company's identity provider."""
    if not kept.data.get("signed_on"):
        return find_accounts(house, kept.username).deciding
    company, _ = house.registry.tenant(kept.tenant or "")
    named = find_signed_on(house, company, kept.username)
    return [named] if named else []


def _session(house: House, token: str) -> Session | None:
    region, _, secret = token.partition(".")
    if region not in house.regions.names:
        return None
    with house.regions.of(region).reading() as tx:
        return sessions.read_back(tx.sessions, secret, house.clock())


@dataclass(frozen=True, slots=True)
class SentAway:
    """The session was good, but the side it is on is not the person's any more. Log in again."""

    message: Message


def caller_of(
    house: House, token: str, *, origin: str, by_itself: bool = False
) -> Caller | SentAway | None:
    """Who a cookie or bearer token speaks for: None for nobody, SentAway after a switch, and when the session's
    region does not answer.

    The highest epoch that the session has seen is remembered; grants are read anew at each request. `by_itself`: a page
    asks, which says nothing of whether anybody still sits before it, so that the session does not last longer for it.
    """
    region = token.partition(".")[0]
    try:
        session = _session(house, token)
    except Unavailable:
        return _silent(house, region)
    if session is None or sessions.is_proof(session):
        return None
    if not by_itself:
        later = sessions.touched(session, house.clock(), house.lifetimes)
        if later is not session:
            _save(house, region, later)
            session = later
    if session.tenant is None:
        return Caller(
            session.username, origin, operator=session.username, session=session.token_hash
        )
    return _tenant_caller(house, session, origin)


def _silent(house: House, region: str) -> SentAway:
    return SentAway(
        say(
            "The region {region} does not answer. Log in again; you land in the active tenant.",
            region=house.region_label(region),
        )
    )


def _save(house: House, region: str, session: Session) -> None:
    """A region that answers but cannot write now (a full disk) turns nobody out."""
    with suppress(Unavailable), house.regions.of(region).writing() as tx:
        tx.sessions.save(session)


def _tenant_caller(house: House, session: Session, origin: str) -> Caller | SentAway | None:
    assert session.tenant is not None
    tenant, _ = house.registry.tenant(session.tenant)
    try:
        employee, grants = _profile(house, tenant, session)
    except Unavailable:
        return _silent(house, tenant.region)
    if employee is None or not is_active(employee):
        return None
    if is_built_in(employee) and session.impersonator is None:
        return None
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
    return _where_welcome(house, tenant, session, caller)


def _profile(house: House, tenant: Tenant, session: Session) -> tuple[Entity | None, Grants]:
    with house.regions.of(tenant.region).reading() as tx:
        employee = tx.entities.get(tenant.id, "employee", session.employee or "")
        roles = roles_of(tx, employee) if employee else []
    return employee, grants_of(roles, tenant.features)


def _where_welcome(
    house: House, tenant: Tenant, session: Session, caller: Caller
) -> Caller | SentAway:
    """The caller, if their side of the pair is theirs still. The session takes a higher epoch and refuses a lower
    one (Conflict)."""
    pair, _ = house.registry.pair(tenant.pair or "")
    activation, _ = house.registry.activation(pair.id)
    later = sessions.at_epoch(session, activation.epoch)
    if later is not session:
        _save(house, tenant.region, later)
    reason = landing.still_welcome(pair.side(tenant.id), caller.bcp_type, activation.active)
    if reason is None:
        return caller
    with suppress(Unavailable), house.regions.of(tenant.region).writing() as tx:
        tx.sessions.end(session.token_hash)
    return SentAway(reason)


@strangers_are_told_less()
def log_out(house: House, token: str, *, origin: str) -> None:
    """Ends the session, or the impersonation, and says so in the audit; an unknown one is no error. Raises
    Unavailable when the session's region does not answer: whoever holds the token should then forget it."""
    session = _session(house, token)
    if session is None:
        return
    operator = session.impersonator or (session.username if session.tenant is None else None)
    caller = Caller(session.username, origin, session.tenant, session.employee, operator)
    with house.regions.of(token.partition(".")[0]).writing() as tx:
        tx.sessions.end(session.token_hash)
        if caller.impersonating:
            house.trace(tx, caller, "impersonate.end", session.tenant or "")
        elif not sessions.is_proof(session):
            house.trace(tx, caller, "logout", session.employee or session.username)
