"""DR management: set up, change, switch and revert BCP without the console."""

from collections.abc import Sequence
from typing import Any

import pytest

from releve.domain.directory import Change, Registry
from releve.domain.errors import Conflict, Unavailable
from releve.domain.say import say
from tests.helpers.cxone import Field
from tests.helpers.houses import PASSWORD, Paired, Story, work_off


def path(tenant: str) -> str:
    return f"/dr-manager/v1/tenant/{tenant}/config"


def config(client: Field, tenant: str) -> Any:
    return client.get(path(tenant))


def patch(client: Field, tenant: str, status: int = 204, **change: Any) -> Any:
    body = {"ifMatchVersion": config(client, tenant)["version"], **change}
    return client.done("PATCH", path(tenant), body, status=status)


@pytest.fixture
def inside(acme: tuple[Story, Paired]) -> Field:
    return Field(acme[0], acme[1].inside)


@pytest.fixture
def operator(acme: tuple[Story, Paired]) -> Field:
    return Field(acme[0], acme[1].operator)


def test_the_configuration_says_what_the_pages_say_and_from_either_side(
    acme: tuple[Story, Paired], inside: Field
) -> None:
    _, paired = acme
    told = config(inside, paired.primary)
    assert (told["drEnabled"], told["multiRegionHA"], told["syncStart"]) == (False, True, False)
    assert (told["tenantId"], told["primaryTenantId"]) == (paired.primary, paired.primary)
    assert told["secondaryTenants"][0] | {"billingId": ""} == {
        "tenantId": paired.bcp,
        "tenantName": "Acme BCP",
        "region": "eu1",
        "billingId": "",
        "clusterId": "eu1",
        "schemaName": "acme-bcp",
    }
    item = {
        "syncMode": "OneWay",
        "syncFrequency": "Daily",
        "syncType": "Standard",
        "domain": "acd",
        "entityType": "skill",
    }
    assert item in told["entitySyncConfiguration"]
    there = config(inside, paired.bcp)
    assert {**there, "tenantId": ""} == {**told, "tenantId": ""}


def test_the_switch_and_the_revert_need_the_passkey_and_the_version_seen(
    acme: tuple[Story, Paired], inside: Field
) -> None:
    story, paired = acme
    before = config(inside, paired.primary)["version"]
    wrong = patch(inside, paired.primary, 403, drEnabled=True, passkey="ABCD", acknowledged=True)
    assert wrong["code"] == "forbidden"
    verdict = patch(inside, paired.primary, 422, drEnabled=True, passkey=paired.passkey)
    assert verdict["code"] == "refused"
    patch(inside, paired.primary, drEnabled=True, passkey=paired.passkey, acknowledged=True)
    after = config(inside, paired.primary)
    assert after["drEnabled"] is True
    assert after["version"] > before
    assert story.done("GET", "/switch", paired.inside)["activation"]["epoch"] == 2
    late = {"ifMatchVersion": before, "drEnabled": False, "passkey": paired.passkey}
    stale = inside.done("PATCH", path(paired.primary), late, status=409)
    assert str(after["version"]) in stale["details"]
    assert "ifMatchVersion" in stale["errors"]
    patch(inside, paired.bcp, drEnabled="false", passkey=paired.passkey, acknowledged=True)
    assert config(inside, paired.primary)["drEnabled"] is False
    acts = [one["act"] for one in story.done("GET", "/audit?top=100", paired.inside)["items"]]
    assert {"switch", "revert", "passkey"} <= set(acts)


def test_a_planned_switch_with_something_to_bring_over_is_accepted_and_then_made(
    acme: tuple[Story, Paired], inside: Field
) -> None:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    story.done("POST", "/entities/tag", paired.inside, {"tagName": "Late"})
    given = {
        "ifMatchVersion": config(inside, paired.primary)["version"],
        "drEnabled": True,
        "passkey": paired.passkey,
    }
    assert inside.ask("PATCH", path(paired.primary), given).status_code == 202
    assert config(inside, paired.primary)["drEnabled"] is False
    work_off(story.house)
    assert config(inside, paired.primary)["drEnabled"] is True


def test_the_sync_is_configured_started_and_stopped(
    acme: tuple[Story, Paired], inside: Field
) -> None:
    story, paired = acme
    items = [
        {
            "syncMode": "OneWay",
            "syncFrequency": "RealTime",
            "syncType": "Standard",
            "domain": domain,
            "entityType": kind,
        }
        for domain, kind in (("acd", "skill"), ("their", "thing"))
    ]
    patch(inside, paired.primary, entitySyncConfiguration=items, syncStart=True)
    told = config(inside, paired.primary)
    assert told["syncStart"] is True
    assert told["entitySyncConfiguration"] == items
    ours = story.done("GET", "/sync", paired.inside)["config"]
    assert (ours["enabled"], ours["frequency"]) == (True, "continuous")
    patch(inside, paired.primary, syncStart=False)
    told = config(inside, paired.primary)
    assert (told["syncStart"], told["entitySyncConfiguration"]) == (False, items)


def test_two_ways_are_not_offered(acme: tuple[Story, Paired], inside: Field) -> None:
    _, paired = acme
    item = {**config(inside, paired.primary)["entitySyncConfiguration"][0], "syncMode": "TwoWay"}
    told = patch(inside, paired.primary, 501, entitySyncConfiguration=[item])
    assert "TwoWay" in told["details"]


def test_an_operator_sets_up_bcp_with_one_call_and_turns_it_off_and_on(
    story: Story,
) -> None:
    client = Field(story, story.operator())
    primary = story.tenant(client.token, "Orbit", "ca1")
    bcp = story.tenant(client.token, "Orbit BCP", "eu1")
    assert client.ask("GET", path(primary)).status_code == 404
    body = {
        "primaryTenantSchema": "orbit",
        "secondaryTenants": [{"tenantId": bcp, "region": "eu1"}],
    }
    made = client.done("POST", path(primary), body, status=201)
    assert made["configurationId"] == config(client, primary)["configurationId"]
    again = client.done("POST", path(primary), body, status=409)
    assert again["code"] == "conflict"
    inside = Field(story, story.step_in(client.token, primary))
    patch(inside, primary, drEnabled=True, passkey=made["passkey"], acknowledged=True)
    refused = patch(client, primary, 422, multiRegionHA=False)
    assert "Revert" in refused["details"]
    patch(inside, primary, drEnabled=False, passkey=made["passkey"], acknowledged=True)
    patch(client, primary, multiRegionHA=False)
    assert config(client, primary)["multiRegionHA"] is False
    patch(client, primary, multiRegionHA=True, secondaryTenants=body["secondaryTenants"])
    assert config(client, primary)["multiRegionHA"] is True


def test_both_tenants_are_set_up_in_one_commit_or_neither(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Field(story, story.operator())
    primary = story.tenant(client.token, "Orbit", "ca1")
    bcp = story.tenant(client.token, "Orbit BCP", "eu1")
    commits: list[list[str]] = []
    commit = Registry.commit

    def once(self: Registry, changes: Sequence[Change], told: Conflict) -> Any:
        if commits:
            raise Unavailable(say("The directory does not answer."))
        commits.append([one.key for one in changes])
        return commit(self, changes, told)

    monkeypatch.setattr(Registry, "commit", once)
    body = {"primaryTenantSchema": "o", "secondaryTenants": [{"tenantId": bcp, "region": "eu1"}]}
    assert client.done("POST", path(primary), body, status=201)["passkey"]
    assert {f"tenant/{primary}", f"tenant/{bcp}"} < set(commits[0])
    assert config(client, primary)["multiRegionHA"] is True


def test_a_mapping_that_cannot_be_made_is_refused_with_every_reason(story: Story) -> None:
    client = Field(story, story.operator())
    primary = story.tenant(client.token, "Orbit", "ca1")
    body = {
        "primaryTenantSchema": "orbit",
        "secondaryTenants": [{"tenantId": "nobody", "region": "ca1"}],
    }
    told = client.done("POST", path(primary), body, status=422)
    assert "nobody" in told["details"]
    for wrong in ({}, {"primaryTenantSchema": "x"}, {**body, "secondaryTenants": [{}]}):
        assert client.ask("POST", path(primary), wrong).status_code == 400
    assert client.ask("GET", path(primary)).status_code == 404


def test_the_mapping_may_be_repeated_and_not_exchanged(
    acme: tuple[Story, Paired], operator: Field
) -> None:
    _, paired = acme
    same = [{"tenantId": paired.bcp, "region": "eu1"}]
    patch(operator, paired.primary, secondaryTenants=same)
    patch(operator, paired.primary, 422, secondaryTenants=[{"tenantId": "x", "region": "eu1"}])


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"drEnabled": True, "syncStart": True},
        {"drEnabled": "perhaps"},
        {"syncStart": 3},
        {"entitySyncConfiguration": {}},
        {"entitySyncConfiguration": [{}]},
        {"secondaryTenants": "x"},
    ],
)
def test_what_is_none_of_the_five_shapes_is_refused(
    acme: tuple[Story, Paired], inside: Field, change: Any
) -> None:
    patch(inside, acme[1].primary, 400, **change)


@pytest.mark.parametrize("version", [None, "x", True, -1])
def test_a_change_without_the_version_seen_is_refused(
    acme: tuple[Story, Paired], inside: Field, version: Any
) -> None:
    body = {"ifMatchVersion": version, "syncStart": True}
    told = inside.done("PATCH", path(acme[1].primary), body, status=400)
    assert "ifMatchVersion" in told["errors"]


def test_each_change_needs_the_permission_of_its_page(
    acme: tuple[Story, Paired], inside: Field, operator: Field
) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    token = story.done("POST", "/login", body={"username": "zoe", "password": PASSWORD})["token"]
    nobody = Field(story, token)
    assert nobody.ask("GET", path(paired.primary)).status_code == 403
    version = config(inside, paired.primary)["version"]
    switch = {"ifMatchVersion": version, "drEnabled": True, "passkey": paired.passkey}
    assert nobody.ask("PATCH", path(paired.primary), switch).status_code == 403
    assert operator.ask("PATCH", path(paired.primary), switch).status_code == 403
    feature = {"ifMatchVersion": version, "multiRegionHA": False}
    assert inside.ask("PATCH", path(paired.primary), feature).status_code == 403
    assert (
        inside.ask(
            "POST",
            path(paired.primary),
            {
                "primaryTenantSchema": "x",
                "secondaryTenants": [{"tenantId": paired.bcp, "region": "eu1"}],
            },
        ).status_code
        == 403
    )
    assert Field(story, "").ask("GET", path(paired.primary)).status_code == 401


def test_another_tenants_configuration_is_not_found(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    one = story.tenant(paired.operator, "Orbit", "ca1")
    other = story.tenant(paired.operator, "Orbit BCP", "eu1")
    story.set_up(paired.operator, one, other)
    story.set_up(paired.operator, other)
    stranger = Field(story, story.step_in(paired.operator, one))
    theirs = stranger.ask("GET", path(paired.primary))
    nothing = stranger.ask("GET", path("nobody"))
    assert theirs.status_code == nothing.status_code == 404
    assert theirs.json()["details"].replace(paired.primary, "…") == nothing.json()[
        "details"
    ].replace("nobody", "…")
    change = {"ifMatchVersion": 1, "drEnabled": True, "passkey": paired.passkey}
    assert stranger.ask("PATCH", path(paired.bcp), change).status_code == 404
