"""Whether a region holds steady, judged from looks at it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from releve.activation.steadiness import (
    LATE_S,
    LOOKS_MIN,
    WINDOW,
    Look,
    Unsteady,
    judge_looks,
)

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
GOOD, LATE, SILENT = 0.01, LATE_S * 2, None


def looks(*took: float | None, every: timedelta = timedelta(seconds=5)) -> Sequence[Look]:
    """The last of them now."""
    return [Look(NOW - every * n, one) for n, one in enumerate(reversed(took))][::-1]


@pytest.mark.parametrize(
    "took",
    [
        pytest.param([GOOD] * 20, id="always there"),
        pytest.param([SILENT] * 20, id="gone"),
        pytest.param([GOOD] * 10 + [SILENT] * 10, id="just gone"),
        pytest.param([GOOD] * 10 + [SILENT] + [GOOD] * 10, id="gone once and back"),
        pytest.param([GOOD] * 15 + [LATE] * 3, id="late for a moment"),
        pytest.param([GOOD, SILENT] * (LOOKS_MIN // 2 - 1), id="hardly known"),
    ],
)
def test_what_is_steady_gone_or_hardly_known_is_not_called_unsteady(
    took: list[float | None],
) -> None:
    assert judge_looks(looks(*took), NOW) is None


def test_who_falls_twice_is_unsteady() -> None:
    took = [*[GOOD] * 8, SILENT, GOOD, SILENT, SILENT, GOOD]
    assert judge_looks(looks(*took), NOW) == Unsteady(looks=13, silent=3, late=0)


def test_who_answers_late_too_often_is_unsteady() -> None:
    assert judge_looks(looks(*[GOOD] * 6, *[LATE] * 4), NOW) == Unsteady(10, silent=0, late=4)


def test_what_is_long_past_does_not_count() -> None:
    past = [Look(one.at - WINDOW, one.took_s) for one in looks(*[GOOD, SILENT] * 10)]
    assert judge_looks(past, NOW) is None
    assert judge_looks([*past, *looks(*[GOOD] * 10)], NOW) is None
