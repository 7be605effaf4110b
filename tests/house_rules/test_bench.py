"""The bench measures what it says; how fast anything is, is for people to look at."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bench import run
from bench.row import Contest, Row, measured


@contextmanager
def three_to_one() -> Iterator[Contest]:
    ours, theirs = iter([99.0, 3.0, 5.0, 1.0]), iter([99.0, 1.0, 1.0, 1.0])
    yield Contest(lambda: next(ours), lambda: next(theirs))


def test_a_row_gives_the_median_without_the_round_that_warms_up() -> None:
    outcome = measured(Row("drawn by hand", "s", 3.0, three_to_one, rounds=3))
    assert (outcome.figure, outcome.baseline, outcome.ratio, outcome.holds) == (3.0, 1.0, 3.0, True)


def test_a_row_out_of_reach_does_not_hold() -> None:
    assert not measured(Row("drawn by hand", "s", 2.9, three_to_one, rounds=3)).holds


def test_every_row_has_a_name_of_its_own_and_something_to_reach() -> None:
    rows = run.chosen([])
    assert rows
    assert all(row.reach > 0 and row.rounds >= 3 for row in rows)


def test_what_is_written_has_the_seven_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "OUT", tmp_path / "build" / "bench.json")
    monkeypatch.setattr(run, "all_rows", lambda: iter([Row("r", "s", 3.0, three_to_one, 3)]))
    assert run.main(["r"]) == 0
    [written] = json.loads((tmp_path / "build" / "bench.json").read_text())
    assert list(written) == ["name", "figure", "unit", "baseline", "ratio", "reach", "holds"]
    assert run.main(["nothing like it"]) == 2
