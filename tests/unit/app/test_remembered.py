"""What is remembered of a tenant holds while nothing has moved, and for no other tenant."""

import pytest

from releve.app.remembered import Remembered


class Asked:
    """Counts how often it was made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


class Hands:
    """A clock that goes when it is turned."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_the_same_mark_is_made_once_and_another_one_anew() -> None:
    known, made = Remembered[int](), Asked()
    assert [known.of("acme", mark, made) for mark in (1, 1, 2, 2, 1)] == [1, 1, 2, 2, 3]


def test_no_tenant_is_told_what_was_made_of_another() -> None:
    known, made = Remembered[int](), Asked()
    assert [known.of(name, 1, made) for name in ("acme", "orbit", "acme")] == [1, 2, 1]


def test_what_fails_is_made_again() -> None:
    known = Remembered[int]()

    def fails() -> int:
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        known.of("acme", 1, fails)
    assert known.of("acme", 1, lambda: 7) == 7


def test_the_oldest_is_forgotten_when_there_are_too_many() -> None:
    known, made = Remembered[int](tenants_max=2), Asked()
    for name in ("a", "b", "c", "c", "b"):
        known.of(name, 1, made)
    assert made.times == 3
    known.of("a", 1, made)
    assert made.times == 4


def test_what_was_dear_may_be_as_old_as_it_was_dear_if_the_asker_is_patient() -> None:
    hands, made = Hands(), Asked()
    known = Remembered[int](clock=hands)

    def dear() -> int:
        hands.at += 2
        return made()

    assert known.of("acme", 1, dear, patient=True) == 1
    hands.at += 19
    assert known.of("acme", 2, dear, patient=True) == 1
    assert known.of("acme", 1, dear, patient=True) == 1
    hands.at += 2
    assert known.of("acme", 3, dear, patient=True) == 2
    assert known.of("acme", 4, dear) == 3


def test_what_was_cheap_is_never_old() -> None:
    known, made = Remembered[int](clock=Hands()), Asked()
    known.of("acme", 1, made, patient=True)
    assert known.of("acme", 2, made, patient=True) == 2
