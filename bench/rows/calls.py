"""A call redirected by the SIP redirect, beside a loop that sends datagrams back."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.calls import asked, called
from bench.directories import furnish
from bench.row import Contest, Row
from bench.sizes import NUMBERS, PAIRS, REQUESTS


@contextmanager
def redirects() -> Iterator[Contest]:
    with tempfile.TemporaryDirectory() as folder:
        furnish(Path(folder), PAIRS)
        with called("house", folder, str(NUMBERS)) as house, called("bare") as bare:
            yield Contest(
                lambda: 1e6 * asked(house, REQUESTS, NUMBERS),
                lambda: 1e6 * asked(bare, REQUESTS, NUMBERS),
            )


ROWS = [
    Row(
        f"a call to one of {NUMBERS:,} numbers of {PAIRS:,} pairs redirected, against a datagram sent back",
        unit="µs",
        reach=10,
        prepare=redirects,
    )
]
