"""Taking runs: what waits, and what a dead worker has left, at once; never what a living one is doing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from releve.app import carrying
from releve.app.house import House
from releve.domain.runs import Run, RunState
from tests.helpers.houses import Hands, Paired, Story, copied_house


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def first(paired_house: tuple[Path, Paired], tmp_path: Path, hands: Hands) -> Iterator[House]:
    """The worker who comes first."""
    with copied_house(paired_house[0], tmp_path / "house", hands) as house:
        yield replace(house, worker="first")


@pytest.fixture
def pair(first: House, hands: Hands, paired_house: tuple[Path, Paired]) -> Paired:
    """A pair of which a run is queued."""
    story, pair = Story(first, hands, fresh=False), paired_house[1]
    story.done("PUT", "/sync/config", pair.inside, {"enabled": True})
    story.done("POST", "/sync/runs", pair.inside)
    return pair


def take(house: House) -> list[Run]:
    return carrying.take(house, (), 10)


@pytest.mark.usefixtures("pair")
def test_a_run_is_taken_by_one_worker(first: House) -> None:
    [taken] = take(first)
    assert (taken.state, taken.worker) == (RunState.RUNNING, "first")
    assert take(replace(first, worker="second")) == []


@pytest.mark.usefixtures("pair")
def test_no_more_runs_are_taken_than_were_asked_for(first: House) -> None:
    assert carrying.take(first, (), 0) == []
    assert len(carrying.take(first, (), 1)) == 1


@pytest.mark.usefixtures("pair")
def test_the_run_of_a_silent_worker_is_taken_over_when_its_lease_has_run_out(
    first: House, hands: Hands
) -> None:
    [taken] = take(first)
    second = replace(first, worker="second")
    hands.turn(seconds=carrying.LEASE_S - 1)
    assert carrying.extend(first, taken)
    hands.turn(seconds=carrying.LEASE_S - 1)
    assert take(second) == []
    hands.turn(seconds=2)
    assert [run.worker for run in take(second)] == ["second"]
    assert not carrying.extend(first, taken)


@pytest.mark.usefixtures("pair")
def test_the_run_of_a_dead_worker_is_taken_over_at_once_and_by_one(first: House) -> None:
    [left] = take(first)
    second = replace(first, worker="second", gone=lambda worker: worker == "first")
    [taken] = take(second)
    assert (taken.id, taken.worker) == (left.id, "second")
    third = replace(first, worker="third", gone=lambda worker: worker == "first")
    assert take(third) == []


def test_what_a_worker_thought_dead_still_does_is_refused(first: House, pair: Paired) -> None:
    [left] = take(first)
    second = replace(first, worker="second", gone=lambda worker: worker == "first")
    [taken] = take(second)
    assert carrying.carry_out(first, left).state is RunState.RUNNING, "it is somebody else's now"
    assert carrying.carry_out(second, taken).state is RunState.DONE
    assert carrying.carry_out(first, left).state is RunState.DONE, "and is not done twice"
    with first.store_of(pair.bcp).reading() as tx:
        [run], _ = tx.runs.page(left.pair)
    assert (run.state, run.worker) == (RunState.DONE, "second")
