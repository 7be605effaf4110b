"""When the next run is due: once a day at a wall-clock time in a time zone.

- A day has one run, also when its clock is set back and the hour comes twice: the first one counts.
- A time that the clock skips is kept by the old clock: 02:30 becomes 03:30 of the new one.
- After a standstill of any length one run catches up, not one for every day that was missed.
"""

import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from releve.domain.errors import Invalid
from releve.domain.say import Message, say
from releve.domain.tenancy import SyncConfig

_DAY = datetime.timedelta(days=1)


def next_due(
    config: SyncConfig,
    last_started: datetime.datetime | None,
    enabled_since: datetime.datetime,
    now: datetime.datetime,
) -> datetime.datetime:
    """The instant (UTC) of the next run; `now` when it is overdue. Raises Invalid for a schedule that cannot
    be read. Whether the configuration is enabled does not matter here."""
    at, zone = schedule(config)
    since = max(last_started, enabled_since) if last_started else enabled_since
    return max(_first_after(since, at, zone), now.astimezone(datetime.UTC))


def is_due(
    config: SyncConfig,
    last_started: datetime.datetime | None,
    enabled_since: datetime.datetime,
    now: datetime.datetime,
) -> bool:
    """Whether a run must start now. Never, unless the sync is enabled."""
    return config.enabled and next_due(config, last_started, enabled_since, now) <= now


def schedule(config: SyncConfig) -> tuple[datetime.time, ZoneInfo]:
    """The time and zone of the configuration. Raises Invalid naming the fields that cannot be read."""
    wrong: dict[str, Message] = {}
    at, zone = _time(config.at), _zone(config.zone)
    if at is None:
        wrong["at"] = say("Give a time of day between 00:00 and 23:59, for example 02:00.")
    if zone is None:
        wrong["zone"] = say("There is no time zone with this name, for example America/Montreal.")
    if at is None or zone is None:
        raise Invalid(
            say("This schedule cannot be read."),
            say("Correct the time or the time zone and save again."),
            fields=wrong,
        )
    return at, zone


def _first_after(since: datetime.datetime, at: datetime.time, zone: ZoneInfo) -> datetime.datetime:
    day = since.astimezone(zone).date()
    while (due := _moment(day, at, zone)) <= since:
        day += _DAY
    return due


def _moment(day: datetime.date, at: datetime.time, zone: ZoneInfo) -> datetime.datetime:
    # fold=0 is the first of two equal hours, and the old clock for an hour that is skipped.
    return datetime.datetime.combine(day, at, zone).astimezone(datetime.UTC)


def _time(text: str) -> datetime.time | None:
    try:
        at = datetime.time.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is None else None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
