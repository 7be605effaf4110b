"""The configuration of a pair's sync: saved by compare-and-set, checked before."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import available_timezones

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.pairing import Bond, bond_of, both_enabled
from releve.domain.directory import Change
from releve.domain.errors import Conflict, Invalid
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.tenancy import Frequency, SyncConfig
from releve.sync import selection


def configure(
    house: House,
    caller: Caller | None,
    *,
    enabled: bool,
    frequency: str = "daily",
    at: str = "02:00",
    zone: str = "UTC",
    custom: bool = False,
    kinds: tuple[str, ...] = (),
    expect: int | None = None,
) -> SyncConfig:
    """Save the sync configuration. `expect` is the version of the pair the caller has seen.

    Raises Invalid for a wrong time, zone or kind; Conflict when somebody else saved in between.
    """
    caller = must(caller, Act.SYNC_EDIT)
    bond = bond_of(house, caller.tenant or "")
    config = SyncConfig(
        enabled=enabled,
        enabled_at=_enabled_at(house, bond.pair.sync, enabled),
        at=at,
        zone=zone,
        custom=custom,
        kinds=tuple(sorted(set(kinds))),
    )
    _check_config(config, frequency)
    if enabled:
        both_enabled(bond)
    version = bond.pair_version if expect is None else expect
    house.registry.commit(
        [Change(f"pair/{bond.pair.id}", replace(bond.pair, sync=config).record(), version)],
        Conflict(
            say("Somebody else has saved the sync configuration in the meantime."),
            say("Nothing of yours was stored. Look at the page again, then repeat your changes."),
        ),
    )
    with house.store_of(bond.tenant.id).writing() as tx:
        house.trace(tx, caller, Act.SYNC_EDIT, bond.pair.id, enabled=enabled, at=at, zone=zone)
    house.wake()
    return config


def _enabled_at(house: House, before: SyncConfig, enabled: bool) -> str:
    if not enabled:
        return ""
    return before.enabled_at if before.enabled else house.now()


def _check_config(config: SyncConfig, frequency: str) -> None:
    wrong: dict[str, Message] = {}
    if frequency != Frequency.DAILY:
        wrong["frequency"] = say("Only “daily” is offered.")
    try:
        datetime.strptime(config.at, "%H:%M")  # noqa: DTZ007 -- a time of day has no zone of its own
    except ValueError:
        wrong["at"] = say("Give a time of day such as 02:00.")
    if config.zone not in available_timezones():
        wrong["zone"] = say("Choose a time zone from the list, such as Europe/Paris.")
    unknown = [name for name in config.kinds if name not in KINDS or not KINDS[name].copied]
    if unknown:
        wrong["kinds"] = say("These cannot be synced: {names}.", names=", ".join(unknown))
    if config.custom and not config.kinds:
        wrong["kinds"] = say("Choose at least one kind, or use the default configuration.")
    if wrong:
        raise Invalid(
            say("The sync configuration was not saved."),
            say("Correct the fields named and try again."),
            fields=wrong,
        )


def zones() -> list[str]:
    """The time zones people choose from, by name."""
    return sorted(name for name in available_timezones() if "/" in name or name == "UTC")


def kinds_to_choose(bond: Bond) -> list[tuple[str, Message, bool]]:
    """`(name, label, is it selected)` of every kind that can be synced, in the order of sync."""
    chosen = set(selection.selected(bond.pair.sync))
    return [(k.name, k.plural, k.name in chosen) for k in KINDS.values() if k.copied]
