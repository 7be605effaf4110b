"""What a region keeps of its pairs: id maps, runs and their steps, cursors, what is held back."""

from dataclasses import replace

import pytest

from releve.domain.errors import Conflict
from releve.domain.runs import HeldBack, Run, RunState, Step, Verb
from releve.stores.regional import SqlRegionalStore

PAIR, OTHER = "acme-orbit", "zeta-omega"


def run(id: str, at: int = 0, state: RunState = RunState.QUEUED, pair: str = PAIR) -> Run:
    return Run(id, pair, state, "person", "ana", f"2026-11-22T09:00:0{at}.000Z")


def add(store: SqlRegionalStore, *runs: Run) -> None:
    with store.writing() as tx:
        for one in runs:
            tx.runs.add(one)


def test_a_run_is_read_as_it_was_saved(store: SqlRegionalStore) -> None:
    add(store, run("r1"))
    done = replace(
        run("r1"),
        state=RunState.DONE,
        started_at="2026-11-22T09:00:01.000Z",
        ended_at="2026-11-22T09:00:02.000Z",
        source_revision=7,
        target_revision=2**40,
        counts={"team": {"create": 2}},
        held=1,
        to_review=3,
        error={"code": "refused", "reasons": ["é"]},
        worker="w1",
        lease_until="2026-11-22T09:01:00.000Z",
    )
    with store.writing() as tx:
        tx.runs.save(done)
    with store.reading() as tx:
        assert tx.runs.get("r1") == done
        assert tx.runs.get("r2") is None


def test_a_pair_has_one_open_run(store: SqlRegionalStore) -> None:
    add(store, run("r1"), run("other", pair=OTHER))
    with store.writing() as tx:
        with pytest.raises(Conflict):
            tx.runs.add(run("r2"))
        tx.runs.save(run("r1", state=RunState.RUNNING))
        with pytest.raises(Conflict):
            tx.runs.add(run("r3"))
        tx.runs.save(run("r1", state=RunState.FAILED))
        tx.runs.add(run("r4"))
    with store.reading() as tx:
        assert {one.id for one in tx.runs.open()} == {"r4", "other"}


def test_runs_are_listed_newest_first_and_open_ones_oldest_first(store: SqlRegionalStore) -> None:
    done = RunState.DONE
    add(store, run("b", 1, done), run("a", 1, done), run("c", 0, RunState.FAILED))
    add(store, run("z", 5, pair=OTHER), run("d", 2))
    with store.reading() as tx:
        page, total = tx.runs.page(PAIR, skip=1, top=2)
        assert ([one.id for one in page], total) == (["a", "b"], 4)
        assert [one.id for one in tx.runs.open()] == ["d", "z"]
        last, none = tx.runs.last_done(PAIR), tx.runs.last_done(OTHER)
    assert last is not None
    assert (last.id, none) == ("a", None)


def test_one_worker_takes_a_run_and_keeps_it_while_its_lease_lasts(
    store: SqlRegionalStore,
) -> None:
    add(store, run("r1"))
    with store.writing() as tx:
        mine = tx.runs.take("r1", worker="w1", now="10:00", until="10:05")
        assert mine is not None
        assert (mine.state, mine.worker, mine.lease_until) == (RunState.RUNNING, "w1", "10:05")
        assert tx.runs.take("r1", worker="w2", now="10:04", until="10:09") is None
        assert tx.runs.extend("r1", worker="w1", until="10:08")
        assert not tx.runs.extend("r1", worker="w2", until="10:09")
        assert tx.runs.take("r1", worker="w2", now="10:07", until="10:09") is None
        taken_over = tx.runs.take("r1", worker="w2", now="10:09", until="10:14")
        assert taken_over is not None
        assert (taken_over.worker, taken_over.started_at) == ("w2", "10:00")
        assert not tx.runs.extend("r1", worker="w1", until="10:15")
        tx.runs.save(replace(taken_over, state=RunState.DONE))
        assert tx.runs.take("r1", worker="w3", now="11:00", until="11:05") is None
        assert tx.runs.take("nobody's", worker="w3", now="11:00", until="11:05") is None


def test_steps_come_in_the_order_in_which_they_were_added(store: SqlRegionalStore) -> None:
    first = Step(Verb.CREATE, "team", "Blue", "10", "90")
    second = Step(Verb.HOLD, "team", "Red", "11", None, "its lead is missing")
    third = Step(Verb.CREATE, "team", "Green", "12", "92")
    with store.writing() as tx:
        tx.runs.add_steps("r1", [first, second])
        tx.runs.add_steps("r1", [third])
        tx.runs.add_steps("r2", [third])
    with store.reading() as tx:
        assert tx.runs.steps("r1") == ([first, second, third], 3)
        assert tx.runs.steps("r1", verb=Verb.CREATE, skip=1) == ([third], 2)
        assert tx.runs.steps("r1", top=1) == ([first], 3)


def test_the_cursor_is_replaced_as_a_whole(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.runs.set_cursor(PAIR, {"team": 4, "skill": 4})
        tx.runs.set_cursor(PAIR, {"team": 9})
    with store.reading() as tx:
        assert tx.runs.cursor(PAIR) == {"team": 9}
        assert tx.runs.cursor(OTHER) == {}


def test_the_list_of_what_is_held_back_is_replaced(store: SqlRegionalStore) -> None:
    blue, red = HeldBack("team", "10", "Blue", "why"), HeldBack("team", "11", "Red", "")
    with store.writing() as tx:
        tx.runs.set_held(OTHER, [blue])
        tx.runs.set_held(PAIR, [red, blue])
        assert tx.runs.held(PAIR) == [red, blue]
        tx.runs.set_held(PAIR, [blue])
    with store.reading() as tx:
        assert tx.runs.held(PAIR) == [blue]
        assert tx.runs.held(OTHER) == [blue]
