"""Agents and their skills."""

from typing import Any

import pytest

from tests.helpers.cxone import Field
from tests.helpers.houses import Paired, Story


def agent_body(acd: Field, name: str, **more: Any) -> dict[str, Any]:
    roles = acd.story.done("GET", "/entities/role?search=agent", acd.token)["items"]
    teams = acd.story.done("GET", "/entities/team?search=default", acd.token)["items"]
    return {
        "firstName": name.title(),
        "lastName": "Larkmont",
        "userName": name,
        "emailAddress": f"{name}@larkmont.example",
        "teamId": teams[0]["id"],
        "profileId": int(roles[0]["altId"]),
        "timeZone": "Europe/Paris",
        "country": "FR",
        "city": "Paris",
    } | more


def made(acd: Field, name: str, **more: Any) -> int:
    return int(acd.make("agents", "agentResults", "agentId", agent_body(acd, name, **more))[0])


def test_an_agent_is_made_read_and_found_at_our_own_door(acd: Field) -> None:
    agent = made(acd, "zoe", voiceThreshold="3", useTeamVoiceThreshold=False, custom1="Zoé ✓")
    [told] = acd.get(f"/agents/{agent}")["agents"]
    ours = acd.v1("employee", agent)
    assert (told["agentId"], told["userName"], told["voiceThreshold"]) == (agent, "zoe", 3)
    assert (told["teamName"], told["profileName"]) == ("System Default", "Agent")
    assert told["custom1"] == ours["custom1"] == "Zoé ✓"
    assert ours["useTeamVoiceThreshold"] is False
    assert told["teamUuid"] == ours["teamId"]
    assert told["roleId"] == ours["roleUUID"]


def test_an_agent_is_found_by_either_id(acd: Field) -> None:
    agent = made(acd, "zoe")
    [told] = acd.get(f"/agents/{agent}")["agents"]
    assert told["userID"] == told["userId"]
    assert acd.get(f"/agents/{told['userId']}")["agents"] == [told]


def test_a_change_leaves_what_it_does_not_name(acd: Field) -> None:
    agent = made(acd, "zoe", notes="keep", city="Lyon")
    acd.done(
        "PUT", f"/agents/{agent}", {"agent": {"CITY": "Brest", "notes": "keep", "custom2": ""}}
    )
    [told] = acd.get(f"/agents/{agent}")["agents"]
    assert (told["city"], told["notes"], told["firstName"]) == ("Brest", "keep", "Zoe")
    acd.done("PUT", f"/agents/{agent}", {"agent": {"notes": None}})
    assert acd.get(f"/agents/{agent}")["agents"][0]["notes"] == ""


def test_what_was_read_can_be_written_back_and_changes_nothing(acd: Field) -> None:
    agent = made(acd, "zoe", hireDate="2026-01-02", notes="as it is")
    before, [told] = acd.v1("employee", agent), acd.get(f"/agents/{agent}")["agents"]
    assert told["hireDate"] == "2026-01-02T00:00:00.000Z"
    acd.done("PUT", f"/agents/{agent}", {"agent": told})
    after = acd.v1("employee", agent)
    assert {name: after.get(name) for name in before} == before
    assert acd.get(f"/agents/{agent}")["agents"][0] == told


def test_agents_are_deactivated_and_come_back(acd: Field) -> None:
    agent = made(acd, "zoe")
    acd.done("PUT", "/agents", {"agents": [{"agentId": str(agent), "isActive": "false"}]})
    assert [one["agentId"] for one in acd.get("/agents", isActive=False)["agents"]] == [agent]
    assert acd.v1("employee", agent)["status"] == "DELETED"
    acd.done("PUT", f"/agents/{agent}", {"agent": {"isActive": True}})
    assert acd.get("/agents", isActive=False)["agents"] == []
    assert acd.v1("employee", agent)["status"] == "ACTIVE"


def test_who_is_blocked_stays_so_when_a_client_writes_back_what_it_has_read(acd: Field) -> None:
    agent = made(acd, "zoe")
    body = acd.v1("employee", agent)
    acd.story.done("PUT", f"/entities/employee/{agent}", acd.token, {**body, "status": "BLOCKED"})
    [told] = acd.get("/agents", isLocked="true")["agents"]
    assert told["locked"] is True
    acd.done("PUT", f"/agents/{agent}", {"agent": told})
    assert acd.v1("employee", agent)["status"] == "BLOCKED"


def test_one_agent_that_is_refused_stops_no_other(acd: Field) -> None:
    bodies = [
        agent_body(acd, "zoe"),
        agent_body(acd, "zoe"),
        {"userName": "x"},
        agent_body(acd, "yan"),
    ]
    answer = acd.done("POST", "/agents", {"agents": bodies})
    assert answer["errorCount"] == 2
    assert [one["success"] for one in answer["agentResults"]] == [True, False, False, True]
    assert "firstName" in answer["agentResults"][2]["error"]


def test_a_team_that_there_is_not_is_told_under_the_name_that_was_sent(acd: Field) -> None:
    agent = made(acd, "zoe")
    answer = acd.ask("PUT", f"/agents/{agent}", {"agent": {"teamId": "99"}})
    assert answer.status_code == 400
    assert "teamId: Team 99" in answer.json()["error_description"]


def test_agents_are_searched_by_their_numbers(acd: Field) -> None:
    zoe, yan = made(acd, "zoe"), made(acd, "yan")
    answer = acd.done("POST", "/agents/search", {"agentIds": [str(yan), "1"], "fields": "agentId"})
    assert answer["agentResults"] == [[{"agentId": yan}]]
    assert acd.done("POST", "/agents/search", {"searchString": "ZO"})["totalRecords"] == 1
    assert zoe != yan


# ---------------------------------------------------------------- skills of agents


def test_skills_are_assigned_changed_and_taken_away(acd: Field) -> None:
    agent, skill = made(acd, "zoe"), acd.skill("Claims")
    answer = acd.done(
        "POST", f"/agents/{agent}/skills", {"skills": [{"skillId": str(skill), "proficiency": 2}]}
    )
    assert answer["errorCount"] == answer["resultSet"]["errorCount"] == 0
    [row] = acd.get(f"/agents/{agent}/skills")["agentSkillAssignments"]
    assert (row["skillId"], row["agentProficiencyValue"], row["isActive"]) == (skill, 2, True)
    acd.done("PUT", f"/agents/{agent}/skills", {"skills": [{"skillId": skill, "isActive": False}]})
    [row] = acd.get(f"/skills/{skill}/agents")["agentSkillAssignments"]
    assert (row["agentId"], row["agentProficiencyValue"], row["isActive"]) == (agent, 2, False)
    acd.done("DELETE", f"/agents/{agent}/skills", {"skills": [{"skillId": str(skill)}]})
    assert acd.get(f"/agents/{agent}/skills")["agentSkillAssignments"] == []


def test_the_list_of_all_assignments_tells_what_clients_read_and_takes_their_filters(
    acd: Field,
) -> None:
    zoe, yan = made(acd, "zoe"), made(acd, "yan", isActive=False)
    campaign = acd.story.done("POST", "/entities/campaign", acd.token, {"name": "Winter"})["id"]
    calls = acd.skill("Claims", 4, campaignId=campaign, isOutbound=False)
    mails = acd.skill("Letters", 1)
    for skill in (calls, mails):
        agents = [{"agentId": str(one)} for one in (zoe, yan)]
        acd.done("POST", f"/skills/{skill}/agents", {"agents": agents})
    answer = acd.get("/agents/skills", mediaTypeId=4, skip=0)
    assert answer["totalRecords"] == 2
    row = next(one for one in answer["agentSkillAssignments"] if one["agentId"] == zoe)
    assert (row["skillName"], row["campaignName"], row["teamName"]) == (
        "Claims",
        "Winter",
        "System Default",
    )
    assert (row["mediaType"], row["mediaTypeId"], row["mediaTypeName"]) == (4, 4, "Phone Call")
    assert (row["agentName"], row["isOutbound"], row["isAgentActive"]) == (
        "Zoe Larkmont",
        False,
        True,
    )
    assert isinstance(row["teamId"], int)
    assert acd.get("/agents/skills", isAgentActive="true")["totalRecords"] == 2
    assert acd.get("/agents/skills", isAgentActive="true", mediaTypeId=1)["totalRecords"] == 1
    acd.done("PUT", f"/skills/{mails}", {"skill": {"isActive": False}})
    assert acd.get("/agents/skills", isSkillActive="false")["totalRecords"] == 2
    assert acd.get("/agents/skills", searchString="yan")["totalRecords"] == 2
    assert acd.get("/agents/skills", mediaTypeId=4, skip=10_000)["_links"]["next"] is None


def test_several_agents_get_several_skills_at_once(acd: Field) -> None:
    agents, skills = [made(acd, "zoe"), made(acd, "yan")], [acd.skill("Claims"), acd.skill("Sales")]
    details = {
        "agentIds": [str(one) for one in agents],
        "skills": [{"skillId": one} for one in skills],
    }
    answer = acd.done("POST", "/agents/skills", {"agentAndSkillDetails": [details]})
    assert (answer["errorCount"], len(answer["resultSet"]["skillResults"])) == (0, 4)
    assert acd.get("/skills/agents", skills=f"{skills[0]},7")["totalRecords"] == 2
    assert acd.get("/skills/agents", skills=f"{skills[0]},7")["invalidSkills"] == [{"skillId": "7"}]


def test_what_an_agent_has_not_is_told(acd: Field) -> None:
    agent, has, lacks = made(acd, "zoe"), acd.skill("Claims"), acd.skill("Sales")
    acd.done("POST", f"/agents/{agent}/skills", {"skills": [{"skillId": has}]})
    answer = acd.get(f"/agents/{agent}/skills/unassigned")
    assert [one["skillId"] for one in answer["resultSet"]["skills"]] == [lacks]


def test_a_bare_list_of_agents_is_taken_too(acd: Field) -> None:
    agent, skill = made(acd, "zoe"), acd.skill("Claims")
    answer = acd.done("POST", f"/skills/{skill}/agents", [{"agentId": agent}])
    assert answer["agentResults"][0]["success"] is True
    acd.done("DELETE", f"/skills/{skill}/agents/{agent}")
    assert acd.get(f"/skills/{skill}/agents")["totalRecords"] == 0


@pytest.mark.parametrize("path", ["/agents/{0}", "/agents/{0}/skills", "/agents/{0}/groups"])
def test_another_tenants_agent_is_not_found(acd: Field, stranger: Field, path: str) -> None:
    agent = made(acd, "zoe")
    assert stranger.ask("GET", path.format(agent)).status_code == 404
    assert acd.ask("GET", path.format(agent)).status_code == 200


def test_another_tenants_skill_cannot_be_assigned(acd: Field, stranger: Field) -> None:
    skill = acd.skill("Claims")
    agent = made(stranger, "eve")
    answer = stranger.done("POST", f"/agents/{agent}/skills", {"skills": [{"skillId": skill}]})
    assert answer["errorCount"] == 1
    assert stranger.get("/agents/skills")["totalRecords"] == 0


def test_who_may_not_see_employees_sees_no_agents(acme: tuple[Story, Paired], acd: Field) -> None:
    story, paired = acme
    agent = story.employee(paired.inside, "zoe")
    given = {"username": "zoe", "password": "brume-violette-sur-quai"}
    nobody = Field(story, story.done("POST", "/login", body=given)["token"])
    for method, path in (
        ("GET", "/agents"),
        ("GET", f"/agents/{agent}"),
        ("GET", "/agents/skills"),
        ("POST", "/agents"),
        ("PUT", f"/agents/{agent}"),
    ):
        answer = nobody.ask(method, path, {"agents": [{"agentId": agent}], "agent": {}})
        assert answer.status_code == 403, path
        assert answer.json()["error"] == "insufficient_scope"
