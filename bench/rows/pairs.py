"""The home of TM among many pairs, beside the same page among few: how long a server takes to make it, for an operator.

The board of the pairs is read from the directory once before: what keeps it new is another thread's work, and the page costs the
same whatever that has found.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx

from bench.directories import furnish
from bench.row import Contest, Row, seconds
from bench.serving import settings_in
from bench.sizes import HOME_PAIRS, HOME_REQUESTS
from releve.app.board import board_of
from releve.app.operator_login import log_in_operator
from releve.app.pair_watch import from_directory
from releve.app.setup import create_operator
from releve.daemon.build import build_house, close
from releve.web.console import console
from releve.web.door import Door
from releve.web.shell import SESSION_COOKIE, Shell, Style

PATH = "/tm/pairs"
PASSWORD = "brume-violette-sur-quai"  # noqa: S105  of a house that is thrown away

#: A page of the list that is full.
FULL = 20


@contextmanager
def _asking(pairs: int, query: str) -> Iterator[Contest]:
    """Both sides of it are the same."""
    with tempfile.TemporaryDirectory() as folder:
        furnish(Path(folder), pairs)
        house = build_house(settings_in(Path(folder)))
        try:
            create_operator(house, username="noor", name="Noor", password=PASSWORD, by="bench")
            token = log_in_operator(house, "noor", PASSWORD, origin="bench").token
            house.board.now = board_of(from_directory(house).standings, house.now())
            app = console(Door(house, Shell(house.clock, Style())))

            async def ask() -> None:
                transport = httpx.ASGITransport(app=app)
                async with httpx.AsyncClient(
                    transport=transport, base_url="http://bench", cookies={SESSION_COOKIE: token}
                ) as client:
                    for _ in range(HOME_REQUESTS):
                        (await client.get(PATH + query)).raise_for_status()

            def each() -> float:
                return 1e3 * seconds(lambda: asyncio.run(ask()))() / HOME_REQUESTS

            yield Contest(each, each)
        finally:
            close(house)


@contextmanager
def beside(few: int, query: str = "") -> Iterator[Contest]:
    with _asking(HOME_PAIRS, query) as many, _asking(few, query) as other:
        yield Contest(many.figure, other.figure)


ROWS = [
    Row(
        f"the home of TM with {HOME_PAIRS:,} pairs, against {FULL}",
        unit="ms",
        reach=2,
        prepare=partial(beside, FULL),
    ),
    Row(
        f"the home of TM, sought through {HOME_PAIRS:,} pairs, against {FULL}",
        unit="ms",
        reach=2,
        prepare=partial(beside, FULL, "?q=tenant"),
    ),
    Row(
        f"the home of TM with {HOME_PAIRS:,} pairs, against one",
        unit="ms",
        reach=2,
        prepare=partial(beside, 1),
    ),
]
