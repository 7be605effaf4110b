"""Teams, groups, campaigns, hours and unavailable codes."""

from typing import Any

from tests.helpers.cxone import Field
from tests.house.api.cxone.test_agents import made


def team(acd: Field, name: str, **more: Any) -> int:
    answer = acd.done("POST", "/teams", {"teams": [{"teamName": name, **more}]})
    assert answer["errorCount"] == 0, answer
    assert answer["teamId"] == answer["teams"][0]["teamId"] == answer["results"][0]["teamId"]
    return int(answer["teamId"])


def code(acd: Field, name: str, **more: Any) -> int:
    return int(acd.done("POST", "/unavailable-codes", {"name": name, **more})["id"])


def test_a_team_is_made_read_changed_and_counted(acd: Field) -> None:
    blue = team(acd, "Blue", description="d", voiceThreshold="2")
    made(acd, "zoe", teamId=str(blue))
    [told] = acd.get(f"/teams/{blue}")["teams"]
    ours = acd.v1("team", blue)
    assert (told["teamName"], told["agentCount"], told["voiceThreshold"]) == ("Blue", 1, 2)
    assert ours["name"] == "Blue"
    acd.done("PUT", f"/teams/{blue}", {"team": {"teamName": "Bleu", "isActive": "false"}})
    assert acd.v1("team", blue)["status"] == "INACTIVE"
    names = [
        one["teamName"] for one in acd.get("/teams", isActive=True, fields="teamName")["teams"]
    ]
    assert names == ["System Default"]
    [line] = acd.get("/teams", fields="teamId,teamName,isActive,agentCount", isActive=False)[
        "teams"
    ]
    assert line == {"teamId": blue, "teamName": "Bleu", "isActive": False, "agentCount": 1}


def test_agents_move_between_teams_and_are_never_in_none(acd: Field) -> None:
    blue, red = team(acd, "Blue"), team(acd, "Red")
    agent = made(acd, "zoe")
    acd.done("POST", f"/teams/{blue}/agents", {"agents": [{"agentId": str(agent)}]})
    [told] = acd.get(f"/teams/{blue}/agents", fields="agentId")["teams"]
    assert told["agents"] == [{"agentId": agent}]
    refused = acd.ask("DELETE", f"/teams/{blue}/agents", {"agents": [{"agentId": agent}]})
    assert refused.status_code == 400
    acd.done(
        "DELETE",
        f"/teams/{blue}/agents",
        {"agents": [{"agentId": agent}]},
        params={"transferTeamId": red},
    )
    acd.done("POST", f"/teams/{red}/agents", {"agentIds": [agent]})
    teams = {one["teamName"]: one["agents"] for one in acd.get("/teams/agents")["teams"]}
    assert [one["agentId"] for one in teams["Red"]] == [agent]
    assert teams["Blue"] == []


def test_the_codes_of_a_team_are_told_in_both_spellings(acd: Field) -> None:
    blue, lunch, wrap = (
        team(acd, "Blue"),
        code(acd, "Lunch"),
        code(acd, "Wrap", isACW=True, agentTimeout=5),
    )
    acd.done(
        "POST",
        f"/teams/{blue}/unavailable-codes",
        {"codes": [{"outstateId": lunch}, {"outStateId": str(wrap)}]},
    )
    told = acd.get(f"/teams/{blue}/unavailable-codes", activityOnly="true")["unavailableCodes"]
    assert [(one["outstateId"], one["outStateName"], one["outstateName"]) for one in told] == [
        (lunch, "Lunch", "Lunch"),
        (wrap, "Wrap", "Wrap"),
    ]
    assert (told[1]["isAcw"], told[1]["agentTimeoutMins"]) == (True, "5")
    acd.done("PATCH", f"/unavailable-codes/{lunch}/status", params={"isActive": "false"})
    active = acd.get(f"/teams/{blue}/unavailable-codes", activeOnly="True")["unavailableCodes"]
    assert [one["outstateId"] for one in active] == [wrap]
    acd.done(
        "PUT",
        f"/teams/{blue}/unavailable-codes",
        {"unavailableCodes": [{"outStateId": str(lunch)}]},
    )
    assert acd.v1("team", blue)["unavailableCodes"] == [{"outStateId": lunch}]
    acd.done("DELETE", f"/teams/{blue}/unavailable-codes", {"codes": [{"outstateId": lunch}]})
    assert acd.get(f"/teams/{blue}/unavailable-codes")["unavailableCodes"] == []


def test_teams_are_given_a_code_from_its_own_side_too(acd: Field) -> None:
    blue, red, lunch = team(acd, "Blue"), team(acd, "Red"), code(acd, "Lunch")
    path = f"/unavailable-codes/{lunch}/teams"
    answer = acd.done("POST", path, {"teams": [{"id": blue}, {"id": 7}]})
    assert answer == {"assignedTeams": [{"teamId": blue}], "invalidTeams": [{"teamId": "7"}]}
    assert [one["id"] for one in acd.get(path)["teams"]] == [blue]
    assert red in [one["id"] for one in acd.get(path + "/unassigned")["teams"]]
    acd.done("PUT", path, {"teams": [{"teamId": red}]})
    assert [one["name"] for one in acd.get(path)["teams"]] == ["Red"]
    acd.done("DELETE", path, params={"removeAll": "true"})
    assert acd.get(path)["teams"] == []


def test_a_code_is_read_written_and_deactivated(acd: Field) -> None:
    lunch = code(acd, "Lunch", isACW="false", agentTimeout="30", notes="n")
    told = acd.get(f"/unavailable-codes/{lunch}")["unavailableCode"]
    assert told == {
        "id": lunch,
        "name": "Lunch",
        "isActive": True,
        "isACW": False,
        "agentTimeout": 30,
        "notes": "n",
    }
    acd.done("PUT", f"/unavailable-codes/{lunch}", {"name": "Repas", "isActive": False})
    assert acd.get("/unavailable-codes", activeOnly="true")["unavailableCodes"] == []
    assert acd.get("/unavailable-codes", activeOnly="false")["totalRecords"] == 1


def test_groups_and_who_is_in_them(acd: Field) -> None:
    [night] = acd.make(
        "groups", "groupResults", "groupId", {"groupName": "Night", "isActive": True}
    )
    zoe, yan = made(acd, "zoe"), made(acd, "yan")
    acd.done("PUT", f"/groups/{night}", params={"groupName": "Nuit", "notes": "x"})
    assert acd.get(f"/groups/{night}")["groups"][0]["groupName"] == "Nuit"
    acd.done("POST", f"/groups/{night}/agents", {"agents": [{"agentId": str(zoe)}]})
    assert [one["agentId"] for one in acd.get(f"/groups/{night}/agents")["agents"]] == [zoe]
    rest = acd.get(f"/groups/{night}/agents", assigned="false", fields="agentId")["agents"]
    assert {"agentId": yan} in rest
    assert {"agentId": zoe} not in rest
    assert acd.get(f"/agents/{zoe}/groups")["agentGroups"][0]["groupId"] == night
    acd.done("DELETE", f"/groups/{night}/agents", {"agents": [{"agentId": zoe}]})
    assert acd.v1("employee", zoe).get("groupIds", []) == []


def test_campaigns_have_the_names_of_both_generations(acd: Field) -> None:
    new = acd.done("POST", "/inContactAPI/services/v33.0/campaigns", {"name": "Winter"})["id"]
    body = {"campaigns": [{"campaignName": "Summer", "isActive": "true"}]}
    old = acd.done("POST", "/campaigns", body)["campaignResults"][0]["campaignId"]
    answer = acd.get("/campaigns")
    assert answer["resultSet"]["campaigns"] == answer["campaigns"]
    assert {
        (one["id"], one["campaignId"], one["name"], one["campaignName"])
        for one in answer["campaigns"]
    } == {
        (new, new, "Winter", "Winter"),
        (old, old, "Summer", "Summer"),
    }
    acd.done("PUT", f"/campaigns/{new}", {"name": "Hiver"})
    acd.done("PATCH", f"/campaigns/{new}/status", {"isActive": False})
    assert acd.get(f"/campaigns/{new}", fields="name,isActive") == {
        "name": "Hiver",
        "isActive": False,
    }


def test_skills_are_put_into_campaigns(acd: Field) -> None:
    winter = acd.done("POST", "/inContactAPI/services/v33.0/campaigns", {"name": "Winter"})["id"]
    claims, sales = acd.skill("Claims"), acd.skill("Sales")
    answer = acd.done(
        "POST", f"/campaigns/{winter}/skills", {"skills": [claims, {"skillId": sales}, 7]}
    )
    assert answer == {"assignedSkills": [claims, sales], "invalidSkills": ["7"]}
    assert [one["skillName"] for one in acd.get(f"/campaigns/{winter}/skills")["skills"]] == [
        "Claims",
        "Sales",
    ]
    acd.done("DELETE", f"/campaigns/{winter}/skills", {"skills": [claims]})
    assert [
        one["skillId"] for one in acd.get(f"/campaigns/{winter}/skills/unassigned")["skills"]
    ] == [claims]


def test_hours_are_written_and_read_under_their_several_names(acd: Field) -> None:
    skill = acd.skill("Claims")
    body = {
        "profileName": "Office",
        "days": [{"day": "Monday", "openTime": "09:00:00", "closeTime": "17:00:00"}],
        "holidays": [{"holidayName": "New Year", "date": "2027-01-01", "isClosedAllDay": "true"}],
        "skills": [{"skillId": skill}],
    }
    answer = acd.done("POST", "/hours-of-operation", body)
    assert answer["profileName"] == "Office"
    hours = int(answer["profileId"])
    told = acd.get(f"/hours-of-operation/{hours}")
    assert (told["hoursOfOperationProfileId"], told["hoursOfOperationProfileName"]) == (
        hours,
        "Office",
    )
    assert told["holidays"][0]["name"] == told["holidays"][0]["holidayName"] == "New Year"
    assert told["holidays"][0]["isClosedAllDay"] is True
    assert (told["days"][0]["openTime"], told["days"][0]["hasAdditionalHours"]) == (
        "09:00:00",
        False,
    )
    assert told["skills"] == [{"skillId": skill, "skillName": "Claims"}]
    acd.done(
        "PUT", f"/hours-of-operation/{hours}", {**told, "hoursOfOperationProfileName": "Bureau"}
    )
    acd.done("PUT", f"/hours-of-operation/{hours}/skills", {"assign": False, "skills": [skill]})
    after = acd.get(f"/hours-of-operation/{hours}")
    assert after["profileName"] == after["hoursOfOperationProfileName"] == "Bureau"
    assert after["skills"] == []
    assert after["days"] == told["days"]
    listed = acd.get("/hours-of-operation", isDeleted="false")
    assert listed["businessUnit"] == acd.get("/skills")["businessUnitId"]
    assert listed["resultSet"]["hoursOfOperationProfiles"] == listed["hoursOfOperation"]
    acd.done("DELETE", f"/hours-of-operation/{hours}")
    assert acd.get("/hours-of-operation")["hoursOfOperation"] == []
    [gone] = acd.get("/hours-of-operation", isDeleted="true")["hoursOfOperation"]
    assert gone["isDeleted"] is True


def test_another_tenants_things_are_not_found(acd: Field, stranger: Field) -> None:
    blue, lunch = team(acd, "Blue"), code(acd, "Lunch")
    for path in (f"/teams/{blue}", f"/teams/{blue}/agents", f"/unavailable-codes/{lunch}/teams"):
        assert stranger.ask("GET", path).status_code == 404
    assert stranger.ask("PUT", f"/teams/{blue}", {"team": {"description": "x"}}).status_code == 404
    given = {"codes": [{"outstateId": lunch}]}
    mine = team(stranger, "Mine")
    assert stranger.done("POST", f"/teams/{mine}/unavailable-codes", given)["errorCount"] == 1
