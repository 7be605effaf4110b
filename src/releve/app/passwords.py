"""Passwords: set for an employee, changed by oneself, or chosen with a link that an administrator hands over.

Law: a new password ends what was opened with the old one. Who changes their own goes on, under a new token.
"""

import datetime
from contextlib import suppress
from dataclasses import dataclass, replace

from releve.access import throttle
from releve.access.passwords import check_password
from releve.access.policy import Act, must
from releve.app import proofs, tries
from releve.app.accounts import find_accounts, is_active, is_built_in
from releve.app.employee_changes import remember
from releve.app.entities import must_exist, write
from releve.app.granting import may_open
from releve.app.house import House
from releve.app.leaving import end_sessions_over_there, login_name
from releve.app.own_sessions import logged_in, renewed
from releve.app.proofs import Holder, Step, Visit
from releve.app.proving import prove_again
from releve.app.strangers import strangers_are_told_less
from releve.domain.clock import instant
from releve.domain.directory import Change
from releve.domain.entities import Draft, Entity
from releve.domain.errors import Conflict, Invalid, NotFound, Refused, Unauthenticated, Unavailable
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Credential, Session, Tx

# ---------------------------------------------------------------- for an employee


def set_password(house: House, caller: Caller | None, id: str, password: str) -> None:
    """Set an employee's password; their sessions end. It travels, as a hash, with the next sync.

    Raises Refused for the built-in employee, Forbidden for somebody who may do more than the caller.
    """
    caller = must(caller, Act.EMPLOYEES_EDIT)
    tenant = caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        username = str(_whose(house, tx, caller, id).body["userName"])
    check_password(password, username)
    hashed = house.hasher.hash(password)
    with house.store_of(tenant).writing() as tx:
        tx.entities.lock(tenant)  # before it is read: what is written back is the whole profile
        employee = _whose(house, tx, caller, id)
        _keep(house, tx, caller, employee, hashed, "password.set")
        tx.sessions.end_all(tenant, id)
        house.trace(tx, caller, "password.set", id)
    end_sessions_over_there(house, tenant, [employee.body["userName"]])


def _whose(house: House, tx: Tx, caller: Caller, id: str) -> Entity:
    """The employee, if the caller may set their password."""
    employee = must_exist(tx, caller, "employee", id)
    if is_built_in(employee):
        raise Refused(
            say("“{name}” is built in; it has no password.", name=employee.body["userName"]),
            say("Operators act as it. Give people accounts of their own."),
        )
    may_open(house, tx, caller, employee)
    return employee


def _keep(house: House, tx: Tx, caller: Caller, employee: Entity, hashed: str, act: str) -> None:
    """The new hash in the place of the old one; a second factor stays."""
    write(house, tx, caller, [Draft("employee", employee.body, employee.id, employee.alt_id)])
    remember(house, tx, caller, act, [(employee.id, ())])
    name, now = login_name(employee.body["userName"]), house.now()
    stands = tx.credentials.get(employee.tenant, employee.id) or Credential(
        employee.tenant, employee.id, name, hashed
    )
    tx.credentials.put([replace(stands, username=name, hash=hashed, changed_at=now)])


# ---------------------------------------------------------------- by a link


@dataclass(frozen=True, slots=True)
class Link:
    """Where somebody chooses a new password: good once, until then. Nobody can read the token again."""

    token: str
    address: str
    until: datetime.datetime
    username: str


def make_link(house: House, caller: Caller | None, id: str) -> Link:
    """A link for an employee who has forgotten their password: the administrator hands it over. A new one makes the
    earlier ones worthless. The old password stays good until the link is used."""
    caller = must(caller, Act.EMPLOYEES_EDIT)
    tenant, _ = house.registry.tenant(caller.tenant or "")
    with house.regions.of(tenant.region).writing() as tx:
        tx.entities.lock(tenant.id)
        employee = _whose(house, tx, caller, id)
        name = login_name(employee.body["userName"])
        if not is_active(employee):
            raise Refused(
                say("{name} is deactivated, and cannot log in.", name=name),
                say("Activate the employee first."),
            )
        for one in tx.sessions.of(tenant.id, id):
            if one.data.get("step") == Step.LINK.value:
                tx.sessions.end(one.token_hash)
        secret, kept = proofs.made(
            house,
            Holder(tenant.id, id, name),
            Step.LINK,
            Visit(caller.origin),
            data={"by": caller.actor},
        )
        tx.sessions.add(kept)
        house.trace(tx, caller, "password.link", id)
    token = f"{tenant.region}.{secret}"
    address = f"{house.places[tenant.region].ui_endpoint}/login/password/{token}"
    return Link(token, address, instant(kept.expires_at), name)


@strangers_are_told_less()
def whose_link(house: House, token: str) -> str:
    """The username for whom a link is. Raises NotFound when it was used, or its time is over."""
    return _linked(house, token).username


@strangers_are_told_less()
def use_link(house: House, token: str, password: str, *, origin: str) -> str:
    """Choose the password; every session of the person ends, and so does the link. Returns the username. Their failed
    tries are forgotten, unless other companies have the name: those are others' tries too.

    Raises NotFound for a link that is over, Invalid, which does not use it up, for a password that is refused.
    """
    kept = _linked(house, token)
    check_password(password, kept.username)
    hashed = house.hasher.hash(password)
    caller = Caller(kept.username, origin, kept.tenant, kept.employee)
    with house.regions.of(token.partition(".")[0]).writing() as tx:
        tx.entities.lock(kept.tenant or "")  # before the sessions, as everybody does
        if not tx.sessions.end(kept.token_hash):
            raise _link_is_over()
        employee = tx.entities.get(kept.tenant or "", "employee", kept.employee or "")
        if employee is None or not is_active(employee) or is_built_in(employee):
            raise _link_is_over()
        _keep(house, tx, caller, employee, hashed, "password.set")
        tx.sessions.end_all(employee.tenant, employee.id)
        house.trace(tx, caller, "password.set", employee.id, by_link_of=kept.data.get("by", ""))
    end_sessions_over_there(house, employee.tenant, [kept.username])
    with suppress(Unavailable):
        if len(find_accounts(house, kept.username).companies) == 1:
            tries.cleared(house, throttle.subject("login", kept.username))
    return kept.username


def _linked(house: House, token: str) -> Session:
    if (kept := proofs.read(house, token, Step.LINK)) is None:
        raise _link_is_over()
    return kept


def _link_is_over() -> NotFound:
    return NotFound(
        say(
            "This link is not good any more: it was used, replaced by another one, or its time is over."
        ),
        say("Ask your administrator for a new one."),
    )


# ---------------------------------------------------------------- by oneself


def change_own(house: House, caller: Caller | None, current: str, password: str) -> str:
    """Change one's own password. Returns the new token of this session; every other one of the person ends.

    Raises Invalid for a wrong current password or a new one that is refused, Refused when throttled.
    """
    caller = logged_in(caller)
    if caller.tenant is None:
        return _change_operators(house, caller, current, password)
    tenant, _ = house.registry.tenant(caller.tenant)
    stands = prove_again(house, caller, current)
    _must_be_new(current, password, stands.username)
    hashed = house.hasher.hash(password)
    with house.regions.of(tenant.region).writing() as tx:
        tx.entities.lock(tenant.id)
        employee = must_exist(tx, caller, "employee", caller.employee or "")
        now = tx.credentials.held(tenant.id, employee.id)
        if now is None or not now.lets_in(stands):
            raise _was_changed()
        _keep(house, tx, caller, employee, hashed, "password.change")
        fresh = renewed(house, tx, caller)
        house.trace(tx, caller, "password.change", employee.id)
    end_sessions_over_there(house, tenant.id, [stands.username])
    return f"{tenant.region}.{fresh}"


def _must_be_new(current: str, password: str, username: str) -> None:
    if current == password:
        raise Invalid(
            say("The new password is the old one."),
            say("Choose another one. Nothing was changed."),
            fields={"password": say("This is the password that you have.")},
        )
    check_password(password, username)


def _change_operators(house: House, caller: Caller, current: str, password: str) -> str:
    found = house.registry.operator(caller.username)
    if found is None:
        raise Unauthenticated(say("Your account is not there any more."))
    operator, version = found
    subject = throttle.subject("operator", operator.username)
    taken_at = tries.take_try(house, subject)
    try:
        right = house.hasher.verify(operator.hash, current)
    except Unavailable:
        tries.give_back(house, subject, taken_at)
        raise
    if not right:
        raise Invalid(
            say("This is not your password."),
            say("Type the password that you log in with. Nothing was changed."),
            fields={"current": say("This is not your password.")},
        )
    tries.give_back(house, subject, taken_at)
    _must_be_new(current, password, operator.username)
    changed = replace(operator, hash=house.hasher.hash(password))
    house.registry.commit(
        [Change(f"operator/{operator.username}", changed.record(), version)],
        _was_changed(),
    )
    return _renewed_operator(house, caller)


def _was_changed() -> Conflict:
    return Conflict(say("Your account was changed in the meantime."), say("Try again."))


def _renewed_operator(house: House, caller: Caller) -> str:
    """The session under a new token where it is kept; all other ones of the operator end, wherever they are, those
    inside tenants too."""
    fresh = ""
    for region in house.regions.names:
        with suppress(Unavailable), house.regions.of(region).writing() as tx:
            tx.sessions.end_impersonations(caller.username)
            for one in tx.sessions.of(None, caller.username):
                if one.token_hash != caller.session:
                    tx.sessions.end(one.token_hash)
                else:
                    fresh = f"{region}.{renewed(house, tx, caller)}"
    house.trace_home(caller, "password.change", caller.username)
    return fresh
