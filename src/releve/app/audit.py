"""Reading the audit: of one's own tenant, or of the operators."""

from collections.abc import Collection

from releve.access.policy import Act, must
from releve.app.house import House
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
