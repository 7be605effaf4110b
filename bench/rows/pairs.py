"""The home of TM among many pairs, beside the same page among few: the same server, an operator's session."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx

from bench.directories import furnish
from bench.row import Contest, Row
from bench.serving import asked, served, settings_in
from bench.sizes import HOME_PAIRS, HOME_REQUESTS
from releve.app.operator_login import log_in_operator
from releve.app.setup import create_operator
from releve.daemon.build import build_house, close
from releve.web.shell import SESSION_COOKIE

PATH = "/tm/pairs"
PASSWORD = "brume-violette-sur-quai"  # noqa: S105  of a house that is thrown away

#: A page of the list that is full.
FULL = 20


def _log_in(folder: Path) -> str:
    """The header of an operator's session."""
    house = build_house(settings_in(folder))
    try:
        create_operator(house, username="noor", name="Noor", password=PASSWORD, by="bench")
        token = log_in_operator(house, "noor", PASSWORD, origin="bench").token
        return f"Cookie: {SESSION_COOKIE}={token}"
    finally:
        close(house)


def _wait(port: int, session: str) -> None:
    """Until all pairs have been looked at."""
    name, _, value = session.partition(": ")
    while True:
        page = httpx.get(f"http://127.0.0.1:{port}{PATH}", headers={name: value}, timeout=60).text
        if "As looked at on" in page and "looked at next" not in page:
            return
        time.sleep(1.0)


@contextmanager
def _house(pairs: int) -> Iterator[tuple[int, str]]:
    with tempfile.TemporaryDirectory() as folder:
        furnish(Path(folder), pairs)
        session = _log_in(Path(folder))
        with served("house", folder) as port:
            _wait(port, session)
            yield port, session


@contextmanager
def beside(few: int, query: str = "") -> Iterator[Contest]:
    with _house(HOME_PAIRS) as (many_port, many), _house(few) as (few_port, other):
        yield Contest(
            lambda: 1e3 * asked(many_port, PATH + query, HOME_REQUESTS, many),
            lambda: 1e3 * asked(few_port, PATH + query, HOME_REQUESTS, other),
        )


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
