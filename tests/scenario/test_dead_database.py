"""A region's PostgreSQL dies under a running server: what it was doing is finished, and the other region goes on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from releve.domain.errors import Code
from releve.domain.runs import RunState
from tests.helpers.houses import PASSWORD, Paired
from tests.helpers.postgres import Cluster, NoPostgres, cluster
from tests.helpers.processes import Dice, Nest, Serving, serving, until
from tests.scenario.offices import (
    AGENT,
    all_answer,
    choose_bcp,
    faults,
    log_in_operator,
    office,
    order,
    prepared,
    run_to_its_end,
)


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
