"""Time as an argument: whoever needs the hour is handed a `Clock`."""

import datetime
from collections.abc import Callable
from zoneinfo import ZoneInfo

#: Returns the present instant, with a time zone (UTC).
Clock = Callable[[], datetime.datetime]


def stamp(at: datetime.datetime) -> str:
    """An instant as every store and door writes it: UTC, milliseconds, `Z`."""
    text = at.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def instant(text: str) -> datetime.datetime:
    """The inverse of `stamp`."""
    return datetime.datetime.fromisoformat(text)


def seconds_between(earlier: str, later: str) -> float:
    """From one stamp to another."""
    return (instant(later) - instant(earlier)).total_seconds()


def local_time(text: str, zone: str) -> datetime.datetime:
    """The instant of a stamp by the clock of a time zone, for people: the speaker names the zone it carries."""
    return instant(text).astimezone(ZoneInfo(zone))
