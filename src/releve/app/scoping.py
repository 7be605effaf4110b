"""The scope of a pair's runs: what a bond says, as the sync engine wants to hear it."""

from collections.abc import Mapping
from typing import Any

from releve.app.house import House
from releve.app.pairing import Bond
from releve.domain.errors import Refused
from releve.domain.keeping import Keep, is_open
from releve.domain.say import say
from releve.domain.tenancy import Side
from releve.sync import selection
from releve.sync.scope import Approved, Scope


def scope_of(
    house: House, bond: Bond, approved: Approved | None = None, *, from_scratch: bool = False
) -> Scope:
    return Scope(
        pair=bond.pair.id,
        primary=bond.primary.id,
        bcp=bond.bcp.id,
        slot=house.registry.region(bond.bcp.region).slot,
        business_unit=bond.bcp.business_unit,
        epoch=bond.activation.epoch,
        kinds=selection.selected(bond.pair.sync),
        rules=bond.pair.sync,
        approved=approved or Approved(),
        from_scratch=from_scratch,
    )


def approved_in(work: Mapping[str, Any]) -> Approved:
    """What a person has allowed, as the work of a run holds it."""
    allowed = work.get("approved", {})
    return Approved(deletions=allowed.get("deletions", {}), edits=allowed.get("edits", {}))


def must_not_be_paused(bond: Bond) -> None:
    """Raises Refused while the BCP tenant is active."""
    if bond.activation.active is Side.BCP:
        raise Refused(
            say(
                "The BCP tenant is active: the sync is paused, so that nothing there is overwritten."
            ),
            say("It goes on after the revert to the primary tenant."),
        )


def still_primary(house: House, bond: Bond) -> None:
    """The guard of a sync's last moment: the same epoch still holds. Raises Refused."""
    now, _ = house.strict.activation(bond.pair.id)
    if now.active is not Side.PRIMARY or now.epoch != bond.activation.epoch:
        raise Refused(
            say("The active tenant changed while the sync was running; nothing was written."),
            say("The sync goes on by itself once the primary is active."),
        )
    must_not_wait(house, bond)


def must_not_wait(house: House, bond: Bond) -> None:
    """Raises Refused while changes made in the BCP tenant are to be looked at before anything overwrites them."""
    if is_open(house.strict.keep(bond.pair.id)[0]):
        raise Refused(
            say(
                "Changes made in the BCP tenant wait to be looked at: the sync is paused, so that they are not overwritten."
            ),
            say("Apply what is to be kept, or throw it away: releve sync keep."),
        )


def seems_to_wait(house: House, bond: Bond) -> bool:
    """The same from the copy of the directory in memory, which costs nothing: for whoever looks again and again."""
    record = house.whereabouts.records().get(f"keep/{bond.pair.id}")
    return record is not None and is_open(Keep.of(record.value))


def same_epoch(house: House, bond: Bond) -> None:
    """The guard of what is done to the BCP tenant whoever is active. Raises Refused."""
    now, _ = house.strict.activation(bond.pair.id)
    if now.epoch != bond.activation.epoch:
        raise Refused(
            say("The active tenant changed meanwhile; nothing was written."),
            say("Look again at which tenant is active, then repeat what you wanted to do."),
        )


def same_epoch_and_nothing_waits(house: House, bond: Bond) -> None:
    """The guard of a restore, which would overwrite what is to be looked at. Raises Refused."""
    same_epoch(house, bond)
    must_not_wait(house, bond)
