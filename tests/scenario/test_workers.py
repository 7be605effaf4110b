"""A worker's name tells whether it is still there; where nothing is known, nobody is called dead."""

import os
import subprocess
import sys

import pytest

from releve.daemon.workers import is_gone, worker_name

NAMED = "from releve.daemon.workers import worker_name; print(worker_name(), flush=True); input()"

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")


def test_a_worker_is_there_for_itself_and_has_a_name_of_its_own() -> None:
    assert not is_gone(worker_name())
    assert worker_name() != worker_name()


@on_linux
def test_a_worker_whose_process_was_killed_is_gone_buried_or_not() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", NAMED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        worker = process.stdout.readline().strip()
        assert not is_gone(worker)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # dead, and still in the list
        assert is_gone(worker)
    assert is_gone(worker)


@on_linux
def test_another_process_that_has_got_the_same_number_is_not_the_worker() -> None:
    place, pid, began, chance = worker_name().split(" ")
    assert is_gone(f"{place} {pid} {int(began) - 1} {chance}")


@pytest.mark.parametrize("name", ["", "worker-1", "elsewhere 1 2 3", " 1 2 3", "a b c", "a b c d"])
def test_nothing_is_known_of_a_worker_elsewhere(name: str) -> None:
    assert not is_gone(name)


@on_linux
def test_nothing_is_known_of_the_workers_of_another_start_of_the_machine() -> None:
    _, pid, began, chance = worker_name().split(" ")
    assert not is_gone(f"another-start/pid:[1] {pid} {int(began) - 1} {chance}")
