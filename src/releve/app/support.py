"""*Impersonate & Support*: an operator steps into a tenant, visibly, and out again."""

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.login import LoggedIn, impersonate, log_out
from releve.domain.ids import TenantId
from releve.domain.people import Caller


def step_in(house: House, caller: Caller | None, tenant: TenantId) -> LoggedIn:
    """A session inside the tenant. The operator's own session stays as it is."""
    return impersonate(house, must(caller, Act.IMPERSONATE), tenant)


def step_out(house: House, caller: Caller, token: str) -> None:
    """End the impersonation; both names are in the audit."""
    if caller.tenant is not None:
        with house.store_of(caller.tenant).writing() as tx:
            house.trace(tx, caller, "impersonate.end", caller.tenant)
    log_out(house, token)
