"""UserHub: users, teams and roles by UUID, searches, and the small doors of a desktop."""

from typing import Any

from tests.helpers.cxone import Field
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.house.api.cxone.test_agents import made

USERS = "/user-management/v1/users"


def user(acd: Field, name: str, **more: Any) -> str:
    body = {
        "firstName": name.title(),
        "lastName": "Larkmont",
        "emailAddress": f"{name}@larkmont.example",
        "role": "Agent",
    }
    answer = acd.done("POST", USERS, {**body, **more})
    assert answer["success"] is True
    return str(answer["uuid"])


def test_a_user_is_made_read_and_is_an_agent_too(acd: Field) -> None:
    uuid = user(acd, "zoe", mobileNumber="1", customAttributes={"a": {"id": "a", "values": []}})
    told = acd.get(f"{USERS}/{uuid}")["user"]
    assert told == acd.get(f"/user-management/v3/users/{uuid}")["user"]
    assert (told["id"], told["fullName"], told["role"], told["status"]) == (
        uuid,
        "Zoe Larkmont",
        "Agent",
        "ACTIVE",
    )
    assert told["userName"] == told["emailAddress"] == "zoe@larkmont.example"
    [agent] = acd.get(f"/agents/{uuid}")["agents"]
    assert (agent["userId"], agent["telephone1"], agent["teamName"]) == (
        uuid,
        "1",
        "System Default",
    )
    assert acd.v1("employee", agent["agentId"])["customAttributes"]["a"]["id"] == "a"


def test_the_attributes_of_a_user_are_always_an_object(acd: Field) -> None:
    assert acd.get(f"{USERS}/{user(acd, 'zoe')}")["user"]["customAttributes"] == {}


def test_a_user_is_changed_deactivated_and_revived(acd: Field) -> None:
    uuid = user(acd, "zoe")
    acd.done("PUT", USERS, {"id": uuid, "lastName": "Brume", "role": "Manager"})
    told = acd.get(f"{USERS}/{uuid}")["user"]
    assert (told["fullName"], told["role"]) == ("Zoe Brume", "Manager")
    left = acd.done("POST", f"{USERS}/deactivate", {"userIds": [uuid, "nobody"]})
    assert left == {"notDeletedUserIds": ["nobody"]}
    assert acd.get(f"{USERS}/{uuid}")["user"]["status"] == "DELETED"
    ids = [one["id"] for one in acd.get(USERS)["users"]]
    assert uuid not in ids
    assert uuid in [one["id"] for one in acd.get(USERS, includeDeleted="true")["users"]]
    assert acd.done("POST", f"{USERS}/{uuid}/revive") == {"success": True, "uuid": uuid}
    assert acd.get(f"{USERS}/{uuid}")["user"]["status"] == "ACTIVE"


def test_a_role_that_there_is_not_is_told(acd: Field) -> None:
    answer = acd.ask(
        "POST",
        USERS,
        {"firstName": "Z", "lastName": "L", "emailAddress": "z@l.example", "role": "King"},
    )
    assert answer.status_code == 400
    told = answer.json()
    assert told["code"] == "invalid"
    assert told["errors"]["role"]["message"] == "There is no role “King”."
    assert told.keys() == {"code", "details", "hostName", "entityType", "errors"}


def test_users_are_searched_by_field_operation_order_and_page(acd: Field) -> None:
    zoe, yan = user(acd, "zoe"), user(acd, "yan", lastName="Brume")

    def search(**body: Any) -> list[str]:
        answer = acd.done("POST", "/user-management/v2/users/search", body)
        assert answer["totalRecords"] >= len(answer["users"])
        return [one["id"] for one in answer["users"]]

    assert search(filter={"lastName": "LARK"}, operations={"lastName": "LIKE"}) == [zoe]
    assert search(filter={"id": [yan, "x"]}) == [yan]
    assert search(filter={"fullName": "yan b"}) == [yan]
    assert zoe in search(filter={"status": ["ACTIVE"]})
    acd.done("POST", f"{USERS}/deactivate", {"userIds": [zoe]})
    assert zoe not in search(filter={"status": ["ACTIVE"]})
    assert search(filter={"status": ["DELETED"]}) == [zoe]
    everybody = search(
        orderBy={"firstName": "DESC"},
        filter={"userName": ["Impersonated Admin"]},
        operations={"userName": "NOT"},
    )
    assert everybody == [zoe, yan]
    answer = acd.done(
        "POST", "/user-management/v2/users/search", {"top": 1, "skip": 1, "fields": ["userName"]}
    )
    assert (answer["totalRecords"], answer["top"], answer["skip"]) == (3, 1, 1)
    assert [set(one) for one in answer["users"]] == [{"userName"}]
    wrong = acd.ask("POST", "/user-management/v2/users/search", {"filter": {"shoeSize": "44"}})
    assert wrong.status_code == 400


def test_names_are_enough_for_a_list_of_identities(acd: Field) -> None:
    uuid = user(acd, "zoe")
    answer = acd.get("/user-management/v2/users/identities", top=10)
    assert {"id": uuid, "displayName": "Zoe Larkmont", "status": "ACTIVE"} in answer["users"]
    assert answer["_links"]["next"] is None
    assert acd.get(f"{USERS}/{uuid}/identities")["user"]["fullName"] == "Zoe Larkmont"


def test_teams_have_a_uuid_and_a_number(acd: Field) -> None:
    answer = acd.done("POST", "/user-management/v3/teams", {"name": "Blue", "status": "ACTIVE"})
    team = answer["team"]
    assert answer["httpCode"] == 200
    assert acd.get(f"/teams/{team['teamId']}")["teams"][0]["teamUuid"] == team["id"]
    made(acd, "zoe", teamId=str(team["teamId"]))
    for version in ("v1", "v3"):
        told = acd.get(f"/user-management/{version}/teams/{team['id']}")["team"]
        assert (told["name"], told["userCount"]) == ("Blue", 1)
    acd.done("PUT", "/user-management/v3/teams", {"id": team["id"], "status": "INACTIVE"})
    found = acd.done(
        "POST", "/user-management/v4/teams/search", {"filter": {"status": ["INACTIVE"]}}
    )
    assert [one["id"] for one in found["teams"]] == [team["id"]]
    older = acd.done("POST", "/user-management/v1/teams/search", {"filter": {"isDefault": [True]}})
    assert [one["name"] for one in older["teams"]] == ["System Default"]


def test_roles_are_searched_made_and_changed(acd: Field) -> None:
    everyone = acd.done("POST", "/authorization/v1/roles/search", {})["roles"]
    assert {"Administrator", "Agent"} <= {one["roleName"] for one in everyone}
    body = {
        "roleName": "Reader",
        "permissions": [{"permission": "acd.configuration", "actions": ["view"]}, "admin.audit"],
    }
    made_one = acd.done("POST", "/authorization/v1/roles", body)["role"]
    assert made_one["permissions"] == [
        {"permission": "acd.configuration", "actions": ["view"]},
        {"permission": "admin.audit", "actions": ["view"]},
    ]
    role = made_one["roleId"]
    acd.done("PUT", "/authorization/v1/roles", {"roleId": role, "status": "INACTIVE"})
    assert acd.get(f"/authorization/v1/roles/{role}")["role"]["status"] == "INACTIVE"
    page = {"pageSize": 1, "pageNo": 1}
    found = acd.done(
        "POST", "/authorization/v1/roles/search", {"filter": {"roleId": [role]}, "page": page}
    )
    assert [one["roleName"] for one in found["roles"]] == ["Reader"]
    active = acd.done("POST", "/authorization/v1/roles/search", {"filter": {"status": ["ACTIVE"]}})
    assert role not in [one["roleId"] for one in active["roles"]]


def test_nobody_gives_a_role_more_than_they_have_at_this_door_either(
    acme: tuple[Story, Paired], acd: Field
) -> None:
    story, paired = acme
    agent = story.employee(paired.inside, "zoe")
    body = {
        "roleName": "Keeper",
        "permissions": [{"permission": "admin.roles", "actions": ["edit"]}],
    }
    keeper = acd.done("POST", "/authorization/v1/roles", body)["role"]["roleId"]
    acd.done("PUT", f"/agents/{agent}", {"agent": {"roleId": keeper}})
    token = story.done("POST", "/login", body={"username": "zoe", "password": PASSWORD})["token"]
    more = [{"permission": "bcp.enablement", "actions": ["edit"]}]
    answer = Field(story, token).ask(
        "PUT", "/authorization/v1/roles", {"roleId": keeper, "permissions": more}
    )
    assert answer.status_code == 403


def test_the_small_doors_of_a_desktop_tell_about_the_tenant(acd: Field) -> None:
    tenant = acd.get("/tenants/v2/current")["tenant"]
    assert (tenant["tenantName"], tenant["clusterId"]) == ("Acme", "ca1")
    assert tenant["tenantId"] == acd.get("/business-unit")["businessUnits"][0]["tenantId"]
    assert "bcp.enablement" in acd.get("/config/toggledFeatures")["toggledFeatures"]
    logo = acd.get("/branding-profiles/current")["brandingProfile"]["cxoneLoginHeaderLogoUrl"]
    assert logo.startswith("https://")
    assert acd.ask("GET", "/schedules/user/x").status_code == 501


def test_another_tenants_users_teams_and_roles_are_not_found(acd: Field, stranger: Field) -> None:
    uuid = user(acd, "zoe")
    role = acd.done("POST", "/authorization/v1/roles/search", {})["roles"][0]["roleId"]
    team = acd.done("POST", "/user-management/v3/teams", {"name": "Blue"})["team"]["id"]
    for path in (
        f"{USERS}/{uuid}",
        f"/user-management/v3/teams/{team}",
        f"/authorization/v1/roles/{role}",
    ):
        assert stranger.ask("GET", path).status_code == 404
    assert stranger.ask("PUT", USERS, {"id": uuid, "lastName": "x"}).status_code == 404
    found = stranger.done("POST", "/user-management/v2/users/search", {"filter": {"id": [uuid]}})
    assert found["totalRecords"] == 0
    left = stranger.done("POST", f"{USERS}/deactivate", {"userIds": [uuid]})
    assert left == {"notDeletedUserIds": [uuid]}


def test_whoever_is_logged_in_reads_of_themselves_and_of_nobody_else(
    acd: Field, acme: tuple[Story, Paired]
) -> None:
    story, paired = acme
    own, other = (story.employee(paired.inside, name) for name in ("zoe", "ada"))
    given = {"username": "zoe", "password": PASSWORD}
    zoe = Field(story, story.done("POST", "/login", body=given)["token"])
    agent = acd.get(f"/agents/{own}")["agents"][0]
    for named in (agent["userId"], own):
        assert str(zoe.get(f"{USERS}/{named}")["user"]["icAgentId"]) == own
        assert zoe.get(f"{USERS}/{named}/identities")["user"]["id"] == agent["userId"]
        assert str(zoe.get(f"/agents/{named}/agent-settings")["agentId"]) == own
    for path in (f"{USERS}/{other}", f"{USERS}/nobody", f"/agents/{other}/agent-settings"):
        assert zoe.ask("GET", path).status_code == 403
