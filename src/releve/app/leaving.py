"""Leaving: the sessions of somebody who is gone, blocked, or has another password end on both sides of a pair.

The side on which it happens ends its own in the transaction in which it happens. The other side follows at once if
its region answers; if not, nobody gets in there any more than before: see `accounts`.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress

from releve.app.accounts import is_active, says_active
from releve.app.house import House
from releve.domain.entities import Entity
from releve.domain.errors import Unavailable
from releve.domain.ids import TenantId
from releve.domain.kind import Body, natural_key
from releve.domain.kinds import KINDS
from releve.domain.store import Tx


def login_name(username: object) -> str:
    """The spelling under which credentials are kept and looked for."""
    return str(username).strip().casefold()


def is_left_out(before: Entity | None, after: Body) -> bool:
    """Whether this change keeps out an employee who could log in so far."""
    return (
        before is not None
        and before.kind == "employee"
        and is_active(before)
        and not says_active(after)
    )


def end_sessions_over_there(house: House, tenant: TenantId, usernames: Collection[object]) -> None:
    """End what these people have open on the other side of the pair. A region that does not answer is passed over."""
    here, _ = house.registry.tenant(tenant)
    if here.pair is None or not usernames:
        return
    pair, _ = house.registry.pair(here.pair)
    other, _ = house.registry.tenant(pair.tenant(pair.side(tenant).other))
    names = {login_name(username) for username in usernames}
    with suppress(Unavailable), house.regions.of(other.region).writing() as tx:
        theirs = {one for name in sorted(names) for one in _employees(tx, other.id, name)}
        if theirs:
            tx.sessions.end_all(other.id, *sorted(theirs))


def _employees(tx: Tx, tenant: TenantId, name: str) -> Iterator[str]:
    """Whom a name lets in there, with a password or by single sign-on."""
    yield from (
        credential.employee
        for credential in tx.credentials.by_username(name)
        if credential.tenant == tenant
    )
    key = natural_key(KINDS["employee"], {"userName": name})
    if (employee := tx.entities.by_key(tenant, "employee", key)) is not None:
        yield employee.id
