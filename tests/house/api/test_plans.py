"""Plans over the API: what was shown is what is done, or it is said what has moved; and what a run asks is answered."""

from typing import Any

import pytest

from tests.helpers.houses import Paired, Story, work_off

Acme = tuple[Story, Paired]


def rename(story: Story, token: str, employee: str, **changes: Any) -> None:
    path = f"/entities/employee/{employee}"
    body = story.done("GET", path, token)["body"]
    story.done("PUT", path, token, {**body, **changes})


def ended(story: Story, token: str, run: str) -> Any:
    work_off(story.house)
    return story.done("GET", f"/sync/runs/{run}", token)["run"]


@pytest.fixture
def zoe(acme: Acme) -> str:
    """Somebody who has been copied."""
    story, paired = acme
    made = story.employee(paired.inside, "zoe")
    story.sync(paired.inside)
    return made


def test_a_plan_shows_field_by_field_what_a_run_will_do_and_changes_nothing(
    acme: Acme, zoe: str
) -> None:
    story, paired = acme
    rename(story, paired.inside, zoe, firstName="Zoé")
    before = story.done("GET", "/sync/runs", paired.inside)["total"]
    plan = story.done("POST", "/sync/plans", paired.inside)
    assert plan["counts"] == {"employee": {"update": 1}}
    page = story.done("GET", f"/sync/plans/{plan['id']}?verb=update", paired.inside)
    [step] = page["steps"]
    assert (page["total"], page["moved"], step["title"]) == (1, False, "zoe")
    assert step["fields"] == [{"path": "firstName", "before": '"Zoe"', "after": '"Zoé"'}]
    assert (step["by"], bool(step["at"])) == ("noor", True)
    assert story.done("GET", f"/sync/plans/{plan['id']}?kind=skill", paired.inside)["total"] == 0
    assert story.done("GET", "/sync/runs", paired.inside)["total"] == before
    assert not story.done("GET", "/sync/equal", paired.inside)["equal"]


def test_the_plan_that_was_shown_is_the_plan_that_is_applied(acme: Acme, zoe: str) -> None:
    story, paired = acme
    rename(story, paired.inside, zoe, firstName="Zoé")
    plan = story.done("POST", "/sync/plans", paired.inside)
    run = story.done("POST", f"/sync/plans/{plan['id']}/apply", paired.inside)
    done = ended(story, paired.inside, run["id"])
    assert (done["state"], done["counts"]) == ("done", plan["counts"])
    equal = story.done("GET", "/sync/equal", paired.inside)
    assert equal["equal"]
    [employees] = [one for one in equal["kinds"] if one["kind"] == "employee"]
    assert (employees["primary"], employees["bcp"], employees["equal"]) == (2, 2, True)
    assert story.done("GET", f"/sync/plans/{plan['id']}", paired.inside)["moved"] is True


def test_a_plan_that_does_not_hold_any_more_is_not_applied(acme: Acme, zoe: str) -> None:
    story, paired = acme
    rename(story, paired.inside, zoe, firstName="Zoé")
    plan = story.done("POST", "/sync/plans", paired.inside)["id"]
    rename(story, paired.inside, zoe, firstName="Zo")
    run = story.done("POST", f"/sync/plans/{plan}/apply", paired.inside)
    failed = ended(story, paired.inside, run["id"])
    assert (failed["state"], failed["error"]["code"]) == ("failed", "conflict")
    assert failed["error"]["reasons"] == ["Changed since: the primary tenant."]
    assert not story.done("GET", "/sync/equal", paired.inside)["equal"]


def test_a_plan_from_scratch_finds_nothing_to_do_in_tenants_that_are_equal(
    acme: Acme, zoe: str
) -> None:
    story, paired = acme
    plan = story.done("POST", "/sync/plans", paired.inside, {"fromScratch": True})
    assert (plan["fromScratch"], plan["counts"]) == (True, {})
    listed = story.done("GET", "/sync/plans", paired.inside)
    assert [one["id"] for one in listed["items"]] == [plan["id"]]


@pytest.fixture
def asking(acme: Acme, zoe: str) -> Any:
    """A run that holds a deletion back until somebody approves it."""
    story, paired = acme
    story.done("PUT", "/sync/config", paired.inside, {"enabled": True, "deletions": "ask"})
    tag = story.done("POST", "/entities/tag", paired.inside, {"tagName": "Old"})["id"]
    story.done("POST", "/sync/runs", paired.inside)
    work_off(story.house)
    story.done("DELETE", f"/entities/tag/{tag}", paired.inside)
    run = story.done("POST", "/sync/runs", paired.inside)
    return ended(story, paired.inside, run["id"])


def test_a_deletion_waits_until_it_is_approved(acme: Acme, asking: Any) -> None:
    story, paired = acme
    [ask] = asking["asks"]
    assert (asking["state"], ask["kind"], ask["deletions"]) == ("done", "tag", 1)
    assert ask["by"] == {"noor": 1}
    assert story.done("GET", "/sync", paired.inside)["asks"]["id"] == asking["id"]
    run = story.done("POST", f"/sync/runs/{asking['id']}/approve", paired.inside)
    done = ended(story, paired.inside, run["id"])
    assert (done["counts"], done["asks"]) == ({"tag": {"delete": 1}}, [])
    assert story.done("GET", "/sync", paired.inside)["asks"] is None
    assert story.ask("POST", f"/sync/runs/{run['id']}/approve", paired.inside).status_code == 422


def test_a_run_that_waits_is_cancelled_and_one_that_has_ended_is_not(acme: Acme, zoe: str) -> None:
    story, paired = acme
    run = story.done("POST", "/sync/runs", paired.inside)["id"]
    assert story.ask("POST", f"/sync/runs/{run}/cancel", paired.inside).status_code == 204
    page = story.done("GET", f"/sync/runs/{run}", paired.inside)
    assert (page["run"]["state"], page["run"]["cancelled"]) == ("cancelled", True)
    assert story.ask("POST", f"/sync/runs/{run}/cancel", paired.inside).status_code == 422


def test_an_open_run_says_how_far_it_has_come(acme: Acme, zoe: str) -> None:
    story, paired = acme
    run = story.done("POST", "/sync/runs", paired.inside)["id"]
    assert story.done("GET", f"/sync/runs/{run}", paired.inside)["progress"] is None
    told = {"stage": "draw", "kind": "employee", "done": 3, "total": 9, "rate": 1.5}
    story.house.progress[run] = told
    assert story.done("GET", f"/sync/runs/{run}", paired.inside)["progress"] == told
    assert story.done("GET", "/sync", paired.inside)["progress"] == told
    work_off(story.house)
    assert story.done("GET", f"/sync/runs/{run}", paired.inside)["progress"] is None


def test_a_kind_that_does_not_exist_is_not_found_in_any_list_of_steps(acme: Acme, zoe: str) -> None:
    story, paired = acme
    plan = story.done("POST", "/sync/plans", paired.inside)["id"]
    run = story.done("GET", "/sync/runs", paired.inside)["items"][0]["id"]
    for path in (f"/sync/plans/{plan}", f"/sync/runs/{run}"):
        assert story.ask("GET", f"{path}?kind=employee", paired.inside).status_code == 200
        refused = story.ask("GET", f"{path}?kind=unicorn", paired.inside)
        assert (refused.status_code, "employee" in refused.json()["hint"]) == (404, True)
