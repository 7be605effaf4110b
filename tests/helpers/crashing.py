"""Cut a procedure off at every point where it touches the world (style, pattern 11).

`Crash` is a `BaseException`, so that no broad `except` in the code under test can hide it. `Crashing` wraps a
regional store so that before every call of it is such a point, and before and after the commit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from releve.domain.store import RegionalStore, Tx


class Crash(BaseException):
    """The process died here."""


class Bomb:
    """Goes off at the `nth` tick; never, if that is 0."""

    def __init__(self, nth: int) -> None:
        self.left = nth

    def tick(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Crash


def at_every_point(attempt: Callable[[Bomb], None], *, points_max: int = 1_000) -> Iterator[int]:
    """Run `attempt` with a crash at point 1, 2, 3... until it runs through unharmed."""
    for nth in range(1, points_max):
        bomb = Bomb(nth)
        try:
            attempt(bomb)
        except Crash:
            yield nth
        else:
            assert nth > 1, "the procedure has no crash points: the test proves nothing"
            return
    raise AssertionError(f"still crashing after {points_max} points")


class _Ticking:
    """An accessor of a transaction, each of whose methods ticks before it begins."""

    def __init__(self, accessor: Any, bomb: Bomb) -> None:
        self._accessor, self._bomb = accessor, bomb

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._accessor, name)

        def ticking(*args: Any, **kwargs: Any) -> Any:
            self._bomb.tick()
            return method(*args, **kwargs)

        return ticking


class _TickingTx:
    def __init__(self, tx: Tx, bomb: Bomb) -> None:
        self._tx, self._bomb = tx, bomb

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._tx, name)
        if callable(found):
            return getattr(_Ticking(self._tx, self._bomb), name)
        return _Ticking(found, self._bomb)


class Crashing:
    """A `RegionalStore` that dies when the bomb goes off; what the real one had committed stays."""

    def __init__(self, store: RegionalStore, bomb: Bomb) -> None:
        self._store, self._bomb = store, bomb

    @property
    def region(self) -> str:
        return self._store.region

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with self._store.reading() as tx:
            self._bomb.tick()
            yield _TickingTx(tx, self._bomb)

    @contextmanager
    def glancing(self) -> Iterator[Any]:
        with self._store.glancing() as tx:
            self._bomb.tick()
            yield _TickingTx(tx, self._bomb)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        with self._store.writing() as tx:
            self._bomb.tick()
            yield _TickingTx(tx, self._bomb)
            self._bomb.tick()  # all written, nothing committed
        self._bomb.tick()  # committed, and nobody heard of it

    def close(self) -> None:
        self._store.close()
