"""A tenant by its names, as many answers hold it."""

from releve.api.shape import Shape
from releve.domain.tenancy import Tenant


class TenantName(Shape):
    """A tenant by its names."""

    id: str
    name: str
    region: str

    @classmethod
    def of(cls, tenant: Tenant) -> "TenantName":
        return cls(id=tenant.id, name=tenant.name, region=tenant.region)
