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
        ({"frequency": "hourly"}, "frequency"),
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
