"""The sync over the API: when it may run, what it did, and the proof afterwards."""

import pytest

from tests.helpers.houses import Paired, Story, work_off


def test_a_sync_copies_and_both_tenants_agree(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe", "single")
    run = story.sync(paired.inside)
    assert (run["state"], run["ended"], run["totals"]["create"]) == ("done", True, 1)
    proof = story.done("GET", "/sync/verify", paired.inside)
    assert (proof["holds"], proof["primaryTotal"]) == (True, proof["bcpTotal"])
    [count] = [one for one in proof["counts"] if one["kind"] == "employee"]
    assert (count["primary"], count["bcp"]) == (2, 2)


def test_the_proof_sees_what_was_changed_behind_the_back_of_the_sync(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    story.sync(paired.inside)
    there = story.step_in(paired.operator, paired.bcp)
    zoe = story.done("GET", "/entities/employee?search=zoe", there)["items"][0]
    story.done("PUT", f"/entities/employee/{zoe['id']}", there, {**zoe["body"], "lastName": "Oaks"})
    proof = story.done("GET", "/sync/verify", paired.inside)
    assert not proof["holds"]
    [difference] = [one for one in proof["differences"] if one["kind"] == "employee"]
    assert (difference["title"], difference["fields"]) == ("zoe", ["lastName"])


def test_a_run_tells_its_steps_by_verb(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    run = story.sync(paired.inside)["id"]
    page = story.done("GET", f"/sync/runs/{run}?verb=create", paired.inside)
    [step] = page["steps"]
    assert (page["total"], step["title"], step["primaryId"]) == (1, "zoe", zoe)
    assert step["bcpId"] not in (None, zoe)
    assert story.ask("GET", f"/sync/runs/{run}?verb=juggle", paired.inside).status_code == 400


def test_a_second_run_is_refused_while_one_is_open(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.done("PUT", "/sync/config", paired.inside, {"enabled": True})
    assert story.ask("POST", "/sync/runs", paired.inside).status_code == 202
    assert story.ask("POST", "/sync/runs", paired.inside).status_code == 409
    work_off(story.house)
    assert story.ask("POST", "/sync/runs", paired.inside).status_code == 202
    assert story.done("GET", "/sync/runs", paired.inside)["total"] == 2


def test_nothing_is_synced_while_the_bcp_tenant_is_active(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    story.sync(paired.inside)
    story.done(
        "POST",
        "/switch",
        paired.inside,
        {"passkey": paired.passkey, "epoch": 1, "acknowledged": True},
    )
    refused = story.ask("POST", "/sync/runs", paired.inside)
    assert (refused.status_code, refused.json()["code"]) == (422, "refused")
    assert story.done("GET", "/sync", paired.inside)["paused"]
    assert story.done("GET", "/sync/runs", paired.inside)["total"] == 1


def test_a_run_that_was_asked_for_before_the_switch_writes_nothing_after_it(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    story.done("PUT", "/sync/config", paired.inside, {"enabled": True})
    run = story.done("POST", "/sync/runs", paired.inside)["id"]
    story.done(
        "POST",
        "/switch",
        paired.inside,
        {"passkey": paired.passkey, "epoch": 1, "acknowledged": True},
    )
    work_off(story.house)
    ended = story.done("GET", f"/sync/runs/{run}", paired.inside)["run"]
    assert (ended["state"], ended["error"]["code"]) == ("refused", "refused")
    assert "the sync is paused" in ended["error"]["message"]
    there = story.step_in(paired.operator, paired.bcp)
    assert story.done("GET", "/entities/employee?search=zoe", there)["total"] == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"at": "25:00"}, "at"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"frequency": "yearly"}, "frequency"),
        ({"frequency": "hourly", "at": "00:75"}, "at"),
        ({"frequency": "weekly", "weekday": 7}, "weekday"),
        ({"frequency": "weekly", "weekday": "Friday"}, "weekday"),
        ({"deletions": "sometimes"}, "deletions"),
        ({"deletions": "follow", "deletionsMax": -1}, "deletionsMax"),
        ({"deletionsShare": 101}, "deletionsShare"),
        ({"editsShare": 0}, "editsShare"),
        ({"drift": None}, "drift"),
        ({"restorePoints": 101}, "restorePoints"),
        ({"restorePoint": 10}, "restorePoint"),
        ({"custom": True, "kinds": ["access_key"]}, "kinds"),
        ({"custom": True, "kinds": []}, "kinds"),
    ],
)
def test_a_configuration_that_cannot_be_names_the_field(
    acme: tuple[Story, Paired], wrong: dict[str, object], field: str
) -> None:
    story, paired = acme
    answer = story.ask("PUT", "/sync/config", paired.inside, {"enabled": True, **wrong})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert not story.done("GET", "/sync", paired.inside)["config"]["enabled"]


def test_a_configuration_is_told_as_it_was_given(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    wanted = {
        "enabled": True,
        "frequency": "weekly",
        "at": "04:30",
        "zone": "Europe/Paris",
        "weekday": 6,
        "custom": True,
        "kinds": ["tag"],
        "deletions": "follow",
        "deletionsMax": 7,
        "deletionsShare": 0,
        "editsShare": 100,
        "drift": "keep",
        "openPlaces": "send",
        "restorePoints": 0,
    }
    saved = story.done("PUT", "/sync/config", paired.inside, wanted)
    assert saved == {**wanted, "needed": []}
    assert story.done("GET", "/sync", paired.inside)["config"] == wanted


def test_a_weekly_sync_is_due_on_its_day(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    wanted = {"enabled": True, "frequency": "weekly", "weekday": 2, "at": "04:30"}
    story.done("PUT", "/sync/config", paired.inside, wanted)  # on Sunday, 2026-11-22
    assert story.done("GET", "/sync", paired.inside)["nextDue"] == "2026-11-25T04:30:00.000Z"


def test_a_selection_that_leaves_something_hanging_is_saved_and_says_so(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    wanted = {"enabled": True, "custom": True, "kinds": ["agent_skill"]}
    saved = story.done("PUT", "/sync/config", paired.inside, wanted)
    assert saved["kinds"] == ["agent_skill"]
    assert {one["kind"]: one["neededBy"] for one in saved["needed"]} == {
        "skill": ["Skill assignments"],
        "employee": ["Skill assignments"],
    }
    assert story.done("GET", "/sync", paired.inside)["needed"] == saved["needed"]


def test_a_selection_is_completed_when_that_is_asked_for(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    wanted = {"enabled": True, "custom": True, "kinds": ["agent_skill"], "complete": True}
    saved = story.done("PUT", "/sync/config", paired.inside, wanted)
    assert saved["needed"] == []
    assert {"agent_skill", "skill", "employee", "team", "role"} <= {*saved["kinds"]}
    everything = story.done("PUT", "/sync/config", paired.inside, {**wanted, "custom": False})
    assert everything["kinds"] == ["agent_skill"]


def test_of_two_who_configure_at_once_the_second_is_told(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    version = story.done("GET", "/sync", paired.inside)["version"]
    wanted = {"enabled": True, "expect": version}
    assert story.ask("PUT", "/sync/config", paired.inside, wanted).is_success
    second = {**wanted, "at": "05:00"}
    assert story.ask("PUT", "/sync/config", paired.inside, second).status_code == 409
    assert story.done("GET", "/sync", paired.inside)["config"]["at"] == "02:00"


def test_the_sync_needs_bcp_on_both_sides(story: Story) -> None:
    operator = story.operator()
    one, two = story.tenant(operator, "Acme"), story.tenant(operator, "Acme BCP", "eu1")
    story.set_up(operator, one, two)
    inside = story.step_in(operator, one)
    answer = story.ask("PUT", "/sync/config", inside, {"enabled": True})
    assert answer.json()["reasons"] == ["BCP is not enabled on Acme BCP."]


def test_what_was_not_enabled_does_not_run(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    assert story.ask("POST", "/sync/runs", paired.inside).status_code == 422
