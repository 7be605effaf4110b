"""Answers about names that are asked for over and over: scripts have the same few thousand names."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

Answer = TypeVar("Answer")

_NAMES_MAX = 20_000
#: A longer name is not remembered: a hostile script could fill the memory with them.
_LONG = 100


def remembered(answer: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """The same function of a name, which remembers what it said."""
    known = lru_cache(_NAMES_MAX)(answer)

    def quick(name: str) -> Answer:
        return known(name) if len(name) <= _LONG else answer(name)

    return quick
