"""Logging in to Tenant Management: its own accounts stand in the directory, their sessions in any region that can write."""

from releve.access import sessions, throttle
from releve.app import tries
from releve.app.house import House
from releve.app.login import LoggedIn
from releve.app.proofs import Visit
from releve.app.proving import spelled
from releve.app.strangers import strangers_are_told_less
from releve.domain.errors import Refused, Unauthenticated, Unavailable
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import Tx


@strangers_are_told_less()
def log_in_operator(
    house: House, username: str, password: str, *, origin: str, agent: str = ""
) -> LoggedIn:
    """Raises Unauthenticated for a wrong name or password (which is not told), Refused when throttled, Unavailable when no
    region can keep the session."""
    name = spelled(username)
    subject = throttle.subject("operator", name)
    found = house.registry.operator(name)
    known = name if found else tries.NOBODY
    try:
        taken_at = tries.take_try(house, subject)
    except Refused:
        if tries.is_news(house, subject):
            tries.trace_refused_at_home(house, known, origin, "throttled")
        raise
    try:
        right = house.hasher.verify(found[0].hash if found else None, password)
    except Unavailable:
        tries.give_back(house, subject, taken_at)
        raise
    if not right:
        tries.trace_refused_at_home(house, known, origin, "refused")
        raise Unauthenticated(
            say("The username or the password is not right."),
            say("Try again, or ask another operator for a new password."),
        )
    tries.cleared(house, subject)
    return _open_operator(house, name, Visit(origin, agent))


def _open_operator(house: House, name: str, visit: Visit) -> LoggedIn:
    """In the home region, or in any other that can write."""
    token = sessions.make_token(house.random_bytes)
    session = sessions.open_session(
        token,
        now=house.clock(),
        username=name,
        origin=visit.origin,
        agent=visit.agent,
        lifetimes=house.lifetimes,
    )

    def keep(tx: Tx) -> None:
        tx.sessions.add(session)
        house.trace(tx, Caller(name, visit.origin, operator=name), "login", name)

    return LoggedIn(f"{house.somewhere_named(keep)[0]}.{token}", None)
