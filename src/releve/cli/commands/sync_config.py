"""The configuration of the sync: turned on and off, and changed field by field."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from releve.cli.desk import Desk
from releve.domain.say import Message, say
from releve.domain.tenancy import Deletions, Drift, Frequency, OpenPlaces


class Weekday(StrEnum):
    """The days, in the order of their numbers on the wire."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


#: By their numbers on the wire.
_DAYS = (
    say("on Mondays"),
    say("on Tuesdays"),
    say("on Wednesdays"),
    say("on Thursdays"),
    say("on Fridays"),
    say("on Saturdays"),
    say("on Sundays"),
)

At = Annotated[str | None, typer.Option(help="Time of day; an hourly sync uses its minute.")]
Zone = Annotated[str | None, typer.Option(help="Time zone, such as Europe/Paris.")]
Only = Annotated[list[str] | None, typer.Option("--kind", help="Only these kinds; several times.")]
Complete = Annotated[
    bool, typer.Option("--complete", help="Also the kinds that the chosen ones need.")
]


def enable(
    desk: Desk, at: At = None, zone: Zone = None, kinds: Only = None, complete: Complete = False
) -> None:
    """Turn the sync on; what is not named stays as it is."""
    wanted = {"at": at, "zone": zone, **_selection(kinds, everything=False)}
    _save(desk, {"enabled": True, **wanted}, complete)


def disable(desk: Desk) -> None:
    """Turn the sync off."""
    _save(desk, {"enabled": False})


def configure(
    desk: Desk,
    frequency: Annotated[Frequency | None, typer.Option(help="How often.")] = None,
    at: At = None,
    zone: Zone = None,
    weekday: Annotated[Weekday | None, typer.Option(help="The day of a weekly sync.")] = None,
    kinds: Only = None,
    everything: Annotated[bool, typer.Option("--all-kinds", help="Every kind.")] = False,
    complete: Complete = False,
    deletions: Annotated[
        Deletions | None, typer.Option(help="What happens to what was deleted in the primary.")
    ] = None,
    deletions_max: Annotated[
        int | None, typer.Option(help="So many of a kind are deleted unasked by one run…")
    ] = None,
    deletions_share: Annotated[
        int | None, typer.Option(help="…or this share of them in percent, whichever is more.")
    ] = None,
    edits_share: Annotated[
        int | None, typer.Option(help="The share of a kind that one run edits unasked, in percent.")
    ] = None,
    drift: Annotated[
        Drift | None, typer.Option(help="What happens to what was changed in the BCP tenant.")
    ] = None,
    open_places: Annotated[
        OpenPlaces | None, typer.Option(help="What happens to scripts with places to review.")
    ] = None,
    restore_points: Annotated[
        int | None, typer.Option(help="How many runs back the BCP tenant can be restored to.")
    ] = None,
) -> None:
    """Change the configuration; what is not named stays as it is. What it is: releve sync show."""
    wanted = {
        "frequency": frequency,
        "at": at,
        "zone": zone,
        "weekday": None if weekday is None else [*Weekday].index(weekday),
        **_selection(kinds, everything=everything),
        "deletions": deletions,
        "deletionsMax": deletions_max,
        "deletionsShare": deletions_share,
        "editsShare": edits_share,
        "drift": drift,
        "openPlaces": open_places,
        "restorePoints": restore_points,
    }
    _save(desk, wanted, complete)


def _selection(kinds: list[str] | None, *, everything: bool) -> dict[str, Any]:
    if everything:
        return {"custom": False, "kinds": []}
    return {"custom": True, "kinds": kinds} if kinds else {}


def _save(desk: Desk, changes: dict[str, Any], complete: bool = False) -> None:
    """Save what is there with the changes that are not None, unless somebody else saves in between."""
    now = desk.api.get("/sync")
    changes = {name: value for name, value in changes.items() if value is not None}
    wanted = {**now["config"], **changes, "expect": now["version"], "complete": complete}
    saved = desk.api.put("/sync/config", wanted)
    desk.show(saved, when(saved), *needed_of(saved["needed"]))


def when(config: Any) -> Message:
    """A sentence on when the sync runs."""
    at, zone = config["at"], config["zone"]
    if not config["enabled"]:
        return say("The sync is turned off.")
    match config["frequency"]:
        case Frequency.CONTINUOUS:
            return say("The sync follows every change within seconds.")
        case Frequency.HOURLY:
            return say("The sync runs every hour, at minute {minute}.", minute=at[-2:])
        case Frequency.WEEKLY:
            day = _DAYS[config["weekday"]]
            return say("The sync runs {day} at {at} ({zone}).", day=day, at=at, zone=zone)
        case _:
            return say("The sync runs every day at {at} ({zone}).", at=at, zone=zone)


def needed_of(needed: Any) -> list[Message]:
    """What the selection leaves hanging, and how to add it."""
    if not needed:
        return []
    lines = [
        say("{kind}, needed by: {by}", kind=one["label"], by=", ".join(one["neededBy"]))
        for one in needed
    ]
    return [
        say(
            "The selection leaves out what it refers to. What is not found in the BCP tenant under the same "
            "name holds back whoever refers to it:"
        ),
        *lines,
        say("Add these kinds: releve sync configure --complete"),
    ]
