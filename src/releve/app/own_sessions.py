"""Sessions: where somebody is logged in, on both sides of a pair, and how they end from afar.

Law: whenever what a session is worth changes (a new password, a second factor), it goes on under a new token, and all
others of the person end.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from releve.access import sessions
from releve.access.policy import Act, must
from releve.app.entities import must_exist
from releve.app.house import House
from releve.domain.entities import Entity
from releve.domain.errors import NotFound, Refused, Unauthenticated, Unavailable
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Session, Tx
from releve.domain.tenancy import Tenant


@dataclass(frozen=True, slots=True)
class Open:
    """One session of a list. `tenant` None: Tenant Management. `own`: it is the one that asks."""

    id: str
    tenant: Tenant | None
    session: Session
    own: bool


@dataclass(frozen=True, slots=True)
class OpenSessions:
    """`silent` are the names of tenants whose region does not answer: what is open there is not known."""

    rows: list[Open]
    silent: list[str]


def in_person(caller: Caller | None) -> Caller:
    """An employee who is logged in as themselves. Raises Unauthenticated, Refused."""
    caller = logged_in(caller)
    if caller.tenant is None:
        raise Refused(
            say("This is for employees of a tenant."),
            say("Operators have no such account."),
        )
    return caller


def logged_in(caller: Caller | None) -> Caller:
    """Anybody who is logged in as themselves, with a session. Raises Unauthenticated, Refused."""
    if caller is None:
        raise Unauthenticated(
            say("Log in first."),
            say("Your session may have ended; after logging in, do the same again."),
        )
    if caller.impersonating:
        raise Refused(
            say("You are acting as somebody else, and this is about a person's own account."),
            say("End the impersonation first."),
        )
    if not caller.session:
        raise Refused(
            say("This can only be done by a person who has logged in."),
            say("Log in with your password, not with a key."),
        )
    return caller


def renewed(house: House, tx: Tx, caller: Caller) -> str:
    """The caller's session under a new token, whose secret is returned; all their other ones in this tenant end."""
    session = tx.sessions.get(caller.session)
    if session is None:
        raise Unauthenticated(say("Your session has ended."), say("Log in again."))
    token = sessions.make_token(house.random_bytes)
    tx.sessions.end(caller.session)
    if caller.tenant is not None:
        tx.sessions.end_all(caller.tenant, caller.employee or "")
    tx.sessions.add(sessions.renewed(session, token))
    return token


# ---------------------------------------------------------------- one's own


def own(house: House, caller: Caller | None) -> OpenSessions:
    """Everything that the person who asks has open."""
    caller = logged_in(caller)
    if caller.tenant is None:
        return _of_operator(house, caller)
    return _of_employee(house, _employee(house, caller, caller.employee or ""), caller)


def end_own(house: House, caller: Caller | None, id: str) -> None:
    """Raises NotFound for what is not the caller's, as for what has ended."""
    caller = logged_in(caller)
    _end(house, caller, own(house, caller), id)


def end_own_others(house: House, caller: Caller | None) -> int:
    """End everything but the session that asks, the logins of programs too; how many sessions there were."""
    caller = logged_in(caller)
    if caller.tenant is None:
        found = _of_operator(house, caller)
    else:
        employee = _employee(house, caller, caller.employee or "")
        found = _of_employee(house, employee, caller)
        _end_programs(house, caller, employee)
    return _end_each(house, caller, [one for one in found.rows if not one.own])


# ---------------------------------------------------------------- an employee's


def of_employee(house: House, caller: Caller | None, id: str) -> OpenSessions:
    caller = must(caller, Act.EMPLOYEES_VIEW)
    return _of_employee(house, _employee(house, caller, id), caller)


def end_of_employee(house: House, caller: Caller | None, id: str, session: str = "") -> int:
    """One session of an employee, or all of them, and then the logins of programs too; how many sessions there were.
    Raises NotFound for one that is not theirs."""
    caller = must(caller, Act.EMPLOYEES_EDIT)
    found = of_employee(house, caller, id)
    if session:
        _end(house, caller, found, session)
        return 1
    _end_programs(house, caller, _employee(house, caller, id))
    return _end_each(house, caller, found.rows)


# ---------------------------------------------------------------- how


def _employee(house: House, caller: Caller, id: str) -> Entity:
    with house.store_of(caller.tenant or "").reading() as tx:
        return must_exist(tx, caller, "employee", id)


def _end_programs(house: House, caller: Caller, employee: Entity) -> None:
    """Those that the person has let in on our page. What holds an access key stays: it is a secret of its own."""
    for tenant in _sides(house, employee):
        with suppress(Unavailable), house.regions.of(tenant.region).writing() as tx:
            there = tx.entities.by_key(tenant.id, "employee", employee.key)
            if there is not None and (ended := tx.families.end_of_logins(tenant.id, there.id)):
                on_this_side = replace(caller, tenant=tenant.id)
                house.trace(tx, on_this_side, "session.end", there.id, programs=ended)


def _end(house: House, caller: Caller, among: OpenSessions, id: str) -> None:
    chosen = [one for one in among.rows if one.id == id]
    if not chosen:
        raise NotFound(
            say("There is no such session."), say("It may have ended. Look at the list again.")
        )
    _end_each(house, caller, chosen)


def _end_each(house: House, caller: Caller, chosen: list[Open]) -> int:
    ended = 0
    for one in chosen:
        for region in [one.tenant.region] if one.tenant else house.regions.names:
            with suppress(Unavailable), house.regions.of(region).writing() as tx:
                if tx.sessions.end(one.id):
                    ended += 1
                    subject = one.session.employee or one.session.username
                    on_this_side = replace(caller, tenant=one.session.tenant)
                    house.trace(tx, on_this_side, "session.end", subject)
    return ended


def _of_operator(house: House, caller: Caller) -> OpenSessions:
    rows: list[Open] = []
    for store in house.regions.up():
        with suppress(Unavailable), store.reading() as tx:
            found = tx.sessions.of(None, caller.username)
            rows += _rows(house, None, found, caller)
    return OpenSessions(_newest_first(rows), [])


def _of_employee(house: House, employee: Entity, caller: Caller) -> OpenSessions:
    rows: list[Open] = []
    silent = []
    for tenant in _sides(house, employee):
        try:
            with house.regions.of(tenant.region).reading() as tx:
                there = tx.entities.by_key(tenant.id, "employee", employee.key)
                if there is not None:
                    rows += _rows(house, tenant, tx.sessions.of(tenant.id, there.id), caller)
        except Unavailable:
            silent.append(tenant.name)
    return OpenSessions(_newest_first(rows), silent)


def _sides(house: House, employee: Entity) -> Iterator[Tenant]:
    here, _ = house.registry.tenant(employee.tenant)
    yield here
    if here.pair is not None:
        pair, _ = house.registry.pair(here.pair)
        yield house.registry.tenant(pair.tenant(pair.side(here.id).other))[0]


def _rows(
    house: House, tenant: Tenant | None, found: list[Session], caller: Caller
) -> Iterator[Open]:
    """But for proofs, for what is over, and for operators who act as the employee: that is the operators' business."""
    now = house.clock()
    for one in found:
        if sessions.is_proof(one) or sessions.is_over(one, now) or one.impersonator:
            continue
        yield Open(one.token_hash, tenant, one, one.token_hash == caller.session)


def _newest_first(rows: list[Open]) -> list[Open]:
    return sorted(rows, key=lambda one: (one.own, one.session.seen_at), reverse=True)
