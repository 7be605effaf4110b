"""Havrelune in a new tenant, as the tests of this folder want it."""

from collections.abc import Mapping

from releve.demo.company import Company, company
from releve.domain.entities import Draft
from releve.domain.ids import TenantId
from releve.domain.kind import natural_key
from releve.domain.kinds import KINDS
from releve.domain.seed import built_in

MONTREAL = "7c9a2f6e-4b1d-4c58-9a30-000000000001"
PARIS = "7c9a2f6e-4b1d-4c58-9a30-000000000002"
BUSINESS_UNIT = 7312345


def at_first(tenant: TenantId = MONTREAL, slot: int = 0) -> tuple[list[Draft], Mapping[str, int]]:
    """What the tenant has before the company moves in."""
    return built_in(tenant, slot, name="Havrelune", business_unit=BUSINESS_UNIT)


def moved_in(
    employees: int = 60, *, tenant: TenantId = MONTREAL, slot: int = 0, seed: int = 1
) -> Company:
    drafts, issued = at_first(tenant, slot)
    known = {
        (draft.kind, natural_key(KINDS[draft.kind], draft.body)): (str(draft.id), draft.alt_id)
        for draft in drafts
    }
    return company(
        tenant,
        slot,
        BUSINESS_UNIT,
        issued,
        lambda kind, key: known[kind, key],
        employees=employees,
        seed=seed,
    )
