"""In a BCP tenant scripts are changed with what the requirement page lists: BCP configuration and scripts together."""

import pytest

from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.scripts import one, web
from tests.helpers.tokens import KEYS, bearer

AcmeStory = tuple[Story, Paired]
RAW = web("SNIPPET", [one("Data", "x = 1")], header={"scriptName": "Odd"})
SCRIPTS = {"acd.scripts": ["view", "create", "edit"]}
BOTH = {**SCRIPTS, "bcp.configurations": ["view", "edit"]}


def somebody(acme: AcmeStory, tenant: str, grants: dict[str, list[str]]) -> str:
    """The token, in one of the tenants, of somebody with a role of these permissions: made in the primary, and synced."""
    story, token = acme[0], acme[1].inside
    lines = [{"permission": key, "actions": actions} for key, actions in grants.items()]
    body = {"roleName": "Developer", "status": "ACTIVE", "permissions": lines}
    role = story.done("POST", "/entities/role", token, body)["id"]
    made = story.employee(token, "ines", "multiple")
    old = story.done("GET", f"/entities/employee/{made}", token)["body"]
    story.done("PUT", f"/entities/employee/{made}", token, {**old, "roleUUID": role})
    story.sync(token)
    given = {"username": "ines", "password": PASSWORD}
    proof = story.done("POST", "/login", body=given)["proof"]
    chosen = {"proof": proof, "tenant": tenant}
    return str(story.done("POST", "/login/choice", body=chosen)["token"])


@pytest.mark.parametrize(("grants", "status"), [(SCRIPTS, 403), (BOTH, 200)])
def test_uploading_in_a_bcp_tenant_takes_both_permissions(
    acme: AcmeStory, grants: dict[str, list[str]], status: int
) -> None:
    story, paired = acme
    person = somebody(acme, paired.bcp, grants)
    answer = story.ask("POST", "/scripts/import", person, content=RAW)
    assert answer.status_code == status
    if status == 403:
        assert "bcp.configurations:edit" in answer.text


def test_so_does_changing_and_deleting_one(acme: AcmeStory) -> None:
    story, paired = acme
    there = story.step_in(paired.operator, paired.bcp)
    [made] = story.done("POST", "/scripts/import", there, content=RAW)
    person = somebody(acme, paired.bcp, SCRIPTS)
    path = f"/entities/script/{made['id']}"
    body = story.done("GET", path, person)["body"]
    assert story.ask("PUT", path, person, body).status_code == 403
    assert story.ask("DELETE", path, person).status_code == 403
    assert story.ask("DELETE", path, there).status_code == 204


def test_in_the_primary_tenant_the_permission_on_scripts_is_enough(acme: AcmeStory) -> None:
    story, paired = acme
    person = somebody(acme, paired.primary, SCRIPTS)
    assert story.ask("POST", "/scripts/import", person, content=RAW).status_code == 200


def test_where_bcp_is_turned_off_in_a_bcp_tenant_the_permission_on_scripts_is_enough(
    acme: AcmeStory,
) -> None:
    """The other one is offered to nobody there."""
    story, paired = acme
    person = somebody(acme, paired.bcp, SCRIPTS)
    assert story.ask("POST", "/scripts/import", person, content=RAW).status_code == 403
    story.done("DELETE", f"/tenants/{paired.bcp}/bcp", paired.operator)
    assert story.done("GET", f"/tenants/{paired.bcp}", paired.operator)["side"] == "bcp"
    for token in (person, story.step_in(paired.operator, paired.bcp)):
        [made] = story.done("POST", "/scripts/import", token, content=RAW)
        items = story.done("GET", f"/scripts/{made['id']}/checklist", token)["items"]
        mark = next(one["mark"] for one in items if one["item"] == "tested")
        confirmation = f"/scripts/{made['id']}/checklist/tested/confirmation"
        story.done("POST", confirmation, token, {"mark": mark})
        assert story.ask("DELETE", f"/entities/script/{made['id']}", token).status_code == 204


@pytest.mark.parametrize(("actions", "status"), [(["view"], 403), (["view", "create"], 200)])
def test_an_access_key_takes_its_own_permission(
    acme: AcmeStory, actions: list[str], status: int
) -> None:
    story, paired = acme
    person = somebody(acme, paired.bcp, {**BOTH, "admin.access_key": actions})
    answer = story.http.post(KEYS, headers=bearer(person), json={})
    assert answer.status_code == status
