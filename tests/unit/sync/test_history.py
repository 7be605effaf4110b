"""The last days of a sync: by the clock of a zone, whatever the length of its days; none, one and very many runs."""

import datetime

import pytest

from releve.domain.clock import instant, stamp
from releve.domain.runs import PastRun, RunState
from releve.sync.history import Day, days_of, largest

HOUR = 3600.0


def run(began: str, took_s: float = 60, state: RunState = RunState.DONE, **changes: int) -> PastRun:
    """Began at a UTC time such as `22T09:00`, in November; the month may be said too: `10-25T00:30`."""
    at = instant(f"2026-{began if began.count('-') else f'11-{began}'}:00.000+00:00")
    ended = at + datetime.timedelta(seconds=took_s)
    counts = {kind: {"update": n} for kind, n in changes.items()}
    return PastRun(state, "schedule", stamp(at), stamp(ended), counts)


def days(
    *runs: PastRun, now: str = "11-22T12:00", zone: str = "UTC", many: int = 3, is_cut: bool = False
) -> list[Day]:
    return days_of(runs, instant(f"2026-{now}:00.000+00:00"), zone, many, is_cut=is_cut)


def ages(found: list[Day]) -> list[float | None]:
    return [None if day.age_s is None else day.age_s / HOUR for day in found]


def test_without_runs_nothing_is_known_of_any_day() -> None:
    found = days()
    assert [str(day.date) for day in found] == ["2026-11-20", "2026-11-21", "2026-11-22"]
    assert all(day.is_empty for day in found)


def test_after_one_run_the_copy_grows_older_to_the_end_of_each_day_and_to_now() -> None:
    assert ages(days(run("21T06:00"))) == [None, 18.0, 30.0]


def test_the_age_of_a_day_is_what_it_was_just_before_the_next_run_ended() -> None:
    found = days(run("21T00:00", 1800), run("21T20:00", 1800), run("22T10:00", 1800))
    assert ages(found) == [None, 20.5, 14.5]


def test_what_failed_makes_nothing_young_and_is_counted() -> None:
    found = days(run("21T06:00"), run("22T08:00", state=RunState.FAILED), many=2)
    assert ages(found) == [18.0, 30.0]
    assert [(day.runs, day.failed) for day in found] == [(1, 0), (1, 1)]


def test_a_run_that_asks_or_was_cancelled_has_not_failed() -> None:
    found = days(run("22T08:00", state=RunState.ASKING), run("22T09:00", state=RunState.CANCELLED))
    assert [(day.runs, day.failed) for day in found][-1] == (2, 0)


def test_the_longest_run_is_told_whichever_way_it_ended() -> None:
    found = days(run("22T08:00", 20), run("22T09:00", 300, RunState.FAILED), run("22T10:00", 30))
    assert found[-1].longest_s == 300


def test_a_day_is_one_of_the_zone_and_not_of_utc() -> None:
    found = days(run("22T03:00"), zone="America/Toronto", many=2)
    assert [(str(day.date), day.runs) for day in found] == [("2026-11-21", 1), ("2026-11-22", 0)]


@pytest.mark.parametrize(
    ("began", "now", "hours"),
    [
        ("10-24T22:00", "10-26T12:00", 25.0),  # Paris: 25 October has 25 hours
        ("03-28T23:00", "03-30T12:00", 23.0),  # 29 March has 23
    ],
)
def test_a_day_on_which_the_clock_is_moved_has_an_hour_more_or_less(
    began: str, now: str, hours: float
) -> None:
    found = days(run(began, 0), now=now, zone="Europe/Paris", many=2)
    assert ages(found)[0] == hours


def test_only_what_was_written_counts_as_a_change() -> None:
    done = run("22T08:00", skill=3, tag=2)._replace(
        counts={"skill": {"update": 3, "hold": 9}, "tag": {"create": 1, "delete": 1}, "team": {}}
    )
    failed = run("22T09:00", state=RunState.FAILED, skill=50)
    day = days(done, failed)[-1]
    assert day.changes == {"skill": 3, "tag": 2}
    assert day.changed == 5


def test_the_largest_kinds_are_those_of_all_days_together() -> None:
    found = days(run("21T08:00", tag=4, skill=3), run("22T08:00", skill=3, team=1, hours=1))
    assert largest(found, 3) == ["skill", "tag", "hours"]
    assert largest(days(), 3) == []


def test_days_before_the_first_of_the_runs_that_were_read_are_left_out() -> None:
    found = days(run("22T08:00"), is_cut=True, many=30)
    assert [str(day.date) for day in found] == ["2026-11-22"]


def test_very_many_runs_are_still_one_figure_a_day() -> None:
    runs = [run(f"{21 + n // 1000}T{n % 24:02}:{n % 60:02}", 1, skill=1) for n in range(2000)]
    found = days(*runs, many=2)
    assert [(day.runs, day.changes["skill"]) for day in found] == [(1000, 1000), (1000, 1000)]
