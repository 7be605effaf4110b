"""A server dies, or stands still, between any two steps of a switch and of a move of traffic: with a process and a database
for each region, etcd on three sites, and far ends that are real. Some steps are drawn from a seed that is printed; RELEVE_STEPS=all takes all."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from releve.app.pairing import bond_of
from releve.domain.tenancy import Activation, Side
from tests.helpers.dying import PASSED, REACHED, Fate
from tests.helpers.processes import Dice, Nest, Serving, until
from tests.scenario.continents import World, world
from tests.scenario.offices import Witness, choose_bcp, prepared
from tests.scenario.outside import HOST, NAME, Outside, all_far_ends

DRIVERS = ("names", "balancer", "crm")

#: Without RELEVE_STEPS=all one step of each act is drawn.
ALL = os.environ.get("RELEVE_STEPS") == "all"


@dataclass
class Scene:
    """`one` is the server that dies; `two` is there all the while. `acknowledged` is what either has said to be done."""

    earth: World
    outside: Outside
    administrator: str
    key: str  # of the activation, in etcd
    acknowledged: list[tuple[int, str]] = field(default_factory=list)

    @property
    def fate(self) -> Fate:
        assert self.one.fate is not None
        return self.one.fate

    @property
    def one(self) -> Serving:
        return self.earth.sites["ca1"].server

    @property
    def two(self) -> Serving:
        return self.earth.sites["eu1"].server

    def now(self) -> tuple[int, str]:
        """As the server says that lives."""
        told = self.two.done("GET", "/switch", self.administrator)["activation"]
        return told["epoch"], told["active"]

    def switch(self, server: Serving, mode: str = "emergency") -> bool:
        """To the other side. False if the server died over it."""
        return self.order(server, *self.now(), mode)

    def order(self, server: Serving, epoch: int, active: str, mode: str = "emergency") -> bool:
        with suppress(httpx.TransportError):
            answer = self.asked(server, epoch, active, mode)
            assert answer.status_code == 200, answer.text
            return True
        return False

    def asked(self, server: Serving, epoch: int, active: str, mode: str) -> httpx.Response:
        """Give an order in an epoch; what is acknowledged is remembered."""
        path = "/switch" if active == "primary" else "/switch/revert"
        order = {"passkey": self.earth.pair.passkey, "epoch": epoch, "mode": mode}
        body = {**order, "acknowledged": mode == "emergency"}
        answer = server.ask("POST", path, self.administrator, body)
        if answer.status_code == 200:
            done = answer.json()
            assert done["epoch"] == epoch + 1, done
            self.acknowledged.append((done["epoch"], done["active"]))
        return answer

    def noted(self, server: Serving, driver: str, epoch: int) -> bool:
        """Whether the driver is known to have come to the epoch, as this server says."""
        with suppress(httpx.TransportError):
            lines = server.done("GET", "/switch/drivers", self.administrator)
            return any((one["driver"], one["observed"]) == (driver, epoch) for one in lines)
        return False

    def history(self) -> list[Activation]:
        """Of the pair, as etcd tells it: each one follows from the one before it."""
        history = [Activation.of(one) for one in self.earth.etcd.history(self.key)]
        assert [one.epoch for one in history] == list(range(1, len(history) + 1))
        assert [one.active for one in history] == [
            (Side.PRIMARY, Side.BCP)[nth % 2] for nth in range(len(history))
        ]
        assert len({one.operation for one in history}) == len(history), "each by an act of its own"
        assert {(one.epoch, one.active) for one in history} >= set(self.acknowledged)
        return history


#: How one switches away from the active side.
MODES = {"primary": "planned", "bcp": "emergency"}


def other(active: str) -> str:
    return "bcp" if active == "primary" else "primary"


@pytest.fixture(scope="module")
def scene(hatchery: Nest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A test leaves it with both servers alive."""
    folder = tmp_path_factory.mktemp("steps")
    with all_far_ends(folder / "outside") as outside:
        config = folder / "settings.toml"
        config.write_text(outside.settings, "utf-8")
        more = {"RELEVE_CONFIG": str(config), "RELEVE_SWITCH_CALM_S": "0"}
        with world(hatchery, folder, more) as earth:
            with prepared(folder / "looked at", earth.where, fresh=False) as story:
                pair = bond_of(story.house, earth.pair.primary).pair.id
            administrator = choose_bcp(earth.sites["eu1"].server)
            yield Scene(earth, outside, administrator, f"releve/record/activation/{pair}")


def reached(server: Serving) -> str:
    """The last step at which the server came to its fate."""
    return server.told().rpartition(REACHED)[2].splitlines()[0]


def passed(server: Serving, act: Callable[[], object]) -> list[str]:
    """The steps that the server takes in an act in which nobody hinders it."""
    before = len(server.told())
    act()
    lines = server.told()[before:].splitlines()
    return [one.removeprefix(PASSED) for one in lines if one.startswith(PASSED)]


def drawn(dice: Dice, steps: Sequence[str], *always: str) -> list[int]:
    """The numbers of steps, from 1: the last ones called so, and one that is drawn; or all."""
    numbers = range(1, len(steps) + 1)
    if ALL:
        return list(numbers)
    last = {one: nth for nth, one in enumerate(steps, start=1)}
    known = [last[one] for one in always]
    return [*known, *dice.some([nth for nth in numbers if nth not in known], 1)]


#: The write that switches, from before and after.
COMMIT = ("switch, before the commit in the directory", "switch, after the commit in the directory")


def test_a_server_killed_between_any_two_steps_of_a_switch_has_switched_or_not_and_says_so(
    scene: Scene,
) -> None:
    fate, dice = scene.fate, Dice.thrown()
    print(f"RELEVE_SEED={dice.seed}")
    steps, left = {}, {}
    for active, mode in MODES.items():
        steps[active] = _steps_from(scene, active)
        left[active] = drawn(dice, steps[active], *(COMMIT if mode == "planned" else ()))
    switched = 0
    while any(left.values()):
        epoch, active = scene.now()
        if not left[active]:
            assert scene.switch(scene.two)
            continue
        nth = left[active].pop()
        fate.tell("switch", epoch + 1, nth)
        assert not scene.switch(scene.one, MODES[active]), "it was to die"
        assert reached(scene.one) == steps[active][nth - 1]
        after = scene.now()
        assert after in ((epoch, active), (epoch + 1, other(active))), reached(scene.one)
        _is_told_truly(scene, epoch, happened=after[0] > epoch)
        scene.outside.followed(after[0])
        switched += after[0] > epoch
        print(f"{MODES[active]}, {reached(scene.one)}: {after[0] - epoch}")
        fate.spare()
        scene.one.start()
    assert switched > 0
    scene.history()
    _audit_is_whole(scene)


def _is_told_truly(scene: Scene, epoch: int, *, happened: bool) -> None:
    """The order, and the report, are there if and only if it was switched."""
    answer = scene.two.ask("GET", "/switch/order", scene.administrator)
    order = answer.json() if answer.is_success else {}
    done = order.get("state") == "done" and order["epoch"] == epoch
    assert done == happened, order
    assert not order.get("open"), order
    reports = scene.two.done("GET", "/switch/reports", scene.administrator)
    assert (max((one["epoch"] for one in reports), default=1) == epoch + 1) == happened


def _audit_is_whole(scene: Scene) -> None:
    """In both regions; and of all that was acknowledged the attempt and the outcome are there."""
    folder = scene.one.data.parent / "looked at"
    with prepared(folder, scene.earth.where, fresh=False) as story:
        seen = Witness(story.house, story)
        assert seen.broken_chains() == []
        bond = seen.bond(scene.earth.pair.primary)
        lines = {
            (line.details["epoch"], line.outcome)
            for region, tenant in (("ca1", bond.primary.id), ("eu1", bond.bcp.id))
            for act in ("switch", "revert")
            for line in seen.acts(region, tenant, act, bond.pair.id)
        }
        for epoch, _ in scene.acknowledged:
            assert {(epoch, "attempted"), (epoch, "done")} <= lines
        for one in scene.history()[1:]:
            assert (one.epoch, "attempted") in lines, "nothing was switched that was not announced"


def stands_still(server: Serving) -> bool | None:
    state = Path(f"/proc/{server.pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    return True if state == "T" else None


@pytest.mark.parametrize("active", MODES)
def test_a_server_that_stood_still_in_a_switch_changes_nothing_when_it_wakes_up(
    scene: Scene, active: str
) -> None:
    dice = Dice.thrown()
    print(f"RELEVE_SEED={dice.seed}")
    steps = _steps_from(scene, active)
    late = {one: nth for nth, one in enumerate(steps, start=1)}[COMMIT[0]]
    for nth in drawn(dice, steps) if ALL or active == "bcp" else (late, late + 1):
        if scene.now()[1] != active:
            assert scene.switch(scene.two)
        epoch, _ = scene.now()
        assert _stood_still(scene, nth, active) == (200 if nth > late else 409), steps[nth - 1]
        assert scene.now()[0] == epoch + 1 + (nth > late)
        scene.outside.followed(scene.now()[0])
        assert scene.history()[-1].epoch == scene.now()[0]


def _stood_still(scene: Scene, nth: int, active: str) -> int:
    """How a late order is answered, after somebody else has switched."""
    epoch, _ = scene.now()
    scene.fate.tell("switch", epoch + 1, nth, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as threads:
        late = threads.submit(scene.asked, scene.one, epoch, active, MODES[active])
        try:
            until(lambda: stands_still(scene.one), what="server that stands still")
            scene.fate.spare()
            began = time.monotonic()
            assert scene.switch(scene.two), "nobody waits for who does not move"
            took = time.monotonic() - began
            print(f"{MODES[active]}, {reached(scene.one)}: the other one took {took:.1f} s")
            moved_on = scene.now()
        finally:
            os.kill(scene.one.pid, signal.SIGCONT)
        status = late.result(timeout=60).status_code
    assert scene.now() == moved_on
    return status


def _steps_from(scene: Scene, active: str) -> list[str]:
    """The steps of a switch away from this side, which is active afterwards again."""
    if scene.now()[1] != active:
        assert scene.switch(scene.two)
    scene.fate.tell("switch", scene.now()[0] + 1, 0)
    steps = passed(scene.one, lambda: scene.switch(scene.one, MODES[active]))
    scene.fate.spare()
    assert scene.switch(scene.two)
    return steps


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_server_killed_between_any_two_steps_of_a_move_leaves_it_to_the_other(
    scene: Scene, driver: str
) -> None:
    fate, dice = scene.fate, Dice.thrown()
    print(f"RELEVE_SEED={dice.seed}")

    def died() -> bool | None:
        """False when it has moved what is to be moved, and written that down."""
        if not scene.one.runs():
            return True
        return False if scene.noted(scene.one, driver, epoch + 1) else None

    def switch() -> bool:
        """Whether `one` died over the move; it alone may move."""
        with ThreadPoolExecutor(1) as threads, scene.two.asleep():
            ordered = threads.submit(scene.order, scene.one, epoch, active)
            dead = until(died, what="death, or end of the move")
            ordered.result(timeout=60)
        return dead

    epoch, active = scene.now()
    fate.tell(f"move-{driver}", epoch + 1, 0)
    steps, moved = passed(scene.one, switch), f"move-{driver}, after the move at the far end"
    steps = steps[
        : steps.index(moved) + 2
    ]  # with the commit of what came of it; then it only looks again
    for nth in drawn(dice, steps):
        epoch, active = scene.now()
        fate.tell(f"move-{driver}", epoch + 1, nth)
        assert switch(), "it was to die"
        scene.outside.followed(epoch + 1)
        assert reached(scene.one) == steps[nth - 1]
        print(reached(scene.one))
        fate.spare()
        scene.one.start()
    assert scene.history()[-1].epoch == scene.now()[0]


#: Before the fence, and before the act; and for HAProxy, which compares nothing, between its look and its act.
MOMENTS = {"names": (1, 2), "balancer": (1, 2, 5), "crm": (1, 2)}


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_server_that_stood_still_in_a_move_does_not_move_back_what_another_has_moved_on(
    scene: Scene, driver: str
) -> None:
    dice = Dice.thrown()
    print(f"RELEVE_SEED={dice.seed}")
    for nth in MOMENTS[driver] if ALL else dice.some(MOMENTS[driver], 1):
        _stands_still(scene, driver, nth)


def _stands_still(scene: Scene, driver: str, nth: int) -> None:
    fate, (epoch, active) = scene.fate, scene.now()
    fate.tell(f"move-{driver}", epoch + 1, nth, signal.SIGSTOP)
    with ThreadPoolExecutor(2) as threads:
        with scene.two.asleep():
            late = threads.submit(scene.order, scene.one, epoch, active)
            until(lambda: stands_still(scene.one), what="server that stands still")
        fate.spare()
        try:
            assert scene.order(scene.two, epoch + 1, other(active))
            scene.outside.followed(epoch + 2)
            before = len(scene.one.told())
            with sides_shown(scene.outside, driver) as shown:
                os.kill(scene.one.pid, signal.SIGCONT)
                assert late.result(timeout=60), "it was done, and is told when the server wakes up"
                until(
                    lambda: f"{driver}, pair" in scene.one.told()[before:] or None,
                    what="sentence about the late move",
                )
                scene.outside.followed(epoch + 2)
        finally:
            os.kill(scene.one.pid, signal.SIGCONT)
    assert scene.now() == (epoch + 2, active)
    back = [side for side in shown if side != active]
    print(f"{reached(scene.one)}: of {len(shown)} looks {len(back)} saw it moved back")
    assert shown
    # What HAProxy is told between a look and an act it takes, and is put right (decision 28).
    assert not back or (driver, nth) == ("balancer", 5)


@contextmanager
def sides_shown(outside: Outside, driver: str) -> Iterator[list[str]]:
    """Which side the far end leads to meanwhile, as often as one can look."""
    shown: list[str] = []
    stop = threading.Event()
    epochs: Mapping[str, Callable[[], int | None]] = {
        "names": lambda: _epoch_of({"192.0.2.1"}, outside.names.records(NAME, "A")),
        "balancer": lambda: _epoch_of({"ca1"}, [outside.balancer.asked(HOST) or ""]),
        "crm": lambda: outside.program.taken[-1][1]["epoch"],
    }

    def look() -> None:
        while not stop.wait(0.001):
            if epoch := epochs[driver]():
                shown.append("primary" if epoch % 2 else "bcp")

    with ThreadPoolExecutor(1) as threads:
        looking = threads.submit(look)
        try:
            yield shown
        finally:
            stop.set()
            looking.result(timeout=60)


def _epoch_of(first: set[str], answer: list[str] | None) -> int | None:
    """1 for the primary's side, 2 for the other; None if nobody answered."""
    return None if not answer or answer == [""] else 1 if set(answer) == first else 2
