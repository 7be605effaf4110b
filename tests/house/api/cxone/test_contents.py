"""What scripts use: points of contact, address books, templates, workflow data, files, and scripts themselves."""

import base64
from typing import Any

from tests.helpers.cxone import Field
from tests.house.api.cxone.test_agents import made


def script(acd: Field, path: str, skill: object = "", bus: object = None) -> dict[str, Any]:
    unit = acd.get("/business-unit")["businessUnits"][0]["businessUnitId"] if bus is None else bus
    return {
        "scriptContent": {
            "header": {"scriptName": path, "busNo": unit, "mediaType": 4, "masterId": None},
            "actions": {
                "1": {"actionId": 1, "name": "BEGIN", "label": "Begin"},
                "2": {"actionId": 2, "name": "REQAGENT", "label": "Ask"},
            },
            "properties": {"2": {"0": {"name": "Skill", "value": str(skill)}}},
            "branches": {"1": {"0": {"to": 2, "label": ""}}},
        }
    }


def test_a_script_is_saved_found_and_read_back(acd: Field) -> None:
    skill = acd.skill("Claims")
    answer = acd.done("POST", "/scripts", script(acd, "Prod\\Main", skill))
    [result] = answer["results"]
    assert (answer["errorCount"], result["success"]) == (0, True)
    assert result["error_code"]["details"]["totalWarnings"] == 0
    told = acd.get("/scripts", scriptPath="prod\\MAIN")
    assert told["header"]["masterId"] == result["masterId"]
    assert told["properties"]["2"]["0"]["value"] == str(skill)
    assert acd.get("/scripts", scriptId=result["masterId"]) == told
    assert acd.get("/scripts", libraryId=result["libraryId"]) == told
    one = acd.get(f"/scripts/{result['masterId']}")
    assert (one["scriptId"], one["ScriptId"], one["filePath"]) == (result["masterId"],) * 2 + (
        "Prod\\Main",
    )
    assert base64.b64decode(one["body"]).decode() == one["scriptContent"]
    acd.done("POST", "/scripts", {"scriptContent": told})
    assert acd.get("/scripts", scriptPath="Prod\\Main") == told


def test_a_script_that_names_what_there_is_not_is_saved_with_a_warning(acd: Field) -> None:
    answer = acd.done("POST", "/scripts", script(acd, "Main", 99999999), status=206)
    details = answer["results"][0]["error_code"]["details"]
    assert details["totalWarnings"] == 1
    assert details["actions"]["2"] == {
        "actionType": "REQAGENT",
        "errors": [],
        "warnings": [{"key": "identifier-unknown"}],
    }


def test_a_script_of_another_tenant_or_none_at_all_is_rejected_and_not_saved(acd: Field) -> None:
    bodies: list[dict[str, Any]] = [
        script(acd, "Main", bus=4711),
        {"scriptContent": {"header": {}}},
        {"scriptContent": {}},
    ]
    for body in bodies:
        answer = acd.done("POST", "/scripts", body, status=409)
        assert answer["results"][0]["success"] is False
        assert answer["error_description"]
    assert acd.get("/scripts/search")["totalRecords"] == 0


def test_in_the_development_workflow_a_script_is_rejected_and_nothing_is_kept(acd: Field) -> None:
    """What a program saves it takes for live: a draft would not be."""
    acd.done("POST", "/scripts", script(acd, "Main"))
    before = acd.get("/scripts", scriptPath="Main")
    acd.story.done("PUT", "/studio/settings", acd.token, {"steps": True})
    for path in ("Main", "Other"):
        answer = acd.done("POST", "/scripts", script(acd, path, 99999999), status=409)
        assert answer["results"][0]["success"] is False
        assert "steps of the development workflow" in answer["error_description"]
    assert acd.story.done("GET", "/studio/settings", acd.token)["waiting"] == 0
    assert acd.get("/scripts", scriptPath="Main") == before


def test_scripts_are_searched_by_name_action_caption_and_value(acd: Field) -> None:
    skill = acd.skill("Claims")
    for path in ("Prod\\Main", "Prod\\Sub\\Menu", "Test"):
        acd.done("POST", "/scripts", script(acd, path, skill))
    found = acd.get("/scripts/search", scriptName="prod", top=1)
    assert (found["totalRecords"], len(found["scriptSearchDetails"])) == (2, 1)
    assert found["scriptSearchDetails"][0]["status"] == "CURR"
    for name, text in (("toolName", "REQAGENT"), ("caption", "Ask"), ("parameters", str(skill))):
        inside = acd.get("/scripts/search", **{name: text, "scriptName": "menu"})
        assert [one["scriptName"] for one in inside["scriptSearchDetails"]] == [
            "Prod\\Sub\\Menu"
        ], name
    assert inside["scriptSearchDetails"][0]["actions"] == [{"name": "REQAGENT"}]
    assert len(acd.done("GET", "/scripts/?scriptName=test")["scripts"]) == 1


def test_folders_hold_scripts_and_folders(acd: Field) -> None:
    for path in ("Prod\\Main", "Prod\\Sub\\Menu", "Test"):
        acd.done("POST", "/scripts", script(acd, path))
    outer = acd.get("/script-folders")["scriptList"]
    assert [(one["scriptName"], one["isFolder"]) for one in outer] == [
        ("Prod", True),
        ("Test", False),
    ]
    inner = acd.get("/script-folders", folder="\\prod")["scriptList"]
    assert [(one["scriptName"], one["isFolder"]) for one in inner] == [
        ("Main", False),
        ("Sub", True),
    ]
    acd.done("DELETE", "/scripts", params={"scriptPath": "Test"})
    assert acd.get("/script-folders")["totalRecords"] == 1


def test_scripts_are_not_locked_and_it_says_so(acd: Field) -> None:
    acd.done("POST", "/scripts", script(acd, "Main"))
    path = {"scriptPath": "Main", "lockScript": "true"}
    answer = acd.ask("PUT", "/scripts", params=path)
    assert answer.status_code == 501
    assert "not locked" in answer.json()["error_description"]


def test_a_point_of_contact_is_written_and_read_under_its_two_sets_of_names(acd: Field) -> None:
    skill = acd.skill("Claims")
    acd.done("POST", "/scripts", script(acd, "Main"))
    body = {
        "pointOfContact": "+33123456789",
        "pointOfContactName": "Front door",
        "skillId": str(skill),
        "isActive": "true",
        "mediaTypeId": 4,
        "scriptName": "Main",
    }
    contact = acd.done("POST", "/points-of-contact", body)["pointOfContactId"]
    [told] = acd.get(f"/points-of-contact/{contact}")["pointsOfContact"]
    assert told["contactAddress"] == told["pointOfContact"] == "+33123456789"
    assert told["contactDescription"] == told["pointOfContactName"] == "Front door"
    assert (told["defaultSkillId"], told["skillName"], told["scriptName"]) == (
        skill,
        "Claims",
        "Main",
    )
    acd.done("PUT", f"/points-of-contact/{contact}", {"pointOfContactName": "Door"})
    ours = acd.v1("point_of_contact", contact)
    assert (ours["contactDescription"], ours["defaultSkillId"]) == ("Door", skill)
    assert acd.get("/points-of-contact", mediaTypeId=1)["pointsOfContact"] == []
    numbers = acd.get("/phone-numbers")
    assert numbers["phoneNumbers"] == ["+33123456789"]
    assert numbers["phoneCollection"] == [{"phonenumber": "+33123456789"}]


def test_an_address_book_is_made_filled_assigned_and_deleted(acd: Field) -> None:
    agent = made(acd, "zoe")
    query = {"addressBookName": "Partners", "addressBookType": "Standard"}
    book = acd.done("POST", "/address-books", params=query)["resultSet"]["addressBookId"]
    entries = [{"firstName": "Ada", "phone": "1"}, {"firstName": "Bo", "email": "b@x.example"}]
    path = f"/address-books/{book}/entries"
    answer = acd.done("POST", path, {"addressBookEntries": entries}, status=202)
    numbers = [one["addressBookEntryId"] for one in answer["entryResults"]]
    change = {"addressBookEntryId": numbers[0], "lastName": "L"}
    acd.done("PUT", path, {"addressBookEntries": [change]}, status=202)
    listed = acd.get(path, searchString="ada")
    [ada] = listed["addressBook"]["addressBookEntries"]
    assert (ada["firstName"], ada["lastName"], ada["phone"], ada["isDeleted"]) == (
        "Ada",
        "L",
        "1",
        False,
    )
    assert acd.get(path, top=1)["_links"]["next"]
    given = {"addressBookAssignments": [{"entityId": str(agent)}, {"entityId": "7"}]}
    assigned = acd.done(
        "POST",
        f"/address-books/{book}/assignment",
        given,
        status=202,
        params={"entityType": "agent"},
    )
    assert [one["success"] for one in assigned["assignResults"]] == [True, False]
    [his] = acd.get(f"/agents/{agent}/address-books", includeEntries="true")["addressBooks"]
    assert (his["addressBookId"], len(his["addressBookEntries"])) == (book, 2)
    assert [one["agentId"] for one in acd.get(f"/address-books/{book}/agents/assigned")] == [agent]
    acd.done("DELETE", f"{path}/{numbers[1]}", status=202)
    assert len(acd.v1("address_book", book)["entries"]) == 1
    acd.done("DELETE", f"/address-books/{book}", status=202)
    assert acd.get("/address-books")["addressBooks"] == []


def test_a_book_for_everyone_is_everyones(acd: Field) -> None:
    skill = acd.skill("Claims")
    book = acd.done("POST", "/address-books", {"addressBookName": "All"})["resultSet"][
        "addressBookId"
    ]
    acd.done(
        "POST", f"/address-books/{book}/assignment", status=202, params={"entityType": "Everyone"}
    )
    [found] = acd.get(f"/skills/{skill}/address-books")["addressBooks"]
    assert found["addressBookId"] == book


def test_a_dynamic_book_is_loaded_by_the_ids_of_others(acd: Field) -> None:
    query = {"addressBookName": "Live", "addressBookType": "Dynamic"}
    book = acd.done("POST", "/address-books", params=query)["resultSet"]["addressBookId"]
    path = f"/address-books/{book}/dynamic-entries"
    first = {"addressBookEntries": [{"externalId": "a", "firstName": "Ada"}, {"externalId": "b"}]}
    acd.done("PUT", path, first, status=202)
    second = {"addressBookEntries": [{"externalId": "a", "stateId": 3}, {"externalId": "c"}]}
    answer = acd.done("PUT", path, second, status=202, params={"fullLoad": "true"})
    assert [one["created"] for one in answer["entryResults"]] == [False, True]
    rows = acd.get(path)["addressBook"]["addressBookEntries"]
    assert [(one["externalId"], one["firstName"], one["stateId"]) for one in rows] == [
        ("a", "Ada", 3),
        ("c", "", None),
    ]
    acd.done("DELETE", f"{path}/c", status=202)
    assert acd.get(path)["totalRecords"] == 1
    assert acd.ask("DELETE", f"{path}/c").status_code == 404


def test_message_templates_are_written_in_the_query(acd: Field) -> None:
    query = {
        "templateName": "Thanks",
        "templateTypeId": 1,
        "subject": "S",
        "body": "B",
        "isHTML": "true",
    }
    template = acd.done("POST", "/message-templates", params=query)["templateId"]
    told = acd.get(f"/message-templates/{template}")["messageTemplate"]
    assert (told["templateName"], told["body"], told["isHTML"]) == ("Thanks", "B", True)
    acd.done("PUT", f"/message-templates/{template}", {"subject": "T"})
    assert acd.get("/message-templates", templateTypeId=1)["messageTemplates"][0]["subject"] == "T"
    assert acd.get("/message-templates", templateTypeId=2)["messageTemplates"] == []


def test_workflow_data_is_read_as_text_and_written_as_values(acd: Field) -> None:
    body = {
        "profile": {"ProfileName": "Prompts", "Description": "d"},
        "data": {"Welcome": {"Value": ["w.wav"], "Visible": True, "Type": "Text", "Ref": ""}},
    }
    profile = acd.done("POST", "/workflow-data", body)["profileId"]
    told = acd.get(f"/workflow-data/{profile}")
    assert told["profile"]["profileName"] == "Prompts"
    assert '"w.wav"' in told["data"]
    acd.done("PUT", "/workflow-data", {"profile": {"ProfileID": profile, "Description": "e"}})
    assert acd.v1("workflow_data", profile)["data"] == body["data"]
    acd.done("PUT", f"/workflow-data/{profile}/deactivate")
    assert acd.get("/workflow-data/list/1")["profiles"] == []
    assert len(acd.get("/workflow-data/list/2")["profiles"]) == 1
    acd.done("PUT", f"/workflow-data/{profile}/activate")
    identities = acd.get("/workflow-data/identities")["workflowDataIdentities"]
    assert identities == [{"wfdId": profile, "wfdName": "Prompts"}]


def test_files_are_stored_moved_listed_and_deleted(acd: Field) -> None:
    wave = base64.b64encode(b"RIFF").decode()
    acd.done("POST", "/files", {"fileName": "Prompts\\hello.wav", "file": wave})
    again = acd.ask("POST", "/files", {"fileName": "prompts\\HELLO.wav", "file": wave})
    assert again.status_code == 409
    acd.done(
        "POST", "/files", {"fileName": "Prompts\\hello.wav", "file": wave, "overwrite": "true"}
    )
    assert acd.get("/files", fileName="prompts\\hello.wav")["files"]["file"] == wave
    acd.done(
        "PUT", "/files", params={"oldPath": "Prompts\\hello.wav", "newPath": "Prompts\\hi.wav"}
    )
    [line] = acd.get("/folders", folderName="Prompts")["files"]
    assert (line["fileName"], line["fileNameWithPath"], line["size"]) == (
        "hi.wav",
        "Prompts\\hi.wav",
        4,
    )
    acd.done("DELETE", "/files", {"fileName": "Prompts\\hi.wav"})
    assert acd.get("/folders", folderName="Prompts")["files"] == []
    assert acd.ask("POST", "/files", {"fileName": "a", "file": "no base64!"}).status_code == 400


def test_the_parameters_of_a_skill_are_kept_block_by_block(acd: Field) -> None:
    skill = acd.skill("Claims", isOutbound=True)
    path = f"/skills/{skill}/parameters"
    acd.done("PUT", f"{path}/general-settings", {"generalSettings": {"maximumAttempts": 3}})
    acd.done("PUT", f"{path}/general-settings", {"generalSettings": {"minimumRetryMinutes": 5}})
    acd.done("PUT", f"{path}/cadence-settings", {"attemptMode": 1})
    assert acd.get(f"{path}/general-settings") == {"maximumAttempts": 3, "minimumRetryMinutes": 5}
    whole = acd.get(path)
    assert (whole["skillId"], whole["cadenceSettings"]) == (skill, {"attemptMode": 1})
    assert acd.ask("GET", f"{path}/nothing").status_code == 404


def test_look_ups_tell_what_there_is(acd: Field) -> None:
    assert {"mediaTypeId": 4, "mediaTypeName": "Phone Call", "subTypes": []} in acd.get(
        "/media-types"
    )["mediaTypes"]
    paris = next(
        one for one in acd.get("/timezones")["timeZones"] if one["standardName"] == "Europe/Paris"
    )
    assert paris["offset"] == "+01:00"
    assert acd.get("/server-time") == {"ServerTime": "2026-11-22T09:00:00.000Z"}
    profiles = acd.get("/security-profiles")["securityProfiles"]
    assert {"Administrator", "Agent"} <= {one["securityProfileName"] for one in profiles}
    keys = {one["Key"] for one in acd.get("/permissions")["permissions"]}
    assert {"acd.configuration:edit", "admin.employees:view"} <= keys
    agent = made(acd, "zoe")
    assert acd.get(f"/permissions/{agent}")["permissions"] == []
    assert acd.get(f"/agents/{agent}/agent-settings")["agentId"] == agent


def test_access_keys_are_made_and_revoked_at_the_acds_door_too(acd: Field) -> None:
    agent = made(acd, "zoe")
    [key] = acd.done("POST", "/access-keys", params={"agentId": agent})["accesskeys"]
    assert key["accessKeySecret"]
    listed = acd.get("/access-keys", agentId=agent)
    assert (listed["totalRecords"], listed["accesskeys"][0]["agentId"]) == (1, agent)
    path = f"/access-keys/{key['accessKeyId']}"
    assert acd.done("PATCH", path, {"isActive": False})["accessKey"]["isActive"] is False
    assert "accessKeySecret" not in acd.get(path)["accessKey"]
    acd.done("DELETE", path)
    assert acd.ask("GET", path).status_code == 404
