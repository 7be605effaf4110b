"""The loop: what waits is taken, nothing is done twice at once, and no failure stops it."""

import threading
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pytest
import structlog
from structlog.testing import capture_logs

from releve.domain.errors import Unavailable
from releve.domain.runs import Run, RunState
from releve.domain.say import say
from releve.jobs.loop import Loop

PATIENCE_S = 10.0


def run(id: str) -> Run:
    return Run(id, f"pair of {id}", RunState.QUEUED, "person", "maelle", "2026-11-22T09:00:00.000Z")


@dataclass
class Office:
    """Work that is done when the test says so. `waiting` are the runs that nobody has taken."""

    waiting: list[Run] = field(default_factory=list)
    due: list[Run] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)  # parts, and runs, that fail
    log: list[str] = field(default_factory=list)
    seen_busy: list[set[str]] = field(default_factory=list)
    tidied: threading.Event = field(default_factory=threading.Event)

    def _enter(self, what: str) -> None:
        self.log.append(what)
        if what in self.broken:
            raise Unavailable(say("eu1 does not answer."))

    def carry_on(self) -> list[str]:
        """There are no orders in these tests."""
        return []

    def queue_due(self) -> list[Run]:
        self._enter("queue")
        queued, self.due = self.due, []
        self.waiting += queued
        return queued

    def take(self, busy: Collection[str], most: int) -> list[Run]:
        self._enter("take")
        self.seen_busy.append(set(busy))
        taken, self.waiting = self.waiting[:most], self.waiting[most:]
        return taken

    def carry_out(self, run: Run) -> Run:
        self._enter(run.id)
        return replace(run, state=RunState.DONE)

    def extend(self, run: Run) -> bool:
        self._enter(f"extend {run.id}")
        return True

    def tidy(self) -> None:
        self._enter("tidy")
        self.tidied.set()


class Pool(ThreadPoolExecutor):
    """Hands out what it is given instead of doing it: the test does it, here and now."""

    def __init__(self) -> None:
        super().__init__(1)
        self.given: list[tuple[Future[Run], object, Run]] = []

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        future: Future[Run] = Future()
        self.given.append((future, fn, args[0]))
        return future

    def do(self) -> None:
        future, fn, run = self.given.pop(0)
        try:
            future.set_result(fn(run))  # type: ignore[operator]
        except Exception as error:
            future.set_exception(error)


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool() as one:
        yield one


def test_a_cycle_takes_what_waits_and_says_so(pool: Pool) -> None:
    loop = Loop(Office(waiting=[run("a"), run("b")]))
    assert loop.cycle(pool) == "run a of pair pair of a taken, run b of pair pair of b taken"
    pool.do()
    assert loop.cycle(pool) == "run a of pair pair of a ended: done"
    assert loop.cycle(pool) == ""


def test_what_is_due_is_queued_and_taken_in_the_same_cycle(pool: Pool) -> None:
    loop = Loop(Office(due=[run("nightly")]))
    assert loop.cycle(pool) == (
        "run nightly of pair pair of nightly is due, run nightly of pair pair of nightly taken"
    )


def test_a_run_that_is_being_carried_out_is_not_asked_for_again(pool: Pool) -> None:
    office = Office(waiting=[run("a")])
    loop = Loop(office)
    loop.cycle(pool)
    loop.cycle(pool)
    assert office.seen_busy == [set(), {"a"}]
    assert len(pool.given) == 1


def test_no_more_is_taken_than_there_are_workers_for(pool: Pool) -> None:
    office = Office(waiting=[run("a"), run("b"), run("c")])
    loop = Loop(office, workers=2)
    loop.cycle(pool)
    assert [one.id for one in office.waiting] == ["c"], "another process may have it"
    loop.cycle(pool)
    assert office.log.count("take") == 1, "nobody is free"
    pool.do()
    loop.cycle(pool)
    assert office.waiting == []


def test_the_lease_of_whatever_is_being_done_is_extended_in_every_cycle(pool: Pool) -> None:
    office = Office(waiting=[run("a"), run("b")])
    loop = Loop(office)
    for _ in range(3):
        loop.cycle(pool)
    assert office.log.count("extend a") == office.log.count("extend b") == 2
    pool.do()
    loop.cycle(pool)
    assert office.log.count("extend a") == 2, "what has ended needs no lease"


def test_a_run_that_fails_does_not_stop_the_others(pool: Pool) -> None:
    office = Office(waiting=[run("bad")], broken={"bad"})
    loop = Loop(office)
    loop.cycle(pool)
    pool.do()
    office.waiting = [run("good")]
    with capture_logs() as logs:
        assert loop.cycle(pool) == "run good of pair pair of good taken"
    assert [(line["run"], line["why"]) for line in logs] == [("bad", "eu1 does not answer.")]
    pool.do()
    assert loop.cycle(pool) == "run good of pair pair of good ended: done"


def test_a_mistake_of_ours_in_a_run_is_told_with_its_story(pool: Pool) -> None:
    loop = Loop(Office(waiting=[run("a")]))
    loop.cycle(pool)
    future, _, _ = pool.given.pop()
    future.set_exception(ZeroDivisionError())
    with capture_logs() as logs:
        assert loop.cycle(pool) == ""
    assert [(line["run"], type(line["exc_info"])) for line in logs] == [("a", ZeroDivisionError)]


@pytest.mark.parametrize("part", ["queue", "extend a", "tidy"])
def test_a_part_of_a_cycle_that_fails_leaves_the_others_their_turn(pool: Pool, part: str) -> None:
    office = Office(waiting=[run("a")])
    loop = Loop(office)
    loop.cycle(pool)
    office.broken, office.waiting = {part}, [run("b")]
    with capture_logs() as logs:
        assert loop.cycle(pool) == "run b of pair pair of b taken"
    assert part in office.log
    assert [line["why"] for line in logs] == ["eu1 does not answer."]


def test_a_cycle_that_cannot_take_tries_again(pool: Pool) -> None:
    office = Office(waiting=[run("a")], broken={"take"})
    loop = Loop(office)
    with capture_logs():
        assert loop.cycle(pool) == ""
    office.broken = set()
    assert loop.cycle(pool) == "run a of pair pair of a taken"


class Carried(Office):
    """Says when a run is carried out, and waits in it until it may go on."""

    def __init__(self, *waiting: Run) -> None:
        super().__init__(list(waiting))
        self.begun, self.go_on = threading.Event(), threading.Event()

    def carry_out(self, run: Run) -> Run:
        self.begun.set()
        assert self.go_on.wait(PATIENCE_S)
        return super().carry_out(run)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Logs of other threads go nowhere."""
    structlog.configure(processors=[_drop])
    yield
    structlog.reset_defaults()


def _drop(*_: object) -> structlog.typing.EventDict:
    raise structlog.DropEvent


@pytest.mark.usefixtures("quiet")
def test_the_loop_looks_at_once_when_it_is_woken() -> None:
    office = Carried()
    loop = Loop(office, tick_s=3600)
    loop.start()
    assert office.tidied.wait(PATIENCE_S)  # the first look found nothing
    office.waiting = [run("a")]
    loop.wake()
    assert office.begun.wait(PATIENCE_S)
    office.go_on.set()
    loop.stop()
    assert "a" in office.log


@pytest.mark.usefixtures("quiet")
def test_stopping_waits_for_what_is_being_done_and_takes_nothing_new() -> None:
    office = Carried(run("a"))
    loop = Loop(office, tick_s=3600)
    loop.start()
    assert office.begun.wait(PATIENCE_S)
    stopping = threading.Thread(target=loop.stop)
    stopping.start()
    assert loop._stop.wait(PATIENCE_S)
    office.waiting = [run("b")]
    office.go_on.set()
    stopping.join(PATIENCE_S)
    assert not stopping.is_alive()
    assert "a" in office.log
    assert [one.id for one in office.waiting] == ["b"]


@pytest.mark.usefixtures("quiet")
def test_stopping_does_not_wait_for_ever() -> None:
    office = Carried(run("a"))
    loop = Loop(office, tick_s=3600)
    loop.start()
    assert office.begun.wait(PATIENCE_S)
    loop.stop(patience_s=0.01)
    assert "a" not in office.log
    office.go_on.set()
