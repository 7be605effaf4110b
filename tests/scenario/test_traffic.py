"""A switch, and all that follows it: names in a real name server, requests through a real HAProxy, somebody's own program."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers.balancer import Balancer, NoBalancer, balancer, load
from tests.helpers.houses import Hands, Story
from tests.helpers.name_server import KEY, ZONE, NameServer, NoKnot, name_server
from tests.helpers.processes import until
from tests.helpers.receiver import WRITTEN, Receiver, receiver
from tests.helpers.servers import running
from tests.helpers.tokens import switch

NAME = "voice"
HOST = f"{NAME}.{ZONE}"

SETTINGS = """
[drivers.names]
sort = "dns"
server = "127.0.0.1"
port = {names_port}
zone = "{zone}"
names = ["{host}"]
key = "{key}"
secret = "{secret}"
patience_s = 0.5
check_s = 0.5
[drivers.names.regions]
ca1 = ["192.0.2.1"]
eu1 = ["192.0.2.2", "192.0.2.3"]

[drivers.balancer]
sort = "haproxy"
socket = "{socket}"
map = "{map}"
keys = ["{host}"]
patience_s = 0.5
check_s = 0.5
[drivers.balancer.regions]
ca1 = "be_ca1"
eu1 = "be_eu1"

[drivers.crm]
sort = "webhook"
url = "{url}"
secret = "{hook}"
"""


@dataclass
class Outside:
    """All the far ends."""

    names: NameServer
    balancer: Balancer
    program: Receiver

    @property
    def settings(self) -> str:
        return SETTINGS.format(
            names_port=self.names.port,
            zone=ZONE,
            host=HOST,
            key=KEY.name,
            secret=KEY.secret,
            socket=self.balancer.socket,
            map=self.balancer.map,
            url=self.program.url,
            hook=WRITTEN,
        )

    def names_show(self, epoch: int) -> bool | None:
        wanted = ["192.0.2.1"] if epoch % 2 else ["192.0.2.2", "192.0.2.3"]
        beside = self.names.records(f"_releve.{NAME}", "TXT") or [""]
        shown = f"epoch={epoch} " in beside[0]
        return True if shown and self.names.records(NAME, "A") == wanted else None

    def requests_end(self, epoch: int) -> bool | None:
        return True if self.balancer.asked(HOST) == ("ca1" if epoch % 2 else "eu1") else None

    def program_knows(self, epoch: int) -> bool | None:
        taken = self.program.taken
        return True if taken and taken[-1][1]["epoch"] == epoch else None

    def followed(self, epoch: int) -> None:
        until(lambda: self.names_show(epoch), what="names of the active side")
        until(lambda: self.requests_end(epoch), what="requests in the active region")
        until(lambda: self.program_knows(epoch), what="message to the program")


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    try:
        with (
            name_server(tmp_path / "knot") as names,
            balancer(tmp_path / "haproxy") as in_front,
            receiver() as program,
        ):
            yield Outside(names, in_front, program)
    except (NoKnot, NoBalancer) as missing:
        pytest.skip(str(missing))


@contextmanager
def served(folder: Path, outside: Outside) -> Iterator[Story]:
    with running(folder, outside.settings) as server:
        yield Story(server.house, Hands(), fresh=not (server.house.registry.operators()))


def test_everything_follows_a_switch_and_the_way_back(tmp_path: Path, outside: Outside) -> None:
    with served(tmp_path, outside) as story:
        paired = story.pair()
        outside.followed(1)
        switch(story, paired)
        outside.followed(2)
        switch(story, paired, 2, "/revert")
        outside.followed(3)
    assert [data["epoch"] for _, data in outside.program.taken] == [1, 2, 3]


def test_ten_switches_under_load_fail_no_request(tmp_path: Path, outside: Outside) -> None:
    with served(tmp_path, outside) as story:
        paired = story.pair()
        outside.followed(1)
        with load(outside.balancer.port, HOST) as wrk:
            for epoch in range(1, 11):
                switch(story, paired, epoch, "" if epoch % 2 else "/revert")
                until(lambda: outside.requests_end(epoch + 1), what="requests in the other region")  # noqa: B023
            good, failed = wrk.counted()
        assert failed == 0
        assert good > 100
        outside.followed(11)


def test_a_dead_far_end_holds_up_no_other_and_is_put_right_when_it_is_back(
    tmp_path: Path, outside: Outside
) -> None:
    with served(tmp_path, outside) as story:
        paired = story.pair()
        outside.followed(1)
        outside.names.freeze()
        outside.balancer.kill()
        switch(story, paired)
        until(lambda: outside.program_knows(2), what="message to the program")
        outside.names.kill()
        outside.names.start()
        outside.balancer.start()
        outside.followed(2)


def test_what_a_far_end_forgot_in_a_restart_is_put_right(tmp_path: Path, outside: Outside) -> None:
    with served(tmp_path, outside) as story:
        switch(story, story.pair())
        outside.followed(2)
        outside.balancer.kill()
        outside.balancer.start()
        outside.followed(2)


def test_a_server_that_was_down_over_a_switch_brings_everything_to_it(
    tmp_path: Path, outside: Outside
) -> None:
    """The switch is one record; whoever starts next sees it, and tells nobody twice what they have taken."""
    with served(tmp_path, outside) as story:
        paired = story.pair()
        outside.followed(1)
    with running(tmp_path) as server:  # no drivers: as if they were dead
        switch(Story(server.house, Hands(), fresh=False), paired)
    assert outside.names_show(1)
    with served(tmp_path, outside):
        outside.followed(2)
    with served(tmp_path, outside):
        outside.followed(2)
        outside.balancer.kill()
        outside.balancer.start()
        outside.followed(2)
    assert [data["epoch"] for _, data in outside.program.taken] == [1, 2]
