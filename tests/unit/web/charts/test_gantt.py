"""Bars on one axis of time: where they begin and end, what goes on, what is a moment, and the mark across them."""

import pytest

from releve.web.charts.gantt import HEAD, ROW, Gantt, Span, gantt

SWITCH = [
    Span("sync", "Last sync", "4 s", 0, 4),
    Span("commit", "Switched", "0.1 s", 4, 4.1),
    Span("driver", "dns", "4.9 s", 4.1, 9),
    Span("driver", "webhook", "not yet", 4.1, None),
    Span("login", "First login", "1.9 s", 4.1, 6, is_moment=True),
]


def whole(until: float = 9) -> Gantt:
    return gantt(SWITCH, 0, until, (4.1, "Switched"))


def test_a_bar_begins_and_ends_where_its_part_does() -> None:
    bars = {one.label: one for one in whole().bars}
    assert (bars["Last sync"].x, bars["Last sync"].width) == (0.0, 40.0)
    assert (bars["dns"].x, bars["dns"].width) == (41.0, 49.0)


def test_every_part_has_a_row_of_its_own_in_the_order_given() -> None:
    picture = whole()
    assert [one.y for one in picture.bars] == [HEAD + n * ROW for n in range(5)]
    assert picture.height == HEAD + 5 * ROW


def test_the_axis_is_told_in_round_steps_and_reaches_to_the_end() -> None:
    assert [(one.at, str(one.text)) for one in whole().ticks] == [
        (0.0, "0"),
        (20.0, "2 s"),
        (40.0, "4 s"),
        (60.0, "6 s"),
        (80.0, "8 s"),
        (100.0, "10 s"),
    ]


def test_what_has_not_ended_goes_on_to_the_edge_and_says_so() -> None:
    webhook = next(one for one in whole().bars if one.label == "webhook")
    assert (webhook.is_open, webhook.x + webhook.width) == (True, 100.0)


def test_a_moment_is_a_point_and_one_beyond_the_picture_is_at_its_edge() -> None:
    inside = whole().bars[-1]
    beyond = gantt([Span("login", "late", "", 1, 900, is_moment=True)], 0, 9).bars[0]
    assert (inside.is_moment, inside.x, inside.width, inside.is_open) == (True, 60.0, 0.0, False)
    assert (beyond.x, beyond.is_open) == (100.0, True)


def test_the_mark_stands_at_its_moment_and_its_label_on_the_side_with_room() -> None:
    early, late = whole().mark, gantt(SWITCH, 0, 9, (8.9, "Switched")).mark
    assert early is not None
    assert late is not None
    assert (early.at, early.anchor) == (41.0, "start")
    assert (late.at, late.anchor) == (89.0, "end")


def test_a_close_up_shows_what_begins_or_goes_on_there_from_its_own_zero() -> None:
    picture = gantt(SWITCH, 4.1, 9, (2, "before"))
    assert [one.label for one in picture.bars] == ["dns", "webhook", "First login"]
    assert picture.bars[0].x == 0.0
    assert picture.mark is None


def test_what_took_no_time_is_seen_all_the_same() -> None:
    [bar] = gantt([Span("driver", "dns", "", 5, 5)], 5, 5).bars
    assert bar.width > 0
    assert bar.x + bar.width <= 100


@pytest.mark.parametrize("many", [0, 1, 200])
def test_none_one_and_very_many_parts_have_their_rows(many: int) -> None:
    parts = [Span("driver", str(n), "", 1, 1 + n) for n in range(many)]
    picture = gantt(parts, 0, 300)
    assert len(picture.bars) == many
    assert picture.height == HEAD + many * ROW
    assert all(one.x >= 0 and one.x + one.width <= 100 for one in picture.bars)
