"""Losses, drift and restore points over the API, and the files that are downloaded."""

import csv
import io

import pytest

from tests.helpers.houses import Paired, Story
from tests.house.api.test_plans import Acme, ended, rename


@pytest.fixture
def zoe(acme: Acme) -> str:
    """Somebody who has been copied."""
    story, paired = acme
    made = story.employee(paired.inside, "zoe")
    story.sync(paired.inside)
    return made


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_what_is_not_copied_is_told_with_who_when_and_what(acme: Acme, zoe: str) -> None:
    story, paired = acme
    assert story.done("GET", "/sync/losses", paired.inside)["total"] == 0
    rename(story, paired.inside, zoe, firstName="Zoé", lastName="Oaks")
    story.done("POST", "/entities/tag", paired.inside, {"tagName": "New"})
    page = story.done("GET", "/sync/losses", paired.inside)
    told = {one["title"]: one for one in page["items"]}
    assert (page["total"], bool(page["asOf"])) == (2, True)
    assert {title: one["verb"] for title, one in told.items()} == {"zoe": "update", "New": "create"}
    assert page["restored"] is None
    assert [one["path"] for one in told["zoe"]["fields"]] == ["firstName", "lastName"]
    assert told["zoe"]["by"] == "noor"
    second = story.done("GET", "/sync/losses?skip=1&top=1", paired.inside)
    assert (second["total"], second["items"]) == (2, page["items"][1:])


def test_a_formula_does_not_run_in_the_file_of_losses(acme: Acme, zoe: str) -> None:
    story, paired = acme
    story.done("POST", "/entities/tag", paired.inside, {"tagName": "=cmd|' /C calc'!A0"})
    rename(story, paired.inside, zoe, firstName="Zoé", lastName="Oaks")
    answer = story.ask("GET", "/sync/losses.csv", paired.inside)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    found = rows(answer.text)
    assert [one["title"] for one in found if one["kind"] == "tag"] == ["'=cmd|' /C calc'!A0"]
    assert [(one["field"], one["after"]) for one in found if one["kind"] == "employee"] == [
        ("firstName", '"Zoé"'),
        ("lastName", '"Oaks"'),
    ]


def test_the_steps_of_a_run_are_downloaded_whole(acme: Acme, zoe: str) -> None:
    story, paired = acme
    for number in range(3):
        story.done("POST", "/entities/tag", paired.inside, {"tagName": f"+{number}"})
    run = story.sync(paired.inside)["id"]
    steps = story.done("GET", f"/sync/runs/{run}/steps.json", paired.inside)
    assert steps == story.done("GET", f"/sync/runs/{run}", paired.inside)["steps"]
    found = rows(story.ask("GET", f"/sync/runs/{run}/steps.csv", paired.inside).text)
    assert [one["title"] for one in found] == ["'+0", "'+1", "'+2"]
    empty = story.sync(paired.inside)["id"]
    assert story.done("GET", f"/sync/runs/{empty}/steps.json", paired.inside) == []


def test_a_download_that_cannot_begin_is_a_problem_and_no_file(acme: Acme) -> None:
    story, paired = acme
    answer = story.ask("GET", "/sync/runs/none/steps.csv", paired.inside)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def drifted(story: Story, paired: Paired) -> str:
    """Somebody renames Zoe in the BCP tenant. Returns her id there."""
    there = story.step_in(paired.operator, paired.bcp)
    zoe = story.done("GET", "/entities/employee?search=zoe", there)["items"][0]["id"]
    rename(story, there, zoe, lastName="Drift")
    return str(zoe)


def test_a_change_in_the_bcp_tenant_is_kept_when_somebody_says_so(acme: Acme, zoe: str) -> None:
    story, paired = acme
    there = drifted(story, paired)
    [one] = [
        one
        for one in story.done("GET", "/sync/drift", paired.inside)["items"]
        if one["kind"] == "employee"
    ]
    assert (one["bcpId"], one["primaryId"], one["change"]) == (there, zoe, "edited")
    assert (one["decision"], one["changedBy"]) == ("none", "noor")
    which = [{"kind": "employee", "bcpId": there}]
    wanted = {"decision": "keep", "entities": which}
    assert story.ask("POST", "/sync/drift", paired.inside, wanted).status_code == 204
    story.sync(paired.inside)
    path = "/entities/employee?search=zoe"
    inside = story.step_in(paired.operator, paired.bcp)
    assert story.done("GET", path, inside)["items"][0]["body"]["lastName"] == "Drift"
    story.done("POST", "/sync/drift", paired.inside, {"decision": "overwrite", "entities": which})
    story.sync(paired.inside)
    assert story.done("GET", path, inside)["items"][0]["body"]["lastName"] == "Larkmont"


def test_of_a_list_with_something_that_has_not_drifted_nothing_is_decided(
    acme: Acme, zoe: str
) -> None:
    story, paired = acme
    there = drifted(story, paired)
    which = [{"kind": "employee", "bcpId": there}, {"kind": "employee", "bcpId": "1"}]
    wanted = {"decision": "keep", "entities": which}
    assert story.ask("POST", "/sync/drift", paired.inside, wanted).status_code == 404
    listed = story.done("GET", "/sync/drift", paired.inside)["items"]
    assert {one["decision"] for one in listed} == {"none"}


def test_the_bcp_tenant_is_put_back_and_the_sync_is_off(acme: Acme, zoe: str) -> None:
    story, paired = acme
    rename(story, paired.inside, zoe, firstName="Wrong")
    bad = story.sync(paired.inside)["id"]
    points = story.done("GET", "/sync/restore-points", paired.inside)
    assert points["items"][0]["run"]["id"] == bad
    run = story.done("POST", f"/sync/restore-points/{bad}/restore", paired.inside)
    assert ended(story, paired.inside, run["id"])["state"] == "done"
    sync = story.done("GET", "/sync", paired.inside)
    assert (sync["config"]["enabled"], sync["nextDue"]) == (False, None)
    assert sync["restored"]["id"] == run["id"]
    assert (sync["unequal"], sync["drifted"]) == (["employee"], 0)
    losses = story.done("GET", "/sync/losses", paired.inside)
    back = losses["restored"]
    assert (losses["total"], back["run"], back["entities"]) == (0, run["id"], 1)
    assert back["before"] == points["items"][0]["run"]["requestedAt"]
    inside = story.step_in(paired.operator, paired.bcp)
    found = story.done("GET", "/entities/employee?search=zoe", inside)["items"][0]
    assert found["body"]["firstName"] == "Zoe"


def test_who_looks_at_the_switch_is_told_of_a_restore_until_the_next_sync(
    acme: Acme, zoe: str
) -> None:
    story, paired = acme

    def warned() -> bool:
        told = story.done("GET", "/switch", paired.inside)["verdict"]["warnings"]
        return any("was restored on" in one for one in told)

    rename(story, paired.inside, zoe, firstName="Wrong")
    bad = story.sync(paired.inside)["id"]
    assert not warned()
    run = story.done("POST", f"/sync/restore-points/{bad}/restore", paired.inside)
    ended(story, paired.inside, run["id"])
    assert warned()
    story.done("PUT", "/sync/config", paired.inside, {"enabled": True})
    story.sync(paired.inside)
    assert not warned()


def test_a_restore_that_has_to_wait_leaves_the_sync_on(acme: Acme, zoe: str) -> None:
    story, paired = acme
    rename(story, paired.inside, zoe, firstName="Wrong")
    bad = story.sync(paired.inside)["id"]
    story.done("POST", "/sync/runs", paired.inside)
    asked = story.ask("POST", f"/sync/restore-points/{bad}/restore", paired.inside)
    assert asked.status_code == 409
    assert story.done("GET", "/sync", paired.inside)["config"]["enabled"]


def test_what_is_followed_is_never_due(acme: Acme) -> None:
    story, paired = acme
    wanted = {"enabled": True, "frequency": "continuous"}
    story.done("PUT", "/sync/config", paired.inside, wanted)
    sync = story.done("GET", "/sync", paired.inside)
    assert (sync["follows"], sync["nextDue"]) == (True, None)
