"""Tries to log in, or to switch: counted before the secret is looked at, and written into the audit when they fail.

Laws: neither the count nor a trace that cannot be written stops somebody whose region answers; no password is ever
written, and no name that nobody has, for people type passwords there; of the tries made during one wait, the first
is written; of names that nobody has, one line an hour and origin speaks for all, with their number.
"""

import datetime
from collections.abc import Collection
from contextlib import suppress

from releve.access import throttle
from releve.app.accounts import Account
from releve.app.house import House
from releve.domain.errors import Unavailable
from releve.domain.people import Caller

#: Who is written where nobody is known.
NOBODY = "nobody"


def take_try(house: House, subject: str, *regions: str) -> datetime.datetime:
    """Count a try and return when it was taken. Raises Refused, saying how long to wait; Unavailable when no region
    can count. It is counted in the first of these regions that can, or any other."""
    now = house.clock()
    house.somewhere(lambda tx: throttle.take_try(tx.throttle, subject, now), *regions)
    return now


def give_back(house: House, subject: str, taken_at: datetime.datetime, *regions: str) -> None:
    with suppress(Unavailable):
        house.somewhere(lambda tx: throttle.given_back(tx.throttle, subject, taken_at), *regions)


def cleared(house: House, subject: str, *regions: str) -> None:
    with suppress(Unavailable):
        house.somewhere(lambda tx: throttle.succeeded(tx.throttle, subject), *regions)


def is_news(house: House, subject: str, *regions: str) -> bool:
    """Whether this is the first try of a wait."""
    with suppress(Unavailable):
        return house.somewhere(
            lambda tx: throttle.is_news(tx.throttle, subject, house.clock()), *regions
        )
    return False


def trace_refused(
    house: House, accounts: Collection[Account], origin: str, outcome: str, why: str = ""
) -> None:
    """In the chain of each tenant that was meant; in the operators' if no tenant is known."""
    details = {"why": why} if why else {}
    for account in accounts:
        employee = account.credential.employee
        caller = Caller(account.credential.username, origin, account.tenant.id, employee)
        with suppress(Unavailable), house.regions.of(account.tenant.region).writing() as tx:
            house.trace(tx, caller, "login", employee, outcome=outcome, **details)
    if not accounts:
        trace_refused_at_home(house, NOBODY, origin, outcome)


def trace_refused_at_home(house: House, username: str, origin: str, outcome: str) -> None:
    with suppress(Unavailable):
        if username != NOBODY:
            house.trace_home(Caller(username, origin), "login", username, outcome=outcome)
            return
        subject, now = throttle.subject("nobody", origin), house.clock()
        if told := house.somewhere(lambda tx: throttle.told_by_one(tx.throttle, subject, now)):
            caller = Caller(NOBODY, origin)
            house.trace_home(caller, "login", NOBODY, outcome=outcome, tries=told)
