"""After `releve switch` the terminal says what has followed, and for what it waits."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from releve.cli.commands import traffic_watch
from releve.domain.errors import Unavailable
from releve.domain.say import say
from tests.helpers.driving import drive, driven
from tests.helpers.far_ends import FarEnd
from tests.house.cli.conftest import Terminal


@contextmanager
def driving(terminal: Terminal) -> Iterator[None]:
    """As a server would."""
    ended = threading.Event()

    def run() -> None:
        while not ended.wait(0.01):
            drive(terminal.story)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def with_driver(paired: tuple[Terminal, str], end: FarEnd) -> Terminal:
    terminal, passkey = paired
    terminal.story = driven(terminal.story, end)
    terminal.secrets.append(passkey)
    return terminal


def test_a_switch_is_waited_for_until_the_traffic_has_followed(
    paired: tuple[Terminal, str],
) -> None:
    terminal = with_driver(paired, FarEnd())
    drive(terminal.story)
    with driving(terminal):
        told = terminal.type("switch", "--acknowledge")
    assert "Acme BCP is the active tenant." in told
    assert "names has followed in 0 ms: It leads to eu1." in told


def test_programs_get_the_drivers_with_the_answer(paired: tuple[Terminal, str]) -> None:
    terminal = with_driver(paired, FarEnd())
    with driving(terminal):
        done = terminal.json("switch", "--acknowledge")
    assert (done["epoch"], done["drivers"][0]["observed"]) == (2, 2)


def test_who_does_not_want_to_wait_need_not(paired: tuple[Terminal, str]) -> None:
    terminal = with_driver(paired, FarEnd())
    told = terminal.type("switch", "--acknowledge", "--no-wait")
    assert "Acme BCP is the active tenant." in told
    assert "names" not in told.partition("active tenant.")[2]


def test_a_driver_that_does_not_follow_is_told_and_the_switch_is_done(
    paired: tuple[Terminal, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        traffic_watch.waited_for, "__defaults__", (0.0, lambda: 0.0, lambda _: None)
    )
    terminal = with_driver(paired, FarEnd(fault=Unavailable(say("Nobody home."))))
    drive(terminal.story)
    told = terminal.type("switch", "--acknowledge")
    assert "names has not followed yet, and is tried again: Nobody home." in told
    assert terminal.status == 0
    assert terminal.json("switch", "--look")["activation"]["epoch"] == 2


def test_looking_shows_what_each_far_end_shows(paired: tuple[Terminal, str]) -> None:
    terminal = with_driver(paired, FarEnd())
    drive(terminal.story)
    assert "It leads to ca1." in terminal.type("switch", "--look")
