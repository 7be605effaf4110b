"""*Impersonate & Support*: an operator steps into a tenant, visibly. They step out by logging out."""

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.login import LoggedIn, impersonate
from releve.domain.ids import TenantId
from releve.domain.people import Caller


def step_in(house: House, caller: Caller | None, tenant: TenantId) -> LoggedIn:
    """A session inside the tenant. The operator's own session stays as it is."""
    return impersonate(house, must(caller, Act.IMPERSONATE), tenant)
