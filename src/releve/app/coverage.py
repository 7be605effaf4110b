"""Call-path coverage: would those who call the published numbers of the BCP tenant reach somebody?

Each active point of contact is followed as a rehearsal follows it (`drill_contacts`): over its script and those that this runs
to skills, and to people who have them and would get in. All of it stands in the BCP tenant, so that what was found holds
until that has another revision. Bounded: so many are followed, over so many scripts, for so long; the rest is said to be
untried.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from releve.access.policy import Act, must
from releve.activation.coverage import Coverage, Path
from releve.activation.drilling import judge_contact
from releve.app.drill_contacts import KIND, Trail, Walk, entries_of, skills_of, trail_of
from releve.app.drill_people import Crowd
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.app.script_facts import Looking
from releve.app.tonight import is_built_in
from releve.domain.entities import Entity, Sought
from releve.domain.errors import Unavailable
from releve.domain.people import Caller
from releve.domain.store import Tx
from releve.domain.tenancy import Side, Tenant

__all__ = ["CONTACTS_MAX", "Coverage", "CoveragePage", "Path", "coverage_page"]

#: So many points of contact are followed.
CONTACTS_MAX = 200

#: So many of them at a time; between two such parts it is seen whether it has taken too long.
AT_ONCE = 10

#: Over so many scripts, and for so long.
SCRIPTS_MAX, FOLLOWED_S = 1_000, 5.0


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """`found` None: the BCP tenant's region does not answer."""

    bond: Bond
    found: Coverage | None

    def contact(self, path: Path) -> str:
        """The id of a point of contact in the tenant of who asks, "" where it is not there."""
        return path.id if self.bond.side is Side.BCP else path.twin


def coverage_page(house: House, caller: Caller | None) -> CoveragePage:
    """Raises NotFound when the tenant is in no pair. A region that does not answer is a fact of the page."""
    caller = must(caller, Act.SWITCH_VIEW)
    bond = bond_of(house, caller.tenant or "")
    try:
        return CoveragePage(bond, _coverage(house, bond))
    except Unavailable:
        return CoveragePage(bond, None)


def _coverage(house: House, bond: Bond) -> Coverage:
    signs_on = house.registry.sign_on(bond.primary.id) is not None
    with house.regions.of(bond.bcp.region).reading() as tx:
        mark = (tx.entities.revision(bond.bcp.id), signs_on)
    return house.coverages.of(bond.bcp.id, mark, lambda: _looked(house, bond), patient=True)


def _looked(house: House, bond: Bond) -> Coverage:
    crowd, tenant = Crowd.of(house, bond, Side.BCP), bond.bcp
    with house.regions.of(tenant.region).reading() as tx:
        active = Sought(where={"isActive": True}, top=CONTACTS_MAX)
        page = tx.entities.sought(tenant.id, KIND, active)
        paths = tuple(_followed(house, tx, tenant, page.rows, crowd))
    employees = sum(not is_built_in(one) for one in crowd.there.people.values())
    return Coverage(page.total, paths, len(crowd.could), employees, house.now())


class _Tried(NamedTuple):
    contact: Entity
    trail: Trail


def _followed(
    house: House, tx: Tx, tenant: Tenant, contacts: Sequence[Entity], crowd: Crowd
) -> Iterator[Path]:
    tried = list(_tried(house, tx, tenant, contacts))
    skills = skills_of(tx, tenant.id, [one.trail for one in tried], crowd.could)
    keys = [one.contact.key for one in tried]
    twins = tx.entities.holders(tenant.id, KIND, keys) if keys else {}
    for one in tried:
        address = str(one.contact.body["contactAddress"])
        lines = judge_contact(one.trail.seen(address, skills, cut=False))
        twin = twins.get(one.contact.key)
        yield Path(one.contact.id, (twin.twin or "") if twin else "", tuple(lines))


def _tried(house: House, tx: Tx, tenant: Tenant, contacts: Sequence[Entity]) -> Iterator[_Tried]:
    """Until there are too many scripts, or it has taken too long. Whoever was not followed to the end was not tried."""
    walk = Walk(Looking(house, tx, tenant.id), SCRIPTS_MAX)
    until = time.monotonic() + FOLLOWED_S
    for begin in range(0, len(contacts), AT_ONCE):
        some = contacts[begin : begin + AT_ONCE]
        entries = entries_of(tx, tenant.id, [one.body for one in some])
        if walk.over(entries.values(), lambda: time.monotonic() > until):
            return
        for one in some:
            yield _Tried(one, trail_of(walk.known, entries, one.body))
        if time.monotonic() > until:
            return
