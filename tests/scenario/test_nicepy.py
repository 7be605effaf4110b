"""A public client of the field, unmodified, reads a tenant before a switch and its BCP tenant after it."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.houses import Story
from tests.helpers.processes import Nest, serving
from tests.helpers.tls import Front, tls_front
from tests.helpers.tokens import Key, make_key
from tests.house_rules.rooms import ROOT
from tests.scenario.offices import Prepared, order, prepared

AUTH, CA1, EU1 = "auth.contact.example", "api-ca1.contact.example", "api-eu1.contact.example"
TOLD = {
    "RELEVE_TOKENS_ISSUER": f"https://{AUTH}",
    "RELEVE_REGIONS_CA1_URL": f"https://{CA1}",
    "RELEVE_REGIONS_EU1_URL": f"https://{EU1}",
}
INTEGRATOR = "integrator"


@dataclass(frozen=True)
class Program:
    """The client in a process of its own, with a key in its file of settings."""

    process: subprocess.Popen[str]

    def read(self) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("read\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the client has ended"
        return dict(json.loads(line))


def started(folder: Path, key: Key, *words: str, authority: Path | None = None) -> Any:
    folder.mkdir(exist_ok=True)
    config = {
        "client_id": "reader@larkmont",
        "client_secret": "",
        "username": key.id,
        "password": key.secret,
    }
    (folder / "nicepy_config.json").write_text(json.dumps(config), "utf-8")
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    environ = kept | {"PYTHONPATH": f"{ROOT}/src:{ROOT}", "NO_PROXY": "*"}
    if authority:
        environ["REQUESTS_CA_BUNDLE"] = str(authority)
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.helpers.nicepy_reader", *words],
        cwd=folder,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@contextmanager
def program(folder: Path, key: Key, front: Front) -> Iterator[Program]:
    process = started(folder, key, str(front.port), authority=front.authority)
    try:
        yield Program(process)
    finally:
        process.communicate()


def hosts_of_the_client(folder: Path) -> list[str]:
    told, _ = started(folder, Key("x", "x"), "hosts").communicate()
    return list(json.loads(told))


def integrator(story: Story, pair: Any) -> tuple[Key, Key]:
    """Somebody with the role Administrator and single access, and a key of theirs on either side."""
    role = story.done("GET", "/entities/role?search=administrator", pair.inside)["items"][0]["id"]
    made = story.employee(pair.inside, INTEGRATOR, "single")
    body = story.done("GET", f"/entities/employee/{made}", pair.inside)["body"]
    story.done("PUT", f"/entities/employee/{made}", pair.inside, {**body, "roleUUID": role})
    story.sync(pair.inside)
    over_there = story.step_in(pair.operator, pair.bcp)
    path = f"/entities/employee?search={INTEGRATOR}"
    twin = story.done("GET", path, over_there)["items"][0]["id"]
    return make_key(story, pair.inside, made), make_key(story, over_there, twin)


def names(rows: list[Mapping[str, Any]], field: str) -> set[str]:
    return {str(row[field]) for row in rows}


@pytest.mark.skipif(
    importlib.util.find_spec("NicePy") is None, reason="the client could not be installed"
)
def test_a_public_client_reads_on_after_a_switch(
    hatchery: Nest, company: Prepared, tmp_path: Path
) -> None:
    with prepared(company.data, TOLD, fresh=False) as story:
        here, there = integrator(story, company.pair)
    hosts = {*hosts_of_the_client(tmp_path / "hosts"), AUTH, CA1, EU1}
    with (
        serving(hatchery, company.data, TOLD) as server,
        tls_front(tmp_path / "tls", server.port, hosts) as front,
        program(tmp_path / "here", here, front) as reader,
        program(tmp_path / "there", there, front) as successor,
    ):
        before = reader.read()
        server.done("POST", "/switch", company.pair.inside, order(company.pair, 1))
        refused = reader.read()
        after = successor.read()
    assert INTEGRATOR in names(before["agents"], "userName")
    assert len(before["skills"]) > 3
    assert len(before["dispositions"]) > 3
    # Whoever lost their side is refused, and finds the other one by discovery with the key that they have there.
    assert not refused["agents"]
    for list_name, name, number in (
        ("agents", "userName", "agentId"),
        ("dispositions", "dispositionName", "dispositionId"),
        ("skills", "skillName", "skillId"),
    ):
        assert names(after[list_name], name) == names(before[list_name], name)
        assert not names(after[list_name], number) & names(before[list_name], number)
    agents = {row["agentId"] for row in after["agents"]}
    assert {one for skill in after["skills"] for one in skill["agentIds"]} <= agents
