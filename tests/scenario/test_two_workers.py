"""Two servers on one PostgreSQL. One is killed in the middle of a run: the other finishes it, and nothing is there twice."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from releve.app.pairing import bond_of
from releve.domain.runs import RunState, Verb
from tests.conftest import Urls
from tests.helpers.houses import Paired, Story
from tests.helpers.processes import Nest, Serving, serving, until
from tests.scenario.offices import office, prepared, run_to_its_end

WITHIN_S = 10.0


def test_what_a_killed_server_was_doing_is_finished_by_the_other_and_done_once(
    hatchery: Nest, tmp_path: Path, postgres_urls: Urls
) -> None:
    eu1 = postgres_urls()
    stores = {
        "RELEVE_DIRECTORY": postgres_urls(),
        "RELEVE_REGIONS_CA1_STORE": postgres_urls(),
        "RELEVE_REGIONS_EU1_STORE": eu1,
    }
    with prepared(tmp_path / "made", stores) as story:
        pair = office(story, story.operator(), "Larkmont")
        before = revision(story, pair)
    with (
        serving(hatchery, tmp_path / "one", stores) as one,
        serving(hatchery, tmp_path / "two", stores) as two,
    ):
        with holding(eu1, pair.bcp) as somebody_waits:
            run = one.done("POST", "/sync/runs", pair.inside)
            until(somebody_waits, what="worker about to write")
            victim, other = which(worker_of(eu1, run["id"]), one, two)
            victim.kill()
            killed = time.monotonic()
        until(
            lambda: True if str(other.pid) in worker_of(eu1, run["id"]) else None,
            what="other server taking the run over",
        )
        taken_s = time.monotonic() - killed
        ended = run_to_its_end(other, pair.inside, run["id"])
        took_s = time.monotonic() - killed
        assert ended["state"] == RunState.DONE
        assert took_s < WITHIN_S
        print(f"taken over {taken_s:.1f} s, finished {took_s:.1f} s after the kill")
        assert worker_of(eu1, run["id"]).split(" ")[1] == str(other.pid)
        assert other.done("GET", "/sync/runs", pair.inside)["total"] == 1
        assert other.done("GET", "/sync/verify", pair.inside)["holds"]
    with prepared(tmp_path / "made", stores, fresh=False) as story:
        assert revision(story, pair) == before + 1
        is_there_once(story, pair, run["id"])


@contextmanager
def holding(url: str, tenant: str) -> Iterator[Callable[[], object]]:
    """Nobody can write into the tenant as long as this lasts. Gives a question: is somebody waiting to?"""
    with psycopg.connect(url) as connection, psycopg.connect(url, autocommit=True) as looking:
        held = "SELECT 1 FROM tenant_revision WHERE tenant_id = %s FOR UPDATE"
        assert connection.execute(held, [tenant]).fetchone()
        waiting = (
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND datname = current_database()"
        )
        yield lambda: looking.execute(waiting).fetchone()


def worker_of(url: str, run: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT worker FROM sync_run WHERE id = %s", [run]).fetchone()
    assert row is not None
    return str(row[0])


def which(worker: str, one: Serving, two: Serving) -> tuple[Serving, Serving]:
    """Who is at work, and who is not."""
    pid = int(worker.split(" ")[1])
    assert pid in (one.pid, two.pid)
    return (one, two) if pid == one.pid else (two, one)


def revision(story: Story, pair: Paired) -> int:
    with story.house.regions.of("eu1").reading() as tx:
        return tx.entities.revision(pair.bcp)


def is_there_once(story: Story, pair: Paired, run: str) -> None:
    """One step for each copy, one copy for each of the primary's, and none that was something else before."""
    bond = bond_of(story.house, pair.primary)
    with story.house.regions.of("eu1").reading() as tx:
        steps = list(tx.runs.all_steps(run))
        assert max(Counter((step.kind, step.primary_id) for step in steps).values()) == 1
        ids = tx.ids.load(bond.primary.id, bond.bcp.id)
        made = [step for step in steps if step.verb is Verb.CREATE]
        assert len(made) > 100
        now = tx.entities.revision(bond.bcp.id)
        for step in made:
            assert step.bcp_id is not None
            assert ids.translate(step.kind, step.primary_id) == step.bcp_id
            found = tx.entities.get(bond.bcp.id, step.kind, step.bcp_id)
            assert found is not None
            assert found.revision == now
            past = tx.entities.version(bond.bcp.id, step.kind, step.bcp_id, at=now - 1)
            assert past is None
