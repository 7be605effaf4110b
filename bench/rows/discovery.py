"""API discovery from memory, beside an application that does nothing, on the same server."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.directories import furnish
from bench.row import Contest, Row
from bench.serving import asked, served
from bench.sizes import PAIRS, REQUESTS

PATH = "/.well-known/cxone-configuration?tenantId="


@contextmanager
def answers() -> Iterator[Contest]:
    with tempfile.TemporaryDirectory() as folder:
        tenant, *_ = furnish(Path(folder), PAIRS)
        with served("house", folder) as house, served("bare") as bare:
            yield Contest(
                lambda: 1e6 * asked(house, PATH + tenant, REQUESTS),
                lambda: 1e6 * asked(bare, PATH + tenant, REQUESTS),
            )


ROWS = [
    Row(
        f"an answer of API discovery among {PAIRS:,} pairs, against a bare application",
        unit="µs",
        reach=1.67,  # 60 % of its requests per second
        prepare=answers,
    )
]
