"""What stands in the way of a server: a store that is missing, locked or another's, a full disk, a taken port.

Whatever it is, it is told with a next step; the regions that answer go on; nothing is changed that should not be.
"""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from releve.cli.exits import EXIT_STATUS
from releve.demo.cast import CAST
from releve.domain.errors import Code
from releve.domain.people import BcpType
from releve.domain.runs import RunState
from tests.helpers.houses import PASSWORD, Paired
from tests.helpers.postgres import Cluster, NoPostgres, cluster
from tests.helpers.processes import (
    PATIENCE_S,
    Dice,
    Nest,
    Serving,
    environ_of,
    free_port,
    nest,
    serving,
    until,
)
from tests.scenario.offices import office, prepared, run_to_its_end

AGENT = next(one.username for one in CAST if one.bcp_type is BcpType.SINGLE)
#: May choose the tenant at login, and switch.
MANAGER = next(one.username for one in CAST if one.role == "BCP Administrator")

PROGRAM = Path(sys.executable).with_name("releve")


@pytest.fixture(scope="module")
def hatchery() -> Iterator[Nest]:
    with nest() as one:
        yield one


@dataclass(frozen=True)
class Prepared:
    data: Path
    pair: Paired


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A company in step with its BCP tenant."""
    data = tmp_path_factory.mktemp("template") / "data"
    with prepared(data) as story:
        pair = office(story, story.operator(), "Larkmont")
        story.sync(pair.inside)
    return Prepared(data, pair)


@pytest.fixture
def company(template: Prepared, tmp_path: Path) -> Prepared:
    """A copy of it, to be spoilt."""
    data = tmp_path / "data"
    shutil.copytree(template.data, data)
    return Prepared(data, template.pair)


def remove(data: Path, region: str) -> None:
    for file in data.glob(f"{region}.db*"):
        file.rename(data.parent / file.name)


def put_back(data: Path, region: str) -> None:
    for file in data.parent.glob(f"{region}.db*"):
        file.rename(data / file.name)


def faults(server: Serving) -> dict[str, str]:
    """Region → why it does not answer."""
    answer = server.http.get("/health/ready").json()
    return {one["region"]: one["fault"] for one in answer["regions"] if not one["answers"]}


def all_answer(server: Serving) -> bool | None:
    return True if not faults(server) else None


def choose_bcp(server: Serving) -> str:
    """Log in as somebody with multiple access, to the BCP tenant."""
    asked = server.log_in(MANAGER, PASSWORD)
    assert asked["outcome"] == "must_choose"
    [bcp] = [one["tenant"]["id"] for one in asked["sides"] if one["side"] == "bcp"]
    chosen = server.done("POST", "/login/choice", body={"proof": asked["proof"], "tenant": bcp})
    return str(chosen["token"])


def order(pair: Paired, epoch: int) -> dict[str, Any]:
    return {"passkey": pair.passkey, "epoch": epoch}


def log_in_operator(server: Serving) -> str:
    given = {"username": "noor", "password": PASSWORD}
    return str(server.done("POST", "/login/operator", body=given)["token"])


# ---------------------------------------------------------------- a region is not there


def test_with_the_primarys_region_gone_its_people_switch_and_land_in_the_other(
    hatchery: Nest, company: Prepared
) -> None:
    pair = company.pair
    remove(company.data, "ca1")
    with serving(hatchery, company.data) as server:
        assert "the region ca1 is not available" in server.told()
        assert "ca1.db is missing" in faults(server)["ca1"]
        waiting = server.ask("POST", "/login", body={"username": AGENT, "password": PASSWORD})
        assert waiting.status_code == 503, "the agent's active tenant is in the region that is gone"

        switched = server.done("POST", "/switch", choose_bcp(server), order(pair, 1))

        assert (switched["epoch"], switched["active"]) == (2, "bcp")
        assert server.log_in(AGENT, PASSWORD)["tenant"]["id"] == pair.bcp
        assert not (company.data / "ca1.db").exists(), (
            "no empty store takes the place of a lost one"
        )

        put_back(company.data, "ca1")
        until(lambda: all_answer(server), what="region ca1")
        reverted = server.done("POST", "/switch/revert", pair.inside, order(pair, 2))
        assert (reverted["epoch"], reverted["active"]) == (3, "primary")
        assert server.log_in(AGENT, PASSWORD)["tenant"]["id"] == pair.primary


def test_operators_are_told_which_region_is_gone_and_work_in_the_other(
    hatchery: Nest, company: Prepared
) -> None:
    remove(company.data, "ca1")
    with serving(hatchery, company.data) as server:
        operator = log_in_operator(server)
        assert server.done("GET", "/tenants", operator)["total"] == 2
        refused = server.ask("POST", "/tenants", operator, {"name": "Norva", "region": "ca1"})
        assert refused.status_code == 503
        assert "ca1.db is missing (region ca1)" in refused.json()["detail"]
        assert "restore it from a backup" in refused.json()["hint"]
        assert server.done("GET", "/tenants", operator)["total"] == 2
        new = server.done("POST", "/tenants", operator, {"name": "Norva", "region": "eu1"})

        wizard = server.done("POST", f"/tenants/{new['id']}/bcp", operator)["id"]
        both = {"configurations": True, "enablement": True}
        server.done("PUT", f"/bcp/{wizard}/toggles", operator, both)
        mapping = {"region": "ca1", "tenant": company.pair.primary}
        obstacles = server.ask("POST", f"/bcp/{wizard}/validation", operator, mapping).json()
        assert any("ca1 does not answer" in reason for reason in obstacles["reasons"])


def test_with_the_bcp_tenants_region_gone_the_primary_works_and_the_page_says_why_one_cannot_switch(
    hatchery: Nest, company: Prepared
) -> None:
    pair = company.pair
    remove(company.data, "eu1")
    with serving(hatchery, company.data) as server:
        assert "eu1.db is missing" in faults(server)["eu1"]
        assert server.log_in(AGENT, PASSWORD)["tenant"]["id"] == pair.primary
        verdict = server.done("GET", "/switch", pair.inside)["verdict"]
        assert not verdict["go"]
        assert verdict["obstacles"] == ["The BCP tenant's region does not answer."]
        refused = server.ask("POST", "/sync/runs", pair.inside)
        assert refused.status_code == 503
        assert "eu1.db is missing" in refused.json()["detail"]
        put_back(company.data, "eu1")
        until(lambda: all_answer(server), what="region eu1")
        run = server.done("POST", "/sync/runs", pair.inside)
        assert run_to_its_end(server, pair.inside, run["id"])["state"] == RunState.DONE


# ---------------------------------------------------------------- a store is locked


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Somebody else, a shell or a backup, keeps a database to themselves."""
    with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
        somebody.execute("PRAGMA locking_mode = EXCLUSIVE")
        somebody.execute("BEGIN EXCLUSIVE")
        yield


def test_a_store_that_is_locked_at_start_is_told_and_used_as_soon_as_the_lock_goes(
    hatchery: Nest, company: Prepared
) -> None:
    pair = company.pair
    lock = ExitStack()
    lock.enter_context(locked(company.data / "eu1.db"))
    with lock, serving(hatchery, company.data) as server:
        assert "the region eu1 is not available" in server.told()
        assert "kept locked by somebody else (region eu1)" in faults(server)["eu1"]
        assert server.log_in(AGENT, PASSWORD)["tenant"]["id"] == pair.primary
        lock.close()
        until(lambda: all_answer(server), what="region eu1")
        run = server.done("POST", "/sync/runs", pair.inside)
        assert run_to_its_end(server, pair.inside, run["id"])["state"] == RunState.DONE


# ---------------------------------------------------------------- no start at all


@dataclass(frozen=True)
class Ended:
    status: int
    told: str


def releve_serve(data: Path, *program: str, port: int = 0, **more: str) -> Ended:
    """`releve serve`, which is expected to end by itself."""
    environ = {**os.environ, **environ_of(data, port or free_port(), more), "LANG": "C"}
    done = subprocess.run(
        [*program, str(PROGRAM), "serve"],
        env={**environ, "COLUMNS": "1000"},
        cwd=data.parent,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return Ended(done.returncode, done.stdout + done.stderr)


def refused_with(ended: Ended, code: Code, *words: str) -> None:
    assert ended.status == EXIT_STATUS[code], ended.told
    assert all(one in ended.told for one in words), ended.told
    assert "Traceback" not in ended.told


def test_a_directory_that_is_missing_is_not_replaced_by_an_empty_one(company: Prepared) -> None:
    for file in company.data.glob("directory.db*"):
        file.unlink()
    ended = releve_serve(company.data)
    refused_with(ended, Code.UNAVAILABLE, "directory.db is missing", "ca1, eu1", "from a backup")
    assert not (company.data / "directory.db").exists()


def test_a_directory_that_is_locked_is_told(company: Prepared) -> None:
    with locked(company.data / "directory.db"):
        ended = releve_serve(company.data)
    refused_with(ended, Code.UNAVAILABLE, "locked by somebody else (the directory)", "Close other")


def test_a_directory_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/directory.db").write_text("This is a shopping list.\n" * 100)
    ended = releve_serve(tmp_path / "data")
    refused_with(ended, Code.UNAVAILABLE, "damaged, or is not one of ours", "Restore it")


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    ended = releve_serve(tmp_path / "data")
    refused_with(ended, Code.UNAVAILABLE, "data cannot be used", "--data")


#: Root may read and write everything, unless it gives that up.
OBEYING: Sequence[str] = (
    ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") if os.getuid() == 0 else ()
)


@pytest.mark.parametrize("mode", [0o000, 0o500])
def test_a_folder_one_may_not_read_or_write_in_is_told(tmp_path: Path, mode: int) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(mode)
    try:
        ended = releve_serve(data, *OBEYING)
    finally:
        data.chmod(0o700)
    refused_with(ended, Code.UNAVAILABLE, "cannot be opened (the directory)", "may be read and")


def test_a_regions_folder_one_may_not_read_leaves_the_other_region_working(
    company: Prepared,
) -> None:
    away = company.data.parent / "away"
    away.mkdir()
    for file in company.data.glob("eu1.db*"):
        file.rename(away / file.name)
    away.chmod(0o000)
    port = free_port()
    store = f"sqlite:///{away}/eu1.db"
    environ = {**environ_of(company.data, port), "RELEVE_REGIONS_EU1_STORE": store}
    process = subprocess.Popen(
        [*OBEYING, str(PROGRAM), "serve"], env={**os.environ, **environ}, stderr=subprocess.PIPE
    )
    server = Serving(None, company.data, port=port)
    server.pid = process.pid
    try:
        server.wait()
        assert "cannot be opened (region eu1)" in faults(server)["eu1"]
        assert server.log_in(AGENT, PASSWORD)["tenant"]["id"] == company.pair.primary
        away.chmod(0o700)
        until(lambda: all_answer(server), what="region eu1")
    finally:
        away.chmod(0o700)
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=PATIENCE_S)
        server.http.close()
    assert b"the region eu1 is not available" in told
    assert process.returncode == 0, "SIGTERM ends it well"


def test_a_port_that_is_taken_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = releve_serve(tmp_path / "data", port=port)
    refused_with(ended, Code.UNAVAILABLE, f"port {port} of 127.0.0.1", "--port")
    assert not (tmp_path / "data").exists()


def test_stores_that_were_mixed_up_are_refused(company: Prepared) -> None:
    """Each would issue the ids of the other, and every reference would be wrong."""
    ended = releve_serve(
        company.data,
        RELEVE_REGIONS_CA1_STORE=f"sqlite:///{company.data}/eu1.db",
        RELEVE_REGIONS_EU1_STORE=f"sqlite:///{company.data}/ca1.db",
    )
    refused_with(ended, Code.REFUSED, "This is the store of region eu1", "Correct the address")


# ---------------------------------------------------------------- a full disk


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
        self.server.room(2**30)


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


# ---------------------------------------------------------------- a PostgreSQL that dies


@pytest.fixture
def postgres() -> Iterator[Cluster]:
    try:
        with cluster(durable=True) as one:
            yield one
    except NoPostgres as missing:
        pytest.skip(f"no PostgreSQL: {missing}")


def test_a_sync_into_a_database_that_dies_is_finished_when_it_is_back(
    hatchery: Nest, tmp_path: Path, postgres: Cluster
) -> None:
    data, dice = tmp_path / "data", Dice.thrown()
    store = {"RELEVE_REGIONS_EU1_STORE": postgres.create("eu1")}
    with prepared(data, store) as story:
        operator = story.operator()
        offices = [office(story, operator, f"Larkmont {n}") for n in range(2)]
    with serving(hatchery, data, store) as server:
        for pair in offices:
            run = server.done("POST", "/sync/runs", pair.inside)
            until(_begun(server, pair, run["id"]), what="beginning of the run")
            dice.sleep(0.3)
            postgres.kill()
            assert server.log_in(AGENT, PASSWORD)["outcome"] in ("logged_in", "which_company")
            postgres.start()
            until(lambda: all_answer(server), what="region eu1")
            _finish(server, pair, f"seed {dice.seed}")
        server.kill()
        server.start()
        for pair in offices:
            assert server.done("GET", "/sync/verify", pair.inside)["holds"]


def _begun(server: Serving, pair: Paired, run: str) -> Any:
    def begun() -> bool | None:
        found = server.done("GET", f"/sync/runs/{run}", pair.inside)["run"]
        return True if found["state"] != RunState.QUEUED else None

    return begun


def _finish(server: Serving, pair: Paired, note: str) -> None:
    """The run goes on by itself, or has failed and another one is asked for."""
    [run] = server.done("GET", "/sync/runs", pair.inside)["items"]
    first = run_to_its_end(server, pair.inside, run["id"])
    if first["state"] != RunState.DONE:
        assert first["state"] == RunState.FAILED, (note, first)
        assert first["error"]["code"] == Code.UNAVAILABLE, (note, first)
        again = server.done("POST", "/sync/runs", pair.inside)
        assert run_to_its_end(server, pair.inside, again["id"])["state"] == RunState.DONE, note
    states = [one["state"] for one in server.done("GET", "/sync/runs", pair.inside)["items"]]
    assert states.count(RunState.DONE) == 1, (note, states)


def test_when_the_primarys_database_dies_under_a_running_server_its_people_switch(
    hatchery: Nest, tmp_path: Path, postgres: Cluster
) -> None:
    data = tmp_path / "data"
    store = {"RELEVE_REGIONS_CA1_STORE": postgres.create("ca1")}
    with prepared(data, store) as story:
        pair = office(story, story.operator(), "Larkmont")
        story.sync(pair.inside)
    with serving(hatchery, data, store) as server:
        assert server.log_in(AGENT, PASSWORD)["tenant"]["id"] == pair.primary
        postgres.kill()
        manager = choose_bcp(server)
        switched = server.done("POST", "/switch", manager, order(pair, 1))
        assert (switched["epoch"], switched["active"]) == (2, "bcp")
        assert server.log_in(AGENT, PASSWORD)["tenant"]["id"] == pair.bcp
        assert log_in_operator(server)
        assert "does not answer (region ca1)" in faults(server)["ca1"]
        postgres.start()
        until(lambda: all_answer(server), what="region ca1")
        reverted = server.done("POST", "/switch/revert", manager, order(pair, 2))
        assert reverted["active"] == "primary"
