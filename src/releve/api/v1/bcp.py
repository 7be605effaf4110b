"""The BCP wizard of Tenant Management, step by step. Nothing is stored before `save`, and `save` stores all or nothing."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.v1.names import TenantName
from releve.api.v1.tenants import TenantOut
from releve.app import bcp_setup

router = APIRouter(tags=["BCP set-up"])


class Wizard(Shape):
    """Where the set-up stands. `mapped`: the mapping is there already, from the other side."""

    id: str
    tenant: str
    configurations: bool
    enablement: bool
    region: str
    counterpart: str
    validated: bool
    mapped: bool
    has_new_passkey: bool
    finished: bool
    begun_at: str

    @classmethod
    def of(cls, wizard: bcp_setup.Wizard) -> "Wizard":
        return cls(
            id=wizard.id,
            tenant=wizard.tenant,
            configurations=wizard.configurations,
            enablement=wizard.enablement,
            region=wizard.region,
            counterpart=wizard.counterpart,
            validated=wizard.validated,
            mapped=wizard.mapped,
            has_new_passkey=wizard.passkey is not None,
            finished=wizard.finished,
            begun_at=wizard.begun_at,
        )


class Toggles(Shape):
    configurations: bool
    enablement: bool


class Mapping(Shape):
    """The region and the ID of the tenant that shall be the BCP tenant (*DR tenant*)."""

    region: Annotated[str, Field(max_length=100)]
    tenant: Annotated[str, Field(max_length=100)]


class RegionName(Shape):
    name: str
    label: str


class NewPasskey(Shape):
    """The passkey in clear: it is shown this once and never again. It counts after `save`."""

    passkey: str
    wizard: Wizard


@router.post("/tenants/{tenant}/bcp", status_code=201, summary="Begin")
def begin(house: Open, caller: Whoever, tenant: str) -> Wizard:
    """A set-up of BCP for this tenant. It expires when it is left alone."""
    return Wizard.of(bcp_setup.begin(house, caller, tenant))


@router.get("/tenants/{tenant}/bcp", summary="Set-ups that were not saved")
def unsaved(house: Open, caller: Whoever, tenant: str) -> list[Wizard]:
    """Your own for this tenant, the newest first: those with a new passkey, or finished, that can still be saved."""
    return [Wizard.of(one) for one in bcp_setup.unsaved(house, caller, tenant)]


@router.delete("/bcp/{wizard}", status_code=204, summary="Discard")
def discard(house: Open, caller: Whoever, wizard: str) -> None:
    """Nothing of it was stored, and its passkey never counts."""
    bcp_setup.discard(house, caller, wizard)


@router.get("/bcp/{wizard}", summary="Look where it stands")
def look(house: Open, caller: Whoever, wizard: str) -> Wizard:
    return Wizard.of(bcp_setup.resume(house, caller, wizard))


@router.put("/bcp/{wizard}/toggles", summary="BCP Configurations and BCP Tenant Enablement")
def toggles(house: Open, caller: Whoever, wizard: str, wanted: Toggles) -> Wizard:
    """Both are needed to go on."""
    return Wizard.of(
        bcp_setup.set_toggles(
            house,
            caller,
            wizard,
            configurations=wanted.configurations,
            enablement=wanted.enablement,
        )
    )


@router.get("/bcp/{wizard}/regions", summary="Available regions")
def available_regions(house: Open, caller: Whoever, wizard: str) -> list[RegionName]:
    """Those in which the BCP tenant may live: all but the tenant's own."""
    found = bcp_setup.available_regions(house, bcp_setup.resume(house, caller, wizard))
    return [RegionName(name=name, label=label) for name, label in found]


@router.get("/bcp/{wizard}/candidates", summary="Tenants that may be the BCP tenant")
def candidates(house: Open, caller: Whoever, wizard: str, region: str) -> list[TenantName]:
    """The tenants of a region that are not mapped yet."""
    found = bcp_setup.candidates(house, bcp_setup.resume(house, caller, wizard), region)
    return [TenantName.of(tenant) for tenant in found]


@router.post("/bcp/{wizard}/validation", summary="Validate")
def validate(house: Open, caller: Whoever, wizard: str, mapping: Mapping) -> Wizard:
    """Can the mapping be made? If not, every reason at once."""
    return Wizard.of(
        bcp_setup.validate(house, caller, wizard, region=mapping.region, counterpart=mapping.tenant)
    )


@router.post("/bcp/{wizard}/passkey", status_code=201, summary="Generate passkey")
def generate_passkey(house: Open, caller: Whoever, wizard: str) -> NewPasskey:
    """Once saved, it replaces the passkey that the two tenants had."""
    kept, passkey = bcp_setup.generate_passkey(house, caller, wizard)
    return NewPasskey(passkey=passkey, wizard=Wizard.of(kept))


@router.post("/bcp/{wizard}/finish", summary="Finish")
def finish(house: Open, caller: Whoever, wizard: str) -> Wizard:
    """Checks that nothing is missing. Stores nothing."""
    return Wizard.of(bcp_setup.finish(house, caller, wizard))


@router.post("/bcp/{wizard}/save", summary="Save")
def save(house: Open, caller: Whoever, wizard: str) -> TenantOut:
    """Stores the set-up in one commit. A conflict means that somebody else has saved in the meantime."""
    return TenantOut.of_card(bcp_setup.save(house, caller, wizard))
