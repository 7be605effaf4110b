"""Who could work there tonight: asked of the BCP tenant's region, with every reason, and with either region gone."""

from dataclasses import replace
from typing import Any

import pytest

from releve.domain.directory import Change
from tests.helpers.authenticators import log_in
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.outages import outage

Acme = tuple[Story, Paired]


@pytest.fixture
def staffed(acme: Acme) -> Acme:
    """Sol may come in anyhow, Mia chooses, Nan has no access; all three are copied, and then Lou is hired."""
    story, paired = acme
    for name, bcp_type in (("sol", "single"), ("mia", "multiple"), ("nan", "none")):
        story.employee(paired.inside, name, bcp_type)
    story.sync(paired.inside)
    story.employee(paired.inside, "lou", "single")
    return story, paired


def asked(story: Story, token: str, **query: Any) -> Any:
    return story.done("GET", "/tonight", token, params=query)


def why(found: Any) -> dict[str, list[str]]:
    return {one["username"]: one["reasons"] for one in found["items"]}


def over_there(story: Story, paired: Paired, username: str) -> Any:
    with story.house.regions.of("eu1").reading() as tx:
        found = tx.entities.by_key(paired.bcp, "employee", username)
    assert found is not None
    return found


def test_everybody_is_told_with_the_reason(staffed: Acme) -> None:
    story, paired = staffed
    found = asked(story, paired.inside)
    assert why(found) == {"sol": [], "mia": [], "nan": ["no_access"], "lou": ["not_there"]}
    assert (found["asked"], found["can"]) == (4, 2)
    assert found["counts"] == {"no_access": 1, "not_there": 1}


def test_what_it_says_is_what_the_login_does(staffed: Acme) -> None:
    story, paired = staffed
    told = {one["username"]: one["can"] for one in asked(story, paired.inside)["items"]}
    with outage(story.house, "ca1"):
        inside = story.step_in(story.operator(), paired.bcp)
        order = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
        story.done("POST", "/switch", inside, order)
        body = {"password": PASSWORD}
        done = {
            name: story.ask("POST", "/login", body={**body, "username": name}).is_success
            for name in told
        }
    assert done == told


def test_with_the_primary_gone_it_asks_the_bcp_region_alone_and_says_so(staffed: Acme) -> None:
    story, paired = staffed
    inside = story.step_in(paired.operator, paired.bcp)
    with outage(story.house, "ca1"):
        found = asked(story, inside)
    assert why(found) == {"sol": [], "mia": [], "nan": ["no_access"]}
    assert (found["known"], found["primaryAsked"]) == (True, False)


def test_with_the_bcp_region_gone_it_says_that_nothing_is_known(staffed: Acme) -> None:
    story, paired = staffed
    with outage(story.house, "eu1"):
        found = asked(story, paired.inside)
    assert found["known"] is False
    assert found["items"] == []


def test_somebody_deactivated_over_there_without_a_password_and_without_a_role_has_three_reasons(
    staffed: Acme,
) -> None:
    story, paired = staffed
    inside = story.step_in(paired.operator, paired.bcp)
    sol = over_there(story, paired, "sol")
    [agent] = story.done("GET", "/entities/role?search=agent", inside)["items"]
    draft = {**agent["body"], "status": "DRAFT"}
    story.done("PUT", f"/entities/role/{agent['id']}", inside, draft)
    story.done("PUT", f"/entities/employee/{sol.id}", inside, {**sol.body, "status": "BLOCKED"})
    with story.house.regions.of("eu1").writing() as tx:
        tx.credentials.drop(paired.bcp, [sol.id])
    found = asked(story, paired.inside, search="sol")
    assert why(found) == {"sol": ["deactivated", "no_password", "no_role"]}
    assert found["asked"] == 1


def test_access_that_was_given_and_is_not_copied_yet_is_told_as_such(staffed: Acme) -> None:
    story, paired = staffed
    [nan] = story.done("GET", "/entities/employee?search=nan", paired.inside)["items"]
    story.done(
        "PUT", "/employees/bcp-type", paired.inside, {"ids": [nan["id"]], "bcpType": "single"}
    )
    assert why(asked(story, paired.inside, reason="access_waits")) == {"nan": ["access_waits"]}
    story.sync(paired.inside)
    assert why(asked(story, paired.inside, search="nan")) == {"nan": []}


def test_it_is_asked_about_a_team_a_role_a_bcp_type_or_a_reason(staffed: Acme) -> None:
    story, paired = staffed
    everybody = {"sol", "mia", "nan", "lou"}
    assert set(why(asked(story, paired.inside, team="System Default", role="Agent"))) == everybody
    assert set(why(asked(story, paired.inside, role="Manager"))) == set()
    assert set(why(asked(story, paired.inside, bcpType="multiple"))) == {"mia"}
    assert set(why(asked(story, paired.inside, reason="can"))) == {"sol", "mia"}
    page = asked(story, paired.inside, reason="can", skip=1, top=1)
    assert (list(why(page)), page["total"], page["asked"]) == (["sol"], 2, 4)


def test_ids_are_those_of_the_tenant_that_asks(staffed: Acme) -> None:
    story, paired = staffed
    inside = story.step_in(paired.operator, paired.bcp)
    there = {one["username"]: one["id"] for one in asked(story, inside)["items"]}
    assert there["sol"] == over_there(story, paired, "sol").id
    assert there["lou"] is None


def test_who_left_the_primary_is_not_asked_about(staffed: Acme) -> None:
    story, paired = staffed
    [sol] = story.done("GET", "/entities/employee?search=sol", paired.inside)["items"]
    body = {**sol["body"], "status": "BLOCKED"}
    story.done("PUT", f"/entities/employee/{sol['id']}", paired.inside, body)
    assert "sol" not in why(asked(story, paired.inside))


def test_a_tenant_for_which_bcp_is_off_keeps_everybody_out(staffed: Acme) -> None:
    story, paired = staffed
    tenant, version = story.house.registry.tenant(paired.bcp)
    off = replace(tenant, features=replace(tenant.features, bcp=False))
    story.house.registry.directory.commit(Change(f"tenant/{off.id}", off.record(), version))
    found = asked(story, paired.inside)
    assert "BCP is not enabled on Acme BCP" in found["obstacles"][0]


def test_it_is_for_who_may_see_employees_of_a_tenant_in_a_pair(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    token = log_in(story, "zoe")["token"]
    assert story.ask("GET", "/tonight", token).status_code == 403
    alone = story.step_in(paired.operator, story.tenant(paired.operator, "Orbit"))
    assert story.ask("GET", "/tonight", alone).status_code == 404
