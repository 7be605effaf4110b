"""The development workflow: a draft is no script until somebody with the permission has published it."""

from collections.abc import Mapping
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest

from releve.domain.directory import Change
from releve.domain.entities import Draft
from releve.domain.script_work import ScriptVersion, WorkStep
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.scripts import one, web
from tests.helpers.statements import counted

AcmeStory = tuple[Story, Paired]
FIRST = web("SNIPPET", [one("Data", "x = 1")], header={"scriptName": "Odd"})
SECOND = web("SNIPPET", [one("Data", "x = 2")], header={"scriptName": "Odd"})


def upload(story: Story, token: str, raw: bytes) -> Any:
    [done] = story.done("POST", "/scripts/import", token, content=raw)
    return done


def content(story: Story, token: str, script: str) -> bytes:
    return story.ask("GET", f"/scripts/{script}/export", token).content


@pytest.fixture
def working(acme: AcmeStory) -> tuple[Story, str]:
    """The workflow is on, and the administrator holds every permission of its steps."""
    story, paired = acme
    settings = story.done("GET", "/studio/settings", paired.inside)
    assert settings["steps"] is False
    path = f"/studio/settings?expect={settings['version']}"
    assert story.done("PUT", path, paired.inside, {"steps": True})["steps"] is True
    assert story.ask("PUT", path, paired.inside, {"steps": False}).status_code == 409
    return story, story.step_in(paired.operator, paired.primary)


def version(story: Story, token: str) -> Any:
    [found] = story.done("GET", "/scripts/workflow", token)["items"]
    return found


def at(found: Any, act: str) -> str:
    return f"/scripts/workflow/{found['id']}{act}?expect={found['version']}"


def test_without_the_workflow_an_upload_is_the_script(acme: AcmeStory) -> None:
    story, token = acme[0], acme[1].inside
    assert upload(story, token, FIRST)["outcome"] == "created"
    assert story.ask("GET", "/scripts/workflow", token).status_code == 403
    roles = story.done("GET", "/entities/role?search=administrator", token)["items"]
    tree = story.done("GET", f"/roles/{roles[0]['id']}/permissions", token)["permissions"]
    assert not [line for line in tree if "step_" in line["permission"]]


def test_a_new_script_is_nowhere_until_it_is_published(working: tuple[Story, str]) -> None:
    story, token = working
    assert upload(story, token, FIRST)["outcome"] == "draft"
    assert story.done("GET", "/entities/script", token)["total"] == 0
    found = version(story, token)
    assert (found["step"], found["script"]) == ("draft", "")
    assert sorted(found["acts"]) == ["drafts.edit", "review.ask"]
    assert story.ask("POST", at(found, "/publish"), token).status_code == 422
    story.done("POST", at(found, "/review"), token)
    assert story.ask("POST", at(found, "/review"), token).status_code == 409
    script = story.done("POST", at(version(story, token), "/publish"), token)["script"]
    assert content(story, token, script) == FIRST
    done = version(story, token)
    assert (done["step"], done["script"], done["acts"]) == ("published", script, [])
    assert "" not in (done["publishedBy"], done["publishedAt"], done["reviewBy"])


def test_a_change_puts_a_script_back_into_draft_and_what_is_published_stays(
    acme: AcmeStory,
) -> None:
    story, paired = acme
    script = upload(story, paired.inside, FIRST)["id"]
    story.done("PUT", "/studio/settings", paired.inside, {"steps": True})
    token = story.step_in(paired.operator, paired.primary)
    assert upload(story, token, FIRST)["outcome"] == "unchanged"
    assert upload(story, token, SECOND)["outcome"] == "draft"
    assert upload(story, token, SECOND)["outcome"] == "unchanged"
    story.done("POST", at(version(story, token), "/review"), token)
    back = at(version(story, token), "/return")
    assert story.ask("POST", back, token, {"note": " "}).status_code == 400
    story.done("POST", back, token, {"note": "Say why."})
    assert (version(story, token)["step"], version(story, token)["note"]) == ("draft", "Say why.")
    assert content(story, token, script) == FIRST
    waiting = story.ask("GET", f"/scripts/workflow/{version(story, token)['id']}/file", token)
    assert waiting.content == SECOND
    story.done("DELETE", at(version(story, token), ""), token)
    assert story.done("GET", "/scripts/workflow", token)["total"] == 0
    assert content(story, token, script) == FIRST


def test_the_sync_copies_what_is_published_and_no_draft(working: tuple[Story, str]) -> None:
    story, token = working
    upload(story, token, FIRST)
    story.done("POST", at(version(story, token), "/review"), token)
    story.done("POST", at(version(story, token), "/publish"), token)
    upload(story, token, SECOND)
    story.sync(token)
    tenants = story.done("GET", "/tenants", story.operator())["items"]
    bcp = next(one["id"] for one in tenants if one["name"] == "Acme BCP")
    there = story.step_in(story.operator(), bcp)
    [copy] = story.done("GET", "/entities/script", there)["items"]
    assert b"x = 1" in content(story, there, copy["id"])


def test_decisions_made_meanwhile_are_published_along(acme: AcmeStory) -> None:
    story, paired = acme
    token = paired.inside
    made = story.done("POST", "/entities/skill", token, {"skillName": "Lanterns", "mediaTypeId": 4})
    text = f'odd = "{made["id"]}"'
    raw = web("SNIPPET", [one("Data", text)], header={"scriptName": "Odd"})
    script = upload(story, token, raw)["id"]
    story.done("PUT", "/studio/settings", token, {"steps": True})
    token = story.step_in(paired.operator, paired.primary)
    upload(
        story, token, web("SNIPPET", [one("Data", f"{text}\nx = 2")], header={"scriptName": "Odd"})
    )
    [place] = story.done("GET", f"/scripts/{script}/decisions", token)["open"]
    kept = {name: place[name] for name in ("action", "property", "offset", "value")}
    story.done("POST", f"/scripts/{script}/decisions", token, {**kept, "settled": "not"})
    story.done("POST", at(version(story, token), "/review"), token)
    story.done("POST", at(version(story, token), "/publish"), token)
    after = story.done("GET", f"/scripts/{script}/decisions", token)
    assert (after["open"], len(after["decisions"])) == ([], 1)


def test_a_draft_of_what_has_changed_since_is_not_published(acme: AcmeStory) -> None:
    story, paired = acme
    token = paired.inside
    upload(story, token, FIRST)
    story.done("PUT", "/studio/settings", token, {"steps": True})
    token = story.step_in(paired.operator, paired.primary)
    upload(story, token, SECOND)
    story.done("POST", at(version(story, token), "/review"), token)
    _replace_behind(story, paired.primary)
    refused = story.ask("POST", at(version(story, token), "/publish"), token)
    assert refused.status_code == 409
    assert "has changed since this draft was made" in refused.text


def _replace_behind(story: Story, tenant: str) -> None:
    """What a restore or another release could do: the published script is another one."""
    with story.house.store_of(tenant).writing() as tx:
        found = tx.entities.by_key(tenant, "script", "odd")
        assert found is not None
        body = {**found.body, "content": found.body["content"].replace("x = 1", "x = 9")}
        new = Draft("script", body, found.id, found.alt_id)
        tx.entities.put(tenant, [new], by="somebody", at=story.house.now())


def test_what_waits_keeps_the_workflow_on(working: tuple[Story, str]) -> None:
    story, token = working
    upload(story, token, FIRST)
    refused = story.ask("PUT", "/studio/settings", token, {"steps": False})
    assert refused.status_code == 422
    story.done("DELETE", at(version(story, token), ""), token)
    assert story.done("PUT", "/studio/settings", token, {"steps": False})["steps"] is False
    assert upload(story, token, FIRST)["outcome"] == "created"


def test_an_upload_while_the_workflow_is_turned_off_leaves_no_draft_behind(
    working: tuple[Story, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    story, token = working
    outcomes: list[str] = []
    uploading = Thread(target=lambda: outcomes.append(upload(story, token, FIRST)["outcome"]))
    commit = story.house.registry.directory.commit

    def with_an_upload_before(*changes: Change) -> None:
        uploading.start()
        uploading.join(0.5)  # it cannot end before this commit, unless it slips in between
        commit(*changes)

    monkeypatch.setattr(story.house.registry.directory, "commit", with_an_upload_before)
    assert story.done("PUT", "/studio/settings", token, {"steps": False})["waiting"] == 0
    uploading.join()
    assert outcomes == ["created"]


def test_nothing_passes_over_the_workflow(working: tuple[Story, str]) -> None:
    story, token = working
    body = {"path": "Odd", "format": "json", "content": FIRST.decode()}
    refused = story.ask("POST", "/entities/script", token, body)
    assert (refused.status_code, "steps of the development workflow" in refused.text) == (422, True)


GRANTS: Mapping[str, list[str]] = {
    "acd.scripts": ["view", "create", "edit"],
    "acd.step_draft": ["view", "edit"],
    "acd.step_review": ["view", "create", "edit"],
    "acd.step_published": ["view", "create"],
}


def somebody(story: Story, token: str, name: str, grants: Mapping[str, list[str]]) -> str:
    """The token of an employee of Acme with a role of these permissions."""
    lines = [{"permission": key, "actions": actions} for key, actions in grants.items()]
    role = story.done(
        "POST",
        "/entities/role",
        token,
        {"roleName": name, "status": "ACTIVE", "permissions": lines},
    )["id"]
    made = story.employee(token, name)
    body = story.done("GET", f"/entities/employee/{made}", token)["body"]
    story.done("PUT", f"/entities/employee/{made}", token, {**body, "roleUUID": role})
    given = {"username": name, "password": PASSWORD}
    return str(story.done("POST", "/login", body=given)["token"])


@pytest.mark.parametrize(
    ("lacking", "action", "act"),
    [
        ("acd.step_draft", "edit", "upload"),
        ("acd.step_review", "create", "/review"),
        ("acd.step_review", "edit", "/return"),
        ("acd.step_published", "create", "/publish"),
        ("acd.scripts", "edit", "/publish"),
    ],
)
def test_each_step_needs_its_own_permission(
    working: tuple[Story, str], lacking: str, action: str, act: str
) -> None:
    story, token = working
    held = {**GRANTS, lacking: [one for one in GRANTS[lacking] if one != action]}
    person = somebody(story, token, "ines", held)
    if act == "upload":
        answer = story.ask("POST", "/scripts/import", person, content=FIRST)
    else:
        upload(story, token, FIRST)
        if act != "/review":
            story.done("POST", at(version(story, token), "/review"), token)
        body = {"note": "No."} if act == "/return" else None
        answer = story.ask("POST", at(version(story, token), act), person, body)
    assert answer.status_code == 403
    assert f"{lacking}:{action}" in answer.text


def test_whoever_lacks_view_of_a_step_does_not_see_what_stands_there(
    working: tuple[Story, str],
) -> None:
    story, token = working
    upload(story, token, FIRST)
    reviewer = somebody(
        story, token, "ines", {"acd.scripts": ["view"], "acd.step_review": ["view"]}
    )
    assert story.done("GET", "/scripts/workflow", reviewer)["items"] == []
    path = f"/scripts/workflow/{version(story, token)['id']}/file"
    assert story.ask("GET", path, reviewer).status_code == 403
    stranger = somebody(story, token, "oda", {"acd.scripts": ["view"]})
    assert story.ask("GET", "/scripts/workflow", stranger).status_code == 403


def test_the_list_is_told_in_parts_and_its_cost_does_not_grow_with_it(
    acme: AcmeStory, working: tuple[Story, str]
) -> None:
    story, token = working
    tenant = acme[1].primary
    first = ScriptVersion(tenant, "", "", "", WorkStep.DRAFT, None, "", 1, story.house.now(), "ana")
    costs = []
    for some in ("ab", "cdefgh"):
        with story.house.store_of(tenant).writing() as tx:
            for name in some:
                own = "published" if name in "adg" else "draft"
                body = {"path": name, "format": "json", "content": FIRST.decode()}
                tx.entities.put(tenant, [Draft("script", body)], by="ana", at=story.house.now())
                new = replace(first, key=name, id=name, path=name, step=WorkStep(own))
                tx.script_work.keep(new)
        with counted() as told:
            story.done("GET", "/scripts/workflow", token)
        costs.append(len(told))
    assert costs[0] == costs[1]

    def shown(query: str) -> tuple[str, int]:
        found = story.done("GET", f"/scripts/workflow{query}", token)
        assert all(one["script"] for one in found["items"])
        return "".join(one["path"] for one in found["items"]), found["total"]

    assert shown("") == ("bcefhadg", 8)
    assert shown("?skip=4&top=2") == ("ha", 8)
    assert shown("?step=published&skip=1") == ("dg", 3)
    assert story.ask("GET", "/scripts/workflow?step=odd", token).status_code == 400


def test_deleting_what_is_published_takes_the_permission_to_publish(
    working: tuple[Story, str],
) -> None:
    story, token = working
    upload(story, token, FIRST)
    story.done("POST", at(version(story, token), "/review"), token)
    script = story.done("POST", at(version(story, token), "/publish"), token)["script"]
    person = somebody(story, token, "ines", {"acd.scripts": ["view", "edit"]})
    assert story.ask("DELETE", f"/entities/script/{script}", person).status_code == 403
    story.done("DELETE", f"/entities/script/{script}", token)
    assert story.done("GET", "/scripts/workflow", token)["items"] == []


def test_a_script_of_which_a_version_waits_is_not_deleted(working: tuple[Story, str]) -> None:
    story, token = working
    upload(story, token, FIRST)
    story.done("POST", at(version(story, token), "/review"), token)
    script = story.done("POST", at(version(story, token), "/publish"), token)["script"]
    upload(story, token, SECOND)
    story.done("POST", at(version(story, token), "/review"), token)
    refused = story.ask("DELETE", f"/entities/script/{script}", token)
    assert (refused.status_code, "waits to be published" in refused.text) == (422, True)
    story.done("POST", at(version(story, token), "/publish"), token)
    assert b"x = 2" in content(story, token, script)
    story.done("DELETE", f"/entities/script/{script}", token)
    assert story.done("GET", "/scripts/workflow", token)["items"] == []


def test_the_trace_names_every_step(working: tuple[Story, str]) -> None:
    story, token = working
    upload(story, token, FIRST)
    story.done("POST", at(version(story, token), "/review"), token)
    story.done("POST", at(version(story, token), "/publish"), token)
    acts = [one["act"] for one in story.done("GET", "/audit", token)["items"]]
    for act in ("script.steps", "script.draft", "script.review", "script.publish"):
        assert act in acts
