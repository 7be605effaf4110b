"""What a revert makes of the changes that people made in the BCP tenant."""

import pytest

from releve.domain.keeping import Keep, KeepState, chosen, opened

OPEN = opened("acme", by="eva", at="1")
KEPT = OPEN.ended(KeepState.KEPT, by="eva", at="2", plan="p", kept=2, left=1)


@pytest.mark.parametrize("before", [None, OPEN, KEPT])
def test_whoever_keeps_opens_it_anew(before: Keep | None) -> None:
    assert chosen(before, "acme", keep=True, by="zoe", at="3") == opened("acme", by="zoe", at="3")


def test_whoever_overwrites_ends_what_was_open_and_nothing_else() -> None:
    after = chosen(OPEN, "acme", keep=False, by="zoe", at="3")
    assert after is not None
    assert (after.state, after.ended_by) == (KeepState.DROPPED, "zoe")
    assert chosen(KEPT, "acme", keep=False, by="zoe", at="3") is None
    assert chosen(None, "acme", keep=False, by="zoe", at="3") is None


@pytest.mark.parametrize("before", [None, OPEN, KEPT])
def test_whoever_says_nothing_changes_nothing(before: Keep | None) -> None:
    assert chosen(before, "acme", keep=None, by="zoe", at="3") is None


@pytest.mark.parametrize("one", [OPEN, KEPT])
def test_it_is_read_as_it_was_written(one: Keep) -> None:
    assert Keep.of(one.record()) == one
