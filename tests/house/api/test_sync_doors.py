"""The doors of the sync: shut to those without the permission, and to those of another pair in the words of absence."""

from typing import Any

import pytest

from tests.helpers.houses import PASSWORD, Paired, Story
from tests.house.api.test_strangers import asked, operations

#: The doors that change nothing of either tenant: *View* is enough.
VIEWING = {("POST", "/api/v1/sync/plans")}


def sync_doors(story: Story) -> list[tuple[str, str]]:
    return [one for one in operations(story) if one[1].startswith("/api/v1/sync")]


def log_in(story: Story, paired: Paired, actions: list[str]) -> str:
    """Somebody of Acme whose role holds these actions of BCP Configurations, and no other."""
    story.employee(paired.inside, "zoe")
    role = story.done("GET", "/entities/role?search=agent", paired.inside)["items"][0]["id"]
    wanted = {"permissions": {"bcp.configurations": actions}}
    story.done("PUT", f"/roles/{role}/permissions", paired.inside, wanted)
    given = {"username": "zoe", "password": PASSWORD}
    return str(story.done("POST", "/login", body=given)["token"])


def test_without_the_permission_every_door_of_the_sync_is_forbidden(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    token, doors = log_in(story, paired, []), sync_doors(story)
    assert len(doors) > 20
    assert {one: asked(story, *one, token) for one in doors} == dict.fromkeys(doors, 403)


def test_who_may_only_look_changes_nothing(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    token = log_in(story, paired, ["view"])
    doors = [one for one in sync_doors(story) if one[0] != "GET" and one not in VIEWING]
    assert len(doors) > 6
    assert {one: asked(story, *one, token) for one in doors} == dict.fromkeys(doors, 403)


@pytest.fixture
def elsewhere(acme: tuple[Story, Paired]) -> str:
    """An administrator of another pair."""
    story, paired = acme
    one, two = (
        story.tenant(paired.operator, name, region)
        for name, region in (("Orbit", "ca1"), ("Orbit BCP", "eu1"))
    )
    story.set_up(paired.operator, one, two)
    story.set_up(paired.operator, two)
    return story.step_in(paired.operator, one)


def test_another_pairs_runs_and_plans_are_told_as_absent(
    acme: tuple[Story, Paired], elsewhere: str
) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    plan = story.done("POST", "/sync/plans", paired.inside)["id"]
    run = story.sync(paired.inside)["id"]
    doors = [
        ("GET", "/sync/plans/{}", plan),
        ("POST", "/sync/plans/{}/apply", plan),
        ("GET", "/sync/runs/{}", run),
        ("POST", "/sync/runs/{}/approve", run),
        ("POST", "/sync/runs/{}/cancel", run),
        ("GET", "/sync/runs/{}/steps.json", run),
        ("GET", "/sync/runs/{}/steps.csv", run),
        ("POST", "/sync/restore-points/{}/restore", run),
    ]

    def told(method: str, path: str, one: str) -> tuple[int, Any]:
        answer = story.ask(method, path.format(one), elsewhere)
        return answer.status_code, answer.json()["detail"]

    for method, path, one in doors:
        seen = told(method, path, one)
        assert seen == told(method, path, "none")
        assert seen[0] == 404


def test_the_lists_of_another_pair_are_its_own(acme: tuple[Story, Paired], elsewhere: str) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    story.done("POST", "/sync/plans", paired.inside)
    story.sync(paired.inside)
    for path in ("/sync/plans", "/sync/runs", "/sync/restore-points", "/sync/drift"):
        assert story.done("GET", path, elsewhere)["total"] == 0
    assert "zoe" not in story.ask("GET", "/sync/losses.csv", elsewhere).text
