"""What happens next to an open order, in every scene: it commits on one condition only, and always comes to an end."""

from dataclasses import replace
from itertools import product

import pytest

from releve.activation.ordering import ROUNDS_MAX, Commit, End, Scene, Sync, Wait, next_move
from releve.domain.orders import Giver, Mode, Order, OrderState
from releve.domain.runs import Run, RunState
from releve.domain.tenancy import Side

NOW, LATER = "2026-11-26T09:00:00.000Z", "2026-11-26T09:15:00.000Z"

FLAGS = (False, True)

SYNCING = Order(
    id="o",
    pair="p",
    wanted=Side.BCP,
    mode=Mode.PLANNED,
    epoch=1,
    state=OrderState.SYNCING,
    given_by=Giver("mia"),
    given_at=NOW,
    run="r",
    rounds=1,
    held=("a",),
    expires_at=LATER,
)
DONE = Run("r", "p", RunState.DONE, "switch", "mia", NOW)
SCENE = Scene(NOW, 1, lost=False, run=DONE, held=("a",))


def test_a_last_sync_that_is_done_and_left_nothing_behind_lets_the_order_commit() -> None:
    assert next_move(SYNCING, SCENE) == Commit()


def test_an_order_waits_for_its_last_sync() -> None:
    for state in (RunState.QUEUED, RunState.RUNNING):
        scene = replace(SCENE, run=replace(DONE, state=state))
        assert next_move(SYNCING, scene) == Wait()


@pytest.mark.parametrize(
    ("scene", "ended", "told"),
    [
        (replace(SCENE, epoch=2), OrderState.STOPPED, "Somebody else switched"),
        (replace(SCENE, lost=True), OrderState.INTERRUPTED, "give the order again"),
        (replace(SCENE, now=LATER), OrderState.STOPPED, "not done after 15 minutes"),
        (replace(SCENE, silent=True), OrderState.STOPPED, "does not answer any more"),
        (replace(SCENE, run=None), OrderState.STOPPED, "not known any more"),
        (replace(SCENE, held=("a", "b")), OrderState.STOPPED, "held back 1 entity that"),
        (replace(SCENE, run=replace(DONE, state=RunState.FAILED)), OrderState.STOPPED, "failed"),
        (replace(SCENE, run=replace(DONE, state=RunState.ASKING)), OrderState.STOPPED, "question"),
    ],
)
def test_what_did_not_go_as_the_person_was_told_ends_the_order(
    scene: Scene, ended: OrderState, told: str
) -> None:
    move = next_move(SYNCING, scene)
    assert isinstance(move, End)
    assert (move.state, told in str(move.why[0])) == (ended, True)


def test_what_was_changed_meanwhile_is_brought_over_too_but_not_for_ever() -> None:
    moved = replace(SCENE, moved=True, changes=4)
    assert next_move(SYNCING, moved) == Sync()
    last = next_move(replace(SYNCING, rounds=ROUNDS_MAX), moved)
    assert isinstance(last, End)
    assert "4 changes were made" in str(last.why[0])


def test_who_waits_for_a_second_person_waits_until_the_order_expires() -> None:
    waiting = replace(SYNCING, state=OrderState.WAITING)
    assert next_move(waiting, SCENE) == Wait()
    assert next_move(waiting, replace(SCENE, lost=True)) == Wait(), "nobody carries it on"
    ended = next_move(waiting, replace(SCENE, now=LATER))
    assert isinstance(ended, End)
    assert ended.state is OrderState.EXPIRED


def test_nothing_commits_but_a_done_sync_of_an_unmoved_primary_in_its_own_epoch() -> None:
    runs = [None, *(replace(DONE, state=state) for state in RunState)]
    scenes = (
        Scene(now, epoch, lost=lost, run=run, held=held, moved=moved, silent=silent)
        for now, epoch, lost, run, held, moved, silent in product(
            (NOW, LATER), (1, 2), FLAGS, runs, ((), ("a",), ("b",)), FLAGS, FLAGS
        )
    )
    for scene in scenes:
        for state in (OrderState.SYNCING, OrderState.WAITING):
            move = next_move(replace(SYNCING, state=state), scene)
            if isinstance(move, Commit):
                assert state is OrderState.SYNCING
                assert scene.run == DONE
                assert (scene.epoch, scene.lost, scene.moved, scene.now) == (1, False, False, NOW)
                assert not scene.silent
                assert set(scene.held) <= {"a"}


def test_an_order_is_read_from_its_record_as_it_was_written() -> None:
    order = replace(SYNCING, confirmed_by=Giver("noa", tenant="t"), told=({"text": "x"},))
    assert Order.of(order.record()) == order
