"""What programs on an agent's desk ask about the agent: what to put into menus, and what is set for them."""

from releve.access.policy import Act, grants_of, must
from releve.app.granting import roles_of
from releve.app.house import House
from releve.app.seeking import by_either, find_employee
from releve.domain.entities import Entity, Sought
from releve.domain.people import Caller, Grants


def grants_of_agent(house: House, caller: Caller, agent: str = "") -> tuple[int, Grants]:
    """The number of the business unit and the grants: the caller's own, or with *Employees › View* those of another agent,
    named by either id. Raises NotFound."""
    if agent in ("", caller.employee):
        if caller.tenant is None:
            must(caller, Act.EMPLOYEES_VIEW)
        unit = house.registry.tenant(caller.tenant or "")[0].business_unit
        return unit, caller.grants or {}
    caller = must(caller, Act.EMPLOYEES_VIEW)
    tenant, _ = house.registry.tenant(caller.tenant or "")
    with house.store_of(tenant.id).reading() as tx:
        employee = by_either(tx, caller, "employee", agent)
        return tenant.business_unit, grants_of(roles_of(tx, employee), tenant.features)


def settings_of_agent(house: House, caller: Caller, agent: str) -> tuple[Entity, int | None]:
    """The agent, one's own without a permission, and how many may be in a conference. Raises NotFound."""
    found = find_employee(house, caller, agent)
    tenant = found.known.caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        [unit] = tx.entities.sought(tenant, "business_unit", Sought(top=1)).rows
    return found.rows[0], unit.body.get("maxConferenceParties")
