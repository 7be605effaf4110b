"""Scales and their ticks: round steps, from nothing to very much, and what an axis calls them."""

from itertools import pairwise

import pytest

from releve.web.charts.scale import Scale, counts, spaced, span, spans, tick_name


@pytest.mark.parametrize(
    ("value", "at"), [(0, 0.0), (5, 50.0), (10, 100.0), (-3, 0.0), (99, 100.0), (1, 10.0)]
)
def test_a_value_stands_at_its_share_and_what_is_outside_at_the_nearer_end(
    value: float, at: float
) -> None:
    assert Scale(0, 10).at(value) == at


def test_a_scale_without_length_in_value_puts_everything_at_its_beginning() -> None:
    assert [Scale(4, 4).at(value) for value in (3, 4, 5)] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("high", "ticks"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (34, [0, 10, 20, 30, 40]),
        (50_000, [0, 20_000, 40_000, 60_000]),
    ],
)
def test_what_is_counted_has_whole_and_round_ticks_up_to_all_of_it(
    high: int, ticks: list[int]
) -> None:
    assert counts(high) == ticks


@pytest.mark.parametrize(
    ("high_s", "ticks"),
    [
        (0.0, [0, 0.001]),
        (0.35, [0, 0.1, 0.2, 0.3, 0.4]),
        (7.0, [0, 2, 4, 6, 8]),
        (50.0, [0, 15, 30, 45, 60]),
        (600.0, [0, 300, 600]),
        (86_400.0, [0, 21_600, 43_200, 64_800, 86_400]),
        (90_000.0, [0, 43_200, 86_400, 129_600]),
        (86_400.0 * 100, [0, 86_400.0 * 50, 86_400.0 * 100]),
    ],
)
def test_time_has_ticks_that_a_clock_calls_round(high_s: float, ticks: list[float]) -> None:
    assert spans(high_s) == ticks


@pytest.mark.parametrize("high_s", [0.0004, 0.8, 1, 59, 61, 3_599, 3_601, 86_401, 5e6, 3e9])
def test_the_last_tick_is_never_before_the_end_and_there_are_never_many(high_s: float) -> None:
    ticks = spans(high_s, 4)
    assert ticks[-1] >= high_s
    assert 2 <= len(ticks) <= 6
    assert all(earlier < later for earlier, later in pairwise(ticks))


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.0, "0 ms"),
        (0.35, "350 ms"),
        (1.0, "1 s"),
        (2.44, "2.4 s"),
        (59.6, "60 s"),
        (119.0, "119 s"),
        (150.0, "2.5 min"),
        (7_000.0, "117 min"),
        (7_200.0, "2 h"),
        (100_000.0, "28 h"),
        (86_400.0 * 2.5, "2.5 d"),
        (86_400.0 * 40, "40 d"),
    ],
)
def test_a_time_is_told_as_shortly_as_an_axis_needs(seconds: float, told: str) -> None:
    assert str(span(seconds)) == told


@pytest.mark.parametrize(
    ("ticks", "told"),
    [
        ((0, 0.25, 0.5), ["0", "250 ms", "500 ms"]),
        ((0, 30, 60, 90), ["0", "30 s", "1 min", "1.5 min"]),
        ((0, 43_200, 86_400, 129_600), ["0", "12 h", "1 d", "1.5 d"]),
        ((900, 3_600, 4_500), ["15 min", "1 h", "1.25 h"]),
    ],
)
def test_a_tick_is_told_in_the_largest_unit_of_which_it_is_one(
    ticks: tuple[float, ...], told: list[str]
) -> None:
    assert [str(tick_name(one)) for one in ticks] == told


@pytest.mark.parametrize(
    ("many", "written"), [(0, []), (1, [0]), (3, [0, 1, 2]), (30, [1, 5, 9, 13, 17, 21, 25, 29])]
)
def test_of_many_labels_some_are_written_and_always_the_last(many: int, written: list[int]) -> None:
    assert list(spaced(many, 8)) == written
