"""The whole story, performed by the real program in a process of its own: on SQLite, and on two PostgreSQL clusters.

Every entity of the primary has its counterpart, no declared reference holds a primary id, counts per kind are
equal, ids are all different: the step `verify` looks it up in the stores, and the story fails if it does not hold.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Urls
from tests.helpers.etcd import NoEtcd, etcd_cluster
from tests.helpers.postgres import NoPostgres, cluster

EMPLOYEES = 60
STEPS = [
    "operator",
    "tenants",
    "company",
    "primary",
    "bcp",
    "permissions",
    "administrator",
    "bcp_types",
    "files",
    "sync",
    "verify",
    "before",
    "wrong_passkey",
    "switch",
    "discovery",
    "people",
    "paused",
    "revert",
    "back",
    "sync_again",
]

#: A hash as cheap as can be, and a clean environment: what the machine has set does not count.
CHEAP = {
    "RELEVE_HASHING_TIME_COST": "1",
    "RELEVE_HASHING_MEMORY_KIB": "8",
    "RELEVE_HASHING_PARALLELISM": "1",
}


def releve(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RELEVE_")}
    return subprocess.run(
        [sys.executable, "-c", "from releve.cli.main import run; run()", *words],
        cwd=folder,
        env={**clean, **CHEAP, "HOME": str(folder), "COLUMNS": "200", **environ},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def performed(folder: Path, **environ: str) -> dict[str, Any]:
    """The figures of every step, by its name; a test fails here unless the whole story holds."""
    done = releve(folder, "story", "--json", "--employees", str(EMPLOYEES), **environ)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["holds"]
    assert [step["step"] for step in told["steps"]] == STEPS
    return {step["step"]: step["figures"] for step in told["steps"]}


def must_agree(figures: dict[str, Any]) -> None:
    verify = figures["verify"]
    assert verify["primary"] == verify["bcp"] > EMPLOYEES
    assert verify["kinds"] > 35
    assert (verify["held"], verify["violations"], verify["differences"]) == (0, 0, 0)
    assert figures["sync"]["create"] == figures["company"]["entities"]
    assert figures["sync"]["to_review"] > 0
    assert figures["files"]["scripts"] >= 12


def test_the_whole_story_holds_on_sqlite(tmp_path: Path) -> None:
    figures = performed(tmp_path)
    must_agree(figures)
    assert (figures["discovery"], figures["switch"]["epoch"]) == ({"area": "eu1"}, 2)
    assert list(tmp_path.glob("**/*.db")) == []


@pytest.fixture
def far_away() -> Iterator[str]:
    """A database in a second PostgreSQL cluster."""
    try:
        with cluster() as second:
            yield second.create("eu1")
    except NoPostgres as missing:
        pytest.skip(f"no PostgreSQL: {missing}")


def test_the_whole_story_holds_on_two_postgresql_clusters(
    tmp_path: Path, postgres_urls: Urls, far_away: str
) -> None:
    must_agree(
        performed(
            tmp_path,
            RELEVE_DIRECTORY=postgres_urls(),
            RELEVE_REGIONS_CA1_STORE=postgres_urls(),
            RELEVE_REGIONS_EU1_STORE=far_away,
        )
    )


def test_the_whole_story_holds_with_its_directory_on_three_members_of_etcd(tmp_path: Path) -> None:
    try:
        with etcd_cluster() as three:
            must_agree(performed(tmp_path, RELEVE_DIRECTORY=three.url()))
    except NoEtcd as missing:
        pytest.skip(f"no etcd: {missing}")


def test_a_directory_is_moved_and_nobody_works_on_the_old_one_any_more(tmp_path: Path) -> None:
    def operators(*, on: str = "") -> subprocess.CompletedProcess[str]:
        directory = {"RELEVE_DIRECTORY": on} if on else {}
        words = ("operators", "create", f"o{len(on)}@operator.example")
        return releve(tmp_path, *words, RELEVE_PASSWORD="a-long-one-for-tests", **directory)

    try:
        with etcd_cluster(size=1) as cluster:
            assert operators().returncode == 0
            look = releve(tmp_path, "directory", "move", cluster.url(), "--dry-run")
            assert (look.returncode, "Nothing was changed" in look.stdout) == (0, True)
            moved = releve(tmp_path, "directory", "move", cluster.url())
            assert moved.returncode == 0, moved.stderr
            late = operators()
            assert (late.returncode, cluster.url() in late.stderr) == (7, True)
            assert operators(on=cluster.url()).returncode == 0
            wrong = releve(tmp_path, "directory", "move", "etcd://")
            assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)
    except NoEtcd as missing:
        pytest.skip(f"no etcd: {missing}")


def test_the_story_is_told_in_french_with_a_line_for_each_step(tmp_path: Path) -> None:
    done = releve(tmp_path, "story", "--employees", "40", "--lang", "fr")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓") == len(STEPS)


def test_a_story_that_cannot_be_told_ends_with_the_step_and_a_status(tmp_path: Path) -> None:
    done = releve(tmp_path, "story", "--json", "--employees", "3")
    assert done.returncode == 9
    told = json.loads(done.stdout)
    failed = told["steps"][-1]
    assert (told["holds"], failed["step"], failed["ok"]) == (False, "company", False)
    assert failed["fault"]


def test_a_server_that_is_not_there_is_told_and_the_status_says_so(tmp_path: Path) -> None:
    done = releve(tmp_path, "whoami", "--server", "http://127.0.0.1:9")
    assert done.returncode == 8
    assert "There is no server at" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_that_are_wrong_are_told_before_anything_is_started(tmp_path: Path) -> None:
    done = releve(tmp_path, "story", "--json", RELEVE_PORT="many")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "invalid"
