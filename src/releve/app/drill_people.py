"""Would they land there? Employees tried by the rules of the login, in the region that would take over.

Their password is not asked for, so it is not hashed; all else is what a login does: the account is found there, the table of
BCP types decides, and a session is written. It is taken back in the same transaction, so that nobody can use it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from releve.access import sessions
from releve.access.landing import Choose, Refuse, decide_landing
from releve.activation.drilling import PersonSeen, judge_people
from releve.app.accounts import Account, account_in, is_built_in, signed_on_in
from releve.app.drill_round_trips import ms_since, undone
from releve.app.drill_samples import PEOPLE, drawn
from releve.app.house import House
from releve.app.login import must_stand
from releve.app.pairing import Bond
from releve.app.second_factor import is_required
from releve.app.tonight import There, hindrances
from releve.domain.drills import Step
from releve.domain.errors import ReleveError
from releve.domain.hindrances import Reason
from releve.domain.kind import natural_key
from releve.domain.kinds import KINDS
from releve.domain.tenancy import Side, Tenant


@dataclass(frozen=True, slots=True)
class Crowd:
    """The employees of the side that would take over. `could` are the ids of those whom nothing keeps out; `names` are their user
    names."""

    there: There
    could: frozenset[str]
    names: tuple[str, ...]
    signs_on: bool

    @classmethod
    def of(cls, house: House, bond: Bond, side: Side) -> "Crowd":
        """Raises Unavailable if that region does not answer."""
        tenant = bond.at(side)
        signs_on = house.registry.sign_on(bond.primary.id) is not None
        with house.regions.of(tenant.region).reading() as tx:
            there = There.of(tx, tenant, side, signs_on=signs_on)
        could = there.who_could()
        return cls(
            there,
            frozenset(one.id for one in could),
            tuple(str(one.body["userName"]) for one in could),
            signs_on,
        )


def try_people(house: House, bond: Bond, crowd: Crowd, named: Sequence[str]) -> Step:
    """Those named, or some of those who could. Raises Unavailable if their region does not answer."""
    side = crowd.there.side
    chosen = named or drawn(house, crowd.names, PEOPLE)
    seen = [_tried(house, bond, crowd, one) for one in chosen]
    return judge_people(seen, side, bond.at(side).name, len(crowd.could))


def _tried(house: House, bond: Bond, crowd: Crowd, username: str) -> PersonSeen:
    began, side = perf_counter(), crowd.there.side
    tenant = bond.at(side)
    find = signed_on_in if crowd.signs_on else account_in
    with house.regions.of(tenant.region).reading() as tx:
        key = natural_key(KINDS["employee"], {"userName": username})
        employee = tx.entities.by_key(tenant.id, "employee", key)
        account = find(house, tx, tenant, username)
    profile = crowd.there.people.get(employee.id) if employee else None
    if profile is None or is_built_in(employee):
        return PersonSeen(username, known=False)
    reasons = tuple(hindrances(profile, crowd.there, None))
    if account is None or account.employee is None or reasons:
        return PersonSeen(username, reasons=reasons or (Reason.NO_PASSWORD,))
    landing = decide_landing(account.bcp_type, bond.pair, side)
    if isinstance(landing, Refuse) or not account.is_open:
        kept_out = Reason.NO_ACCESS if account.is_open else Reason.DEACTIVATED
        return PersonSeen(username, reasons=(kept_out,))
    factor = account.credential.factor
    fault = _open_and_take_back(house, tenant, account, bond.activation.epoch + 1)
    return PersonSeen(
        username,
        chooses=isinstance(landing, Choose),
        has_factor=factor is not None,
        reads_factor=factor is None or bool(factor.secret),
        enrols=not account.signed_on and factor is None and is_required(house, account),
        fault=fault,
        ms=ms_since(began),
    )


def _open_and_take_back(
    house: House, tenant: Tenant, account: Account, epoch: int
) -> ReleveError | None:
    """What keeps the region from opening a session, if anything does."""
    token, credential = sessions.make_token(house.random_bytes), account.credential
    opened = sessions.open_session(
        token,
        now=house.clock(),
        tenant=tenant.id,
        employee=credential.employee,
        username=credential.username,
        epoch=epoch,
        lifetimes=house.lifetimes,
    )
    try:
        with undone(house.regions.of(tenant.region)) as tx:
            must_stand(tx, account)
            tx.sessions.add(opened)
            assert sessions.read_back(tx.sessions, token, house.clock()) is not None
    except ReleveError as fault:
        return fault
    return None
