"""A sync configuration as a door was given it, in words and numbers; read here for every door alike."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from releve.domain.errors import Invalid
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say
from releve.domain.tenancy import Deletions, Drift, Frequency, OpenPlaces, SyncConfig
from releve.sync.due import time_of, zone_of

#: The smallest and the largest number that may stand in a field.
BOUNDS: Mapping[str, tuple[int, int]] = {
    "weekday": (0, 6),
    "deletions_max": (0, 100_000),
    "deletions_share": (0, 100),
    "edits_share": (1, 100),
    "restore_points": (0, 100),
}
_WORDS: Mapping[str, type[StrEnum]] = {
    "frequency": Frequency,
    "deletions": Deletions,
    "drift": Drift,
    "open_places": OpenPlaces,
}


def configuration(given: Mapping[str, object]) -> SyncConfig:
    """The configuration by the names of its fields; what is absent is as in a new one, and so is what is blank
    and does not count, because of what else is chosen. Raises Invalid naming every wrong field."""
    wrong: dict[str, Message] = {}
    read: dict[str, Any] = {name: given[name] for name in ("enabled", "custom") if name in given}
    read |= _words(given, wrong)
    idle = _idle(read.get("frequency"), read.get("deletions"))
    counts = {name: value for name, value in given.items() if name not in idle or not _blank(value)}
    read |= _numbers(counts, wrong)
    read |= _schedule(counts, read.get("frequency"), wrong)
    read["kinds"] = _kinds(given, wrong)
    if wrong:
        raise Invalid(
            say("The sync configuration was not saved."),
            say("Correct the fields named and try again."),
            fields=wrong,
        )
    return SyncConfig(**read)


def whole_number(value: object, low: int, high: int) -> int | None:
    """The number, also if it came as text in a form; None unless it is a whole one from `low` to `high`."""
    if isinstance(value, str):
        digits = value.strip()
        value = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if low <= value <= high else None


def _idle(frequency: object, deletions: object) -> set[str]:
    """The fields that say nothing, because of what is chosen beside them."""
    idle = set()
    if frequency is Frequency.CONTINUOUS:
        idle |= {"at"}
    if frequency is not Frequency.WEEKLY:
        idle |= {"weekday"}
    if deletions is not Deletions.FOLLOW:
        idle |= {"deletions_max", "deletions_share"}
    return idle


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _words(given: Mapping[str, object], wrong: dict[str, Message]) -> dict[str, StrEnum]:
    read = {}
    for name, words in _WORDS.items():
        if name not in given:
            continue
        if word := next((one for one in words if one == given[name]), None):
            read[name] = word
        else:
            wrong[name] = say("Choose one of: {names}.", names=", ".join(words))
    return read


def _numbers(given: Mapping[str, object], wrong: dict[str, Message]) -> dict[str, int]:
    read = {}
    for name, (low, high) in BOUNDS.items():
        if name not in given:
            continue
        number = whole_number(given[name], low, high)
        if number is None:
            wrong[name] = say("Give a whole number from {low} to {high}.", low=low, high=high)
        else:
            read[name] = number
    return read


def _schedule(
    given: Mapping[str, object], frequency: object, wrong: dict[str, Message]
) -> dict[str, str]:
    read = {}
    if "at" in given:
        if at := _time(given["at"]):
            read["at"] = at
        elif frequency is Frequency.HOURLY:
            wrong["at"] = say("Give a minute of the hour between 00 and 59, as in 00:15.")
        else:
            wrong["at"] = say("Give a time of day between 00:00 and 23:59, for example 02:00.")
    if "zone" in given:
        read["zone"] = str(given["zone"])
        if zone_of(read["zone"]) is None:
            wrong["zone"] = say("Choose a time zone from the list, such as Europe/Paris.")
    return read


def _time(value: object) -> str:
    at = time_of(str(value).strip())
    return at.isoformat("minutes") if at else ""


def _kinds(given: Mapping[str, object], wrong: dict[str, Message]) -> tuple[str, ...]:
    names = given.get("kinds", ())
    assert isinstance(names, list | tuple), "the doors give kinds as a list"
    unknown = [name for name in names if name not in KINDS or not KINDS[name].copied]
    if unknown:
        wrong["kinds"] = say("These cannot be synced: {names}.", names=", ".join(unknown))
    elif given.get("custom") and not names:
        wrong["kinds"] = say("Choose at least one kind, or use the default configuration.")
    return tuple(sorted(set(names)))
