"""The BCP wizard of Tenant Management: nothing is stored before Save, and Save stores all or nothing.

    begin → toggles → validate → generate_passkey → finish → save (or discard)

Between the steps the work lives in a draft sheet of the operator's, which expires. The draft remembers the
versions of the records it was begun on, so that of two operators who save at once the second is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from releve.access.passkeys import make_passkey, normalised
from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.passkey_log import change_made
from releve.app.tenants import TenantCard, card_of
from releve.domain.clock import stamp
from releve.domain.directory import Change, unmoved
from releve.domain.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from releve.domain.ids import TenantId
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.store import Draftsheet, Tx
from releve.domain.tenancy import Activation, Features, Pair, Passkey, Side, Tenant


@dataclass(frozen=True, slots=True)
class Wizard:
    """Where one operator stands in setting up BCP for one tenant."""

    id: str
    tenant: TenantId
    tenant_version: int
    pair_version: int = 0
    configurations: bool = False
    enablement: bool = False
    region: str = ""
    counterpart: TenantId = ""
    validated: bool = False
    mapped: bool = False  # the mapping was there before: set up from the other side
    passkey: dict[str, Any] | None = None  # hash, made_at, made_by: stored only by save
    generated: int = 0  # how many passkeys were made in this set-up: only the last one counts
    finished: bool = False
    both: bool = False  # the counterpart is enabled in the same commit
    saving: bool = False  # Save has begun; if it was cut off, it may have stored everything
    begun_at: str = ""


def begin(house: House, caller: Caller | None, tenant: TenantId) -> Wizard:
    """A new draft. On a tenant that is already mapped, the mapping and its validation are there."""
    caller = must(caller, Act.BCP_SET_UP)
    card = card_of(house, tenant)
    wizard = Wizard(
        id=house.new_id(),
        tenant=tenant,
        tenant_version=card.version,
        configurations=card.tenant.features.bcp_configurations,
        enablement=card.tenant.features.bcp_enablement,
        begun_at=house.now(),
    )
    if card.pair and card.counterpart:
        wizard = replace(
            wizard,
            pair_version=house.registry.pair(card.pair.id)[1],
            region=card.counterpart.region,
            counterpart=card.counterpart.id,
            validated=True,
            mapped=True,
        )
    return _keep(house, caller, wizard)


def resume(house: House, caller: Caller | None, wizard_id: str) -> Wizard:
    """The draft as it stands. Raises NotFound for somebody else's, Conflict for one that has expired."""
    caller = must(caller, Act.BCP_SET_UP)
    with house.home_store().reading() as tx:
        draft = tx.drafts.get(wizard_id, caller.actor)
    again = say("Open the tenant's Applications & Features tab and enable BCP again.")
    if draft is None:
        raise NotFound(say("This set-up does not exist, or was saved already."), again)
    if draft.expires_at <= house.now():
        raise Conflict(say("This set-up has expired. Nothing was stored."), again)
    return Wizard(**draft.body)


def unsaved(house: House, caller: Caller | None, tenant: TenantId) -> list[Wizard]:
    """What this operator has begun for the tenant, brought as far as a passkey or Finish, and not saved: the newest
    first. What could not be saved any more, because the tenant has changed or the time is over, is not offered."""
    caller, card = must(caller, Act.BCP_SET_UP), card_of(house, tenant)
    with house.home_store().reading() as tx:
        sheets = tx.drafts.about(caller.actor, tenant)
    live = [Wizard(**sheet.body) for sheet in sheets if sheet.expires_at > house.now()]
    found = [wizard for wizard in live if _can_be_saved(house, wizard, card)]
    return sorted(found, key=lambda wizard: wizard.begun_at, reverse=True)


def discard(house: House, caller: Caller | None, wizard_id: str) -> None:
    """Throw a set-up away: nothing of it was stored, and its passkey never counts.

    Raises NotFound and Conflict; Conflict too if it was saved after all, by a Save that was cut off: it is then ended
    as that Save would have ended it.
    """
    caller, wizard = must(caller, Act.BCP_SET_UP), resume(house, caller, wizard_id)
    stored = wizard.saving and _is_stored(house, wizard)
    with house.home_store().writing() as tx:
        tx.drafts.drop(wizard.id)
        if wizard.saving:
            _trace_save(house, tx, caller, wizard, "done" if stored else "refused")
    if stored:
        raise Conflict(
            say("This set-up was saved already: it cannot be discarded any more."),
            say("Open the tenant to see what holds. Generate another passkey if nobody knows it."),
        )


def _can_be_saved(house: House, wizard: Wizard, card: TenantCard) -> bool:
    """Whether it is far enough to be offered again, and nothing that it was begun on has changed."""
    far = wizard.begun_at and (wizard.finished or wizard.passkey)
    if not far or wizard.tenant_version != card.version:
        return False
    if wizard.mapped:
        return card.tenant.pair is None or (
            house.registry.pair(card.tenant.pair)[1] == wizard.pair_version
        )
    return not wizard.counterpart or house.registry.tenant(wizard.counterpart)[0].pair is None


def set_toggles(
    house: House,
    caller: Caller | None,
    wizard_id: str,
    *,
    configurations: bool,
    enablement: bool,
    both: bool = False,
) -> Wizard:
    """Page 1. Both features are needed: without the first nothing is synced, without the second nobody switches. With
    `both`, a new counterpart is enabled by the same Save."""
    caller, wizard = must(caller, Act.BCP_SET_UP), resume(house, caller, wizard_id)
    if not (configurations and enablement):
        raise Refused(
            say("Both features are needed to continue."),
            say("Enable BCP Configurations and BCP Tenant Enablement, then click Next."),
        )
    ticked = replace(wizard, configurations=configurations, enablement=enablement, both=both)
    return _keep(house, caller, ticked)


def available_regions(house: House, wizard: Wizard) -> list[tuple[str, str]]:
    """`(name, label)` of the regions in which a BCP tenant of this tenant may live: all but its own."""
    own = house.registry.tenant(wizard.tenant)[0].region
    return [(r.name, r.label) for r in house.registry.regions() if r.name != own]


def candidates(house: House, wizard: Wizard, region: str) -> list[Tenant]:
    """The tenants of the region that are in no pair yet (or in this one)."""
    return sorted(
        (
            tenant
            for tenant in house.registry.tenants()
            if tenant.region == region
            and tenant.id != wizard.tenant
            and (tenant.pair is None or (wizard.mapped and tenant.id == wizard.counterpart))
        ),
        key=lambda tenant: tenant.name.casefold(),
    )


def validate(
    house: House, caller: Caller | None, wizard_id: str, *, region: str, counterpart: TenantId
) -> Wizard:
    """Check that the mapping can be made. Raises Refused with every reason at once."""
    caller, wizard = must(caller, Act.BCP_SET_UP), resume(house, caller, wizard_id)
    if wizard.mapped:
        return wizard
    counterpart = counterpart.strip()
    reasons = tuple(_obstacles(house, wizard.tenant, region, counterpart))
    _keep(
        house,
        caller,
        tried := replace(wizard, region=region, counterpart=counterpart, validated=not reasons),
    )
    if reasons:
        raise Refused(
            say("The mapping cannot be made."),
            say("Mend what is listed, then click Validate again."),
            reasons=reasons,
        )
    return tried


def _obstacles(
    house: House, tenant: TenantId, region: str, counterpart: TenantId
) -> Iterator[Message]:
    registry = house.registry
    own, _ = registry.tenant(tenant)
    regions = {r.name: r.label for r in registry.regions()}
    if region not in regions:
        yield say("There is no region called “{name}”.", name=region)
    elif region == own.region:
        yield say("{tenant} lives in this region itself; choose another one.", tenant=own.name)
    if own.pair is not None:
        yield say("{tenant} is already mapped to another tenant.", tenant=own.name)
    if counterpart == tenant:
        yield say("A tenant cannot be its own BCP tenant.")
        return
    record = registry.directory.get(f"tenant/{counterpart}")
    if record is None:
        yield say("There is no tenant with the ID “{id}”.", id=counterpart)
        return
    other = Tenant.of(record.value)
    if region in regions and other.region != region:
        yield say(
            "{tenant} is not in the region {region}; it is in {actual}.",
            tenant=other.name,
            region=regions[region],
            actual=regions.get(other.region, other.region),
        )
    if other.pair is not None:
        yield say("{tenant} is already mapped to another tenant.", tenant=other.name)
    for name in {own.region, other.region}:
        yield from _unreachable(house, name)


def _unreachable(house: House, region: str) -> Iterator[Message]:
    try:
        with house.regions.of(region).reading():
            pass
    except Unavailable as unavailable:
        yield say(
            "The region {region} does not answer: {why}", region=region, why=unavailable.message
        )


def generate_passkey(house: House, caller: Caller | None, wizard_id: str) -> tuple[Wizard, str]:
    """A new passkey, in clear this once. It becomes the pair's at Save; until then the old one stays valid."""
    caller, wizard = must(caller, Act.BCP_SET_UP), resume(house, caller, wizard_id)
    if not wizard.validated:
        raise Refused(say("The mapping has not been validated."), say("Click Validate first."))
    clear = make_passkey(house.random_bytes)
    made = {
        "hash": house.hasher.hash(normalised(clear), by_chance=True),
        "made_at": house.now(),
        "made_by": caller.actor,
    }
    kept = replace(wizard, passkey=made, generated=wizard.generated + 1)
    return _keep(house, caller, kept), clear


def finish(house: House, caller: Caller | None, wizard_id: str) -> Wizard:
    """Close the pop-up. Stores nothing."""
    caller, wizard = must(caller, Act.BCP_SET_UP), resume(house, caller, wizard_id)
    reasons = []
    if not (wizard.configurations and wizard.enablement):
        reasons.append(say("BCP Configurations and BCP Tenant Enablement are not both enabled."))
    if not wizard.validated:
        reasons.append(say("The mapping has not been validated."))
    if wizard.passkey is None and not _has_passkey(house, wizard):
        reasons.append(say("No passkey has been generated; nobody could switch."))
    if reasons:
        raise Refused(
            say("The set-up is not complete."),
            say("Complete what is listed, then click Finish."),
            reasons=reasons,
        )
    return _keep(house, caller, replace(wizard, finished=True))


def _has_passkey(house: House, wizard: Wizard) -> bool:
    return wizard.mapped and house.registry.pair_of(wizard.tenant)[0].passkey is not None


def save(house: House, caller: Caller | None, wizard_id: str) -> TenantCard:
    """Store the set-up in one commit: both tenants, the pair, its passkey, its first activation. A Save that was
    cut off can be repeated: what it has stored is not stored twice.

    Raises Conflict when somebody else has changed the tenant or the pair since the wizard was begun.
    """
    caller, wizard = must(caller, Act.BCP_SET_UP), resume(house, caller, wizard_id)
    if not wizard.finished:
        raise Refused(say("The set-up is not complete."), say("Click Finish first."))
    if not (wizard.saving and _is_stored(house, wizard)):
        _store(house, caller, wizard)
    with house.home_store().writing() as tx:
        tx.drafts.drop(wizard.id)
        _trace_save(house, tx, caller, wizard, "done")
    return card_of(house, wizard.tenant)


def _store(house: House, caller: Caller, wizard: Wizard) -> None:
    """The one commit. That it begins is in the draft and in the audit before, so that a crash hides nothing."""
    changes = (
        _changes_mapped(house, wizard) if wizard.mapped else _changes_new(house, caller, wizard)
    )
    _mark(house, caller, wizard, "attempted")
    told = Conflict(
        say("Somebody else has saved changes to this tenant in the meantime."),
        say(
            "Nothing of yours was stored. Open the tenant again to see the changes, then repeat yours."
        ),
    )
    try:
        house.registry.commit(changes, told)
    except Conflict:
        _mark(house, caller, wizard, "refused")
        raise


def _mark(house: House, caller: Caller, wizard: Wizard, outcome: str) -> None:
    sheet = _sheet(house, caller, replace(wizard, saving=outcome == "attempted"))
    with house.home_store().writing() as tx:
        tx.drafts.put(sheet)
        _trace_save(house, tx, caller, wizard, outcome)


def _trace_save(house: House, tx: Tx, caller: Caller, wizard: Wizard, outcome: str) -> None:
    house.trace(
        tx,
        caller,
        Act.BCP_SET_UP,
        wizard.tenant,
        outcome=outcome,
        counterpart=wizard.counterpart,
        new_passkey=wizard.passkey is not None,
        **({"both": True} if wizard.both else {}),
    )


def _is_stored(house: House, wizard: Wizard) -> bool:
    """Does the directory hold what this wizard wanted? A hash is salted: the same one is the same passkey."""
    tenant, _ = house.registry.tenant(wizard.tenant)
    if tenant.pair is None or tenant.features != _enabled(tenant):
        return False
    pair, _ = house.registry.pair(tenant.pair)
    if pair.tenant(pair.side(tenant.id).other) != wizard.counterpart:
        return False
    made = wizard.passkey
    return made is None or (pair.passkey is not None and pair.passkey.hash == made["hash"])


def _enabled(tenant: Tenant) -> Features:
    """The features of the tenant with BCP on; what is its own stays."""
    return replace(tenant.features, bcp=True, bcp_configurations=True, bcp_enablement=True)


def _changes_mapped(house: House, wizard: Wizard) -> list[Change]:
    tenant, _ = house.registry.tenant(wizard.tenant)
    changes = [_tenant_change(replace(tenant, features=_enabled(tenant)), wizard.tenant_version)]
    if wizard.passkey is not None and tenant.pair is not None:
        pair, _ = house.registry.pair(tenant.pair)
        renewed = replace(pair, passkey=_passkey(pair, wizard.passkey))
        changes.append(Change(f"pair/{pair.id}", renewed.record(), wizard.pair_version))
        changes.append(change_made(house, renewed, pair))
    return changes


def _changes_new(house: House, caller: Caller, wizard: Wizard) -> list[Change]:
    own, _ = house.registry.tenant(wizard.tenant)
    other, other_version = house.registry.tenant(wizard.counterpart)
    if reasons := tuple(_obstacles(house, wizard.tenant, wizard.region, wizard.counterpart)):
        raise Conflict(
            say("The mapping cannot be made any more."),
            say("Begin again with another BCP tenant."),
            reasons=reasons,
        )
    assert wizard.passkey is not None, "finish has seen to it"
    pair = Pair(house.new_id(), own.id, other.id)
    pair = replace(pair, passkey=_passkey(pair, wizard.passkey))
    first = Activation(pair.id, 1, Side.PRIMARY, house.now(), caller.actor)
    theirs = _enabled(other) if wizard.both else other.features
    return [
        _tenant_change(replace(own, features=_enabled(own), pair=pair.id), wizard.tenant_version),
        _tenant_change(replace(other, features=theirs, pair=pair.id), other_version),
        Change(f"pair/{pair.id}", pair.record(), 0),
        Change(f"activation/{pair.id}", first.record(), 0),
        change_made(house, pair),
    ]


def _tenant_change(tenant: Tenant, version: int) -> Change:
    return Change(f"tenant/{tenant.id}", tenant.record(), version)


def _passkey(pair: Pair, made: dict[str, Any]) -> Passkey:
    return Passkey(**made, number=(pair.passkey.number if pair.passkey else 0) + 1)


def disable(house: House, caller: Caller | None, tenant: TenantId) -> TenantCard:
    """Turn BCP off for one tenant: no sync, no switch. The mapping stays. Refused while the BCP tenant is active."""
    caller, card = must(caller, Act.BCP_SET_UP), card_of(house, tenant)
    without = Features(script_steps=card.tenant.features.script_steps)
    changes = [_tenant_change(replace(card.tenant, features=without), card.version)]
    if card.pair is not None:
        activation, version = house.registry.activation(card.pair.id)
        if activation.active is Side.BCP:
            raise Refused(
                say("The BCP tenant is active; BCP cannot be turned off now."),
                say("Revert to the primary tenant first."),
            )
        # A switch at this very moment must not end in a state from which nobody can revert.
        changes.append(unmoved(f"activation/{card.pair.id}", version))
    house.trace_home(caller, Act.BCP_SET_UP, tenant, outcome="attempted", disabled=True)
    house.registry.commit(
        changes,
        Conflict(
            say("Somebody else has saved changes to this tenant in the meantime."),
            say("Open the tenant again to see them."),
        ),
    )
    house.trace_home(caller, Act.BCP_SET_UP, tenant, disabled=True)
    return card_of(house, tenant)


def check_tenant(wizard: Wizard, tenant: TenantId) -> None:
    """Raises Invalid if the wizard is of another tenant (a page left open)."""
    if wizard.tenant != tenant:
        raise Invalid(say("This set-up belongs to another tenant."), say("Open the tenant again."))


def _keep(house: House, caller: Caller, wizard: Wizard) -> Wizard:
    with house.home_store().writing() as tx:
        tx.drafts.put(_sheet(house, caller, wizard))
    return wizard


def _sheet(house: House, caller: Caller, wizard: Wizard) -> Draftsheet:
    expires = stamp(house.clock() + timedelta(seconds=house.draft_s))
    body = {name: getattr(wizard, name) for name in Wizard.__dataclass_fields__}
    return Draftsheet(wizard.id, caller.actor, wizard.tenant, body, expires)
