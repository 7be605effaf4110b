"""The threads of the movers: woken at once, and none stands still because of another."""

import threading
from dataclasses import dataclass, field

from releve.jobs.movement import Movement


@dataclass
class Walker:
    """Turns when it is let; `breaks` times it breaks first."""

    name: str
    rest_s: float = 3600.0
    breaks: int = 0
    turns: int = 0
    again: threading.Condition = field(default_factory=threading.Condition)
    held: threading.Event | None = None
    began: threading.Event = field(default_factory=threading.Event)

    def turn(self) -> list[str]:
        with self.again:
            self.turns += 1
            self.again.notify_all()
        self.began.set()
        if self.held is not None:
            assert self.held.wait(30)
        if self.breaks:
            self.breaks -= 1
            raise ArithmeticError
        return [f"{self.name} turned"]


def turned(walker: Walker, times: int) -> None:
    with walker.again:
        assert walker.again.wait_for(lambda: walker.turns >= times, timeout=30)


def test_a_wake_is_a_turn_at_once_however_long_the_rest() -> None:
    walker = Walker("names")
    movement = Movement([walker])
    movement.start()
    turned(walker, 1)
    movement.wake()
    turned(walker, 2)
    movement.stop()
    assert walker.turns == 2


def test_one_that_is_stuck_or_breaks_stops_no_other() -> None:
    stuck, broken, well = Walker("stuck"), Walker("broken", breaks=1), Walker("well", rest_s=0.001)
    stuck.held = threading.Event()
    movement = Movement([stuck, broken, well])
    movement.start()
    assert stuck.began.wait(30)
    turned(broken, 1)
    turned(well, 20)
    movement.wake()
    turned(broken, 2)
    assert stuck.turns == 1
    stuck.held.set()
    movement.stop()


def test_the_end_does_not_wait_for_one_that_is_stuck() -> None:
    stuck = Walker("stuck", held=threading.Event())
    movement = Movement([stuck])
    movement.start()
    assert stuck.began.wait(30)
    movement.stop(patience_s=0.05)
    assert stuck.held is not None
    stuck.held.set()
