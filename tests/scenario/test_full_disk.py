"""A full disk: what cannot be written is refused and changes nothing, and works once there is room."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from releve.domain.runs import RunState
from tests.helpers.houses import Paired
from tests.helpers.processes import PAGES_MAX, Nest, Serving, serving, until
from tests.scenario.offices import office, prepared, run_to_its_end


def may_mount() -> bool:
    return os.getuid() == 0 and sys.platform == "linux" and shutil.which("mount") is not None


@dataclass
class Disk:
    """A disk that can be full: a small file system if we may mount one, or databases that may not grow."""

    folder: Path
    mounted: bool
    server: Serving | None = None

    def fill(self) -> None:
        assert self.server is not None
        if not self.mounted:
            self.server.room(1)  # as many as there are
            return
        with (self.folder / "ballast").open("wb", buffering=0) as ballast:
            for size in (65_536, 4096, 1):
                try:
                    while ballast.write(b"\0" * size) == size:
                        pass
                except OSError:
                    continue

    def clear(self) -> None:
        assert self.server is not None
        (self.folder / "ballast").unlink(missing_ok=True)
        self.server.room(PAGES_MAX)


@pytest.fixture(params=["databases", "file system"] if may_mount() else ["databases"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "releve-test", str(folder)]
    wanted = request.param == "file system"
    mounted = wanted and not subprocess.run(mount, capture_output=True, check=False).returncode
    try:
        yield Disk(folder, mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def no_space(answer: Any) -> None:
    assert answer.status_code == 503, answer.text
    assert "no space left to write" in answer.json()["detail"]
    assert "Nothing was changed. Make room" in answer.json()["hint"]


def test_on_a_full_disk_an_act_is_refused_and_changes_nothing_and_works_once_there_is_room(
    hatchery: Nest, tmp_path: Path, disk: Disk
) -> None:
    data = disk.folder / "data"
    with prepared(data) as story:
        pair = office(story, story.operator(), "Larkmont")
    for file in data.glob("*.db"):  # pages that a migration has left free would be room
        with closing(sqlite3.connect(file)) as database:
            database.execute("VACUUM")
    with serving(hatchery, data, limited=not disk.mounted) as server:
        disk.server = server
        disk.fill()
        no_space(server.ask("POST", "/tenants", pair.operator, {"name": "Norva", "region": "eu1"}))
        assert server.done("GET", "/tenants", pair.operator)["total"] == 2, "one can still read"
        _cannot_sync(server, pair)

        disk.clear()
        server.done("POST", "/tenants", pair.operator, {"name": "Norva", "region": "eu1"})
        _sync_after_all(server, pair)
        assert server.done("GET", "/sync/verify", pair.inside)["holds"]


def _sync_after_all(server: Serving, pair: Paired) -> None:
    """A run that was cut short goes on by itself; where there is none, or it has failed, one is asked for."""
    waiting = [r for r in server.done("GET", "/sync/runs", pair.inside)["items"] if not r["ended"]]
    run = waiting[0] if waiting else server.done("POST", "/sync/runs", pair.inside)
    assert run_to_its_end(server, pair.inside, run["id"])["state"] == RunState.DONE


def _cannot_sync(server: Serving, pair: Paired) -> None:
    """Asking for a run is refused; or if its row finds a place, the run finds none, says so, and writes nothing."""
    asked = server.ask("POST", "/sync/runs", pair.inside)
    if not asked.is_success:
        no_space(asked)
        return
    until(partial(_found_no_space, server, pair), what="word of the full disk")
    assert not server.done("GET", "/sync/verify", pair.inside)["holds"]


def _found_no_space(server: Serving, pair: Paired) -> bool | None:
    """The run has failed and says why; or not even that could be written, and the log says it."""
    [run] = server.done("GET", "/sync/runs", pair.inside)["items"]
    assert run["state"] != RunState.DONE
    told = run["error"]["message"] if run["error"] else server.told()
    return True if "no space left to write" in told else None
