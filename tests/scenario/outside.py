"""All the far ends at once, and what a client of each is told: odd epochs belong to the primary, even ones to the BCP tenant."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers.balancer import Balancer, NoBalancer, balancer
from tests.helpers.name_server import KEY, ZONE, NameServer, NoKnot, name_server
from tests.helpers.processes import until
from tests.helpers.receiver import WRITTEN, Receiver, receiver

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
patience_s = 2
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
        """In the region of the epoch, and by its word: two epochs on have the same region."""
        region = "ca1" if epoch % 2 else "eu1"
        there = self.balancer.asked(HOST) == region
        return True if there and f"/{epoch}/" in self.balancer.says_of(HOST) else None

    def program_knows(self, epoch: int) -> bool | None:
        taken = self.program.taken
        return True if taken and taken[-1][1]["epoch"] == epoch else None

    def followed(self, epoch: int) -> None:
        until(lambda: self.names_show(epoch), what="names of the active side")
        until(lambda: self.requests_end(epoch), what="requests in the active region")
        until(lambda: self.program_knows(epoch), what="message to the program")


@contextmanager
def all_far_ends(folder: Path) -> Iterator[Outside]:
    """Skips the test where the machine lacks one."""
    try:
        with (
            name_server(folder / "knot") as names,
            balancer(folder / "haproxy") as in_front,
            receiver() as program,
        ):
            yield Outside(names, in_front, program)
    except (NoKnot, NoBalancer) as missing:
        pytest.skip(str(missing))
