"""Who could work there tonight: of the employees, who would get into the BCP tenant if it had to take over now, who not,
and why.

What counts is what the BCP tenant's own region holds at this moment, for on the bad day nobody else is asked. The primary
is asked too, if it answers: it knows whom the last sync has not copied yet.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from releve.access.landing import may_enter
from releve.access.policy import Act, is_active_role, must
from releve.app.accounts import says_active
from releve.app.granting import role_ids
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.domain.entities import Entity, Excerpt
from releve.domain.errors import Unavailable
from releve.domain.hindrances import Reason
from releve.domain.kind import Body, folded
from releve.domain.kinds import KINDS
from releve.domain.people import BcpType, Caller
from releve.domain.say import Message, say
from releve.domain.store import Tx
from releve.domain.tenancy import Side, Tenant


@dataclass(frozen=True, slots=True)
class Person:
    """One employee. `id` is the one in the tenant of who asks, "" when it does not exist there."""

    id: str
    username: str
    name: str
    role: str
    team: str
    bcp_type: BcpType
    reasons: tuple[Reason, ...]

    @property
    def can(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which employees are asked about; empty: all. `reason` is one of `Reason`, or `can` for who could."""

    search: str = ""
    role: str = ""
    team: str = ""
    bcp_type: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tonight:
    """`asked` is how many employees the question is about, `can` how many could, `counts` how many could not for each
    reason (one person may have several), `rows` a page of those of `reason`, of which there are `total`. `silent` are
    tenants whose region does not answer; with the BCP tenant among them nothing is known. `obstacles` keep everybody
    out."""

    bond: Bond
    asked: int = 0
    can: int = 0
    counts: Mapping[Reason, int] = field(default_factory=dict)
    rows: tuple[Person, ...] = ()
    total: int = 0
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    silent: tuple[Side, ...] = ()
    obstacles: tuple[Message, ...] = ()

    @property
    def known(self) -> bool:
        return Side.BCP not in self.silent

    @property
    def primary_asked(self) -> bool:
        return Side.PRIMARY not in self.silent


def tonight(
    house: House, caller: Caller | None, wanted: Wanted, *, skip: int = 0, top: int = 50
) -> Tonight:
    """Raises NotFound when the tenant is in no pair. A region that does not answer is a fact of the answer."""
    caller = must(caller, Act.EMPLOYEES_VIEW)
    bond = bond_of(house, caller.tenant or "")
    obstacles = tuple(_obstacles(bond))
    signs_on = house.registry.sign_on(bond.primary.id) is not None
    try:
        with house.regions.of(bond.bcp.region).reading() as tx:
            there = There.of(tx, bond.bcp, Side.BCP, signs_on=signs_on)
    except Unavailable:
        return Tonight(bond, silent=(Side.BCP,), obstacles=obstacles)
    silent: tuple[Side, ...] = ()
    try:
        with house.regions.of(bond.primary.region).reading() as tx:
            people = list(_with_primary(tx, bond, there))
    except Unavailable:
        silent = (Side.PRIMARY,)
        people = list(_without_primary(bond, there))
    return _told(
        Tonight(bond, silent=silent, obstacles=obstacles), people, there, wanted, skip, top
    )


def _obstacles(bond: Bond) -> Iterator[Message]:
    for tenant in (bond.primary, bond.bcp):
        if not tenant.features.bcp:
            yield say(
                "BCP is not enabled on {tenant}: nobody can switch, and nobody would get in.",
                tenant=tenant.name,
            )


#: What is read of an employee.
FIELDS = (
    *("userName", "firstName", "lastName", "displayName", "roleUUID", "secondaryRoleIds", "teamId"),
    *("bcpType", "isActive", "status"),
)


@dataclass(frozen=True, slots=True)
class There:
    """What the region of one side holds; in `tonight` the BCP tenant's. `twins`: id in the primary → id there."""

    side: Side
    people: Mapping[str, Excerpt]
    twins: Mapping[str, str]
    can_log_in: Collection[str] | None  # None: everybody, by single sign-on
    active_roles: Collection[str]
    names: "_Names"

    @classmethod
    def of(cls, tx: Tx, tenant: Tenant, side: Side, *, signs_on: bool) -> "There":
        people = {one.id: one for one in tx.entities.excerpts(tenant.id, "employee", FIELDS)}
        roles = [one for one in tx.entities.all(tenant.id, "role") if is_active_role(one.body)]
        return cls(
            side,
            people,
            {one.twin: one.id for one in people.values() if one.twin},
            None if signs_on else tx.credentials.who_can(tenant.id),
            {one.id for one in roles},
            _Names.of(tx, tenant),
        )

    def who_could(self) -> list[Excerpt]:
        """Those whom nothing keeps from working in this tenant while it is the active one, in the order of their names."""
        return [
            one
            for one in self.people.values()
            if not is_built_in(one) and not any(True for _ in hindrances(one, self, None))
        ]


@dataclass(frozen=True, slots=True)
class _Names:
    """What roles and teams of one tenant are called, by the ids that employees refer to."""

    roles: Mapping[str, str]
    teams: Mapping[str, str]

    @classmethod
    def of(cls, tx: Tx, tenant: Tenant) -> "_Names":
        return cls(
            {one.id: _title(one) for one in tx.entities.all(tenant.id, "role")},
            {one.alt_id or "": _title(one) for one in tx.entities.all(tenant.id, "team")},
        )


def _title(entity: Entity) -> str:
    return KINDS[entity.kind].title_of(entity.body)


class _Judged(NamedTuple):
    """One employee, not yet put into words: `told` is named by `names`; the BCP type that counts is that of `there`."""

    id: str
    told: Excerpt
    there: Excerpt
    names: _Names
    reasons: tuple[Reason, ...]


def _with_primary(tx: Tx, bond: Bond, there: There) -> Iterator[_Judged]:
    """Everybody who works in the primary, and who is in the BCP tenant alone."""
    names, met, home = _Names.of(tx, bond.primary), set(), bond.side is Side.PRIMARY
    for one in tx.entities.excerpts(bond.primary.id, "employee", FIELDS):
        twin = there.people.get(there.twins.get(one.id, ""))
        if twin is not None:
            met.add(twin.id)
        if not says_active(one.body) or is_built_in(one):
            continue
        reasons = tuple(hindrances(twin, there, _type_of(one.body)))
        here = one.id if home else (twin.id if twin else "")
        yield _Judged(here, one, twin or one, names, reasons)
    yield from _only_there(bond, there, met)


def _without_primary(bond: Bond, there: There) -> Iterator[_Judged]:
    for one in there.people.values():
        if not is_built_in(one):
            here = (one.twin or "") if bond.side is Side.PRIMARY else one.id
            yield _Judged(here, one, one, there.names, tuple(hindrances(one, there, None)))


def _only_there(bond: Bond, there: There, met: Collection[str]) -> Iterator[_Judged]:
    for one in there.people.values():
        if one.id not in met and not one.twin and not is_built_in(one):
            here = one.id if bond.side is Side.BCP else ""
            yield _Judged(here, one, one, there.names, tuple(hindrances(one, there, None)))


def hindrances(twin: Excerpt | None, there: There, given: BcpType | None) -> Iterator[Reason]:
    """Everything that keeps somebody out. `given` is the BCP type in the primary, None if it is not known."""
    if twin is None:
        if given is BcpType.NONE:
            yield Reason.NO_ACCESS
        yield Reason.NOT_THERE
        return
    if not may_enter(_type_of(twin.body), there.side, there.side):
        waits = given not in (None, BcpType.NONE)
        yield Reason.ACCESS_WAITS if waits else Reason.NO_ACCESS
    if not says_active(twin.body):
        yield Reason.DEACTIVATED
    if there.can_log_in is not None and twin.id not in there.can_log_in:
        yield Reason.NO_PASSWORD
    if role_ids(twin.body).isdisjoint(there.active_roles):
        yield Reason.NO_ROLE


def _person(one: _Judged) -> Person:
    body = one.told.body
    return Person(
        one.id,
        str(body["userName"]),
        _name(body),
        one.names.roles.get(str(body.get("roleUUID")), ""),
        one.names.teams.get(str(body.get("teamId")), ""),
        _type_of(one.there.body),
        one.reasons,
    )


def _name(body: Body) -> str:
    full = f"{body.get('firstName', '')} {body.get('lastName', '')}".strip()
    return str(body.get("displayName") or full or body["userName"])


def _type_of(body: Body) -> BcpType:
    return BcpType(body.get("bcpType") or BcpType.NONE)


def is_built_in(employee: Excerpt) -> bool:
    return employee.key in KINDS["employee"].builtin


def _told(
    head: Tonight, people: list[_Judged], there: There, wanted: Wanted, skip: int, top: int
) -> Tonight:
    asked = [one for one in people if _is_asked(one, wanted)]
    told = Counter(one.reasons for one in asked)
    counts: Counter[Reason] = Counter()
    for reasons, many in told.items():
        counts.update(dict.fromkeys(reasons, many))
    shown = sorted(
        (one for one in asked if _is_shown(one, wanted.reason)), key=lambda one: one.told.key
    )
    return Tonight(
        head.bond,
        asked=len(asked),
        can=told[()],
        counts={reason: counts[reason] for reason in Reason if counts[reason]},
        rows=tuple(map(_person, shown[max(skip, 0) : max(skip, 0) + top])),
        total=len(shown),
        roles=tuple(sorted(set(there.names.roles.values()), key=folded)),
        teams=tuple(sorted(set(there.names.teams.values()), key=folded)),
        silent=head.silent,
        obstacles=head.obstacles,
    )


def _is_asked(one: _Judged, wanted: Wanted) -> bool:
    body = one.told.body
    if wanted.role and one.names.roles.get(str(body.get("roleUUID")), "") != wanted.role:
        return False
    if wanted.team and one.names.teams.get(str(body.get("teamId")), "") != wanted.team:
        return False
    if wanted.bcp_type and _type_of(one.there.body) != wanted.bcp_type:
        return False
    sought = folded(wanted.search)
    return not sought or sought in folded(f"{body['userName']} {_name(body)}")


def _is_shown(one: _Judged, reason: str) -> bool:
    if reason == "can":
        return not one.reasons
    return not reason or reason in one.reasons
