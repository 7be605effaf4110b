"""Two servers on one PostgreSQL drive the same far ends. One of them is stopped in the middle, and wakes up after a switch."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.helpers.houses import PASSWORD
from tests.helpers.postgres import Cluster
from tests.helpers.processes import Dice, Nest, Serving, serving, until
from tests.scenario.offices import prepared
from tests.scenario.outside import Outside, all_far_ends

#: How often one is stopped just after a switch.
TIMES = 5


@dataclass
class Pair:
    """Two servers, what they drive, and an administrator who may switch."""

    one: Serving
    two: Serving
    outside: Outside
    passkey: str
    inside: str
    epoch: int = 1

    def switch(self, server: Serving) -> None:
        way = "" if self.epoch % 2 else "/revert"
        order = {"passkey": self.passkey, "epoch": self.epoch, "acknowledged": True}
        server.done("POST", f"/switch{way}", self.inside, order)
        self.epoch += 1

    def settled(self, server: Serving) -> bool | None:
        lines: list[Any] = server.done("GET", "/switch/drivers", self.inside)
        there = all(one["observed"] == self.epoch and not one["failing"] for one in lines)
        return True if lines and there else None


@pytest.fixture(scope="module")
def pair(
    hatchery: Nest, tmp_path_factory: pytest.TempPathFactory, postgres: Cluster
) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("movers")
    with all_far_ends(folder) as outside:
        config = folder / "settings.toml"
        config.write_text(outside.settings, "utf-8")
        more = {
            "RELEVE_CONFIG": str(config),
            "RELEVE_DIRECTORY": postgres.create("movers_directory"),
        }
        for name in ("CA1", "EU1"):
            more[f"RELEVE_REGIONS_{name}_STORE"] = postgres.create(f"movers_{name.lower()}")
            more[f"RELEVE_REGIONS_{name}_KEY_FILE"] = str(folder / f"{name}.key")
        with prepared(folder / "made", more) as story:
            paired = story.pair()
        with ExitStack() as running:
            one, two = (
                running.enter_context(serving(hatchery, folder / name, more))
                for name in ("one", "two")
            )
            noor = {"username": "noor", "password": PASSWORD}
            operator = str(one.done("POST", "/login/operator", body=noor)["token"])
            path = f"/tenants/{paired.primary}/impersonation"
            inside = str(one.done("POST", path, operator)["token"])
            outside.followed(1)
            yield Pair(one, two, outside, paired.passkey, inside)


def test_a_server_that_is_stopped_while_it_moves_traffic_does_not_move_it_back_when_it_wakes_up(
    pair: Pair,
) -> None:
    dice = Dice.thrown()
    print(f"RELEVE_SEED={dice.seed}")
    for _ in range(TIMES):
        pair.switch(pair.one)
        dice.sleep(0.03)
        os.kill(pair.one.pid, signal.SIGSTOP)
        try:
            pair.switch(pair.two)
            pair.outside.followed(pair.epoch)
        finally:
            os.kill(pair.one.pid, signal.SIGCONT)
        until(lambda: pair.settled(pair.one), what="peace at the far ends")
        os.kill(pair.two.pid, signal.SIGSTOP)  # the one that slept is alone, and has to know
        try:
            pair.outside.balancer.kill()
            pair.outside.balancer.start()
            pair.outside.followed(pair.epoch)
        finally:
            os.kill(pair.two.pid, signal.SIGCONT)
        pair.outside.followed(pair.epoch)


def test_both_drive_and_a_program_knows_what_it_was_told_twice(pair: Pair) -> None:
    before = pair.epoch
    for server in (pair.one, pair.two, pair.one):
        pair.switch(server)
        pair.outside.followed(pair.epoch)
        until(lambda: pair.settled(pair.one), what="peace at the far ends")
        until(lambda: pair.settled(pair.two), what="peace at the far ends")
    told = dict(pair.outside.program.taken).values()
    assert [one["epoch"] for one in told if one["epoch"] > before] == [
        before + 1,
        before + 2,
        before + 3,
    ]
