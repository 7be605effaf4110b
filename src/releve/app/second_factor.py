"""The second factor of employees: set up, shown at login, taken away.

It lies with the password (`Credential.factor`) and travels with it, so that people log in to the BCP tenant with the app
they have. Recovery codes need no key: they are good also when a region has lost the one that opens the secret.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import quote, urlencode

from releve.access import throttle, totp
from releve.access.policy import Act, is_active_role, must
from releve.app import proofs, tries
from releve.app.accounts import Account
from releve.app.entities import must_exist
from releve.app.granting import may_open, role_ids, roles_of
from releve.app.house import House
from releve.app.leaving import end_sessions_over_there
from releve.app.own_sessions import in_person, renewed
from releve.app.proofs import Holder, Step, Visit
from releve.app.proving import prove_again
from releve.domain.errors import Forbidden, Invalid, NotFound, Refused, Unauthenticated
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Credential, Factor, Session, Tx
from releve.domain.tenancy import Tenant

ISSUER = "Relève"


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody puts into their app: the secret as it is typed, and the address that a picture or a link says."""

    proof: str
    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody has a second factor, since when, and how many recovery codes are left. `readable`: this region
    can check its codes."""

    since: str = ""
    codes: int = 0
    readable: bool = True
    required: bool = False

    @property
    def is_set_up(self) -> bool:
        return bool(self.since)


# ---------------------------------------------------------------- at login


def is_required(house: House, account: Account) -> bool:
    """Whether one of the roles that the person has wants it."""
    if account.employee is None or not role_ids(account.employee.body):
        return False
    with house.regions.of(account.tenant.region).reading() as tx:
        roles = roles_of(tx, account.employee)
    return any(is_active_role(role) and role.get("secondFactorRequired") for role in roles)


def offer(proof: str, tenant: Tenant, username: str) -> Offer:
    secret = totp.secret_of(proof)
    where = address_of(secret, issuer=f"{ISSUER} {tenant.name}", account=username)
    return Offer(proof, totp.spelled(secret), where)


def address_of(secret: bytes, *, issuer: str, account: str) -> str:
    """What the picture says to an app, and what a link opens on a telephone."""
    label = quote(f"{issuer}:{account}", safe="")
    facts = {"secret": totp.base32(secret), "issuer": issuer}
    facts |= {"digits": str(totp.DIGITS), "period": str(totp.STEP_S)}
    return f"otpauth://totp/{label}?{urlencode(facts, quote_via=quote)}"


def check(house: House, account: Account, code: str, *, origin: str) -> None:
    """Raises Unauthenticated for a wrong code or one that was used, Refused when there were too many wrong ones."""
    region, credential = account.tenant.region, account.credential
    subject = throttle.subject("code", f"{credential.tenant}/{credential.employee}")
    try:
        tries.take_try(house, subject, region)
    except Refused as throttled:
        if tries.is_news(house, subject, region):
            tries.trace_refused(house, [account], origin, "throttled", "code")
        throttled.facts["again"] = True
        raise
    if not _accepted(house, region, credential, code):
        tries.trace_refused(house, [account], origin, "refused", "code")
        raise _wrong(credential)
    tries.cleared(house, subject, region)


def _accepted(house: House, region: str, credential: Credential, code: str) -> bool:
    assert credential.factor is not None, "who has no second factor is not asked for it"
    who = (credential.tenant, credential.employee)
    if totp.is_code(code):
        step = totp.matching_step(credential.factor.secret, code, house.clock())
        if step is None:
            return False
        with house.regions.of(region).writing() as tx:
            return tx.credentials.use_code(*who, totp.use_of(step), house.now())
    used = totp.code_hash(code)
    if used not in credential.factor.codes:
        return False
    with house.regions.of(region).writing() as tx:
        tx.entities.lock(credential.tenant)
        stands = tx.credentials.get(*who)
        if stands is None or stands.factor is None or used not in stands.factor.codes:
            return False
        left = tuple(one for one in stands.factor.codes if one != used)
        tx.credentials.put([replace(stands, factor=replace(stands.factor, codes=left))])
    return True


def _wrong(credential: Credential) -> Unauthenticated:
    if credential.factor is not None and not credential.factor.secret:
        return Unauthenticated(
            say("The codes of your app cannot be checked here at the moment."),
            say("Use a recovery code, or ask your administrator to reset your second factor."),
            again=True,
        )
    return Unauthenticated(
        say("This code is not right, or it was used already."),
        say("Wait for the next code of your app and type that, or use a recovery code."),
        again=True,
    )


T = TypeVar("T")


def set_up(
    house: House,
    proof: Session,
    token: str,
    code: str,
    caller: Caller,
    also: Callable[[Tx, Credential], T],
) -> tuple[tuple[str, ...], T]:
    """Keep the secret offered for `token`, if the code shows that the app knows it. The proof is used up. Returns the
    recovery codes, which nobody can read again, and what `also` does in the same transaction, to which it is told what
    the person had before: if it fails, nothing is set up."""
    step = _must_match(house, totp.secret_of(token), code, proof)
    codes = totp.make_codes(house.random_bytes)
    tenant, employee = caller.tenant or "", caller.employee or ""
    with house.store_of(tenant).writing() as tx:
        proofs.use_up(tx, proof)
        before = _keep(house, tx, caller, token, codes)
        tx.credentials.use_code(tenant, employee, totp.use_of(step), house.now())
        house.trace(tx, caller, "factor.set_up", employee)
        return codes, also(tx, before)


def _must_match(house: House, secret: bytes, code: str, proof: Session) -> int:
    subject = throttle.subject("code", f"{proof.tenant}/{proof.employee}")
    tries.take_try(house, subject)
    step = totp.matching_step(secret, code, house.clock())
    if step is None:
        raise Invalid(
            say("This is not the code that your app shows for this secret."),
            say(
                "Type the six figures that it shows now. If it goes on, look at the clock of your telephone."
            ),
            fields={"code": say("This code does not fit.")},
        )
    tries.cleared(house, subject)
    return step


def _keep(house: House, tx: Tx, caller: Caller, token: str, codes: tuple[str, ...]) -> Credential:
    """Returns what stood there before."""
    tenant, employee = caller.tenant or "", caller.employee or ""
    tx.entities.lock(tenant)
    stands = tx.credentials.get(tenant, employee)
    if stands is None:
        raise NotFound(say("Your account is not there any more."), say("Ask your administrator."))
    hashes = tuple(totp.code_hash(code) for code in codes)
    factor = Factor(totp.secret_of(token), hashes, house.now())
    tx.credentials.put([replace(stands, factor=factor, changed_at=house.now())])
    return stands


# ---------------------------------------------------------------- for oneself


def standing(house: House, caller: Caller | None) -> Standing:
    """Of the person who asks."""
    caller = in_person(caller)
    with house.store_of(caller.tenant or "").reading() as tx:
        found = tx.credentials.get(caller.tenant or "", caller.employee or "")
    return _standing(found)


def _standing(credential: Credential | None) -> Standing:
    if credential is None or credential.factor is None:
        return Standing()
    factor = credential.factor
    return Standing(factor.since, len(factor.codes), bool(factor.secret))


def begin(house: House, caller: Caller | None, password: str, visit: Visit) -> Offer:
    """A secret for the app, to who shows their password again."""
    caller = in_person(caller)
    prove_again(house, caller, password)
    tenant, _ = house.registry.tenant(caller.tenant or "")
    holder = Holder(tenant.id, caller.employee, caller.username)
    token = proofs.give(house, tenant.region, holder, Step.ENROL, visit)
    return offer(token, tenant, caller.username)


def again(house: House, caller: Caller | None, token: str) -> Offer:
    """The offer once more, for who mistyped the code."""
    caller = in_person(caller)
    _own_proof(house, caller, token)
    return offer(token, house.registry.tenant(caller.tenant or "")[0], caller.username)


def finish(
    house: House, caller: Caller | None, token: str, code: str
) -> tuple[tuple[str, ...], str]:
    """The recovery codes, and the new token of this session: all others of the person end."""
    caller = in_person(caller)
    proof = _own_proof(house, caller, token)
    tenant, _ = house.registry.tenant(caller.tenant or "")
    codes, fresh = set_up(
        house, proof, token, code, caller, lambda tx, _: renewed(house, tx, caller)
    )
    end_sessions_over_there(house, tenant.id, [caller.username])
    return codes, f"{tenant.region}.{fresh}"


def _own_proof(house: House, caller: Caller, token: str) -> Session:
    proof = proofs.read(house, token, Step.ENROL)
    if proof is None or (proof.tenant, proof.employee) != (caller.tenant, caller.employee):
        raise Invalid(say("The time to set it up is over."), say("Begin again."))
    return proof


def new_codes(house: House, caller: Caller | None, password: str) -> tuple[str, ...]:
    """Fresh recovery codes in the place of all old ones, to who shows their password again."""
    caller = in_person(caller)
    prove_again(house, caller, password)
    codes = totp.make_codes(house.random_bytes)
    with house.store_of(caller.tenant or "").writing() as tx:
        tx.entities.lock(caller.tenant or "")
        stands = tx.credentials.get(caller.tenant or "", caller.employee or "")
        if stands is None or stands.factor is None:
            raise Invalid(say("You have no second factor."), say("Set one up first."))
        hashes = tuple(totp.code_hash(code) for code in codes)
        tx.credentials.put([replace(stands, factor=replace(stands.factor, codes=hashes))])
        house.trace(tx, caller, "factor.codes", caller.employee or "")
    return codes


def give_up(house: House, caller: Caller | None, password: str) -> None:
    """Take one's own away. Raises Refused while a role wants it."""
    caller = in_person(caller)
    prove_again(house, caller, password)
    with house.store_of(caller.tenant or "").writing() as tx:
        employee = must_exist(tx, caller, "employee", caller.employee or "")
        wanting = [role for role in roles_of(tx, employee) if role.get("secondFactorRequired")]
        if any(is_active_role(role) for role in wanting):
            raise Refused(
                say("Your role wants a second factor: “{role}”.", role=wanting[0]["roleName"]),
                say("Set up another one in its place, or ask your administrator."),
            )
        _take_away(house, tx, caller, employee.id)


# ---------------------------------------------------------------- for others


def standing_of(house: House, caller: Caller | None, id: str) -> Standing:
    """Of an employee, for who looks after employees."""
    caller = must(caller, Act.EMPLOYEES_VIEW)
    with house.store_of(caller.tenant or "").reading() as tx:
        employee = must_exist(tx, caller, "employee", id)
        found = _standing(tx.credentials.get(employee.tenant, id))
        wanting = [role for role in roles_of(tx, employee) if role.get("secondFactorRequired")]
    return replace(found, required=any(map(is_active_role, wanting)))


def reset(house: House, caller: Caller | None, id: str) -> None:
    """Take an employee's away: their telephone is lost. Their sessions end; they log in with the password alone, or
    set up another one if a role wants it. Raises Forbidden for somebody who may do more than the caller."""
    caller = must(caller, Act.EMPLOYEES_EDIT)
    with house.store_of(caller.tenant or "").writing() as tx:
        employee = must_exist(tx, caller, "employee", id)
        if employee.id == caller.employee and not caller.impersonating:
            raise Forbidden(
                say("You cannot reset your own second factor here."),
                say("Take it away in My profile, where your password is asked for."),
            )
        may_open(house, tx, caller, employee)
        _take_away(house, tx, caller, id)
        tx.sessions.end_all(employee.tenant, id)
    end_sessions_over_there(house, employee.tenant, [employee.body["userName"]])


def _take_away(house: House, tx: Tx, caller: Caller, id: str) -> None:
    tenant = caller.tenant or ""
    tx.entities.lock(tenant)
    stands = tx.credentials.get(tenant, id)
    if stands is None or stands.factor is None:
        raise Invalid(say("There is no second factor to take away."))
    tx.credentials.put([replace(stands, factor=None, changed_at=house.now())])
    house.trace(tx, caller, "factor.reset", id)
