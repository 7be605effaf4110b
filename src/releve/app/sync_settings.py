"""The configuration of a pair's sync: checked, saved by compare-and-set, and what its selection leaves hanging."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import available_timezones

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import Bond, bond_of, both_enabled
from releve.domain.directory import Change
from releve.domain.errors import Conflict
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.tenancy import SyncConfig
from releve.sync import selection
from releve.sync.given import configuration


def configure(
    house: House,
    caller: Caller | None,
    given: Mapping[str, object],
    *,
    complete: bool = False,
    expect: int | None = None,
) -> SyncConfig:
    """Save the sync configuration. `given` is read by `sync.given`: the fields of `SyncConfig`, those absent as
    in a new one. `complete` adds the kinds that the chosen ones need. `expect` is the version of the pair the
    caller has seen.

    Raises Invalid naming every wrong field; Conflict when somebody else saved in between.
    """
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    before, wanted = bond.pair.sync, configuration(given)
    if complete and wanted.custom:
        wanted = replace(wanted, kinds=tuple(sorted(selection.completed(wanted.kinds))))
    version = bond.pair_version if expect is None else expect
    return keep(house, caller, bond, replace(wanted, others=before.others), version)


def keep(house: House, caller: Caller, bond: Bond, wanted: SyncConfig, version: int) -> SyncConfig:
    """Save a configuration that has been read already, by whoever may. Raises what `configure` raises."""
    enabled_at = _enabled_at(house, bond.pair.sync, wanted.enabled)
    config = replace(wanted, enabled_at=enabled_at)
    if config.enabled:
        both_enabled(bond)
    house.registry.commit(
        [Change(f"pair/{bond.pair.id}", replace(bond.pair, sync=config).record(), version)],
        Conflict(
            say("Somebody else has saved the sync configuration in the meantime."),
            say("Nothing of yours was stored. Look at the page again, then repeat your changes."),
        ),
    )
    with house.store_of(bond.tenant.id).writing() as tx:
        house.trace(tx, caller, Act.SYNC_EDIT, bond.pair.id, **_traced(config))
    house.wake()
    return config


def _enabled_at(house: House, before: SyncConfig, enabled: bool) -> str:
    if not enabled:
        return ""
    return before.enabled_at if before.enabled else house.now()


def _traced(config: SyncConfig) -> dict[str, Any]:
    return {
        "enabled": config.enabled,
        "frequency": config.frequency,
        "at": config.at,
        "zone": config.zone,
        "kinds": len(selection.selected(config)),
        "deletions": config.deletions,
        "drift": config.drift,
        "openPlaces": config.open_places,
    }


def zones(current: str = "") -> list[str]:
    """The time zones people choose from, by name; the `current` one is always among them."""
    named = {name for name in available_timezones() if "/" in name or name == "UTC"}
    return sorted(named | {current} - {""})


def kinds_to_choose(bond: Bond) -> list[tuple[str, Message, bool]]:
    """`(name, label, is it selected)` of every kind that can be synced, in the order of sync."""
    chosen = set(selection.selected(bond.pair.sync))
    return [(k.name, k.plural, k.name in chosen) for k in KINDS.values() if k.copied]


@dataclass(frozen=True, slots=True)
class Needed:
    """A kind that is left out of a selection though kinds in it refer to it."""

    kind: str
    label: Message
    by: tuple[Message, ...]


def needed(config: SyncConfig) -> list[Needed]:
    """What the selection leaves hanging. References to it are matched by key in the BCP tenant, or held back."""
    left_out = selection.hanging(selection.selected(config)) if config.custom else {}
    return [
        Needed(name, KINDS[name].plural, tuple(KINDS[by].plural for by in wanting))
        for name, wanting in left_out.items()
    ]
