"""Nobody hands on more than they have: not by a role, not by an employee's profile, a file or a password."""

from typing import Any

import pytest

from tests.helpers.cxone import Field
from tests.helpers.houses import PASSWORD, Paired, Story

BCP = {"permission": "bcp.enablement", "actions": ["view", "edit"]}


def role(story: Story, token: str, name: str) -> str:
    return str(story.done("GET", f"/entities/role?search={name}", token)["items"][0]["id"])


def changed(story: Story, token: str, kind: str, id: str, **changes: Any) -> dict[str, Any]:
    """The body of an entity with changes."""
    return {**story.done("GET", f"/entities/{kind}/{id}", token)["body"], **changes}


def put(story: Story, token: str, kind: str, id: str, body: dict[str, Any]) -> Any:
    return story.ask("PUT", f"/entities/{kind}/{id}", token, body)


def somebody(story: Story, paired: Paired, username: str, role_name: str) -> tuple[str, str]:
    """An employee with that role: who, and the token of their session."""
    who = story.employee(paired.inside, username)
    uuid = role(story, paired.inside, role_name)
    body = changed(story, paired.inside, "employee", who, roleUUID=uuid)
    assert put(story, paired.inside, "employee", who, body).is_success
    given = {"username": username, "password": PASSWORD}
    return who, str(story.done("POST", "/login", body=given)["token"])


@pytest.fixture
def manon(acme: tuple[Story, Paired]) -> tuple[Story, Paired, str, str]:
    """Manon is a Manager: she looks after the employees, and may do little else."""
    story, paired = acme
    return story, paired, *somebody(story, paired, "manon", "manager")


@pytest.fixture
def keeper(acme: tuple[Story, Paired]) -> tuple[Story, Paired, str, str]:
    """Kim looks after roles and employees; the role is called Keeper."""
    story, paired = acme
    lines = [
        {"permission": name, "actions": ["view", "edit"]}
        for name in ("admin.employees", "admin.roles")
    ]
    body = {"roleName": "Keeper", "status": "ACTIVE", "permissions": lines}
    story.done("POST", "/entities/role", paired.inside, body)
    return story, paired, *somebody(story, paired, "kim", "keeper")


Person = tuple[Story, Paired, str, str]


@pytest.mark.parametrize("field", ["roleUUID", "secondaryRoleIds"])
def test_nobody_promotes_themselves(manon: Person, field: str) -> None:
    story, paired, who, token = manon
    wanted = role(story, paired.inside, "administrator")
    body = changed(story, token, "employee", who)
    body[field] = wanted if field == "roleUUID" else [wanted]
    refused = put(story, token, "employee", who, body)
    assert refused.status_code == 403
    assert "Admin › Security › Roles & Permissions › Edit" in " ".join(refused.json()["reasons"])


def test_nobody_creates_somebody_who_may_do_more(manon: Person) -> None:
    story, paired, who, token = manon
    body = changed(story, token, "employee", who, userName="puppet")
    body["roleUUID"] = role(story, paired.inside, "administrator")
    assert story.ask("POST", "/entities/employee", token, body).status_code == 403
    body["roleUUID"] = role(story, paired.inside, "agent")
    assert story.ask("POST", "/entities/employee", token, body).status_code == 201


def test_a_role_that_stands_already_hinders_no_other_change(manon: Person) -> None:
    story, paired, _, token = manon
    adam, _ = somebody(story, paired, "adam", "administrator")
    body = changed(story, token, "employee", adam, mobileNumber="+1-514-555-0101")
    assert put(story, token, "employee", adam, body).status_code == 200


def test_nobody_sets_the_password_of_somebody_who_may_do_more(manon: Person) -> None:
    story, paired, own, token = manon
    adam, _ = somebody(story, paired, "adam", "administrator")
    agent = story.employee(paired.inside, "aline")
    new = {"password": "je-suis-la-direction"}
    given = [
        story.ask("PUT", f"/employees/{who}/password", token, new).status_code
        for who in (adam, agent, own)
    ]
    assert given == [403, 204, 204]


def test_nobody_renames_somebody_who_may_do_more(manon: Person) -> None:
    story, paired, own, token = manon
    adam, _ = somebody(story, paired, "adam", "administrator")
    agent = story.employee(paired.inside, "aline")
    uuid = story.done("GET", f"/entities/employee/{adam}", token)["altId"]
    field = Field(story, token)
    assert field.ask("PUT", f"/agents/{adam}", {"agent": {"userName": "a2"}}).status_code == 403
    there = "/user-management/v1/users"
    assert field.ask("PUT", there, {"id": uuid, "userName": "a2"}).status_code == 403
    given = []
    for who in (adam, agent, own):
        body = changed(story, token, "employee", who, userName=f"new-{who}")
        given.append(put(story, token, "employee", who, body).status_code)
    assert given == [403, 200, 200]
    body = changed(story, token, "employee", adam, userName="ADAM")
    assert put(story, token, "employee", adam, body).status_code == 200


def test_a_file_renames_nobody_who_may_do_more(manon: Person) -> None:
    story, paired, _, token = manon
    ids = [somebody(story, paired, "adam", "administrator")[0], story.employee(paired.inside, "al")]
    uuids = [story.done("GET", f"/entities/employee/{who}", token)["altId"] for who in ids]
    file = "User ID,Username\n" + "".join(f"{one},n{n}@a.example\n" for n, one in enumerate(uuids))
    report = story.ask("POST", "/employees/import", token, content=file.encode()).json()
    assert (report["counts"]["refused"], report["counts"]["changed"]) == (1, 1)
    [error] = report["lines"][0]["errors"]
    assert (error["column"], "more than you may do" in error["message"]) == ("Username", True)


def test_the_built_in_administrator_never_has_a_password(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    found = story.done("GET", "/entities/employee?search=impersonated", paired.inside)["items"]
    path = f"/employees/{found[0]['id']}/password"
    refused = story.ask("PUT", path, paired.inside, {"password": "je-suis-la-direction"})
    assert (refused.status_code, refused.json()["code"]) == (422, "refused")


@pytest.fixture
def out(manon: Person) -> tuple[Story, Paired, str, str]:
    """Adam is an administrator who was deactivated."""
    story, paired, _, token = manon
    adam, _ = somebody(story, paired, "adam", "administrator")
    assert story.ask("POST", f"/employees/{adam}/deactivate", token).status_code == 204
    return story, paired, adam, token


def test_nobody_lets_somebody_in_again_who_may_do_more(out: Person) -> None:
    story, paired, adam, token = out
    field, uuid = (
        Field(story, token),
        story.done("GET", f"/entities/employee/{adam}", token)["altId"],
    )
    body = changed(story, token, "employee", adam, status="ACTIVE", isActive=True)
    refused = [
        story.ask("POST", f"/employees/{adam}/activate", token),
        put(story, token, "employee", adam, body),
        field.ask("POST", f"/user-management/v1/users/{uuid}/revive"),
        field.ask("PUT", f"/agents/{adam}", {"agent": {"isActive": True}}),
    ]
    assert [one.status_code for one in refused] == [403] * 4
    assert put(story, paired.inside, "employee", adam, body).status_code == 200


@pytest.mark.parametrize("whose", ["own", "built in"])
def test_nobody_keeps_out_themselves_or_the_built_in_administrator(
    manon: Person, whose: str
) -> None:
    story, _, who, token = manon
    if whose == "built in":
        found = story.done("GET", "/entities/employee?search=impersonated", token)["items"]
        who = found[0]["id"]
    there = story.done("GET", f"/entities/employee/{who}", token)
    field = Field(story, token)
    for wanted in ({"status": "DELETED"}, {"isActive": False}, {"status": "BLOCKED"}):
        refused = put(story, token, "employee", who, {**there["body"], **wanted})
        assert (refused.status_code, refused.json()["code"]) == (422, "refused")
    assert story.ask("POST", f"/employees/{who}/deactivate", token).status_code == 422
    left = field.done("POST", "/user-management/v1/users/deactivate", {"userIds": [there["altId"]]})
    assert left == {"notDeletedUserIds": [there["altId"]]}
    assert not field.ask("PUT", f"/agents/{who}", {"agent": {"isActive": False}}).is_success
    assert story.done("GET", f"/entities/employee/{who}", token)["body"] == there["body"]


def test_a_file_gives_no_role_that_its_sender_may_not_give(manon: Person) -> None:
    story, _, _, token = manon
    head = "Username,First Name,Last Name,Email Address, Role Name\n"
    row = "{name}@a.example,Pup,Pet,{name}@a.example,{role}\n"
    file = head + row.format(name="p1", role="Administrator") + row.format(name="p2", role="Agent")
    report = story.ask("POST", "/employees/import", token, content=file.encode()).json()
    [bad] = report["lines"]
    assert (bad["outcome"], report["counts"]["created"]) == ("refused", 1)
    assert bad["errors"][0]["column"] == "Role Name"
    assert "more than you may do yourself" in bad["errors"][0]["message"]


def test_nobody_adds_to_a_role_what_they_may_not_do(keeper: Person) -> None:
    story, paired, _, token = keeper
    own = role(story, paired.inside, "keeper")
    lines = changed(story, token, "role", own)["permissions"]
    body = changed(story, token, "role", own, permissions=[*lines, BCP])
    refused = put(story, token, "role", own, body)
    assert refused.status_code == 403
    assert refused.json()["facts"]["needs"] == "bcp.enablement:view, bcp.enablement:edit"
    tree = {line["permission"]: line["actions"] for line in [*lines, BCP]}
    path = f"/roles/{own}/permissions"
    assert story.ask("PUT", path, token, {"permissions": tree}).status_code == 403
    fresh = {"roleName": "Back door", "permissions": [BCP]}
    assert story.ask("POST", "/entities/role", token, fresh).status_code == 403


def test_what_stands_in_a_role_may_stay_and_may_be_taken_away(keeper: Person) -> None:
    story, paired, _, token = keeper
    who = role(story, paired.inside, "administrator")
    body = changed(story, token, "role", who, description="All of it")
    assert put(story, token, "role", who, body).status_code == 200
    body["permissions"] = body["permissions"][:1]
    assert put(story, token, "role", who, body).status_code == 200


def test_nobody_wakes_a_role_that_may_do_more(keeper: Person) -> None:
    story, paired, _, token = keeper
    asleep = {"roleName": "Asleep", "status": "INACTIVE", "permissions": [BCP]}
    who = story.done("POST", "/entities/role", paired.inside, asleep)["id"]
    body = changed(story, token, "role", who, description="Still asleep")
    assert put(story, token, "role", who, body).status_code == 200
    assert put(story, token, "role", who, {**body, "status": "ACTIVE"}).status_code == 403


def test_who_has_a_permission_may_pass_it_on_and_an_operator_gives_the_first(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    _, token = somebody(story, paired, "adam", "administrator")
    who = role(story, paired.inside, "evaluator")
    body = changed(story, token, "role", who, permissions=[BCP])
    assert put(story, token, "role", who, body).status_code == 200
