"""*Impersonate & Support*: an operator steps into a tenant, visibly, and out again."""

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.login import LoggedIn, impersonate, log_out
from releve.domain.ids import TenantId
from releve.domain.people import Caller


def step_in(house: House, caller: Caller | None, tenant: TenantId) -> LoggedIn:
    """A session inside the tenant. The operator's own session stays as it is."""
    return impersonate(house, must(caller, Act.IMPERSONATE), tenant)


def step_out(house: House, token: str, *, origin: str) -> None:
    """End the impersonation; both names are in the audit."""
    log_out(house, token, origin=origin)
