"""An open run is watched without reloading: how far it is, then how it ended, and nothing that was typed is lost."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from releve.app.pairing import bond_of
from releve.domain.runs import Run, RunState
from tests.browser.conftest import WAIT_MS
from tests.browser.labels import ENGLISH
from tests.browser.person import Person, somebody
from tests.browser.sights import pair_up
from tests.browser.stage import MAELLE, Stage


@pytest.fixture
def admin(chromium: Browser, stage: Stage) -> Iterator[Person]:
    pair_up(stage)
    with somebody(chromium, stage.url, ENGLISH) as person:
        person.log_in(MAELLE)
        person.choose(stage.primary.name)
        person.page.wait_for_url("**/admin")
        yield person


def begun(stage: Stage) -> Run:
    """A run that another process carries out."""
    bond = bond_of(stage.house, stage.primary.id)
    now = stage.house.now()
    run = Run(stage.house.new_id(), bond.pair.id, RunState.QUEUED, "person", MAELLE, now)
    with stage.house.store_of(bond.bcp.id).writing() as tx:
        tx.runs.add(run)
        taken = tx.runs.take(run.id, worker="elsewhere", now=now, until="2999-01-01T00:00:00.000Z")
    assert taken is not None
    return taken


def told(stage: Stage, run: Run, **progress: object) -> None:
    with stage.house.store_of(bond_of(stage.house, stage.primary.id).bcp.id).writing() as tx:
        tx.runs.progress(run.id, {"stage": "draw", "kind": "skill", **progress})


def ended(stage: Stage, run: Run) -> None:
    done = replace(run, state=RunState.DONE, ended_at=stage.house.now())
    with stage.house.store_of(bond_of(stage.house, stage.primary.id).bcp.id).writing() as tx:
        tx.runs.save(done)


def test_a_run_is_watched_to_its_end_and_what_was_typed_stays(admin: Person, stage: Stage) -> None:
    run = begun(stage)
    told(stage, run, done=300, total=1200, rate=None)
    admin.go("/admin/sync")
    main = admin.main
    expect(main.get_by_text("300 of 1,200")).to_be_visible(timeout=WAIT_MS)
    main.get_by_label("Time of day").fill("03:21")
    told(stage, run, done=900, total=1200, rate=100.0)
    expect(main.get_by_text("900 of 1,200")).to_be_visible(timeout=WAIT_MS)
    expect(main.get_by_text("100 per second")).to_be_visible()
    expect(main.get_by_role("button", name="Run now")).to_have_count(0)
    ended(stage, run)
    expect(main.locator("#sync-history").get_by_text("Done")).to_be_visible(timeout=WAIT_MS)
    expect(main.get_by_role("button", name="Run now")).to_be_visible()
    expect(main.get_by_role("button", name="Cancel the run")).to_have_count(0)
    expect(main.get_by_label("Time of day")).to_have_value("03:21")


def test_a_run_can_be_cancelled_while_it_is_watched(admin: Person, stage: Stage) -> None:
    run = begun(stage)
    admin.go(f"/admin/sync/runs/{run.id}")
    admin.click("Cancel the run")
    expect(admin.main.get_by_text("The run is ending.")).to_be_visible(timeout=WAIT_MS)
    expect(admin.main.get_by_role("button", name="Cancel the run")).to_have_count(0)
