"""When a run is due: wall-clock time, daylight saving, catching up."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.domain.clock import instant, stamp
from releve.domain.errors import Invalid
from releve.domain.tenancy import SyncConfig
from releve.sync.due import is_due, next_due, schedule

LONG_AGO = instant("2020-01-01T00:00:00Z")


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


@given(
    minute=st.integers(min_value=0, max_value=40 * 365 * 24 * 60),
    at=st.times().map(lambda time: time.replace(second=0, microsecond=0).isoformat("minutes")),
    zone=st.sampled_from(
        ["UTC", "America/Montreal", "Europe/Paris", "Pacific/Apia", "Australia/Lord_Howe"]
    ),
)
def test_the_next_run_is_later_and_at_most_two_days_away(minute: int, at: str, zone: str) -> None:
    start = instant("2000-01-02T00:00:00Z") + datetime.timedelta(minutes=minute)
    due = next_due(SyncConfig(at=at, zone=zone), start, start, start)
    assert start < due <= start + datetime.timedelta(hours=49)
