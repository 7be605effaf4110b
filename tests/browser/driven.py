"""A server with a traffic driver, so that the pages show what follows the active tenant."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from releve.daemon.main import Server
from tests.helpers.receiver import WRITTEN, receiver
from tests.helpers.servers import running

SETTINGS = """
[drivers.crm]
sort = "webhook"
url = "{url}"
secret = "{secret}"
"""


@contextmanager
def driven(folder: Path) -> Iterator[Server]:
    with (
        receiver() as program,
        running(folder, SETTINGS.format(url=program.url, secret=WRITTEN)) as server,
    ):
        yield server
