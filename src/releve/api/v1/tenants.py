"""Tenant Management: the tenants, a new one, and stepping into one to support it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.paging import Search, Skip, Top
from releve.api.shape import Listed, Shape
from releve.api.v1.login import LoggedIn
from releve.api.v1.names import TenantName
from releve.app import bcp_setup, support
from releve.app import tenants as app
from releve.domain.tenancy import Features, Side, Tenant

router = APIRouter(tags=["tenants"])


class Sort(StrEnum):
    NAME = "name"
    REGION = "region"
    CREATED_AT = "createdAt"
    BUSINESS_UNIT = "businessUnit"


_COLUMNS: Mapping[Sort, str] = {
    Sort.NAME: "name",
    Sort.REGION: "region",
    Sort.CREATED_AT: "created_at",
    Sort.BUSINESS_UNIT: "business_unit",
}


class FeatureFlags(Shape):
    """The *Applications & Features* that Relève knows."""

    bcp: bool
    bcp_configurations: bool
    bcp_enablement: bool

    @classmethod
    def of(cls, features: Features) -> "FeatureFlags":
        return cls(
            bcp=features.bcp,
            bcp_configurations=features.bcp_configurations,
            bcp_enablement=features.bcp_enablement,
        )


class TenantOut(Shape):
    """A tenant; `side` and `counterpart` if it is mapped, and whether its side is the active one."""

    id: str
    name: str
    region: str
    business_unit: int
    features: FeatureFlags
    created_at: str
    created_by: str
    side: Side | None
    active: bool
    counterpart: TenantName | None

    @classmethod
    def of(
        cls, tenant: Tenant, side: Side | None, active: bool, other: Tenant | None
    ) -> "TenantOut":
        return cls(
            id=tenant.id,
            name=tenant.name,
            region=tenant.region,
            business_unit=tenant.business_unit,
            features=FeatureFlags.of(tenant.features),
            created_at=tenant.created_at,
            created_by=tenant.created_by,
            side=side,
            active=active,
            counterpart=TenantName.of(other) if other else None,
        )

    @classmethod
    def of_card(cls, card: app.TenantCard) -> "TenantOut":
        active = card.activation is None or card.activation.active is card.side
        return cls.of(card.tenant, card.side, active, card.counterpart)


class NewTenant(Shape):
    name: Annotated[str, Field(max_length=200)]
    region: Annotated[str, Field(max_length=100)]


@router.get("/tenants", summary="List tenants")
def list_tenants(
    house: Open,
    caller: Whoever,
    search: Search = "",
    sort: Sort = Sort.NAME,
    descending: bool = False,
    skip: Skip = 0,
    top: Top = 20,
) -> Listed[TenantOut]:
    """Those whose name, ID, region or business unit holds `search`. For operators."""
    lines, total = app.list_tenants(
        house,
        caller,
        search=search,
        sort=_COLUMNS[sort],
        descending=descending,
        skip=skip,
        top=top,
    )
    items = [TenantOut.of(one.tenant, one.side, one.active, one.counterpart) for one in lines]
    return Listed(total=total, items=items)


@router.post("/tenants", status_code=201, summary="Create a tenant")
def create_tenant(house: Open, caller: Whoever, new: NewTenant) -> TenantOut:
    """A new tenant with its built-in roles, team and login authenticator. Nothing else is in it."""
    tenant = app.create_tenant(house, caller, name=new.name, region=new.region)
    return TenantOut.of(tenant, None, True, None)


@router.get("/tenants/{tenant}", summary="Look at a tenant")
def get_tenant(house: Open, caller: Whoever, tenant: str) -> TenantOut:
    """The tenant and its counterpart. For operators."""
    return TenantOut.of_card(app.tenant_card(house, caller, tenant))


@router.post("/tenants/{tenant}/impersonation", status_code=201, summary="Impersonate & Support")
def impersonate(house: Open, caller: Whoever, tenant: str) -> LoggedIn:
    """A session inside the tenant; both names stand in the audit. Log out with its token to step out again."""
    return LoggedIn.of(support.step_in(house, caller, tenant))


@router.delete("/tenants/{tenant}/bcp", summary="Turn BCP off")
def disable_bcp(house: Open, caller: Whoever, tenant: str) -> TenantOut:
    """No sync and no switch any more; the mapping stays. Refused while the BCP tenant is active."""
    return TenantOut.of_card(bcp_setup.disable(house, caller, tenant))
