"""Over the API: anything is found in scripts, and where an entity is used is told before it is deleted."""

from typing import Any
from urllib.parse import quote

import pytest

from releve.app import script_search
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.scripts import one, web

AcmeStory = tuple[Story, Paired]


def script(story: Story, token: str, path: str, action: str, *properties: dict[str, object]) -> Any:
    raw = web(action, properties, header={"scriptName": path})
    [made] = story.done("POST", "/scripts/import", token, content=raw)
    return made["id"]


def skill(story: Story, token: str, name: str = "Lanterns") -> Any:
    body = {"skillName": name, "mediaTypeId": 4}
    return story.done("POST", "/entities/skill", token, body)["id"]


def reader_of(story: Story, paired: Paired, permission: str) -> str:
    """The session of somebody who may view this and nothing else."""
    lines = [{"permission": permission, "actions": ["view"]}]
    body = {"roleName": "Reader", "status": "ACTIVE", "permissions": lines}
    role = story.done("POST", "/entities/role", paired.inside, body)["id"]
    who = story.employee(paired.inside, "kim")
    own = story.done("GET", f"/entities/employee/{who}", paired.inside)["body"]
    story.done("PUT", f"/entities/employee/{who}", paired.inside, {**own, "roleUUID": role})
    given = {"username": "kim", "password": PASSWORD}
    return str(story.done("POST", "/login", body=given)["token"])


def found(story: Story, token: str, text: str, **more: str) -> Any:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return story.done("GET", f"/scripts/search?text={quote(text)}{query}", token)


def test_a_search_tells_the_places_of_each_script(acme: AcmeStory) -> None:
    story, token = acme[0], acme[1].inside
    own = script(story, token, "Larkmont\\One", "SNIPPET", one("Data", 'a = 1\nb = "harbour"'))
    script(story, token, "Larkmont\\Two", "SNIPPET", one("Data", "nothing = 1"))
    page = found(story, token, "HARBOUR")
    assert (page["total"], page["lookedAt"], page["next"]) == (2, 2, None)
    [item] = page["items"]
    assert (item["id"], item["path"], item["isCut"]) == (own, "Larkmont\\One", False)
    [place] = item["places"]
    assert (place["action"], place["property"], place["line"]) == ("10", "Data", 2)
    assert (place["before"], place["match"], place["after"]) == ('b = "', "harbour", '"')
    assert found(story, token, "HARBOUR", matchCase="true")["items"] == []
    assert found(story, token, "har.*r", regex="true")["items"]


def test_an_entity_is_found_by_its_name(acme: AcmeStory) -> None:
    story, token = acme[0], acme[1].inside
    own = skill(story, token)
    skill(story, token, "Lanterns of nobody")
    script(story, token, "Larkmont\\One", "REQAGENT", one("Skill", str(own)))
    page = found(story, token, "lantern", where="names")
    assert page["named"] == [{"kind": "skill", "id": own, "title": "Lanterns"}]
    [place] = page["items"][0]["places"]
    assert (place["kind"], place["verdict"], place["property"]) == ("skill", "rewritten", "Skill")
    assert place["reason"]


@pytest.mark.parametrize("query", ["text=", "text=(a%2B)%2B&regex=true", "text=(&regex=true"])
def test_what_cannot_be_searched_for_is_refused_with_a_next_step(
    acme: AcmeStory, query: str
) -> None:
    answer = acme[0].ask("GET", f"/scripts/search?{query}", acme[1].inside)
    assert answer.status_code == 400
    assert answer.json()["hint"]


def test_a_search_stops_in_time_and_goes_on_where_it_stopped(
    acme: AcmeStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, token = acme[0], acme[1].inside
    for name in "abc":
        script(story, token, f"Larkmont\\{name}", "SNIPPET", one("Data", "harbour = 1"))
    monkeypatch.setattr(script_search, "SECONDS_MAX", -1.0)
    paths, skip = [], 0
    for _ in range(3):
        page = found(story, token, "harbour", skip=str(skip))
        paths += [item["path"] for item in page["items"]]
        assert page["lookedAt"] == 1
        skip = page["next"]
    assert paths == ["Larkmont\\a", "Larkmont\\b", "Larkmont\\c"]
    assert page["next"] is None


def test_a_script_that_takes_too_long_is_told_and_passed_over(
    acme: AcmeStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, token = acme[0], acme[1].inside
    script(story, token, "Larkmont\\a", "SNIPPET", one("Data", "harbour = 1"))
    monkeypatch.setattr(script_search, "ALONE_SECONDS_MAX", -1.0)
    page = found(story, token, "harbour")
    assert [(item["isCut"], item["places"]) for item in page["items"]] == [(True, [])]
    assert page["next"] is None


def test_a_script_that_cannot_be_read_is_named(acme: AcmeStory) -> None:
    story, token = acme[0], acme[1].inside
    body = {"path": "Broken\\One", "format": "json", "content": "{"}
    story.done("POST", "/entities/script", token, body)
    assert found(story, token, "harbour")["unread"] == ["Broken\\One"]


def test_the_variables_of_a_script_are_told(acme: AcmeStory) -> None:
    story, token = acme[0], acme[1].inside
    own = script(story, token, "Larkmont\\a", "SNIPPET", one("Data", "lantern = harbour"))
    page = story.done("GET", f"/scripts/{own}/variables", token)
    assert {one["name"]: (len(one["writes"]), len(one["reads"])) for one in page["items"]} == {
        "harbour": (0, 1),
        "lantern": (1, 0),
    }
    assert story.done("GET", f"/scripts/{own}/variables?search=lan", token)["total"] == 1


def test_uses_tell_the_scripts_and_the_entities_that_refer_to_one(acme: AcmeStory) -> None:
    story, token = acme[0], acme[1].inside
    own, other = skill(story, token), skill(story, token, "Harbours")
    script(story, token, "Larkmont\\a", "REQAGENT", one("Skill", str(own)))
    script(story, token, "Larkmont\\b", "REQAGENT", one("Skill", str(other)))
    script(story, token, "Larkmont\\c", "SNIPPET", one("Data", f'phone = "+33{own}"'))
    person = story.employee(token, "sam")
    assigned = {"agentId": int(person), "skillId": int(own)}
    story.done("POST", "/entities/agent_skill", token, assigned)
    uses = story.done("GET", f"/entities/skill/{own}/uses", token)
    assert [one["path"] for one in uses["scripts"]] == ["Larkmont\\a"]
    assert [(one["kind"], one["isAll"]) for one in uses["referrers"]] == [("agent_skill", True)]
    assert uses["referrers"][0]["items"][0]["fields"] == ["skillId"]
    assert (uses["next"], uses["unseen"]) == (None, [])


def test_a_script_tells_which_scripts_run_it_from_wherever_they_stand(acme: AcmeStory) -> None:
    story, token = acme[0], acme[1].inside
    own = script(story, token, "Larkmont\\Été", "SNIPPET", one("Data", "x = 1"))
    script(story, token, "Larkmont\\near", "RUNSUB", one("ScriptName", "été"))
    script(story, token, "Other\\far", "RUNSUB", one("ScriptName", "LARKMONT\\Été"))
    script(story, token, "Other\\stranger", "RUNSUB", one("ScriptName", "Été"))
    uses = story.done("GET", f"/entities/script/{own}/uses", token)
    assert [one["path"] for one in uses["scripts"]] == ["Larkmont\\near", "Other\\far"]


def test_who_may_not_see_a_kind_is_told_that_it_was_not_looked_at(acme: AcmeStory) -> None:
    story, paired = acme
    token = paired.inside
    own = skill(story, token)
    script(story, token, "Larkmont\\a", "REQAGENT", one("Skill", str(own)))
    reader = reader_of(story, paired, "acd.configuration")
    uses = story.done("GET", f"/entities/skill/{own}/uses", reader)
    assert uses["scripts"] == []
    assert "script" in uses["unseen"]
    assert story.ask("GET", "/scripts/search?text=a", reader).status_code == 403
    assert story.ask("GET", f"/scripts/{own}/variables", reader).status_code == 403


def test_another_tenant_finds_nothing_of_it(acme: AcmeStory) -> None:
    story, paired = acme
    own = skill(story, paired.inside)
    made = script(story, paired.inside, "Larkmont\\a", "REQAGENT", one("Skill", str(own)))
    norva = story.step_in(paired.operator, story.tenant(paired.operator, "Norva"))
    assert found(story, norva, str(own))["items"] == []
    assert found(story, norva, "Lanterns", where="names")["named"] == []
    assert story.ask("GET", f"/entities/skill/{own}/uses", norva).status_code == 404
    assert story.ask("GET", f"/scripts/{made}/variables", norva).status_code == 404
