"""BCP as one document, for programs: what the wizard of TM, the sync configuration and BC Enablement say together.

Law: it is changed by the use cases of those pages and with their permissions. Its version grows with every change of any
part of it, so that whoever has seen the last one has seen all of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from releve.access.policy import Act, may, must
from releve.app import bcp_setup
from releve.app.house import House
from releve.app.pairing import Bond, bond_of
from releve.app.switching import Switched, switch
from releve.app.sync_settings import keep
from releve.app.tenants import card_of
from releve.domain.directory import no_such_tenant
from releve.domain.errors import Conflict, Invalid, NotFound, Refused
from releve.domain.ids import TenantId
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.tenancy import Side, Tenant
from releve.sync import wire


@dataclass(frozen=True, slots=True)
class DrConfig:
    """The document. `items` are None for who may not see the sync configuration."""

    bond: Bond
    version: int
    is_enabled: bool
    items: Sequence[wire.Item] | None

    @property
    def is_switched(self) -> bool:
        return self.bond.activation.active is Side.BCP


def look(house: House, caller: Caller | None, tenant: TenantId) -> DrConfig:
    """From either tenant of a pair. Raises NotFound for a tenant of others, and for one without a BCP tenant."""
    caller = _reader(caller)
    bond = _bond(house, caller, tenant)
    items = wire.items_of(bond.pair.sync) if _sees_sync(caller) else None
    both = bond.primary.features.bcp and bond.bcp.features.bcp
    return DrConfig(bond, _version(bond), both, items)


def _reader(caller: Caller | None) -> Caller:
    """Operators, and in a tenant whoever may see one of the two pages."""
    if caller is None or caller.tenant is None:
        return must(caller, Act.BCP_SET_UP)
    return caller if may(caller, Act.SWITCH_VIEW) else must(caller, Act.SYNC_VIEW)


def _sees_sync(caller: Caller) -> bool:
    return caller.tenant is None or may(caller, Act.SYNC_VIEW)


def _bond(house: House, caller: Caller, tenant: TenantId) -> Bond:
    """Raises NotFound for what is none of the caller's business, in the same words as for what does not exist."""
    if caller.tenant is not None:
        own, _ = house.registry.tenant(caller.tenant)
        pair = house.registry.pair(own.pair)[0] if own.pair else None
        if tenant != own.id and (pair is None or tenant not in (pair.primary, pair.bcp)):
            raise no_such_tenant(tenant)
    found, _ = house.registry.tenant(tenant)
    if found.pair is None:
        raise NotFound(
            say("{tenant} has no BCP tenant.", tenant=found.name),
            say("An operator sets it up: POST a configuration, or use Tenant Management."),
        )
    return bond_of(house, tenant if caller.tenant is None else caller.tenant)


def _version(bond: Bond) -> int:
    """Each part only grows, so the sum is another one as soon as any of them is."""
    return bond.pair_version + bond.activation_version + sum(bond.versions.values())


def seen(house: House, caller: Caller | None, tenant: TenantId, version: int) -> DrConfig:
    """The document, if it is still the one that was seen. Raises Conflict saying which one it is."""
    now = look(house, caller, tenant)
    if now.version != version:
        told = say("Version {now} is the current one, not {seen}.", now=now.version, seen=version)
        raise Conflict(
            told,
            say("Read the configuration again, then repeat what you wanted to change."),
            fields={"ifMatchVersion": told},
            version=now.version,
        )
    return now


@dataclass(frozen=True, slots=True)
class Created:
    """`passkey` is in clear this once."""

    configuration: str
    passkey: str


def create(
    house: House, caller: Caller | None, tenant: TenantId, *, region: str, counterpart: TenantId
) -> Created:
    """What an operator does in the wizard, on both tenants: the mapping, the passkey, both features, in one commit.

    Raises Conflict when there is a BCP tenant already, Refused with every reason why the mapping cannot be made.
    """
    caller = must(caller, Act.BCP_SET_UP)
    if card_of(house, tenant).pair is not None:
        raise Conflict(
            say("This tenant has a BCP tenant already."),
            say("Read its configuration, and change that."),
        )
    wizard = bcp_setup.begin(house, caller, tenant).id
    bcp_setup.set_toggles(house, caller, wizard, configurations=True, enablement=True, both=True)
    bcp_setup.validate(house, caller, wizard, region=region, counterpart=counterpart)
    _, passkey = bcp_setup.generate_passkey(house, caller, wizard)
    bcp_setup.finish(house, caller, wizard)
    card = bcp_setup.save(house, caller, wizard)
    assert card.pair is not None, "the wizard has made it"
    return Created(card.pair.id, passkey)


def set_enabled(house: House, caller: Caller | None, now: DrConfig, wanted: bool) -> None:
    """BCP on or off on both tenants. Raises Refused for off while the BCP tenant is active."""
    caller = must(caller, Act.BCP_SET_UP)
    for tenant in (now.bond.primary, now.bond.bcp):
        if wanted and not _is_enabled(tenant):
            _enable(house, caller, tenant.id)
        elif not wanted and tenant.features.bcp:
            bcp_setup.disable(house, caller, tenant.id)


def _is_enabled(tenant: Tenant) -> bool:
    features = tenant.features
    return features.bcp and features.bcp_configurations and features.bcp_enablement


def _enable(house: House, caller: Caller, tenant: TenantId) -> None:
    """On a tenant that is mapped already."""
    wizard = bcp_setup.begin(house, caller, tenant).id
    bcp_setup.set_toggles(house, caller, wizard, configurations=True, enablement=True)
    bcp_setup.finish(house, caller, wizard)
    bcp_setup.save(house, caller, wizard)


def set_active(
    house: House,
    caller: Caller | None,
    now: DrConfig,
    wanted: Side,
    *,
    passkey: str,
    reason: str,
    acknowledged: bool,
) -> Switched:
    """The switch or the revert, in the epoch that was seen: an emergency if it is acknowledged or a region does not
    answer, else planned. Raises what `switching.switch` raises."""
    return switch(
        house,
        caller,
        wanted=wanted,
        passkey=passkey,
        expect=now.bond.activation.epoch,
        reason=reason,
        acknowledged=acknowledged,
    )


def set_sync(
    house: House,
    caller: Caller | None,
    now: DrConfig,
    *,
    items: Sequence[Mapping[str, Any]] | None,
    start: bool | None,
) -> None:
    """What is synced and how often, in the field's words; and whether at all. None leaves it as it is."""
    caller = must(caller, Act.SYNC_EDIT)
    if any(str(one.get("syncMode")) == "TwoWay" for one in items or ()):
        raise Refused(
            say("syncMode “TwoWay” is not offered: data is copied from the primary tenant only."),
            say("Ask for OneWay."),
            not_offered=True,
        )
    before = now.bond.pair.sync
    wanted = before if items is None else wire.configured(items, before)
    if start is not None:
        wanted = replace(wanted, enabled=start)
    keep(house, caller, now.bond, wanted, now.bond.pair_version)


def same_mapping(now: DrConfig, secondaries: Sequence[Mapping[str, Any]]) -> None:
    """A mapping is made once. Raises Refused for another one than there is."""
    bcp = now.bond.bcp
    named = [(str(one.get("tenantId")), str(one.get("region"))) for one in secondaries]
    if named != [(bcp.id, bcp.region)]:
        raise Refused(
            say("The BCP tenant of a pair is not exchanged."),
            say("Ask your account representative about another pair."),
        )


def one_secondary(given: object) -> tuple[str, str]:
    """Tenant and region of the one BCP tenant that there can be. Raises Invalid."""
    if isinstance(given, list) and len(given) == 1 and isinstance(given[0], Mapping):
        line, wrong = given[0], dict[str, Message]()
        for name in ("tenantId", "region"):
            if not str(line.get(name) or "").strip():
                wrong[f"secondaryTenants[0].{name}"] = say("This field is required.")
        if not wrong:
            return str(line["tenantId"]).strip(), str(line["region"]).strip()
    else:
        wrong = {"secondaryTenants": say("A list of one tenant is expected here.")}
    raise Invalid(say("Some parts of the request are not right."), fields=wrong)
