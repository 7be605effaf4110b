"""Counterparts are looked up together and let go of again: neither memory nor statements grow with what was synced."""

from collections.abc import Collection
from typing import Any, cast

import pytest

from releve.domain.entities import Twin
from releve.domain.ids import Which
from releve.domain.proof import Ledger
from releve.sync import book
from releve.sync.book import Book
from releve.sync.counterparts import Counterparts

SKILL = "skill", Which.ID


def twin(old: str) -> Twin:
    return Twin(old, None, f"9{old}", None, "k", "d", "p", "p", "s", 1, False, "at", "by")


class Counting:
    """A BCP tenant that has a counterpart of everything, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def twins(self, _: str, __: str, olds: Collection[str], *___: Any) -> list[Twin]:
        self.asked += 1
        return [twin(old) for old in olds]

    def twins_among(self, _: str, __: Which, olds: Collection[str]) -> list[tuple[str, Twin]]:
        self.asked += 1
        return [("skill", twin(old)) for old in olds]


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch) -> Counting:
    monkeypatch.setattr(book, "REMEMBERED_MAX", 10)
    return Counting()


def opened(target: Counting) -> Book:
    return Book(cast(Counterparts, target), "bcp", 2, {"skill": Ledger(issued=1)})


def test_small_look_ups_do_not_add_up_in_memory(target: Counting) -> None:
    pages = opened(target)
    for n in range(50):
        pages.prefetch_all({SKILL: [f"{n}{digit}" for digit in range(4)]})
    assert len(pages._known[SKILL]) <= 10 + 4


def test_what_is_let_go_of_is_looked_up_with_the_rest_and_not_one_by_one(target: Counting) -> None:
    pages = opened(target)
    before = [str(n) for n in range(100, 120)]
    pages.prefetch(SKILL, before)
    pages.prefetch(SKILL, [*before, "200"])
    asked = target.asked
    assert [pages.translate(SKILL, old) for old in before] == [f"9{old}" for old in before]
    assert target.asked == asked
