"""Tidying up: what leads back to a restore point, or tells what is not copied, stays; the rest of the past goes."""

from releve.app.pairing import bond_of
from releve.app.work import HouseWork
from tests.helpers.houses import Paired, Story

WANTED = {"enabled": True, "deletions": "follow", "restorePoints": 1}


def synced(story: Story, paired: Paired, first_name: str, zoe: str) -> None:
    path = f"/entities/employee/{zoe}"
    body = story.done("GET", path, paired.inside)["body"]
    story.done("PUT", path, paired.inside, {**body, "firstName": first_name})
    story.sync(paired.inside)
    story.hands.turn(minutes=1)


def past(story: Story, tenant: str) -> int:
    """How many past versions of employees are kept."""
    with story.house.store_of(tenant).reading() as tx:
        revision = tx.entities.revision(tenant)
        ids = [one.id for one in tx.entities.all(tenant, "employee")]
        return sum(
            tx.entities.version(tenant, "employee", one, at=at) is not None
            for one in ids
            for at in range(revision)
        )


def test_past_versions_are_kept_as_far_as_the_restore_points_and_the_last_sync(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    for name in ("Ada", "Bea", "Cleo"):
        synced(story, paired, name, zoe)
    bond = bond_of(story.house, paired.primary)
    story.done("PUT", "/sync/config", paired.inside, WANTED)
    [point] = story.done("GET", "/sync/restore-points", paired.inside)["items"]
    before = past(story, bond.bcp.id), past(story, bond.primary.id)
    HouseWork(story.house).tidy()
    after = past(story, bond.bcp.id), past(story, bond.primary.id)
    assert after[0] < before[0]
    assert after[1] < before[1]
    with story.house.regions.of("eu1").reading() as tx:
        [there] = [one.id for one in tx.entities.all(bond.bcp.id, "employee") if "zoe" in one.key]
        version = tx.entities.version(bond.bcp.id, "employee", there, at=point["revision"])
    assert version is not None
    assert version.body is not None
    assert version.body["firstName"] == "Bea"


def test_nothing_is_forgotten_while_a_run_is_open(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    for name in ("Ada", "Bea", "Cleo"):
        synced(story, paired, name, zoe)
    story.done("PUT", "/sync/config", paired.inside, WANTED)
    story.done("POST", "/sync/runs", paired.inside)
    before = past(story, paired.bcp)
    HouseWork(story.house).tidy()
    assert past(story, paired.bcp) == before


def test_plans_are_kept_for_a_week(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    plan = story.done("POST", "/sync/plans", paired.inside)["id"]
    story.hands.turn(days=6)
    HouseWork(story.house).tidy()
    with story.house.regions.of("eu1").reading() as tx:
        assert tx.runs.plan(plan) is not None
    story.hands.turn(days=2)
    HouseWork(story.house).tidy()
    with story.house.regions.of("eu1").reading() as tx:
        assert tx.runs.plan(plan) is None
