"""A switch, and all that follows it: names in a real name server, requests through a real HAProxy, somebody's own program."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.helpers.balancer import load
from tests.helpers.houses import Hands, Story
from tests.helpers.processes import until
from tests.helpers.servers import running
from tests.helpers.tokens import switch
from tests.scenario.outside import HOST, Outside, all_far_ends


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    with all_far_ends(tmp_path) as everything:
        yield everything


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
