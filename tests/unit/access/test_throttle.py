"""The throttle counts for all processes together, waits longer each time, and never for ever."""

import datetime

import pytest

from releve.access.throttle import (
    Limits,
    check,
    failed,
    given_back,
    in_words,
    is_news,
    subject,
    succeeded,
    take_try,
    wait_s,
)
from releve.domain.clock import stamp
from releve.domain.errors import Refused
from tests.helpers.throttle import SharedThrottle, two_processes

NOON = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
LIMITS = Limits(free=3, wait_s_min=2, wait_s_max=60, window_s=3600)
EVE = subject("login", "eve")


def after(seconds: float) -> datetime.datetime:
    return NOON + datetime.timedelta(seconds=seconds)


def fail_times(throttle: SharedThrottle, times: int) -> None:
    for _ in range(times):
        failed(throttle, EVE, NOON)


def test_the_free_tries_are_free_and_each_one_more_doubles_the_wait_up_to_the_cap() -> None:
    waits = [wait_s(failures, NOON, NOON, LIMITS) for failures in range(11)]
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize("failures", [100, 10_000, 10**9])
def test_no_number_of_failures_locks_anybody_out_for_good(failures: int) -> None:
    assert wait_s(failures, NOON, NOON) == 300
    assert wait_s(failures, NOON, after(300)) == 0


@pytest.mark.parametrize(
    ("passed", "left"), [(0, 4), (0.001, 4), (3, 1), (3.999, 1), (4, 0), (4.001, 0), (99, 0)]
)
def test_the_wait_is_over_exactly_when_it_was_said_to_be(passed: float, left: int) -> None:
    assert wait_s(4, NOON, after(passed), LIMITS) == left


def test_a_failure_dated_in_the_future_by_another_clock_waits_no_longer_than_the_delay() -> None:
    assert wait_s(3, after(5000), NOON, LIMITS) == 2


def test_who_never_failed_may_try() -> None:
    assert wait_s(0, None, NOON, LIMITS) == 0
    check(SharedThrottle(), EVE, NOON, LIMITS)


def test_the_last_free_try_passes_and_the_next_is_refused_with_the_wait_in_words() -> None:
    throttle = SharedThrottle()
    fail_times(throttle, 2)
    check(throttle, EVE, NOON, LIMITS)
    fail_times(throttle, 1)
    with pytest.raises(Refused, match="Try again in 2 seconds") as refused:
        check(throttle, EVE, NOON, LIMITS)
    assert refused.value.facts == {"wait_s": 2}
    assert refused.value.hint is not None
    check(throttle, EVE, after(2), LIMITS)


def test_two_processes_share_the_count() -> None:
    one, other = two_processes()
    for process in (one, other, one):
        failed(process, EVE, NOON)
    for process in (one, other):
        with pytest.raises(Refused):
            check(process, EVE, NOON, LIMITS)
    succeeded(other, EVE)
    check(one, EVE, NOON, LIMITS)


def test_tries_sent_all_at_once_cannot_slip_past_the_count() -> None:
    processes, taken = two_processes(), 0
    for n in range(50):
        try:
            take_try(processes[n % 2], EVE, NOON, LIMITS)
            taken += 1
        except Refused:
            continue
    assert taken == LIMITS.free


def test_a_refused_try_is_not_counted_again() -> None:
    throttle = SharedThrottle()
    fail_times(throttle, 3)
    for _ in range(20):
        with pytest.raises(Refused):
            take_try(throttle, EVE, after(1), LIMITS)
    take_try(throttle, EVE, after(2), LIMITS)


def test_the_right_secret_clears_the_count() -> None:
    throttle = SharedThrottle()
    for _ in range(LIMITS.free * 3):
        take_try(throttle, EVE, NOON, LIMITS)
        succeeded(throttle, EVE)
    assert throttle.failures(EVE, stamp(after(-3600))) == (0, None)


def test_failures_count_to_the_end_of_the_window_and_not_beyond() -> None:
    limits = Limits(free=1, wait_s_min=9000, wait_s_max=9000, window_s=3600)
    throttle = SharedThrottle()
    failed(throttle, EVE, NOON)
    with pytest.raises(Refused):
        check(throttle, EVE, after(3600), limits)
    check(throttle, EVE, after(3600.001), limits)


def test_one_persons_failures_do_not_keep_another_out() -> None:
    throttle = SharedThrottle()
    fail_times(throttle, 30)
    check(throttle, subject("login", "ada"), NOON, LIMITS)
    check(throttle, subject("passkey", "eve"), NOON, LIMITS)


@pytest.mark.parametrize("spelt", ["Élodie", " élodie ", "ÉLODIE", "e\u0301lodie", "ｅ\u0301lodie"])
def test_every_spelling_of_a_username_is_one_subject(spelt: str) -> None:
    assert subject("login", spelt) == "login/élodie"


def test_a_username_of_any_length_makes_a_subject_that_can_be_stored() -> None:
    assert len(subject("login", "e" * 100_000)) == 200


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (2, "2 seconds"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (121, "3 minutes"),
        (300, "5 minutes"),
    ],
)
def test_a_wait_is_told_as_people_say_it_and_never_too_short(seconds: int, words: str) -> None:
    assert str(in_words(seconds)) == words


def test_a_try_that_is_given_back_is_not_counted_and_the_others_are() -> None:
    throttle = SharedThrottle()
    fail_times(throttle, 2)
    take_try(throttle, EVE, NOON, LIMITS)
    given_back(throttle, EVE, NOON)
    given_back(throttle, EVE, after(1))
    assert throttle.failures(EVE, stamp(NOON)) == (2, stamp(NOON))


def test_of_the_refusals_of_one_wait_the_first_is_news() -> None:
    throttle = SharedThrottle()
    fail_times(throttle, 3)
    assert [is_news(throttle, EVE, after(passed)) for passed in (0, 1, 1.5)] == [True, False, False]
    failed(throttle, EVE, after(2))
    assert [is_news(throttle, EVE, after(passed)) for passed in (3, 4)] == [True, False]
    assert throttle.failures(EVE, "")[0] == 4
