"""When a run is due: wall-clock time, daylight saving, catching up; and how long a failed one waits."""

import datetime
from collections.abc import Mapping
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.domain.clock import instant, stamp
from releve.domain.errors import Invalid
from releve.domain.tenancy import Frequency, SyncConfig
from releve.sync.due import is_due, next_due, retry_after, schedule

HOURLY, WEEKLY = Frequency.HOURLY, Frequency.WEEKLY

LONG_AGO = instant("2000-01-01T00:00:00Z")


def montreal(at: str) -> SyncConfig:
    return SyncConfig(enabled=True, at=at, zone="America/Montreal")


def due_after(config: SyncConfig, last: str) -> str:
    started = instant(last)
    return stamp(next_due(config, started, LONG_AGO, started))


def test_the_time_is_that_of_the_clock_on_the_wall() -> None:
    assert due_after(montreal("02:00"), "2026-01-14T07:00:01Z") == "2026-01-15T07:00:00.000Z"
    assert due_after(montreal("02:00"), "2026-07-14T06:00:01Z") == "2026-07-15T06:00:00.000Z"


def test_a_sync_enabled_today_first_runs_at_the_next_such_time() -> None:
    enabled = instant("2026-01-14T06:59:00Z")
    assert stamp(next_due(montreal("02:00"), None, enabled, enabled)) == "2026-01-14T07:00:00.000Z"
    enabled = instant("2026-01-14T07:00:00Z")
    assert stamp(next_due(montreal("02:00"), None, enabled, enabled)) == "2026-01-15T07:00:00.000Z"


def test_enabling_again_does_not_catch_up_on_the_time_it_was_off() -> None:
    enabled = instant("2026-01-14T12:00:00Z")
    last = instant("2025-06-01T06:00:00Z")
    assert stamp(next_due(montreal("02:00"), last, enabled, enabled)) == "2026-01-15T07:00:00.000Z"


def test_a_time_that_the_clock_skips_is_kept_by_the_old_clock() -> None:
    # On 2026-03-08 Montreal goes from 02:00 EST to 03:00 EDT.
    assert due_after(montreal("02:30"), "2026-03-07T07:30:00Z") == "2026-03-08T07:30:00.000Z"
    assert due_after(montreal("02:30"), "2026-03-08T07:30:00Z") == "2026-03-09T06:30:00.000Z"


def test_an_hour_that_comes_twice_has_one_run() -> None:
    # On 2026-11-01 Montreal goes from 02:00 EDT back to 01:00 EST.
    first = "2026-11-01T05:30:00.000Z"
    assert due_after(montreal("01:30"), "2026-10-31T05:30:00Z") == first
    assert due_after(montreal("01:30"), first) == "2026-11-02T06:30:00.000Z"


def test_after_a_standstill_one_run_catches_up() -> None:
    config, last = montreal("02:00"), instant("2026-01-10T07:00:00Z")
    now = instant("2026-01-15T09:00:00Z")
    assert is_due(config, last, LONG_AGO, now)
    assert next_due(config, last, LONG_AGO, now) == now
    assert not is_due(config, now, LONG_AGO, now)
    assert stamp(next_due(config, now, LONG_AGO, now)) == "2026-01-16T07:00:00.000Z"


def test_a_run_is_due_at_the_very_instant_and_not_before() -> None:
    config, last = montreal("02:00"), instant("2026-01-14T07:00:00Z")
    assert not is_due(config, last, LONG_AGO, instant("2026-01-15T06:59:59.999Z"))
    assert is_due(config, last, LONG_AGO, instant("2026-01-15T07:00:00Z"))


def test_a_sync_that_is_off_is_never_due() -> None:
    off = SyncConfig(enabled=False)
    assert not is_due(off, None, LONG_AGO, instant("2026-01-15T07:00:00Z"))


@pytest.mark.parametrize(
    ("at", "zone", "wrong"),
    [
        ("25:00", "UTC", {"at"}),
        ("soon", "UTC", {"at"}),
        ("02:00", "Mars/Olympus", {"zone"}),
        ("02:00", "../etc/passwd", {"zone"}),
        ("02:00", "", {"zone"}),
        ("", "", {"at", "zone"}),
        ("02:00+01:00", "UTC", {"at"}),
    ],
)
def test_a_schedule_that_cannot_be_read_names_its_wrong_fields(
    at: str, zone: str, wrong: set[str]
) -> None:
    with pytest.raises(Invalid) as told:
        schedule(SyncConfig(at=at, zone=zone))
    assert set(told.value.fields) == wrong


def weekly(at: str, weekday: int, zone: str = "America/Montreal") -> SyncConfig:
    return SyncConfig(enabled=True, frequency=WEEKLY, at=at, zone=zone, weekday=weekday)


def hourly(at: str, zone: str = "America/Montreal") -> SyncConfig:
    return SyncConfig(enabled=True, frequency=HOURLY, at=at, zone=zone)


def test_a_weekly_sync_runs_on_its_day() -> None:
    # 2026-01-14 is a Wednesday.
    assert due_after(weekly("02:00", 4), "2026-01-14T12:00:00Z") == "2026-01-16T07:00:00.000Z"
    assert due_after(weekly("02:00", 4), "2026-01-16T07:00:00Z") == "2026-01-23T07:00:00.000Z"
    assert due_after(weekly("02:00", 2), "2026-01-14T06:59:59Z") == "2026-01-14T07:00:00.000Z"


def test_a_weekly_sync_whose_time_is_skipped_or_doubled_has_one_run_in_that_week() -> None:
    assert due_after(weekly("02:30", 6), "2026-03-02T00:00:00Z") == "2026-03-08T07:30:00.000Z"
    assert due_after(weekly("02:30", 6), "2026-03-08T07:30:00Z") == "2026-03-15T06:30:00.000Z"
    assert due_after(weekly("01:30", 6), "2026-10-30T00:00:00Z") == "2026-11-01T05:30:00.000Z"
    assert due_after(weekly("01:30", 6), "2026-11-01T05:30:00Z") == "2026-11-08T06:30:00.000Z"


def test_a_day_that_a_country_skips_is_kept_by_the_old_clock() -> None:
    # Samoa had no 2011-12-30: the clock went from Thursday straight to Saturday.
    friday = weekly("02:00", 4, "Pacific/Apia")
    assert due_after(friday, "2011-12-24T00:00:00Z") == "2011-12-30T12:00:00.000Z"
    assert due_after(friday, "2011-12-30T10:30:00Z") == "2011-12-30T12:00:00.000Z"
    assert due_after(friday, "2011-12-30T12:00:00Z") == "2012-01-05T12:00:00.000Z"


def test_an_hourly_sync_runs_at_its_minute() -> None:
    assert due_after(hourly("00:15"), "2026-01-14T07:14:59Z") == "2026-01-14T07:15:00.000Z"
    assert due_after(hourly("09:15"), "2026-01-14T07:15:00Z") == "2026-01-14T08:15:00.000Z"
    kathmandu = hourly("00:15", "Asia/Kathmandu")  # 5:45 ahead
    assert due_after(kathmandu, "2026-01-14T07:15:00Z") == "2026-01-14T07:30:00.000Z"


def test_an_hourly_sync_goes_on_by_the_hour_when_the_clock_is_set() -> None:
    config, last, dues = hourly("00:30"), instant("2026-10-31T23:30:00Z"), []
    for _ in range(12):
        last = next_due(config, last, LONG_AGO, last)
        dues.append(last)
    assert dues == [
        instant("2026-11-01T00:30:00Z") + datetime.timedelta(hours=n) for n in range(12)
    ]


def test_an_hourly_sync_that_stood_still_catches_up_once() -> None:
    config, now = hourly("00:15"), instant("2026-01-15T09:47:00Z")
    assert next_due(config, instant("2026-01-10T07:15:00Z"), LONG_AGO, now) == now
    assert stamp(next_due(config, now, LONG_AGO, now)) == "2026-01-15T10:15:00.000Z"


def test_a_continuous_sync_is_always_due_while_it_is_enabled() -> None:
    config = SyncConfig(enabled=True, frequency=Frequency.CONTINUOUS, at="", zone="")
    now = instant("2026-01-15T09:47:00Z")
    assert next_due(config, now, LONG_AGO, now) == now
    assert is_due(config, now, LONG_AGO, now)
    assert not is_due(SyncConfig(frequency=Frequency.CONTINUOUS), now, LONG_AGO, now)


#: Zones with clocks that are set in every way there is.
ZONES = (
    "UTC",
    "America/Montreal",
    "America/Caracas",  # moved by half an hour in 2007 and back in 2016
    "America/St_Johns",
    "Asia/Beirut",  # midnight comes twice
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # summer is half an hour
    "Africa/Casablanca",  # four changes a year
    "Europe/Dublin",  # winter is the exception
    "Europe/Paris",
    "Pacific/Apia",  # skipped a day in 2011
)
FIRST, DAYS = instant("2000-01-02T00:00:00Z"), 40 * 365


def changes(zone: str) -> list[datetime.datetime]:
    """The days (UTC) on which the clock of the zone is set."""
    days = [FIRST + datetime.timedelta(days=n) for n in range(DAYS)]
    offsets = [day.astimezone(ZoneInfo(zone)).utcoffset() for day in days]
    return [
        day
        for day, (one, next_one) in zip(days, pairwise(offsets), strict=False)
        if one != next_one
    ]


CHANGES: Mapping[str, list[datetime.datetime]] = {zone: changes(zone) for zone in ZONES}


@st.composite
def starts(draw: st.DrawFn) -> tuple[str, datetime.datetime]:
    """A zone and an instant: any, or one within the eight days before the clock of the zone is set."""
    zone = draw(st.sampled_from(ZONES))
    near = draw(st.booleans())
    if near and CHANGES[zone]:
        day = draw(st.sampled_from(CHANGES[zone]))
        before = draw(st.sampled_from([0, 1, 8]))
        first = day - datetime.timedelta(days=before)
        return zone, first + datetime.timedelta(minutes=draw(st.integers(0, 24 * 60)))
    return zone, FIRST + datetime.timedelta(minutes=draw(st.integers(0, DAYS * 24 * 60)))


TIMES = st.sampled_from(["00:15", "00:30", "01:30", "02:30", "23:30"]) | st.times().map(
    lambda time: time.replace(second=0, microsecond=0).isoformat("minutes")
)
PAIRS = st.text(max_size=40)


def runs_of(config: SyncConfig, start: datetime.datetime, n: int) -> list[datetime.datetime]:
    """The next `n` runs of a process that is always there; the sync is enabled at `start`."""
    runs = [next_due(config, None, start, start)]
    while len(runs) < n:
        runs.append(next_due(config, runs[-1], start, runs[-1]))
    return runs


@given(of=starts(), at=TIMES)
def test_the_next_daily_run_is_later_and_at_most_two_days_away(
    of: tuple[str, datetime.datetime], at: str
) -> None:
    zone, start = of
    due = next_due(SyncConfig(at=at, zone=zone), start, start, start)
    assert start < due <= start + datetime.timedelta(hours=49)


@given(of=starts(), at=TIMES, weekday=st.none() | st.integers(0, 6))
def test_a_run_is_when_the_wall_says_so_unless_the_wall_skips_it(
    of: tuple[str, datetime.datetime], at: str, weekday: int | None
) -> None:
    zone, start = of
    frequency = Frequency.DAILY if weekday is None else WEEKLY
    config = SyncConfig(frequency=frequency, at=at, zone=zone, weekday=weekday or 0)
    for due in runs_of(config, start, 3):
        wall = due.astimezone(ZoneInfo(zone))
        before = (due - datetime.timedelta(days=2)).astimezone(ZoneInfo(zone)).utcoffset()
        old_clock = due.astimezone(datetime.timezone(before or datetime.timedelta()))
        shown = [
            one.time().isoformat("minutes") == at and weekday in (None, one.weekday())
            for one in (wall, old_clock)
        ]
        assert any(shown)
        assert wall.fold == 0


@given(of=starts(), at=TIMES)
def test_no_day_on_the_wall_is_left_out_and_none_has_two_runs(
    of: tuple[str, datetime.datetime], at: str
) -> None:
    zone, start = of
    runs = runs_of(SyncConfig(at=at, zone=zone), start, 8)
    gaps = [later - earlier for earlier, later in pairwise(runs)]
    # A clock is set by an hour and a half at most here, but for the day that Samoa skipped.
    assert all(gap > datetime.timedelta(hours=22) for gap in gaps)
    assert all(gap < datetime.timedelta(hours=26) for gap in gaps)


@given(of=starts(), at=TIMES, weekday=st.integers(0, 6))
def test_no_week_is_left_out_and_none_has_two_runs(
    of: tuple[str, datetime.datetime], at: str, weekday: int
) -> None:
    zone, start = of
    runs = runs_of(weekly(at, weekday, zone), start, 5)
    slack = datetime.timedelta(hours=25)
    for earlier, later in pairwise(runs):
        assert abs(later - earlier - datetime.timedelta(days=7)) <= slack
    assert start < runs[0] <= start + datetime.timedelta(days=7) + slack


@given(of=starts(), at=TIMES)
def test_an_hour_has_one_hourly_run_and_no_hour_is_left_out(
    of: tuple[str, datetime.datetime], at: str
) -> None:
    zone, start = of
    runs = runs_of(hourly(at, zone), start, 30)
    assert start < runs[0] <= start + datetime.timedelta(hours=1)
    assert {later - earlier for earlier, later in pairwise(runs)} == {datetime.timedelta(hours=1)}


@given(of=starts(), wait=st.timedeltas(datetime.timedelta(), datetime.timedelta(days=900)))
def test_whatever_the_frequency_a_run_that_has_started_is_not_due_again(
    of: tuple[str, datetime.datetime], wait: datetime.timedelta
) -> None:
    zone, start = of
    now = start + wait
    for frequency in (HOURLY, Frequency.DAILY, WEEKLY):
        config = SyncConfig(enabled=True, frequency=frequency, zone=zone)
        assert not is_due(config, now, start, now)


@given(pair=PAIRS, failures=st.integers(min_value=1, max_value=10**6))
def test_each_wait_after_a_failure_is_at_least_a_minute_and_never_more_than_an_hour(
    pair: str, failures: int
) -> None:
    wait = retry_after(failures, pair)
    assert datetime.timedelta(minutes=1) <= wait <= datetime.timedelta(hours=1)
    assert wait == retry_after(failures, pair)
    assert wait <= retry_after(failures + 1, pair)


def test_waits_double_until_they_reach_their_limit() -> None:
    waits = [retry_after(n, "a-pair") for n in range(1, 12)]
    assert [later / earlier for earlier, later in pairwise(waits[:5])] == pytest.approx([2] * 4)
    assert len(set(waits[5:])) == 1
    assert waits[-1] >= datetime.timedelta(minutes=30)


def test_what_did_not_fail_does_not_wait() -> None:
    assert retry_after(0, "a-pair") == datetime.timedelta()


def test_pairs_that_failed_together_do_not_come_back_together() -> None:
    waits = sorted(retry_after(20, f"pair-{n}") for n in range(1000))
    tenths = [waits[n * 100] for n in range(10)]
    steps = [later - earlier for earlier, later in pairwise(tenths)]
    assert all(
        datetime.timedelta(minutes=2) < step < datetime.timedelta(minutes=4) for step in steps
    )
