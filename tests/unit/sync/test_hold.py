"""Holding back spreads to the end of every chain, and no further."""

from releve.domain.say import say
from releve.sync.hold import Holds

A, B, C, D = (("tag", name) for name in "ABCD")


def test_who_waits_for_something_held_back_is_held_back_with_a_reason() -> None:
    holds = Holds()
    holds.wait(A, B, say("B is held back"))
    holds.wait(B, C, say("C is held back"))
    holds.hold(C, say("broken"))
    holds.spread()
    assert [str(reason) for reason in holds.why[A]] == ["B is held back"]
    assert D not in holds


def test_a_circle_that_needs_nothing_else_is_not_held_back() -> None:
    holds = Holds()
    holds.wait(A, B, say("B"))
    holds.wait(B, A, say("A"))
    holds.spread()
    assert holds.why == {}


def test_a_circle_is_held_back_whole_and_once() -> None:
    holds = Holds()
    holds.wait(A, B, say("B"))
    holds.wait(B, A, say("A"))
    holds.hold(A, say("broken"))
    holds.spread()
    assert [str(reason) for reason in holds.why[A]] == ["broken", "B"]
    assert [str(reason) for reason in holds.why[B]] == ["A"]


def test_what_is_taken_along_takes_its_own_along() -> None:
    holds = Holds()
    holds.wait(C, B, say("B"))
    holds.hold(A, say("broken"))
    holds.spread(lambda node: [(B, say("used by A"))] if node == A else [])
    assert set(holds.why) == {A, B, C}


def test_a_chain_of_twenty_thousand_is_no_trouble() -> None:
    holds = Holds()
    for n in range(20_000):
        holds.wait(("tag", str(n)), ("tag", str(n + 1)), say("next"))
    holds.hold(("tag", "20000"), say("broken"))
    holds.spread()
    assert len(holds.why) == 20_001
