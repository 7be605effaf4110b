"""The mover: whatever happens, every far end comes to show the activation of its pair, and nobody late undoes it."""

import threading
from dataclasses import replace

import pytest

from releve.activation.mover import AT_ONCE, REST_MAX, Mover
from releve.domain.errors import Conflict, Refused, Unavailable
from releve.domain.say import say
from tests.helpers.bombs import Bomb, at_every_point
from tests.helpers.far_ends import Board, FarEnd, later, wanted

SILENT = Unavailable(say("It does not answer."))


def turns(mover: Mover, board: Board, seconds: float) -> list[str]:
    """What is said while the clock goes on, as a thread would have it that rests when it may."""
    said = mover.turn()
    while seconds > 0:
        step = max(0.01, mover.rest_s)
        board.hands.turn(seconds=step)
        seconds -= step
        said += mover.turn()
    return said


def test_a_far_end_is_brought_to_the_epoch_and_the_time_it_took_is_remembered() -> None:
    board, end = Board([wanted(1)]), FarEnd()
    mover = Mover(end, board)
    [said] = mover.turn()
    assert "It leads to ca1." in said
    board.wants = [wanted(2, at="2026-11-22T09:00:00.000Z")]
    board.hands.turn(milliseconds=70)
    mover.turn()
    assert end.shows == {"p": (2, "eu1")}
    state = board.states["p", "names"]
    assert (state.epoch_seen, state.epoch_observed, state.tries, state.took_ms) == (2, 2, 0, 70)


def test_what_never_was_at_an_earlier_epoch_took_no_time_to_follow() -> None:
    board = Board([wanted(9)])
    Mover(FarEnd(), board).turn()
    assert board.states["p", "names"].took_ms is None


def test_a_far_end_that_was_looked_at_just_now_is_passed_over_by_every_mover() -> None:
    board, end = Board([wanted(1)]), FarEnd()
    mover, other = Mover(end, board), Mover(end, board)
    mover.turn()
    assert mover.turn() == other.turn() == []
    assert end.asked == ["p"]
    board.hands.turn(seconds=10)
    mover.turn()
    assert end.asked == ["p", "p"]
    assert end.changes == 1


def test_one_that_cannot_be_looked_at_is_told_once_whoever_asks() -> None:
    board, end = Board([wanted(1)]), FarEnd(check_s=None)
    turns(Mover(end, board), board, 60)
    turns(Mover(end, board), board, 60)
    assert end.asked == ["p"]
    board.wants = [wanted(2)]
    turns(Mover(end, board), board, 60)
    assert end.asked == ["p", "p"]


def test_what_somebody_else_changed_there_is_put_right() -> None:
    board, end = Board([wanted(2)]), FarEnd()
    mover = Mover(end, board)
    mover.turn()
    end.shows.clear()
    turns(mover, board, 11)
    assert end.shows == {"p": (2, "eu1")}


def test_what_fails_is_tried_again_each_time_later_until_it_is_done() -> None:
    board, end = Board([wanted(2)]), FarEnd(fault=SILENT)
    mover = Mover(end, board)
    mover.turn()
    rests: list[float] = []
    for _ in range(8):
        before = board.hands.at
        while len(end.asked) == len(rests) + 1:
            board.hands.turn(seconds=max(0.001, mover.rest_s))
            mover.turn()
        rests.append((board.hands.at - before).total_seconds())
    assert rests == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    state = board.states["p", "names"]
    assert (state.epoch_seen, state.epoch_observed, state.tries) == (2, 0, 9)
    assert str(state.sentence) == "It does not answer."
    end.fault = None
    [*_, said] = turns(mover, board, REST_MAX.total_seconds())
    assert "It leads to eu1." in said
    assert board.states["p", "names"].tries == 0


def test_a_new_switch_does_not_wait_for_the_rest_of_the_one_that_failed() -> None:
    board, end = Board([wanted(1)]), FarEnd(fault=SILENT)
    mover = Mover(end, board)
    turns(mover, board, 60)
    end.fault = None
    board.wants = [wanted(2)]
    mover.turn()
    assert end.shows == {"p": (2, "eu1")}


def test_what_goes_on_failing_is_said_ever_more_rarely() -> None:
    board = Board([wanted(1)])
    mover = Mover(FarEnd(fault=SILENT), board)
    said = turns(mover, board, 600)
    assert 60 < board.states["p", "names"].tries < 80
    assert len(said) == 7  # 1, 2, 4 … 64


def test_a_pair_that_is_refused_does_not_stand_in_the_way_of_the_others() -> None:
    board, end = Board([wanted(1, "a"), wanted(1, "b")]), FarEnd()
    end.shows["a"] = (9, "ca1")
    turns(Mover(end, board), board, 1)
    assert end.shows["b"] == (1, "ca1")
    assert "shows epoch 9" in str(board.states["a", "names"].sentence)
    assert end.shows["a"] == (9, "ca1")


def test_what_was_just_switched_goes_before_what_is_only_to_be_checked() -> None:
    many = [wanted(1, f"p{n}") for n in range(3 * AT_ONCE)]
    board, end = Board(many), FarEnd()
    mover = Mover(end, board)
    turns(mover, board, 1)
    board.hands.turn(seconds=60)
    end.asked.clear()
    board.wants = [*many[:-1], later(many[-1])]
    mover.turn()
    assert end.asked[0] == many[-1].pair
    assert len(end.asked) == AT_ONCE
    assert mover.rest_s == 0


def test_behind_a_far_end_that_does_not_answer_a_turn_is_short() -> None:
    """Each look takes a timeout: somebody who is switched meanwhile must not wait for all of them."""
    board = Board([wanted(1, f"p{n}") for n in range(AT_ONCE)])
    end = FarEnd(fault=SILENT)
    Mover(end, board).turn()
    assert len(end.asked) == 1


def test_one_dead_driver_does_not_delay_another() -> None:
    board = Board([wanted(1)])
    stuck, done = threading.Event(), threading.Event()
    dead = Mover(FarEnd("dead", meanwhile=lambda: assert_set(stuck)), board)
    alive = Mover(FarEnd("alive"), board)

    def turn() -> None:
        dead.turn()
        done.set()

    thread = threading.Thread(target=turn)
    thread.start()
    alive.turn()
    assert board.states["p", "alive"].epoch_observed == 1
    assert board.states["p", "dead"].epoch_observed == 0
    assert not done.is_set()
    stuck.set()
    thread.join()
    assert board.states["p", "dead"].epoch_observed == 1


def assert_set(event: threading.Event) -> None:
    assert event.wait(30)


def test_a_mover_that_slept_through_a_switch_is_refused_before_it_acts() -> None:
    board, end = Board([wanted(2)]), FarEnd(compares=False)
    Mover(end, board).turn()
    asleep = Mover(end, replace(board, wants=[wanted(1)]))
    [said] = asleep.turn()
    assert "epoch 1, which is over" in said
    assert end.asked == ["p"]
    assert end.shows == {"p": (2, "eu1")}


def test_one_that_slept_in_the_middle_of_its_act_has_it_looked_at_again() -> None:
    """The far end cannot refuse: it takes the late change. Whoever made it finds out, and looks again at once."""
    board, end = Board([wanted(1)]), FarEnd(compares=False)
    current = Mover(FarEnd(compares=False, shows=end.shows), replace(board, wants=[wanted(2)]))

    def meanwhile() -> None:
        end.meanwhile = lambda: None
        current.turn()
        assert end.shows == {"p": (2, "eu1")}

    end.meanwhile = meanwhile
    late = Mover(end, board)
    [said] = late.turn()
    assert "which is over" in said
    assert end.shows == {"p": (1, "ca1")}
    assert board.states["p", "names"].checked_at == ""
    board.wants = [wanted(2)]
    late.turn()
    assert end.shows == {"p": (2, "eu1")}
    assert board.states["p", "names"].epoch_observed == 2


def test_a_failure_of_somebody_late_is_not_written_over_what_is_right() -> None:
    board, end = Board([wanted(1)]), FarEnd()
    current = Mover(FarEnd(shows=end.shows), replace(board, wants=[wanted(2)]))

    def meanwhile() -> None:
        current.turn()
        end.fault = SILENT

    end.meanwhile = meanwhile
    Mover(end, board).turn()
    state = board.states["p", "names"]
    assert (state.epoch_observed, state.tries) == (2, 0)


def test_nothing_is_done_that_cannot_be_remembered() -> None:
    board, end = Board([wanted(1)], fault=Unavailable(say("No region answers."))), FarEnd()
    mover = Mover(end, board)
    [said] = mover.turn()
    assert "No region answers." in said
    assert end.asked == []
    board.fault = None
    turns(mover, board, 1)
    assert end.shows == {"p": (1, "ca1")}


def test_a_far_end_that_is_not_right_after_the_act_is_tried_again() -> None:
    class Deaf(FarEnd):
        def converge(self, wanted):  # type: ignore[no-untyped-def]
            return replace(super().converge(wanted), epoch=None)

    board, end = Board([wanted(1)]), Deaf()
    turns(Mover(end, board), board, 5)
    state = board.states["p", "names"]
    assert (state.epoch_observed, state.tries) == (0, len(end.asked))
    assert len(end.asked) > 3


def test_a_driver_that_breaks_does_not_keep_the_other_pairs_waiting() -> None:
    class Broken(FarEnd):
        def converge(self, wanted):  # type: ignore[no-untyped-def]
            assert wanted.pair != "a", "our mistake"
            return super().converge(wanted)

    board, end = Board([wanted(1, "a"), wanted(1, "b")]), Broken()
    mover = Mover(end, board)
    with pytest.raises(AssertionError):
        mover.turn()
    mover.turn()
    assert end.shows == {"b": (1, "ca1")}


@pytest.mark.parametrize("fault", [SILENT, Conflict(say("no")), Refused(say("no"))])
def test_whatever_the_far_end_says_no_to_is_remembered(fault: Exception) -> None:
    board = Board([wanted(1)])
    Mover(FarEnd(fault=fault), board).turn()  # type: ignore[arg-type]
    state = board.states["p", "names"]
    assert state.tries == 1
    assert state.since == state.checked_at != ""


def test_a_move_cut_off_anywhere_is_finished_by_looking_again() -> None:
    worlds = []

    def attempt(bomb: Bomb) -> None:
        board, end = Board([wanted(1)]), FarEnd()
        Mover(end, board).turn()
        board.wants, board.bomb, end.bomb = [wanted(2)], bomb, bomb
        worlds.append((board, end))
        Mover(end, board).turn()

    assert len(list(at_every_point(attempt))) >= 6
    for board, end in worlds:
        board.bomb = end.bomb = Bomb(0)
        turns(Mover(end, board), board, 1)
        assert end.shows == {"p": (2, "eu1")}
        assert end.changes == 2
        state = board.states["p", "names"]
        assert (state.epoch_seen, state.epoch_observed, state.tries) == (2, 2, 0)
