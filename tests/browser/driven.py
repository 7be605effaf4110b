"""A server with a traffic driver and with ways out for notices, so that the pages show what follows the active tenant, and what
is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from releve.daemon.main import Server
from tests.helpers.mail_server import nobody_listens
from tests.helpers.receiver import WRITTEN, receiver
from tests.helpers.servers import running

SETTINGS = """
[drivers.crm]
sort = "webhook"
url = "{url}"
secret = "{secret}"

[smtp]
host = "127.0.0.1"
port = {mail}
sender = "releve@contact.example"
security = "none"

[notices]
url = "{url}"
secret = "{secret}"
"""


@contextmanager
def driven(folder: Path) -> Iterator[Server]:
    with (
        receiver() as program,
        running(
            folder, SETTINGS.format(url=program.url, secret=WRITTEN, mail=nobody_listens())
        ) as server,
    ):
        yield server
