"""Reading the audit: of one's own tenant, or of the operators."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from releve.access.policy import Act, must
from releve.app.browsing import entity_name
from releve.app.entities import titles_of
from releve.app.house import House
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.store import AuditEntry


def audit_page(
    house: House,
    caller: Caller | None,
    *,
    search: str = "",
    acts: Collection[str] = (),
    outcomes: Collection[str] = (),
    skip: int = 0,
    top: int = 50,
) -> tuple[list[AuditEntry], int]:
    """Newest first, and how many there are. `acts` and `outcomes`: what the words searched for mean to the reader."""
    if caller is not None and caller.tenant is None:
        must(caller, Act.TENANTS_VIEW)
        store = house.home_store()
    else:
        caller = must(caller, Act.AUDIT_VIEW)
        store = house.store_of(caller.tenant or "")
    with store.reading() as tx:
        return tx.audit.page(
            caller.tenant, search=search, acts=acts, outcomes=outcomes, skip=skip, top=top
        )


def operators_page(
    house: House,
    caller: Caller | None,
    *,
    search: str = "",
    acts: Collection[str] = (),
    outcomes: Collection[str] = (),
    skip: int = 0,
    top: int = 50,
) -> tuple[list[AuditEntry], int]:
    """The same for Tenant Management, where nobody but an operator has any business."""
    caller = must(caller, Act.TENANTS_VIEW)
    return audit_page(
        house, caller, search=search, acts=acts, outcomes=outcomes, skip=skip, top=top
    )


def titles_in(
    house: House, caller: Caller | None, entries: Iterable[AuditEntry]
) -> Mapping[str, str]:
    """What the entities that the lines are about are called now, by subject. Of what is gone the last name; a login
    is about an employee. A handful of statements, however many lines."""
    tenant = must(caller, Act.AUDIT_VIEW).tenant or ""
    wanted: dict[str, set[str]] = defaultdict(set)
    places = {entry.subject: _entity_of(entry.subject) for entry in entries}
    for kind, own in filter(None, places.values()):
        wanted[kind].add(own)
    with house.store_of(tenant).reading() as tx:
        found = {kind: tx.entities.many(tenant, kind, ids) for kind, ids in wanted.items()}
        titles = titles_of(tx, tenant, [one for many in found.values() for one in many.values()])
    return {
        subject: entity_name(found[place[0]][place[1]], titles)
        for subject, place in places.items()
        if place and place[1] in found[place[0]]
    }


def _entity_of(subject: str) -> tuple[str, str] | None:
    """The kind and the ID of an entity that is the subject of a line; a bare number is an employee's."""
    kind, slash, own = subject.partition("/")
    if slash and kind in KINDS:
        return kind, own
    return ("employee", subject) if subject.isdigit() else None
