"""Who and what a drill tries: those that were named, or some drawn by lot."""

from collections.abc import Sequence
from typing import TypeVar

from releve.app.house import House

#: So many are drawn, and so many may be named.
PEOPLE, CONTACTS, NAMED_MAX = 10, 20, 50

T = TypeVar("T")


def drawn(house: House, among: Sequence[T], n: int) -> list[T]:
    """`n` of them at most, by lot, in the order in which they stand: other ones each time, so that in the end all are tried."""
    lots = sorted(range(len(among)), key=lambda _: house.random_bytes(8))
    return [among[at] for at in sorted(lots[:n])]
