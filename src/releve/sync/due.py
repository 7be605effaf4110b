"""When the next run is due: by a clock on a wall, every hour, or at once.

- A day has one run, also when its clock is set back and the hour comes twice: the first one counts.
- A time that the clock skips is kept by the old clock: 02:30 becomes 03:30 of the new one.
- Hours are counted by instants: from one hourly run to the next it is an hour, whatever the clock on the wall does.
- A continuous sync is always due; whether anything has changed is for those who follow it to see.
- After a standstill of any length one run catches up, not one for every time that was missed.
- After a failure the next try waits, longer every time, and not as long for every pair: a region that comes back
  is not stormed.
"""

import datetime
import hashlib
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from releve.domain.errors import Invalid
from releve.domain.say import Message, say
from releve.domain.tenancy import Frequency, SyncConfig

_DAY = datetime.timedelta(days=1)
_HOUR = datetime.timedelta(hours=1)

#: The wait after the first failure is between this and twice as much; it never is longer than `RETRY_MAX`.
RETRY_MIN = datetime.timedelta(minutes=1)
RETRY_MAX = datetime.timedelta(hours=1)


def next_due(
    config: SyncConfig,
    last_started: datetime.datetime | None,
    enabled_since: datetime.datetime,
    now: datetime.datetime,
) -> datetime.datetime:
    """The instant (UTC) of the next run; `now` when it is overdue. Raises Invalid for a schedule that cannot
    be read. Whether the configuration is enabled does not matter here."""
    now = now.astimezone(datetime.UTC)
    if config.frequency is Frequency.CONTINUOUS:
        return now
    at, zone = schedule(config)
    since = max(last_started, enabled_since) if last_started else enabled_since
    if config.frequency is Frequency.HOURLY:
        return max(_next_hour(since, at.minute, enabled_since.astimezone(zone)), now)
    weekday = config.weekday if config.frequency is Frequency.WEEKLY else None
    return max(_next_day(since, weekday, at, zone), now)


def is_due(
    config: SyncConfig,
    last_started: datetime.datetime | None,
    enabled_since: datetime.datetime,
    now: datetime.datetime,
) -> bool:
    """Whether a run must start now. Never, unless the sync is enabled."""
    return config.enabled and next_due(config, last_started, enabled_since, now) <= now


def retry_after(failures_in_a_row: int, pair: str) -> datetime.timedelta:
    """How long a pair waits after its last failure. Each wait is at least as long as the one before it."""
    if failures_in_a_row <= 0:
        return datetime.timedelta()
    doublings = min(failures_in_a_row - 1, 16)
    return min(RETRY_MIN * (1 << doublings), RETRY_MAX / 2) * (1 + _share(pair))


def _share(pair: str) -> float:
    """From 0 to 1 exclusive; always the same for a pair, and as good as chance among pairs."""
    return int.from_bytes(hashlib.sha256(pair.encode()).digest()[:4]) / 2**32


def schedule(config: SyncConfig) -> tuple[datetime.time, ZoneInfo]:
    """The time and zone of the configuration. Raises Invalid naming the fields that cannot be read."""
    wrong: dict[str, Message] = {}
    at, zone = time_of(config.at), zone_of(config.zone)
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


def time_of(text: str) -> datetime.time | None:
    """A time of day without a zone; None for anything else."""
    try:
        at = datetime.time.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is None else None


def zone_of(name: str) -> ZoneInfo | None:
    """The time zone of this name; None if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _next_hour(
    since: datetime.datetime, minute: int, anchor: datetime.datetime
) -> datetime.datetime:
    """The first instant after `since` at which a clock that goes like the one on the wall did at `anchor`, and
    is never set, shows this minute."""
    clock = since.astimezone(datetime.timezone(anchor.utcoffset() or datetime.timedelta()))
    due = clock.replace(minute=minute, second=0, microsecond=0)
    return (due if due > since else due + _HOUR).astimezone(datetime.UTC)


def _next_day(
    since: datetime.datetime, weekday: int | None, at: datetime.time, zone: ZoneInfo
) -> datetime.datetime:
    # From the day before, because a time that was skipped may lie in the day after its own.
    day = since.astimezone(zone).date() - _DAY
    while (weekday is not None and day.weekday() != weekday) or _moment(day, at, zone) <= since:
        day += _DAY
    return _moment(day, at, zone)


def _moment(day: datetime.date, at: datetime.time, zone: ZoneInfo) -> datetime.datetime:
    # fold=0 is the first of two equal hours, and the old clock for an hour that is skipped.
    return datetime.datetime.combine(day, at, zone).astimezone(datetime.UTC)
