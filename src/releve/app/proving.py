"""Proving: a name and a password in, the accounts that they open out; one in each company that has the name.

Only accounts that decide (`accounts`) are ever opened. Every failure is counted and leaves a trace.
"""

import datetime
from contextlib import suppress
from dataclasses import dataclass, replace

from releve.access import throttle
from releve.access.passwords import matching
from releve.app import tries
from releve.app.accounts import Account, Accounts, find_accounts
from releve.app.house import House
from releve.app.leaving import login_name
from releve.domain.errors import Invalid, Refused, Unauthenticated, Unavailable
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Credential
from releve.domain.tenancy import Tenant


def prove(
    house: House, username: str, password: str, *, origin: str, company: str = ""
) -> list[Account]:
    """At least one. Raises Unauthenticated for a wrong name or password (which is not told), Refused when throttled
    or not in the active tenant yet, Unavailable when no region answers."""
    name = spelled(username)
    subject = throttle.subject("login", name)
    taken_at = _counted(house, name, subject, origin)
    each = _Each({}, {})
    try:
        found = find_accounts(house, name)
        each = _each_counted(house, name, found.of(company), origin)
        asked = found.of(company).without(each.waiting)
        opened = matching(house.hasher, [one.credential for one in asked.all], password)
    except Unavailable:
        tries.give_back(house, subject, taken_at)
        for one, at in each.taken.items():
            tries.give_back(house, _in_company(one, name), at)
        raise
    proven = [one for one in asked.deciding if one.is_open and one.credential in opened]
    if not proven:
        refusal = _not_proven(house, asked, opened, origin)
        raise next(iter(each.waiting.values()), refusal)
    _counted_elsewhere(house, name, asked, opened, each, origin)
    if len(found.companies) == 1:
        tries.cleared(house, subject)
    else:  # others' tries count under this name too: whoever has it in one company guesses no faster in another
        tries.give_back(house, subject, taken_at)
    if len(proven) > 1:
        return proven
    return [replace(proven[0], credential=_renewed(house, proven[0].credential, password))]


@dataclass(frozen=True)
class _Each:
    """Of the companies asked at once: when a try was taken in each, and those in which the next one must wait."""

    taken: dict[str, datetime.datetime]
    waiting: dict[str, Refused]


def _each_counted(house: House, name: str, asked: Accounts, origin: str) -> _Each:
    """What opens a name in one company is a guess at it in the others, and is counted there: nobody guesses faster
    with an account of that name in a company of their own."""
    each = _Each({}, {})
    for company in asked.companies if len(asked.companies) > 1 else ():
        subject = _in_company(company, name)
        try:
            each.taken[company] = tries.take_try(house, subject)
        except Refused as refused:
            each.waiting[company] = refused
            if tries.is_news(house, subject):
                tries.trace_refused(house, asked.of(company).all, origin, "throttled")
    return each


def _counted_elsewhere(
    house: House, name: str, asked: Accounts, opened: list[Credential], each: _Each, origin: str
) -> None:
    """Somebody is in: the count of what they have opened starts anew, what they have not stays counted and leaves a
    trace."""
    for company in {one.company for one in asked.all if one.credential in opened} & set(each.taken):
        tries.cleared(house, _in_company(company, name))
    wrong = [one for one in asked.all if one.credential.hash and one.credential not in opened]
    if wrong:
        tries.trace_refused(house, wrong, origin, "refused", "password")


def _in_company(company: str, name: str) -> str:
    return throttle.subject("company", f"{company}/{name}")


def prove_again(house: House, caller: Caller, password: str) -> Credential:
    """The credential of an employee who is logged in and shows their password once more, before what matters. Raises
    Invalid for a wrong one, Refused when throttled or when they have none."""
    tenant = caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        found = tx.credentials.get(tenant, caller.employee or "")
    if found is None or not found.hash:
        raise Refused(
            say("You have no password in this tenant."),
            say("You log in by single sign-on. Ask your administrator if you want a password too."),
        )
    subject = throttle.subject("login", found.username)
    taken_at = tries.take_try(house, subject)
    try:
        right = house.hasher.verify(found.hash, password)
    except Unavailable:
        tries.give_back(house, subject, taken_at)
        raise
    if not right:
        with house.store_of(tenant).writing() as tx:
            house.trace(tx, caller, "password.prove", found.employee, outcome="refused")
        raise Invalid(
            say("This is not your password."),
            say("Type the password that you log in with. Nothing was changed."),
            fields={"current": say("This is not your password.")},
        )
    tries.give_back(house, subject, taken_at)
    return found


def spelled(username: str) -> str:
    """The name as stores take it; what no name can hold is replaced, so that it is nobody's."""
    name = login_name(username)
    return name if name.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in name)


def _counted(house: House, name: str, subject: str, origin: str) -> datetime.datetime:
    try:
        return tries.take_try(house, subject)
    except Refused:
        if tries.is_news(house, subject):
            with suppress(Unavailable):
                tries.trace_refused(house, find_accounts(house, name).all, origin, "throttled")
        raise


def _not_proven(
    house: House, asked: Accounts, opened: list[Credential], origin: str
) -> Refused | Unauthenticated:
    """Leaves a trace. Who knows the password of the side that does not decide is told why they may not enter."""
    wrong = [one for one in asked.all if one.credential not in opened]
    right = [one for one in asked.all if one.credential in opened]
    if wrong or not right:
        tries.trace_refused(house, wrong, origin, "refused", "password")
    if right:
        tries.trace_refused(house, right, origin, "refused", "account")
    absent = next((one for one in asked.elsewhere if one.is_open and one in right), None)
    if absent is not None and absent.pair is not None and absent.side is not None:
        return not_there(house.registry.tenant(absent.pair.tenant(absent.side.other))[0])
    return Unauthenticated(
        say("The username or the password is not right."),
        say("Try again, or ask your administrator for a new password."),
    )


def not_there(tenant: Tenant) -> Refused:
    return Refused(
        say("Your account is not in {tenant} yet.", tenant=tenant.name),
        say("It arrives with the next sync. If you need it now, ask your administrator."),
    )


def _renewed(house: House, credential: Credential, password: str) -> Credential:
    """Hash the password again if the costs were raised since. A region that cannot write now does it next time."""
    if not house.hasher.needs_rehash(credential.hash):
        return credential
    with suppress(Unavailable):
        renewed = house.hasher.hash(password)
        with house.store_of(credential.tenant).writing() as tx:
            tx.entities.lock(credential.tenant)
            stands = tx.credentials.get(credential.tenant, credential.employee)
            if stands is None or stands.hash != credential.hash:  # changed meanwhile
                return credential
            fresh = replace(stands, hash=renewed)
            tx.credentials.put([fresh])
        return fresh
    return credential
