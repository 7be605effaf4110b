"""Bombs: they cut a procedure off at every point where it touches the world (style, pattern 11).

`Crash` is a `BaseException`, so that no broad `except` in the code under test can hide it. A bomb remembers what it has
seen, so that a test can say what was never visited.
"""

from collections.abc import Callable, Iterable, Iterator


class Crash(BaseException):
    """The process died here."""


class Bomb:
    """Goes off at the `nth` tick; never, if that is 0. `seen` names every tick."""

    def __init__(self, nth: int) -> None:
        self.left = nth
        self.seen: list[str] = []

    def tick(self, what: str = "") -> None:
        self.left -= 1
        self.seen.append(what)
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


def at_points(attempt: Callable[[Bomb], None], points: Iterable[int]) -> Iterator[int]:
    """Run `attempt` with a crash at each of these, and then unharmed."""
    for nth in points:
        try:
            attempt(Bomb(nth))
        except Crash:
            yield nth
        else:
            raise AssertionError(f"there is no point {nth}")
    attempt(Bomb(0))
