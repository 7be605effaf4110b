"""*Impersonate & Support*: an operator steps into a tenant, visibly. They step out by logging out."""

from releve.access import sessions
from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.login import LoggedIn
from releve.domain.errors import Invalid
from releve.domain.ids import TenantId
from releve.domain.people import Caller
from releve.domain.say import say


def step_in(house: House, caller: Caller | None, tenant: TenantId) -> LoggedIn:
    """A session inside the tenant. The operator's own session stays as it is."""
    return impersonate(house, must(caller, Act.IMPERSONATE), tenant)


def impersonate(house: House, caller: Caller, tenant: TenantId) -> LoggedIn:
    """*Impersonate & Support*: a session inside the tenant as its built-in “Impersonated Admin”.

    Both names stand in the audit of the tenant and of the operators. The caller is checked by `step_in`.
    """
    found, _ = house.registry.tenant(tenant)
    with house.regions.of(found.region).writing() as tx:
        employee = tx.entities.by_key(tenant, "employee", "impersonated admin")
        if employee is None:
            raise Invalid(say("{tenant} has no built-in administrator.", tenant=found.name))
        token = sessions.make_token(house.random_bytes)
        session = sessions.open_session(
            token,
            now=house.clock(),
            tenant=tenant,
            employee=employee.id,
            username=str(employee.body["userName"]),
            impersonator=caller.actor,
            origin=caller.origin,
            lifetimes=house.lifetimes,
        )
        tx.sessions.add(session)
        inside = Caller(session.username, caller.origin, tenant, employee.id, caller.actor)
        house.trace(tx, inside, "impersonate", tenant)
    house.trace_home(caller, "impersonate", tenant, tenant_name=found.name)
    return LoggedIn(f"{found.region}.{token}", found)
