"""The checklist of a script is made from what both tenants hold; what only a person knows is confirmed in the BCP tenant."""

import csv
import io
from typing import Any

import pytest

from releve.app import script_checklists, script_facts
from tests.helpers.houses import Paired, Story
from tests.helpers.outages import outage
from tests.helpers.scripts import one, web

AcmeStory = tuple[Story, Paired]


def upload(story: Story, token: str, raw: bytes) -> str:
    [done] = story.done("POST", "/scripts/import", token, content=raw)
    assert done["outcome"] in ("created", "changed")
    return str(done["id"])


@pytest.fixture
def skill(acme: AcmeStory) -> str:
    body = {"skillName": "Lanterns", "mediaTypeId": 4}
    return str(acme[0].done("POST", "/entities/skill", acme[1].inside, body)["id"])


@pytest.fixture
def queue(acme: AcmeStory, skill: str) -> str:
    """A script with one identifier, synced."""
    story, token = acme[0], acme[1].inside
    raw = web("REQAGENT", [one("Skill", skill)], header={"scriptName": "Queue"})
    made = upload(story, token, raw)
    story.sync(token)
    return made


def items(story: Story, token: str, script: str) -> dict[str, Any]:
    found = story.done("GET", f"/scripts/{script}/checklist", token)
    return {item["item"]: item for item in found["items"]}


def states(story: Story, token: str, script: str) -> dict[str, str]:
    return {name: item["state"] for name, item in items(story, token, script).items()}


def beyond(acme: AcmeStory) -> tuple[str, str]:
    """A token inside the BCP tenant, and the id of the only script there."""
    story, paired = acme
    there = story.step_in(paired.operator, paired.bcp)
    [script] = story.done("GET", "/entities/script", there)["items"]
    return there, script["id"]


def test_a_script_in_step_leaves_only_what_a_person_knows(acme: AcmeStory, queue: str) -> None:
    story, token = acme[0], acme[1].inside
    there, copy = beyond(acme)
    for inside, script in ((token, queue), (there, copy)):
        found = states(story, inside, script)
        assert {name for name, state in found.items() if state == "open"} == set()
        assert {name for name, state in found.items() if state == "confirm"} == {"tested"}
        assert found["identifiers"] == found["saved"] == "done"


def test_before_a_sync_and_behind_one_the_copy_is_open(acme: AcmeStory, skill: str) -> None:
    story, token = acme[0], acme[1].inside
    raw = web("REQAGENT", [one("Skill", skill)], header={"scriptName": "Queue"})
    script = upload(story, token, raw)
    before = items(story, token, script)
    assert before["saved"]["state"] == "open"
    assert before["identifiers"]["state"] == "open", "the skill has no counterpart yet"
    story.sync(token)
    assert states(story, token, script)["saved"] == "done"
    upload(story, token, raw.replace(b"A step", b"Another step"))
    assert states(story, token, script)["saved"] == "open"
    there, copy = beyond(acme)
    assert states(story, there, copy)["saved"] == "open"


def test_a_copy_that_was_changed_in_the_bcp_tenant_is_not_the_present_version(
    acme: AcmeStory, queue: str
) -> None:
    story, token = acme[0], acme[1].inside
    there, copy = beyond(acme)
    body = story.done("GET", f"/entities/script/{copy}", there)["body"]
    changed = {**body, "content": body["content"].replace("A step", "Another step")}
    story.done("PUT", f"/entities/script/{copy}", there, changed)
    for inside, script in ((token, queue), (there, copy)):
        saved = items(story, inside, script)["saved"]
        assert saved["state"] == "open"
        assert "changed in the BCP tenant" in saved["evidence"][0]
    with outage(story.house, "ca1"):
        assert states(story, there, copy)["saved"] == "open", "its own region knows that"


def test_a_copy_of_what_the_primary_has_deleted_is_told_as_left_over(
    acme: AcmeStory, queue: str
) -> None:
    story, token = acme[0], acme[1].inside
    story.done("DELETE", f"/entities/script/{queue}", token)
    there, copy = beyond(acme)
    saved = items(story, there, copy)["saved"]
    assert saved["state"] == "open"
    assert "has deleted this script" in saved["evidence"][0]


def test_a_confirmation_is_made_in_the_bcp_tenant_and_seen_in_both(
    acme: AcmeStory, queue: str
) -> None:
    story, token = acme[0], acme[1].inside
    there, copy = beyond(acme)
    mark = items(story, there, copy)["tested"]["mark"]
    said = {"mark": mark, "note": "Called at noon."}
    refused = story.ask("POST", f"/scripts/{queue}/checklist/tested/confirmation", token, said)
    assert refused.status_code == 422
    path = f"/scripts/{copy}/checklist/tested/confirmation"
    made = story.done("POST", path, there, said)
    assert (made["note"], made["mark"]) == ("Called at noon.", mark)
    for inside, script in ((token, queue), (there, copy)):
        whole = story.done("GET", f"/scripts/{script}/checklist", inside)
        tested = next(item for item in whole["items"] if item["item"] == "tested")
        assert whole["complete"]
        assert tested["confirmation"] == made
    acts = [one["act"] for one in story.done("GET", "/audit", there)["items"]]
    assert "script.confirm" in acts
    story.done("DELETE", path, there)
    assert states(story, token, queue)["tested"] == "confirm"
    assert story.ask("DELETE", path, there).status_code == 404


def test_what_was_confirmed_of_a_script_that_was_deleted_is_not_said_of_a_new_one(
    acme: AcmeStory, queue: str
) -> None:
    story = acme[0]
    there, copy = beyond(acme)
    mark = items(story, there, copy)["tested"]["mark"]
    story.done("POST", f"/scripts/{copy}/checklist/tested/confirmation", there, {"mark": mark})
    raw = story.ask("GET", f"/scripts/{copy}/export", there).content
    story.done("DELETE", f"/entities/script/{copy}", there)
    again = upload(story, there, raw)
    tested = items(story, there, again)["tested"]
    assert (tested["state"], tested["mark"], tested["confirmation"]) == ("confirm", mark, None)


def test_a_confirmation_outlives_a_sync_until_what_was_looked_at_changes(
    acme: AcmeStory, queue: str, skill: str
) -> None:
    story, token = acme[0], acme[1].inside
    there, copy = beyond(acme)
    mark = items(story, there, copy)["tested"]["mark"]
    story.done("POST", f"/scripts/{copy}/checklist/tested/confirmation", there, {"mark": mark})
    raw = web("REQAGENT", [one("Skill", skill)], header={"scriptName": "Queue"}, label="Renamed")
    upload(story, token, raw)
    story.sync(token)
    assert states(story, there, copy)["tested"] == "done", "a caption is nothing that acts"
    changed = web(
        "REQAGENT",
        [one("Skill", skill), one("InitialPriority", "5")],
        header={"scriptName": "Queue"},
    )
    upload(story, token, changed)
    story.sync(token)
    for inside, script in ((token, queue), (there, copy)):
        tested = items(story, inside, script)["tested"]
        assert (tested["state"], tested["isStale"]) == ("open", True)


def test_a_confirmation_of_a_copy_that_is_gone_counts_no_more(acme: AcmeStory, queue: str) -> None:
    story, token = acme[0], acme[1].inside
    there, copy = beyond(acme)
    mark = items(story, there, copy)["tested"]["mark"]
    story.done("POST", f"/scripts/{copy}/checklist/tested/confirmation", there, {"mark": mark})
    story.done("DELETE", f"/entities/script/{copy}", there)
    tested = items(story, token, queue)["tested"]
    assert (tested["state"], tested["isStale"]) == ("confirm", False)


@pytest.mark.parametrize(
    ("item", "mark", "status"),
    [("tested", "another", 409), ("identifiers", "", 400), ("nonsense", "", 400)],
)
def test_what_cannot_be_confirmed_is_refused(
    acme: AcmeStory, queue: str, item: str, mark: str, status: int
) -> None:
    there, copy = beyond(acme)
    path = f"/scripts/{copy}/checklist/{item}/confirmation"
    assert acme[0].ask("POST", path, there, {"mark": mark}).status_code == status


def test_an_open_place_and_a_script_that_is_missing_are_told(acme: AcmeStory, skill: str) -> None:
    story, token = acme[0], acme[1].inside
    raw = web("RUNSUB", [one("ScriptName", "Common\\Odd")], header={"scriptName": "Entry"})
    entry = upload(story, token, raw)
    assert "Common\\Odd" in " ".join(items(story, token, entry)["called"]["evidence"])
    odd = web("SNIPPET", [one("Data", f'odd = "{skill}"')], header={"scriptName": "Common\\Odd"})
    script = upload(story, token, odd)
    assert states(story, token, script)["identifiers"] == "open"
    assert "With places to review" in " ".join(items(story, token, entry)["called"]["evidence"])
    [place] = story.done("GET", f"/scripts/{script}/decisions", token)["open"]
    kept = {name: place[name] for name in ("action", "property", "offset", "value")}
    story.done("POST", f"/scripts/{script}/decisions", token, {**kept, "settled": "not"})
    assert states(story, token, entry)["called"] == "done"


def test_a_test_that_is_recorded_in_the_bcp_tenant_ticks_the_item_in_both(acme: AcmeStory) -> None:
    story, token = acme[0], acme[1].inside
    asking = one("ServiceAddress", "https://crm.example/cases/{caseId}")
    script = upload(story, token, web("REST_API", [asking], header={"scriptName": "Crm"}))
    story.sync(token)
    there, copy = beyond(acme)
    sides = ((token, script), (there, copy))
    for outcome, state in (("", "confirm"), ("fails", "open"), ("works", "done")):
        if outcome:
            [line] = story.done("GET", "/outside-identifiers", there)["items"]
            given = {"outcome": outcome, "expect": line["version"]}
            story.done("POST", f"/outside-identifiers/{line['id']}/tests", there, given)
        assert [states(story, *side)["off-platform"] for side in sides] == [state, state]
    story.hands.turn(minutes=10)
    changed = web("REST_API", [asking], header={"scriptName": "Crm"}, label="Renamed")
    upload(story, token, changed)
    story.sync(token)
    assert [states(story, *side)["off-platform"] for side in sides] == ["confirm", "confirm"]


def test_a_script_is_judged_under_its_path_in_the_tenant_whatever_its_file_says(
    acme: AcmeStory, skill: str
) -> None:
    story, token = acme[0], acme[1].inside
    called = web("REQAGENT", [one("Skill", "{p1}")], header={"scriptName": "Larkmont\\Sub"})
    upload(story, token, called)
    handing = [one("ScriptName", "Sub"), one("Parameters", [skill])]
    raw = web("RUNSUB", handing, header={"scriptName": "Elsewhere\\Entry"})
    body = {"path": "Larkmont\\Entry", "format": "json", "content": raw.decode()}
    entry = story.done("POST", "/entities/script", token, body)["id"]
    story.sync(token)
    found = items(story, token, entry)
    assert found["identifiers"]["state"] == "done"
    assert found["called"]["state"] == "done"


def test_the_overview_tells_the_worst_first_and_can_be_narrowed(
    acme: AcmeStory, queue: str, skill: str
) -> None:
    story, token = acme[0], acme[1].inside
    raw = web("SNIPPET", [one("Data", f'odd = "{skill}"')], header={"scriptName": "Odd"})
    upload(story, token, raw)
    body = {"path": "Broken", "format": "json", "content": "{"}
    story.done("POST", "/entities/script", token, body)
    found = story.done("GET", "/scripts/checklists", token)
    assert [one["path"] for one in found["items"]] == ["Broken", "Odd", "Queue"]
    assert (found["total"], found["lookedAt"], found["complete"], found["next"]) == (3, 3, 0, None)
    there, copy = beyond(acme)
    mark = items(story, there, copy)["tested"]["mark"]
    story.done("POST", f"/scripts/{copy}/checklist/tested/confirmation", there, {"mark": mark})
    for query, paths in (
        ("complete=true", ["Queue"]),
        ("complete=false", ["Broken", "Odd"]),
        ("item=identifiers", ["Odd"]),
        ("search=que", ["Queue"]),
    ):
        part = story.done("GET", f"/scripts/checklists?{query}", token)
        assert [one["path"] for one in part["items"]] == paths, query


def test_scripts_that_are_run_by_others_count_in_the_time_of_an_overview(
    acme: AcmeStory, skill: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, token = acme[0], acme[1].inside
    for number in (1, 2):
        handing = [one("ScriptName", f"Run {number}")]
        upload(story, token, web("RUNSUB", handing, header={"scriptName": f"Caller {number}"}))
        raw = web("REQAGENT", [one("Skill", skill)], header={"scriptName": f"Run {number}"})
        upload(story, token, raw)
    whole = story.done("GET", "/scripts/checklists?search=caller", token)
    monkeypatch.setattr(script_checklists, "SECONDS_MAX", -1.0)
    monkeypatch.setattr(script_facts, "_AT_ONCE", 1)
    first = story.done("GET", "/scripts/checklists?search=caller", token)
    assert (first["lookedAt"], first["next"], first["total"]) == (1, 1, 2)
    rest = story.done("GET", "/scripts/checklists?search=caller&skip=1", token)
    assert (rest["lookedAt"], rest["next"]) == (1, None)
    assert first["items"] + rest["items"] == whole["items"]
    rows = story.ask("GET", "/scripts/checklists.csv", token).content.decode("utf-8-sig")
    assert len({row["path"] for row in csv.DictReader(io.StringIO(rows))}) == 4


def test_the_download_has_a_row_for_each_item(acme: AcmeStory, queue: str) -> None:
    story, token = acme[0], acme[1].inside
    text = story.ask("GET", "/scripts/checklists.csv", token).content.decode("utf-8-sig")
    rows = [*csv.DictReader(io.StringIO(text))]
    assert {row["path"] for row in rows} == {"Queue"}
    assert {row["item"]: row["state"] for row in rows} == states(story, token, queue)


def test_the_bcp_tenant_tells_its_checklists_while_the_primary_is_away(
    acme: AcmeStory, queue: str
) -> None:
    story = acme[0]
    there, copy = beyond(acme)
    mark = items(story, there, copy)["tested"]["mark"]
    with outage(story.house, "ca1"):
        story.done("POST", f"/scripts/{copy}/checklist/tested/confirmation", there, {"mark": mark})
        whole = story.done("GET", f"/scripts/{copy}/checklist", there)
    assert whole["complete"]


def test_the_primary_says_what_it_cannot_know_while_the_other_region_is_away(
    acme: AcmeStory, queue: str
) -> None:
    story, token = acme[0], acme[1].inside
    with outage(story.house, "eu1"):
        found = items(story, token, queue)
    assert found["saved"]["state"] == "open"
    assert "does not answer" in found["saved"]["evidence"][0]
    assert found["identifiers"]["state"] == "done"


def test_another_tenants_script_is_not_found(acme: AcmeStory, queue: str) -> None:
    there, _ = beyond(acme)
    assert acme[0].ask("GET", f"/scripts/{queue}/checklist", there).status_code == 404
