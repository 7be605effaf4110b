"""Columns: they share the width, their parts stand on each other, and nothing that is there is too small to be seen."""

from itertools import pairwise

import pytest

from releve.web.charts.columns import Columns, Figure, columns

HEIGHT = 100


def drawn(*figures: Figure, top: float = 10) -> Columns:
    return columns(figures, [0, top], ["0", "top"], HEIGHT)


def test_parts_stand_on_each_other_from_the_ground_up() -> None:
    [column] = drawn(Figure("Mon", [4, 1, 5])).columns
    assert [(one.series, one.y, one.height) for one in column.parts] == [
        (1, 60.0, 40.0),
        (2, 50.0, 10.0),
        (3, 0.0, 50.0),
    ]


def test_a_part_of_nothing_is_not_drawn_and_the_others_keep_their_series() -> None:
    [column] = drawn(Figure("Mon", [0, 3])).columns
    assert [(one.series, one.height) for one in column.parts] == [(2, 30.0)]


def test_what_is_too_small_to_be_seen_is_drawn_all_the_same() -> None:
    [column] = drawn(Figure("Mon", [1, 1]), top=100_000).columns
    assert [one.height for one in column.parts] == [2.0, 2.0]


@pytest.mark.parametrize("parts", [None, [], [0, 0]])
def test_a_day_of_which_nothing_is_known_keeps_its_place(parts: list[float] | None) -> None:
    picture = drawn(Figure("Mon", parts), Figure("Tue", [10]))
    assert [len(one.parts) for one in picture.columns] == [0, 1]
    assert picture.columns[1].x > 50


@pytest.mark.parametrize("many", [1, 2, 30, 365])
def test_columns_share_the_width_and_do_not_touch(many: int) -> None:
    found = drawn(*[Figure(n, [n % 10]) for n in range(many)]).columns
    assert len(found) == many
    for left, right in pairwise(found):
        assert left.x + left.width < right.x
    assert found[0].x >= 0
    assert found[-1].x + found[-1].width <= 100


def test_no_figures_at_all_are_an_empty_picture() -> None:
    picture = drawn()
    assert (list(picture.columns), list(picture.labels), picture.series) == ([], [], 0)
    assert [one.at for one in picture.rungs] == [100.0, 0.0]


def test_labels_stay_inside_are_few_and_every_other_one_may_go_on_a_phone() -> None:
    labels = drawn(*[Figure(n, [1]) for n in range(30)]).labels
    assert [one.text for one in labels] == [1, 5, 9, 13, 17, 21, 25, 29]
    assert [one.is_spare for one in labels] == [True, False] * 4
    assert (labels[0].anchor, labels[3].anchor, labels[-1].anchor) == ("start", "middle", "end")


def test_a_mark_stands_above_its_own_column_only() -> None:
    found = drawn(Figure("Mon", [1]), Figure("Tue", None, is_marked=True)).columns
    assert [one.is_marked for one in found] == [False, True]
    assert found[1].middle == 75.0
