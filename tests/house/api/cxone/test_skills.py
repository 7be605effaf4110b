"""Skills, their dispositions and tags, and dispositions and tags themselves."""

from tests.helpers.cxone import Field


def test_a_skill_is_read_as_it_was_written_and_at_our_own_door_too(acd: Field) -> None:
    [end] = acd.make(
        "dispositions", "dispositionResults", "dispositionId", {"dispositionName": "Done"}
    )
    skill = acd.skill(
        "Claims",
        screenPopDetails="https://crm.example",
        enableParking=True,
        serviceLevelGoal="80",
        dispositions=[{"dispositionId": str(end), "priority": 1}],
    )
    told, ours = acd.get(f"/skills/{skill}"), acd.v1("skill", skill)
    assert told["screenPopDetail"] == told["screenPopDetails"] == ours["screenPopDetail"]
    assert told["emailParking"] is ours["emailParking"] is True
    assert told["mediaTypeName"] == "Phone Call"
    assert told["dispositions"] == [
        {
            "dispositionId": end,
            "dispositionName": "Done",
            "priority": 1,
            "isPreviewDisposition": False,
        }
    ]
    assert told["TenantId"] == acd.get("/business-unit")["businessUnits"][0]["tenantId"]


def test_what_was_read_of_a_skill_can_be_written_back(acd: Field) -> None:
    [end] = acd.make(
        "dispositions", "dispositionResults", "dispositionId", {"dispositionName": "Done"}
    )
    skill = acd.skill("Claims", dispositions=[{"dispositionId": end}], notes="x")
    told, before = acd.get(f"/skills/{skill}"), acd.v1("skill", skill)
    assert acd.done("PUT", f"/skills/{skill}", {"skill": told}) == {
        "success": True,
        "skillId": skill,
    }
    after = acd.v1("skill", skill)
    assert {name: after.get(name) for name in before} == before


def test_a_skill_is_refused_under_the_names_that_the_client_uses(acd: Field) -> None:
    skill = acd.skill("Claims")
    answer = acd.ask("PUT", f"/skills/{skill}", {"skill": {"campaignId": 99, "enableParking": "x"}})
    assert answer.status_code == 400
    assert "enableParking" in answer.json()["error_description"]


def test_two_who_change_different_fields_of_a_skill_lose_nothing(acd: Field) -> None:
    skill = acd.skill("Claims")
    acd.done("PUT", f"/skills/{skill}", {"skill": {"notes": "one"}})
    acd.done("PUT", f"/skills/{skill}", {"initialPriority": 5})
    told = acd.get(f"/skills/{skill}", fields="notes,initialPriority")
    assert told == {"notes": "one", "initialPriority": 5}


def test_the_dispositions_of_a_skill_and_those_that_it_has_not(acd: Field) -> None:
    done, lost = acd.make(
        "dispositions",
        "dispositionResults",
        "dispositionId",
        {"dispositionName": "Done"},
        {"dispositionName": "Lost"},
    )
    skill = acd.skill("Claims", dispositions=[{"dispositionId": done, "priority": 3}])
    answer = acd.get(f"/skills/{skill}/dispositions")
    assert (answer["skillName"], answer["totalRecords"]) == ("Claims", 1)
    [row] = answer["dispositions"]
    assert (row["dispositionId"], row["displayOrder"], row["dispositionName"]) == (done, 3, "Done")
    rest = acd.get(f"/skills/{skill}/dispositions/unassigned")["dispositions"]
    assert [one["dispositionId"] for one in rest] == [lost]


def test_tags_are_given_to_a_skill_and_taken_from_it(acd: Field) -> None:
    tag = acd.done("POST", "/tags", params={"tagName": "VIP", "notes": "n"})["tagId"]
    skill = acd.skill("Claims")
    answer = acd.done("POST", f"/skills/{skill}/tags", {"tags": [{"tagId": tag}, {"tagId": 9}]})
    assert (answer["errorCount"], answer["resultSet"]["tagResults"][0]["success"]) == (1, True)
    assert acd.get(f"/skills/{skill}/tags")["resultSet"]["tags"] == [
        {"tagId": tag, "tagName": "VIP", "isActive": True, "notes": "n"}
    ]
    acd.done("DELETE", f"/skills/{skill}/tags", {"tags": [{"tagId": tag}]})
    answer = acd.get(f"/skills/{skill}/tags")
    assert (answer["totalRecords"], answer["resultSet"]["tags"]) == (0, [])


def test_tags_are_written_in_the_query_or_in_the_body(acd: Field) -> None:
    one = acd.done("POST", "/tags", params={"tagName": "One"})["tagId"]
    two = acd.done("POST", "/tags", {"tagName": "Two"})["tagId"]
    acd.done("PUT", f"/tags/{one}", params={"tagName": "Uno", "isActive": "False"})
    assert acd.get(f"/tags/{one}")["tags"] == [
        {"tagId": one, "tagName": "Uno", "isActive": False, "notes": ""}
    ]
    assert [tag["tagId"] for tag in acd.get("/tags", isActive="true")["tags"]] == [two]


def test_a_disposition_is_made_changed_and_deactivated(acd: Field) -> None:
    [end] = acd.make(
        "dispositions",
        "dispositionResults",
        "dispositionId",
        {"dispositionName": "Done", "isPreviewDisposition": True, "classificationId": "3"},
    )
    told = acd.get(f"/dispositions/{end}")
    assert (told["classificationId"], told["isPreviewDisposition"]) == (3, True)
    acd.done("PUT", f"/dispositions/{end}", params={"dispositionName": "Sold"})
    acd.done("PATCH", f"/dispositions/{end}/status", params={"isActive": "false"})
    told = acd.get(f"/dispositions/{end}")
    assert (told["dispositionName"], told["isActive"]) == ("Sold", False)
    assert acd.get("/dispositions", isActive="true")["dispositions"] == []
    assert acd.get("/dispositions", isPreviewDispositions="true")["totalRecords"] == 1


def test_activity_tells_a_directory_what_it_polls_for(acd: Field) -> None:
    skill = acd.skill("Claims")
    answer = acd.get("/skills/activity", updatedSince="2026-01-01T00:00:00.000Z")
    assert answer["skillActivity"] == [
        {
            "skillId": skill,
            "skillName": "Claims",
            "mediaTypeId": 4,
            "mediaTypeName": "Phone Call",
            "isActive": True,
            "isOutbound": False,
        }
    ]
    assert answer["resultSet"]["lastPollTime"] == answer["lastPollTime"]


def test_another_tenants_skill_is_not_found(acd: Field, stranger: Field) -> None:
    skill = acd.skill("Claims")
    for path in ("", "/dispositions", "/tags", "/agents"):
        assert stranger.ask("GET", f"/skills/{skill}{path}").status_code == 404
    assert stranger.ask("PUT", f"/skills/{skill}", {"skill": {"notes": "x"}}).status_code == 404
    assert acd.get(f"/skills/{skill}")["notes"] == ""
