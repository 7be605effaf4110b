"""What stands in the way of a server: a store that is missing, locked or another's, a taken port.

Whatever it is, it is told with a next step; the regions that answer go on; nothing is changed that should not be.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from releve.cli.exits import EXIT_STATUS
from releve.domain.errors import Code
from releve.domain.runs import RunState
from tests.helpers.houses import PASSWORD
from tests.helpers.processes import (
    PATIENCE_S,
    Nest,
    Serving,
    environ_of,
    free_port,
    serving,
    until,
)
from tests.scenario.offices import (
    AGENT,
    Prepared,
    all_answer,
    choose_bcp,
    faults,
    log_in_operator,
    order,
    run_to_its_end,
)

PROGRAM = Path(sys.executable).with_name("releve")


def remove(data: Path, region: str) -> None:
    for file in data.glob(f"{region}.db*"):
        file.rename(data.parent / file.name)


def put_back(data: Path, region: str) -> None:
    for file in data.parent.glob(f"{region}.db*"):
        file.rename(data / file.name)


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
        assert "ca1.db" not in waiting.text, "where it is kept is no stranger's business"

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
    return releve(data, "serve", program=program, port=port, **more)


def serve_calls(data: Path, listen: str) -> Ended:
    """The same, redirecting calls."""
    return releve_serve(
        data,
        RELEVE_SIP_LISTEN=listen,
        RELEVE_REGIONS_CA1_SIP="sbc.ca1.example",
        RELEVE_REGIONS_EU1_SIP="sbc.eu1.example",
    )


def releve(
    data: Path, *words: str, program: Sequence[str] = (), port: int = 0, **more: str
) -> Ended:
    environ = {**os.environ, **environ_of(data, port or free_port(), more), "LANG": "C"}
    done = subprocess.run(
        [*program, str(PROGRAM), *words],
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


@pytest.mark.parametrize("how", ["no records", "no tables", "no bytes"])
def test_a_directory_that_was_emptied_is_not_furnished_anew(company: Prepared, how: str) -> None:
    file = company.data / "directory.db"
    if how == "no bytes":
        file.write_bytes(b"")
    else:
        with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
            somebody.execute("DELETE FROM record" if how == "no records" else "DROP TABLE record")
            if how == "no tables":
                somebody.execute("DROP TABLE directory_version")
    ended = releve_serve(company.data)
    refused_with(ended, Code.UNAVAILABLE, "The directory is empty", "ca1, eu1", "from a backup")
    with closing(sqlite3.connect(file)) as somebody:
        assert ("region/ca1",) not in (
            somebody.execute("SELECT key FROM record").fetchall() if how == "no records" else []
        )
        tables = somebody.execute("SELECT count(*) FROM sqlite_master").fetchone()
        assert (tables == (0,)) == (how != "no records"), "it is left as it was found"


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
    refused_with(ended, Code.UNAVAILABLE, "data cannot be used: Permission denied", "--data")


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
    server = Serving(None, company.data, port=port)
    with server.log.open("wb") as log:
        process = subprocess.Popen(
            [*OBEYING, str(PROGRAM), "serve"], env={**os.environ, **environ}, stderr=log
        )
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
        process.wait(timeout=PATIENCE_S)
        server.http.close()
    assert "the region eu1 is not available" in server.told()
    assert process.returncode == 0, "SIGTERM ends it well"


def test_a_port_that_is_taken_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = releve_serve(tmp_path / "data", port=port)
    refused_with(ended, Code.UNAVAILABLE, f"port {port} of 127.0.0.1", "--port")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM], ids=["tcp", "udp"])
def test_a_port_for_calls_that_is_taken_is_told_before_anything_is_begun(
    tmp_path: Path, kind: socket.SocketKind
) -> None:
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        ended = serve_calls(tmp_path / "data", f"127.0.0.1:{port}")
    refused_with(ended, Code.UNAVAILABLE, f"port {port} of 127.0.0.1", "in the setting sip.listen")
    assert not (tmp_path / "data").exists()


def test_an_address_for_calls_that_is_not_ours_is_told(tmp_path: Path) -> None:
    ended = serve_calls(tmp_path / "data", "192.0.2.1:5060")
    refused_with(ended, Code.UNAVAILABLE, "port 5060 of 192.0.2.1", "sip.listen")


def test_a_second_server_on_one_folder_is_refused_and_the_first_works_on(
    hatchery: Nest, company: Prepared
) -> None:
    with serving(hatchery, company.data) as server:
        for words in (("serve",), ("demo", "--data", str(company.data))):
            ended = releve(company.data, *words)
            told = f"Another server uses the folder {company.data} (process {server.pid})"
            refused_with(ended, Code.UNAVAILABLE, told, "Stop that one first")
        assert server.log_in(AGENT, PASSWORD)["tenant"]["id"] == company.pair.primary
        server.kill()
        server.start()  # a lock does not outlive the process that was killed


@pytest.mark.parametrize("same_port", [True, False], ids=["the same port", "another port"])
def test_a_fresh_demo_removes_nothing_from_under_a_running_one(
    hatchery: Nest, company: Prepared, *, same_port: bool
) -> None:
    (company.data / "demo.json").write_text('{"passkey": "is kept"}')
    with serving(hatchery, company.data) as server:
        there = sorted(path.name for path in company.data.iterdir())
        port = server.port if same_port else 0
        ended = releve(company.data, "demo", "--fresh", "--data", str(company.data), port=port)
        refused_with(ended, Code.UNAVAILABLE, "port" if same_port else "Another server uses")
        assert sorted(path.name for path in company.data.iterdir()) == there
        assert server.log_in(AGENT, PASSWORD)["tenant"]["id"] == company.pair.primary


def test_stores_that_were_mixed_up_are_refused(company: Prepared) -> None:
    """Each would issue the ids of the other, and every reference would be wrong."""
    ended = releve_serve(
        company.data,
        RELEVE_REGIONS_CA1_STORE=f"sqlite:///{company.data}/eu1.db",
        RELEVE_REGIONS_EU1_STORE=f"sqlite:///{company.data}/ca1.db",
    )
    refused_with(ended, Code.REFUSED, "This is the store of region eu1", "Correct the address")
