"""Proofs: what somebody holds who is on their way in, between two pages of a login, or with a link to a new password.

A proof is kept like a session, so that it expires, ends with the person's sessions and is swept with them; but it has a
step to go, and opens nothing else. It is good once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from releve.access import sessions
from releve.app.house import House
from releve.domain.errors import Unauthenticated
from releve.domain.ids import TenantId
from releve.domain.say import say
from releve.domain.store import Session, Tx


class Step(StrEnum):
    """What the holder may do with it."""

    CODE = "code"  # show the code of the second factor
    ENROL = "enrol"  # set up a second factor
    CHOOSE = "choose"  # choose a tenant
    LINK = "link"  # choose one, with a link
    SIGN_ON = "sign_on"  # come back from the identity provider


#: How long each may take, in seconds.
LIVES: Mapping[Step, int] = {
    Step.CODE: 300,
    Step.ENROL: 900,
    Step.CHOOSE: 300,
    Step.LINK: 24 * 3600,
    Step.SIGN_ON: 600,
}


@dataclass(frozen=True, slots=True)
class Visit:
    """Where somebody comes from: the address, and the program they use."""

    origin: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose proof it is. Without an employee it is nobody's yet."""

    tenant: TenantId
    employee: str | None
    username: str
    epoch: int = 0


def made(
    house: House,
    holder: Holder,
    step: Step,
    visit: Visit,
    *,
    data: Mapping[str, Any] | None = None,
) -> tuple[str, Session]:
    """A new secret, and what the store is to keep of it."""
    secret = sessions.make_token(house.random_bytes)
    life = sessions.Lifetime(idle_s=LIVES[step], absolute_s=LIVES[step])
    kept = sessions.open_session(
        secret,
        now=house.clock(),
        lifetimes=sessions.Lifetimes(employee=life),
        tenant=holder.tenant,
        employee=holder.employee,
        username=holder.username,
        epoch=holder.epoch,
        origin=visit.origin,
        agent=visit.agent,
        data={**(data or {}), "step": step.value},
    )
    return secret, kept


def give(
    house: House,
    region: str,
    holder: Holder,
    step: Step,
    visit: Visit,
    *,
    data: Mapping[str, Any] | None = None,
) -> str:
    """The token of a proof that is kept in a region."""
    secret, kept = made(house, holder, step, visit, data=data)
    with house.regions.of(region).writing() as tx:
        tx.sessions.add(kept)
    return f"{region}.{secret}"


def give_anywhere(
    house: House, holder: Holder, step: Step, visit: Visit, *, data: Mapping[str, Any]
) -> str:
    """The same in whatever region can keep it."""
    secret, kept = made(house, holder, step, visit, data=data)

    def keep(tx: Tx) -> None:
        tx.sessions.add(kept)

    return f"{house.somewhere_named(keep)[0]}.{secret}"


def read(house: House, token: str, step: Step) -> Session | None:
    """None when there is none, its time is over, or it is for another step. Raises Unavailable."""
    region, _, secret = token.partition(".")
    if region not in house.regions.names:
        return None
    with house.regions.of(region).reading() as tx:
        found = sessions.read_back(tx.sessions, secret, house.clock())
    return found if found is not None and found.data.get("step") == step.value else None


def use_up(tx: Tx, proof: Session) -> None:
    """In the transaction of what it proves. Raises Unauthenticated for whoever comes second."""
    if not tx.sessions.end(proof.token_hash):
        raise over()


def use_up_now(house: House, token: str, proof: Session) -> None:
    """The same in a transaction of its own."""
    with house.regions.of(token.partition(".")[0]).writing() as tx:
        use_up(tx, proof)


def over() -> Unauthenticated:
    return Unauthenticated(say("The time for this step is over."), say("Log in again."))
